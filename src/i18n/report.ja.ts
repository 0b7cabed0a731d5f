import type { ReportText, TriedFacts } from './report-text.ts'
import { japaneseDuration } from './text.ts'

const SUPPORT = 'Anthropic のサポート https://support.claude.com'
const CLIENT =
  'Claude Code の開発元に知らせてください。Claude Code で `/feedback` と入力するか、https://github.com/anthropics/claude-code/issues に投稿します。投稿は公開されるため、ファイルは添付せず、短い文章だけを貼り付けてください。'

export const reportJa: ReportText = {
  help: {
    report: 'サポートに必要な情報を、秘密の値を除いて 1 つのファイルにまとめます',
    out: 'レポートの保存先。既定は現在のフォルダーの holdfast-report-日時.zip',
    since: 'さかのぼる長さ（30m、2h など）。既定は 1h',
    dryRun: '何が入るかを表示するだけで、ファイルは作りません',
    issue: '貼り付け用の短い文章だけを表示します',
    record: '問題を再現している間だけを記録します',
    yes: '確認せずにファイルを作ります',
    error: 'クライアントに表示されたエラー。意味だけを載せ、文面は載せません',
    usually: '内容を確認してからファイルを作り、自分で送ります',
    looksFirst: '何が入るかを先に確認',
    pastes: '問い合わせに貼り付ける文章',
    reproduces: '再現している間のできごとだけ',
  },
  issue: {
    title: (what) => `報告: ${what}`,
    nothingHappened: '失敗の記録はありません',
    happened: '何が起きたか',
    when: 'いつ',
    whose: '原因はどこか',
    tried: '何を試したか',
    now: '現在の状態',
    seen: (code, status, count) => `${status === undefined ? '応答なし' : `HTTP ${status}`}、\`${code}\`、${count} 回。`,
    time: ({ from, until, length, end }) => {
      if (end === 'open') return `${from} (UTC) から続いています（${japaneseDuration(length)}経過）。`
      const time = `${from} から ${until} まで (UTC、${japaneseDuration(length)})。`
      return end === 'over' ? `${time}現在は収まっています。` : `${time}これ以降の失敗は記録されていません。`
    },
    period: (from, until) => `調べた期間: ${from} から ${until} まで (UTC)。`,
    seenNow: (at) => `${at} (UTC) にこのレポートを作成したときの測定で見つかりました。`,
    fault: ({ owner, from, confidence }) =>
      from === 'nothing'
        ? `${owner}。`
        : `${owner}（${from === 'doctor' ? `${confidence}、現在の測定による` : '当時の応答の記録による'}）。`,
    effort: (facts) => effort(facts),
    noJournal: '通信の記録はありません。Holdfast のゲートウェイを使っていなかったか、記録を読み取れませんでした。',
    noTraffic: 'この期間にゲートウェイを通ったリクエストはありません。',
    failures: '失敗の一覧',
    failureColumns: ['最初 (UTC)', '最後', '回数', 'HTTP', 'コード'],
    traces: 'ログで探すための情報',
    traceColumns: ['時刻 (UTC)', 'HTTP', 'コード', 'request-id', 'cf-ray'],
    noTraces:
      '失敗した応答には request-id も cf-ray もありませんでした。どちらもない応答は、API の手前にあるロードバランサーか、途中の何かが返したものです。',
    statusPage: 'プロバイダーのステータスページ',
    pageUnknown: '読み取れませんでした。サービスの状態は分かりません。',
    pageAsOf: (host, when) => `${host}、${when} (UTC) 時点`,
    pageQuiet: '障害の発表はありません。',
    pageHistory: {
      heading: 'この期間の発表',
      nothing: 'この期間についての発表はありません。',
      unread: '過去の発表は読み取れませんでした。',
      late: (length) =>
        length < 0 ? 'ここで最初に失敗するより前に発表' : `ここで最初に失敗してから ${japaneseDuration(length)}後に発表`,
      seen: 'ここでも発生',
      notSeen: 'ここでの失敗の記録はなし',
      never: 'ここで発生したが、発表はなし',
      'not-yet': 'ここで発生したが、まだ発表はなし',
      unknown: 'ここで発生。発表の有無は不明',
    },
    setup: '環境',
    versions: 'バージョン',
    way: (target, by, kind) =>
      `API: ${target}（${kind === 'official' ? 'プロバイダーのアドレス' : '別のゲートウェイ'}）、${by === 'proxy' ? 'プロキシ経由' : by === 'direct' ? '直接接続' : 'プロキシの設定が使えない状態'}`,
    credential: (kind, from, state) => `認証情報: ${kind}、${from}、${state}`,
    noCredential: '認証情報: 見つかりませんでした',
    notFound: 'なし',
    told: (codes) => `クライアントの表示: ${codes}`,
    foot: (version) =>
      `Holdfast ${version} が、送信者のコンピューターで作成しました。プロンプト、応答、キー、パスワードは含まれていません。\`host-1.invalid\` や \`model-1\` などは、伏せた名前の代わりです。`,
    none: '-',
  },
  owners: {
    provider: 'プロバイダー',
    network: 'ネットワーク',
    proxy: 'プロキシ',
    computer: 'このコンピューター',
    settings: 'このコンピューターの設定',
    account: 'アカウント',
    gateway: 'このコンピューターとプロバイダーの間にあるゲートウェイ',
    nobody: '現在、問題は見つかっていません',
    unknown: '特定できていません',
  },
  confidences: { certain: '確実', likely: 'おそらく', possible: '可能性あり' },
  sendTo: {
    provider: [`${SUPPORT} に送ってください。`, 'request-id と cf-ray を伝えると、サポート側でリクエストを探せます。'],
    account: [`${SUPPORT} に送ってください。`, 'アカウントの状態を調べられるのは、サポートだけです。'],
    network: ['ネットワークの管理者（会社、学校、インターネットの契約先）に送ってください。'],
    proxy: ['プロキシの管理者（多くの場合、会社の情報システム部門）に送ってください。'],
    gateway: ['ベース URL に設定されているゲートウェイの管理者に送ってください。'],
    computer: [
      '原因はこのコンピューターにあり、ほかの人には直せません。手伝ってくれる人がいる場合だけ送ってください。',
      '直し方の確認: holdfast doctor',
    ],
    settings: [
      '原因は設定にあり、ほかの人には直せません。手伝ってくれる人がいる場合だけ送ってください。',
      '直し方の確認: holdfast doctor',
    ],
    nobody: [
      '現在は問題がないため、送る必要はありません。再発したときのために残しておいてください。',
      `それでもクライアントが失敗したときは、${CLIENT}`,
    ],
    unknown: [`原因は特定できませんでした。まず ${SUPPORT} に送ってください。`, `Claude Code だけで起きる場合は、${CLIENT}`],
  },
  screen: {
    looking: 'このコンピューターと API までの経路を調べています。長くても 8 秒で終わります。',
    reproduce: '記録を始めました。問題を再現してから、ここで Enter キーを押してください。',
    recorded: (length) => `${japaneseDuration(length)}間を記録しました。`,
    contents: (size) => `レポートに入るもの（${size}）:`,
    size: (bytes) => (bytes < 1000 ? `${bytes} バイト` : `${(bytes / 1000).toFixed(1)} kB`),
    member: {
      'README.txt': '受け取った人への説明',
      'report.md': '短い文章（英語）',
      'report.ja.md': '短い文章（日本語）',
      'timeline.txt': 'できごとの流れ（英語、UTC）',
      'journal.jsonl': '同じ内容をプログラム用にしたもの',
      'doctor.json': '現在の測定結果と、そこから分かること',
      'settings.json': '設定の名前と場所（値は含みません）',
      'manifest.json': 'ファイルの一覧とチェックサム',
    },
    text: '短い文章:',
    leftOut: '入っていないもの:',
    left: {
      content: () => 'プロンプト、応答、ファイル、ツールへの入力（Holdfast はこれらを保存しません）',
      secrets: () => 'キー、トークン、パスワード、Cookie、URL に含まれるログイン情報',
      names: () => 'コンピューター名、ユーザー名、フォルダー名、公開されていないホスト名、プライベートアドレス',
      'other-settings': (count) => `Holdfast の知らない名前の設定 ${count} 件`,
      'older-requests': (count) => `問題のあった、より古いリクエスト ${count} 件`,
      uneventful: (count) => `問題のなかったリクエスト ${count} 件（件数だけを載せます）`,
      'no-journal': () => 'できごとの流れ（読み取れるゲートウェイの記録がないため）',
    },
    masked: (count) => `秘密の値に見える文字列 ${count} 件（[redacted-...] に置き換えました）`,
    ask: (file) => `この内容で ${file} を作りますか? [y/N] `,
    yes: ['y', 'は'],
    written: (file, size) => `作成しました: ${file}（${size}）`,
    lookIntoIt: '送る前に、中身を確認してください。',
    notWritten: 'ファイルは作りませんでした。',
    dryRun: 'ファイルは作りませんでした（--dry-run）。',
    sendTo: '送り先:',
    nothingSent: 'どこにも送信していません。送るかどうかは、ご自身で決めてください。',
  },
  problem: {
    badSince: (got) => `\`--since\` には 30m、2h、1d のような長さを指定してください。指定された値: ${got}`,
    exists: (file) => `${file} はすでにあるため、そのまま残しました。\`--out\` で別の名前を指定してください。`,
    noFolder: (folder) => `\`--out\` に指定されたフォルダー ${folder} がありません。`,
    notWritten: (file, why) => `レポートを ${file} に書き込めませんでした: ${why}。\`--out\` で別の場所を指定してください。`,
    needsYes: '端末ではないため、確認ができません。ファイルを作るには --yes を、内容を見るだけなら --dry-run を付けてください。',
    together: (one, other) => `\`${one}\` と \`${other}\` は同時に指定できません。`,
    suspicion: (member, looksLike) =>
      `レポートは作りませんでした。${member} に、秘密の値に見える文字列（${looksLike}）が残っています。Holdfast の不具合として知らせてください。`,
    noEnter: '`--record` は Enter キーを待ちますが、入力できる人がいません。',
  },
}

function effort({ troubled, failed, held, longest, ends }: TriedFacts): string {
  const { all, completed, relayed, handedBack, gaveUp, left, unfinished } = ends
  const became = [
    completed > 0 ? `完了 ${completed} 件` : '',
    relayed > 0 ? `エラーのまま終了 ${relayed} 件` : '',
    handedBack > 0 ? `クライアントの再試行に引き継ぎ ${handedBack} 件` : '',
    gaveUp > 0 ? `断念 ${gaveUp} 件` : '',
    left > 0 ? `クライアントが離脱 ${left} 件` : '',
    unfinished > 0 ? `待機中または中断 ${unfinished} 件` : '',
  ].filter((part) => part !== '')
  const met = `ゲートウェイを通った ${all} 件のうち、${troubled} 件に問題があり、試行が ${failed} 回失敗しました。`
  const waited =
    held > 0
      ? `ゲートウェイが試行を繰り返し、リクエストを合計 ${japaneseDuration(held)}（最長 ${japaneseDuration(longest)}）待たせました。`
      : ''
  return `${met}${waited}結果: ${became.join('、')}。`
}
