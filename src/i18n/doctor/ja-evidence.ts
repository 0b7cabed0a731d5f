import { ms } from '../../core/time.ts'
import { catalogueJa } from '../catalogue.ja.ts'
import type { DoctorText, EvidenceTexts } from '../doctor-text.ts'
import { japaneseDuration } from '../text.ts'
import { dayOf, errorText, kilobytes, momentOf, quick, titleOfCode } from './figures.ts'

const SILENCE = '応答なし'
const since = (ago: number): string => (ago < 1000 ? 'たった今' : `${japaneseDuration(ms(ago))}前`)
const spent = (millis: number): string => `${quick(millis)} ミリ秒`
const error = (code: string): string => errorText(code, SILENCE)
const title = (code: string): string => titleOfCode(catalogueJa, code).replace(/。$/, '')

const LOOKED_UP = {
  system: 'このコンピューターの名前解決',
  'system-control': '別サイトの名前解決',
  server: 'DNS サーバー',
  public: '公開 DNS サーバー',
  unvalidated: '署名を確認しない問い合わせ',
  'made-up': '架空の名前 (検索ドメイン)',
} as const

const FLAWS: Readonly<Record<string, string>> = {
  'line-break': '改行',
  quote: '引用符',
  space: '空白',
  invisible: '見えない文字',
  'full-width': '全角文字',
  'too-short': '途切れ (短すぎます)',
  'wrong-kind': '別の種類の認証情報',
}

export const CHECKS: DoctorText['checks'] = {
  link: '接続',
  egress: 'インターネット',
  dns: '名前解決 (DNS)',
  portal: 'サインインページ',
  proxy: 'プロキシ',
  tcp: 'API への到達',
  mtu: '大きなデータ',
  tls: '暗号化',
  clock: '時計',
  http: 'API の応答',
  gateway: 'ローカルゲートウェイ',
  status: 'ステータスページ',
  settings: '設定',
  credential: 'ログイン',
}

