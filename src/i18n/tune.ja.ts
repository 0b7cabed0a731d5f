import type { Decision } from '../core/decision.ts'
import { journalJa } from './journal.ja.ts'
import { japaneseDuration, shortJapanese } from './text.ts'
import { tuneApplyJa } from './tune-apply.ja.ts'
import { tuneClientJa } from './tune-client.ja.ts'
import { tuneDnsJa } from './tune-dns.ja.ts'
import type { TuneText } from './tune-text.ts'

const DECIDED: Readonly<Record<Decision['do'], string>> = {
  attempt: '再試行',
  hold: '保留',
  relay: '届いた応答の引き渡し',
  'hand-back': 'クライアントへの差し戻し',
  'give-up': '断念',
  finish: '終了',
}

type Limit = Parameters<TuneText['limit']>[0]

function limit({ mode, current, usual, proposed }: Limit): string {
  const now = `上限 ${japaneseDuration(current)}${current === usual ? '' : `（初期値 ${japaneseDuration(usual)}）`}`
  if (proposed === current) return now
  const other = japaneseDuration(proposed)
  return mode === 'fixed' ? `${now}。学習に任せると ${other}になります` : `${now}。${other}へ調整中です`
}

export const tuneJa: TuneText = {
  help: {
    tune: '実測して、よりよい設定を示します',
    timeouts: 'ゲートウェイが学習した待ち時間の上限と、それによって何が変わったかを表示します',
    client: 'クライアント自身の設定を実測と照らし合わせ、変えるべきものを示します',
    dns: 'システムの DNS サーバーを公開 DNS サーバーと比べます',
    apply: '変更して動作を確認し、うまくいかなければ元に戻します',
    undo: '--apply の前の状態に、正確に戻します',
    json: '1 つの JSON オブジェクトで出力します',
    shows: '応答にかかる時間と、そこから分かること',
    showsClient: 'Claude Code のどの設定を、なぜ変えるとよいか',
    showsDns: '最長 1 分ほど測定します。何も変更しません',
    applies: '3 つの提案をすべて適用します',
    undoes: '適用したものを元に戻します',
    forPrograms: '同じ内容を、プログラムで読める形で',
  },
  nothingYet:
    'まだ何も測定していません。ゲートウェイは通過する応答をすべて測定します。50 件ほど使ったあとで、もう一度お試しください。',
  source: (count, age) => `待ち時間の上限 ${count} 件（${japaneseDuration(age)}前までの実測による）`,
  phases: journalJa.limitPhases,
  below: (size) => `${size.toUpperCase()}B 未満のリクエスト`,
  above: '2MB 以上のリクエスト',
  limit,
  seen: ({ samples, p50, p99, p999 }) =>
    `${samples} 回の実測: 半数は ${shortJapanese(p50)}以内、99% は ${shortJapanese(p99)}以内、99.9% は ${shortJapanese(p999)}以内`,
  course: {
    'too-few': '実測が 50 回に満たないため、まだ判断できません',
    fits: '上限は実測に合っています',
    slower: '実際にかかる時間に対して、上限が短すぎます',
    faster: '実際にかかる時間に対して、上限が長すぎます',
  },
  cut: ({ proposed, cut }) =>
    cut === 0
      ? `上限が ${japaneseDuration(proposed)}でも、打ち切られるものはありませんでした`
      : `上限が ${japaneseDuration(proposed)}なら、全体の ${(cut * 100).toFixed(2)}% が打ち切られていました`,
  again: (days) => `直近 ${days} 日間で変わっていたはずのこと`,
  noTrouble: '待ち時間の上限に関わるトラブルは記録されていません',
  silences: ({ silences, sooner, longer }) =>
    `無応答 ${silences} 回に、合計で ${japaneseDuration(sooner)}早く気づけたはずです${longer === 0 ? '' : `（ただし、うち ${longer} 回は上限が長くなります）`}`,
  decisions: ({ reproduced, different }) =>
    `${reproduced} 件の判断をやり直しました。${different === 0 ? '結果が変わるものはありません' : `結果が変わるものは ${different} 件です`}`,
  different: ({ exchange, was, now }) => `[${exchange}] 実際は${DECIDED[was]}。学習した上限なら${DECIDED[now]}になっていました`,
  learns: '設定することはありません。ゲートウェイは実測に合わせて自動で調整します。',
  isFixed: (file) =>
    `${file} の "timeouts": "fixed" により、上限は固定されています。"learned" に変えるか、行を削除して、ゲートウェイを再起動してください。`,
  summary: ({ learned, mode }) =>
    mode === 'fixed'
      ? 'タイムアウト: 固定されています。実測に合わせることもできます'
      : learned === 0
        ? 'タイムアウト: 実測がまだ足りません。自動で学習します'
        : `タイムアウト: 自動で調整しています（${learned} 件）。設定することはありません`,
  summaryTitle: 'まとめ',
  details: (command) => `詳しくは: \`${command}\``,
  client: tuneClientJa,
  dns: tuneDnsJa,
  apply: tuneApplyJa,
}
