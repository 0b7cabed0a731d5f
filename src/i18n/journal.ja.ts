import type { JournalText } from './journal-text.ts'
import { japaneseDuration } from './text.ts'

export const journalJa: JournalText = {
  help: {
    journal: 'ゲートウェイの記録を表示します',
    since: 'さかのぼる長さ（1h、7d など）、または開始時刻（2026-11-22T09:30 など）。既定は 24h',
    exchange: 'ID がこの文字列で始まるリクエストだけを表示します',
    json: '1 行に 1 つの JSON オブジェクトで出力します',
    lastDay: '直近 24 時間',
    lastHour: '直近 1 時間',
    forPrograms: '1 週間分を、プログラムで読める形で',
    oneExchange: 'ログに表示された ID のリクエストを 1 件',
  },
  log: {
    troubles: {
      'cannot-open': '記録ファイルを開けません',
      'read-only': '記録ファイルに書き込む権限がありません',
      'disk-full': 'ディスクの空きがないため、記録を書き込めません',
      'disk-error': 'ディスクのエラーにより、記録を書き込めません',
      busy: 'ほかのプログラムがロックしているため、記録を書き込めません',
      newer: '記録ファイルは新しいバージョンの Holdfast が書いたものなので、そのまま残します。記録は行いません',
      foreign: '記録ファイルの場所に別のプログラムのファイルがあるので、そのまま残します。記録は行いません',
      corrupt: '記録ファイルが壊れていますが、退避できませんでした',
      moved: '記録ファイルが繰り返し移動または削除されています',
      'no-sqlite': 'この Node.js には SQLite が含まれていないため、記録は行いません',
      'worker-died': '記録用のスレッドが終了しました',
      dropping: 'ディスクが遅いため、記録の一部を省いています',
      'row-refused': '記録に収まらない行がありました。Holdfast の不具合です',
      fault: '記録を書き込めません。Holdfast の不具合です',
    },
    trouble: (reason) => `${reason}。リクエストの処理は続いています`,
    setAside: (file) => `記録ファイルが壊れていたので ${file} に退避し、新しいファイルで記録を始めました`,
    over: (trouble, lost) =>
      `記録の書き込みが再開しました（直前の状態: ${trouble}）。${lost === 0 ? '失われた行はありません' : `${lost} 行が失われました`}`,
  },
  badSince: (got) =>
    `\`--since\` には 1h や 7d のような長さか、2026-11-22T09:30 のような時刻を指定してください。指定された値: ${got}`,
  badExchange: (got) => `\`--exchange\` には ID の先頭 4 文字以上を指定してください。指定された値: ${got}`,
  noSuchExchange: (id) => `その期間の記録に \`${id}\` というリクエストはありません。`,
  refused: {
    missing: (file) => `記録はまだありません。${file} が存在しません。ゲートウェイを起動すると作られます。`,
    older: (file) => `記録 ${file} は古いバージョンのものです。次にゲートウェイを起動すると更新されます。`,
    newer: (file) => `記録 ${file} は新しいバージョンの Holdfast が書いたものです。読むには Holdfast を更新してください。`,
    foreign: (file) => `${file} は別のプログラムのファイルで、Holdfast の記録ではありません。`,
    corrupt: (file) => `記録 ${file} が壊れています。次にゲートウェイを起動すると退避され、新しい記録が始まります。`,
    busy: (file) => `記録 ${file} はほかのプログラムがロックしています。少し待ってからもう一度お試しください。`,
    'no-sqlite': () => 'この Node.js には SQLite が含まれていないため、記録を読めません。',
    unreadable: (file) => `記録 ${file} を読めません。読み取りの権限がないか、ディスクに異常があります。`,
  },
  since: (from, length, file) => `${from} から（${japaneseDuration(length)}）、${file}`,
  nothing: 'この期間の記録はありません。',
  gatewayStarted: (version, pid) => `ゲートウェイ ${version} が起動しました（プロセス ${pid}）`,
  gatewayStopped: (pid) => `ゲートウェイが終了しました（プロセス ${pid}）`,
  gatewayGone: (pid) => `ゲートウェイが突然いなくなりました（プロセス ${pid}）。強制終了されたか、コンピュータが停止しました`,
  incident: ({ upstream, family, code }) => `${upstream}${family === '' ? '' : `（${family}）`} が応答できませんでした: ${code}`,
  incidentOver: ({ length, failures, held }) =>
    `${japaneseDuration(length)}で復旧。失敗した試行 ${failures} 回、同時に保留したリクエスト 最大 ${held} 件`,
  incidentOpen: (length) => `まだ続いています（${japaneseDuration(length)}経過）`,
  incidentLost: '終わりは記録されていません',
  limitPhases: {
    'look-up': 'アドレスの検索',
    connect: '接続',
    secure: 'TLS の確立',
    headers: '応答の開始',
    'first-event': '応答の最初のイベント',
    gap: '応答の途中の無音',
  },
  limit: ({ upstream, phase, which, from, to }) =>
    `${upstream}: ${phase}を待つ時間を ${japaneseDuration(from)}から ${japaneseDuration(to)}に変えました${which === '' ? '' : `（${which}）`}`,
  limitFrom: ({ samples, quantile }) => `${samples} 回の実測によります。99.9% は ${(quantile / 1000).toFixed(2)} 秒以内でした`,
  names: {
    failed: ({ named, code }) => `${named}のアドレスがわかりませんでした（${code}）`,
    'last-good': ({ named, code }) =>
      `DNS で ${named}を解決できず（${code}）、これまで正しく使えていたアドレスで処理を続けました`,
    'own-question': ({ named, code }) =>
      `このコンピューターでは ${named}をすぐに解決できず（${code}）、DNS サーバーから直接得たアドレスで処理を続けました`,
    second: ({ named, code }) =>
      `DNS で ${named}を解決できず（${code}）、設定済みの別の DNS サーバーから得たアドレスで処理を続けました`,
    lied: ({ named }) =>
      `DNS が ${named}の行き先として別のサーバーを返しました。そこには何も送信せず、これまで正しく使えていたアドレスで処理を続けました`,
    back: ({ named, after }) => `${japaneseDuration(after)}ぶりに、DNS で ${named}を解決できるようになりました`,
  },
  // Latin letters stand apart from what follows
  named: { upstream: (upstream) => `${upstream} `, proxy: (upstream) => `${upstream} への接続に使うプロキシ` },
  ended: {
    completed: ({ took }) => `${japaneseDuration(took)}で完了`,
    'relayed-error': ({ took, status }) =>
      `${japaneseDuration(took)}後、送り先のエラー${status === undefined ? '' : ` ${status} `}で終了`,
    'handed-back': ({ held }) => `${japaneseDuration(held)}保留した後、クライアントに戻しました`,
    'gave-up': ({ held }) => `${japaneseDuration(held)}保留した後、断念`,
    'client-left': ({ took }) => `${japaneseDuration(took)}でクライアントが離脱`,
    running: () => '処理中',
    lost: () => 'ゲートウェイの終了により中断',
  },
  also: (one, other) => `${one}。${other}`,
  absorbed: (failures, held) => `吸収した障害 ${failures} 件、保留時間 ${japaneseDuration(held)}`,
  steps: {
    attempt: '試行',
    attemptAfter: (wait) => `${(wait / 1000).toFixed(1)} 秒後に試行`,
    hold: (wait) => `${japaneseDuration(wait)}保留`,
    relay: '応答を渡しました',
    'hand-back': 'クライアントに戻しました',
    'give-up': '断念',
    finish: '終了',
  },
  silent: {
    dns: 'アドレスの解決中、何も届きませんでした',
    connect: '接続中、何も届きませんでした',
    tls: 'TLS ハンドシェイク中、何も届きませんでした',
    headers: '応答が始まる前、何も届きませんでした',
    'first-event': '応答の最初のイベントの前、何も届きませんでした',
  },
  asksToWait: (wait) => `${japaneseDuration(wait)}待つよう求めています`,
  step: (did, because, saw) => `${did}${because === '' ? '' : `（${because}）`}: ${saw}`,
  leftOut: (count) => `これより前の、問題のあったリクエスト ${count} 件は省略しました。--json ではすべて表示されます`,
  uneventful: (count) => `問題のなかったリクエスト ${count} 件`,
  total: ({ exchanges, troubled, absorbed, held, longest }) =>
    `リクエスト ${exchanges} 件（うち問題のあったもの ${troubled} 件）、吸収した障害 ${absorbed} 件、保留時間 ${japaneseDuration(held)}${held > 0 ? `（最長 ${japaneseDuration(longest)}）` : ''}`,
  lostRows: (count) => `${count} 行は記録できませんでした`,
}