export const EVIDENCE: EvidenceTexts = {
  'no-interface': () => '有効な Wi-Fi やケーブルなどの接続がありません',
  'no-address': ({ device }) => `${device} は接続中ですが、使えるアドレスがありません`,
  'no-route': () => 'デフォルトの経路がありません',
  'first-hop': ({ address, device, state }) =>
    `ルーター ${address} (${device}): ${{ answers: '応答あり', dead: SILENCE, unknown: '不明' }[state]}`,
  tunnel: ({ device }) => `通信がトンネル ${device} に送られています`,
  'other-route': ({ device, millis }) => `${device} を使うとインターネットにつながります (${spent(millis)})`,
  internet: ({ reached, asked }) => `インターネット上のよく知られたアドレス ${asked} 件のうち ${reached} 件が応答しました`,
  mixed: ({ reached, failed, code }) => `数秒の間に ${reached} 回成功し、${failed} 回失敗しました (${code})`,
  portal: ({ url, status, to }) => `${url} への応答が ${status}${to === undefined ? '' : ` で、${to} に転送されました`}`,
  'look-up': ({ by, server, addresses, code, millis }) =>
    `${LOOKED_UP[by]}${server === undefined ? '' : ` ${server}`} の結果: ${code === undefined ? addresses.join('、') || 'アドレスなし' : error(code)} (${spent(millis)})`,
  'no-dns-server': ({ file }) => `DNS サーバーの設定が${file === 'missing' ? 'ありません' : '空です'}`,
  'hosts-line': ({ line }) => `hosts ファイルの行: ${line}`,
  'near-name': ({ host }) => `最も近い既知の名前は ${host} です`,
  proxy: ({ shown, variable }) => `プロキシは ${shown} です${variable === undefined ? '' : ` (${variable} の設定)`}`,
  'proxy-failed': ({ at, code, millis }) =>
    `${{ name: 'プロキシの名前解決', connect: 'プロキシへの接続', tunnel: 'プロキシへの中継の依頼' }[at]}に失敗しました: ${error(code)} (${spent(millis)})`,
  'proxy-answer': ({ to, status }) => `${to === 'target' ? 'API' : '別のサイト'}へのプロキシの応答は ${status} です`,
  'proxy-banner': ({ banner }) => `相手は「${banner}」と名乗りました`,
  'other-way': ({ what, shown }) =>
    what === 'direct'
      ? 'プロキシを使わなければつながります'
      : `${what === 'system-proxy' ? 'システムに設定された' : ''}${shown ?? 'プロキシ'} 経由ではつながります`,
  conflicting: ({ variable, shown }) => `${variable} の値は ${shown} です`,
  'target-unreached': ({ host, failed, asked, code }) =>
    `${host} のアドレス ${asked} 件のうち ${failed} 件に接続できません: ${error(code)}`,
  'target-reached': ({ host, millis }) => `${host} に接続できます (${spent(millis)})`,
  'family-unreached': ({ family, code }) => `IPv${family} ではつながりません: ${error(code)}`,
  'address-unreached': ({ address, code }) => `${address}: ${error(code)}`,
  'programs-give-up': ({ millis, needed }) => `接続に ${spent(needed)}必要ですが、プログラムは ${spent(millis)}であきらめました`,
  'slow-connects': ({ millis, count }) => `${count} 件の接続のうち、最も速いものでも ${spent(millis)}かかりました`,
  'repeated-connects': ({ repeated, failed, asked }) =>
    `接続 ${asked} 件のうち、${repeated} 件は送り直しが必要で、${failed} 件はつながりませんでした`,
  bulk: ({ sent, unacknowledged, millis }) =>
    `送信した ${kilobytes(sent)} kB のうち、${spent(millis)}以内に届いたのは ${kilobytes(sent - unacknowledged)} kB です`,
  control: ({ by, code, millis }) =>
    code === undefined
      ? `別のサイトは正常に応答しました${by === 'http' ? '' : ` (${by.toUpperCase()})`} (${spent(millis)})`
      : `別のサイトにもつながりません: ${error(code)}`,
  handshake: ({ host, code, millis }) => `${host} との暗号化通信を開始できません: ${error(code)} (${spent(millis)})`,
  'other-name': ({ millis }) => `同じアドレスでも、別の名前であれば応答があります (${spent(millis)})`,
  certificate: ({ of, subject, issuer, maker, validFrom, validTo }) =>
    `${of === 'target' ? '証明書' : '別サイトの証明書'}の発行先は「${subject}」、発行元は「${issuer}」${maker === undefined ? '' : ` (${maker})`}、有効期間は ${dayOf(validFrom)} から ${dayOf(validTo)} までです`,
  'ca-file': ({ state }) => (state === 'missing' ? 'ファイルがありません' : 'ファイルを証明書として読み取れません'),
  'checks-off': () => '証明書を確認していません',
  'client-certificate': ({ state }) =>
    ({
      none: 'クライアント証明書が設定されていません',
      used: '設定されたクライアント証明書は受け付けられませんでした',
      missing: 'クライアント証明書のファイルがありません',
      unusable: 'クライアント証明書と鍵を使用できません',
    })[state],
  clock: ({ offset, hosts }) =>
    `サーバー ${hosts} 台と比べて、このコンピューターの時計は ${japaneseDuration(ms(Math.abs(offset)))}${offset > 0 ? '進んで' : '遅れて'}います`,
  answer: ({ host, status, says, requestId, millis }) =>
    `${host} の応答は ${status}${says === '' ? '' : `「${says}」`} です (${spent(millis)}${requestId === undefined ? '' : `、${requestId}`})`,
  'no-answer': ({ host, code, millis }) => `${host} から応答が得られません: ${error(code)} (${spent(millis)})`,
  'reset-at': ({ at }) => `上限は ${momentOf(at)} (UTC) にリセットされます`,
  'status-component': ({ host, name, status }) => `${host} の発表では、${name} は「${status.replaceAll('_', ' ')}」です`,
  incident: ({ name, ago }) => `公表された障害: 「${name}」${ago === undefined ? '' : ` (${since(ago)})`}`,
  'status-quiet': ({ host }) => `${host} では何も公表されていません (発表は遅れることがあります)`,
  'traffic-failed': ({ code, count, ago, requestId }) =>
    `ゲートウェイ経由の通信: ${title(code)} (${count} 回、最後は ${since(ago)}${requestId === undefined ? '' : `、${requestId}`})`,
  'traffic-completed': ({ count, ago }) => `ゲートウェイ経由で ${count} 件の応答が最後まで届いています (直近は ${since(ago)})`,
  lane: ({ name, health }) => `ゲートウェイは ${name} を「${health}」と判断しています`,
  cuts: ({ count, after, ages }) =>
    ages === 'same'
      ? `応答が ${count} 回、いずれも約 ${japaneseDuration(ms(after))}で切れました`
      : `応答が ${count} 回途切れました (最長 ${japaneseDuration(ms(after))})`,
  woke: ({ ago }) => `このコンピューターは ${since(ago)}にスリープから復帰しました`,
  offline: ({ ago }) => `このコンピューターは ${since(ago)}にオフラインでした`,
  gateway: ({ url, state }) =>
    `${url}: ${{ none: '何も動いていません', answers: '応答あり', silent: SILENCE, 'somebody-else': '別のプログラムが応答しています' }[state]}`,
  setting: ({ name, value, from }) => `${name} の値は「${value}」です (${from})`,
  credential: ({ source, from }) => `使われる認証情報は ${source} です (${from})`,
  flaw: ({ source, what, at }) => `${source} の ${at} 文字目に${FLAWS[what] ?? ` ${what} `}があります`,
  expired: ({ source, ago }) => `${source} の有効期限は ${since(ago)}に切れました`,
  'login-host': ({ code }) => `ログインを更新するサイトから応答が得られません: ${error(code)}`,
  'known-bad': ({ version, what }) => `バージョン ${version}: ${what}`,
  node: ({ version }) => `Node.js ${version}`,
  told: ({ code }) => `クライアントの表示: ${title(code)}`,
  gap: ({ check, why }) =>
    `「${CHECKS[check]}」の確認: ${{ 'timed-out': '時間内に結果が出ませんでした', crashed: '異常終了しました', 'not-asked': '省略しました', offline: '省略しました', 'not-here': 'ここでは確認できません' }[why]}`,
}
