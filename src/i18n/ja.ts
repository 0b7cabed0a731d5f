import type { Millis } from '../core/time.ts'
import type { Texts } from './en.ts'
import { japaneseDuration } from './text.ts'

/** All sentences for people, in Japanese. */
export const ja: Texts = {
  duration: (length: Millis): string => japaneseDuration(length),

  help: {
    tagline: 'API に障害が起きても、コーディングエージェントの作業を途切れさせません。',
    usage: '使い方:',
    options: 'オプション:',
    commands: 'コマンド:',
    arguments: '引数:',
    examples: '例:',
    help: 'このヘルプを表示します',
    helpCommand: 'コマンドのヘルプを表示します',
    version: 'バージョンを表示します',
    lang: '表示する言語: en または ja (省略時は HOLDFAST_LANG、次にロケール)',
    config: '設定ファイル (JSON。コメントも書けます)',
    dataDir: '実行時ファイルとジャーナルの保存先',
    upstream: 'リクエストの送り先となるベース URL',
    port: '待ち受けるポート (0 なら空いているポートを使います)',
    host: '待ち受けるアドレス',
    patience: 'リクエストを保留する最長時間 (例: 6h、90m)',
    json: 'ログを 1 行 1 件の JSON で出力します',
    run: 'クライアントを起動し、API の障害中はそのリクエストを保留します',
    runCommand: 'クライアントとその引数',
    serve: 'この端末でゲートウェイを動かします',
    stop: 'バックグラウンドのゲートウェイを終了します',
    restart: 'ゲートウェイを終了し、同じポートで起動し直します',
    statusline: 'クライアントのステータスライン用に、ゲートウェイの状態を 1 行で表示します',
    drill: 'プロバイダーの障害を再現し、Holdfast の有無による違いを見せます',
    drillServe: '模擬プロバイダーだけを動かします',
    drillPort: '模擬プロバイダーのポート (0 なら空いているポートを使います)',
    drillScenario: '障害の予定表の名前、またはそのファイル',
    drillStay: '終了後もゲートウェイと模擬プロバイダーを動かし続けます',
    runsClaude: 'Claude Code をゲートウェイ経由で起動します',
    runsPatiently: '保留は最長 2 時間。claude より後ろはすべて claude の引数です',
    runsOther: 'この API を使うプログラムなら何でも動きます',
    servesDefault: 'api.anthropic.com の手前、ポート 4180 で待ち受けます',
    servesOther: '別のエンドポイントの手前、空いているポートで待ち受けます',
    stops: '処理中のクライアントは接続を戻され、自分で再試行します',
    restarts: '更新した後などに使います',
    drills: '約 45 秒。ネットワークも料金も必要ありません',
    drillStays: '本物のクライアントで試せます',
    drillServes: '予定表に障害が組み込まれたプロバイダーです',
  },

  words: {
    gap: '',
    unknownCommand: (name, nearest) =>
      `\`${name}\` というコマンドはありません。${nearest === '' ? '' : `\`${nearest}\` のことでしょうか?`}`,
    unknownOption: (flag, nearest) =>
      `\`${flag}\` というオプションはありません。${nearest === '' ? '' : `\`${nearest}\` のことでしょうか?`}`,
    missingArgument: (name) => `\`${name}\` が指定されていません。`,
    optionNeedsValue: (flags) => `オプション \`${flags}\` には値が必要です。`,
    tooMany: 'このコマンドが受け付ける数より多くの引数が指定されています。',
    seeHelp: (command) => `使い方は \`${command} --help\` で確認できます。`,
    unexpected: (message) => `Holdfast 自体に問題が起きました: ${message}`,
  },

  config: {
    inFile: (file, line, path) => `${file} の ${line} 行目${path === '' ? '' : `、\`${path}\``}`,
    inFlag: (flag) => `\`${flag}\``,
    inVariable: (name) => `環境変数 \`${name}\``,
    badValue: (where, expected, got) => `${where}: ${expected}を指定してください (現在の値: ${got})。`,
    unknownSetting: (where, nearest) =>
      `${where}: この名前の設定はありません。${nearest === '' ? '' : `\`${nearest}\` のことでしょうか?`}`,
    notJson: (where, wanted) => `${where}: JSON として読めません。ここには${wanted}が必要です。`,
    column: (line, column) => `${line} ${column} 文字目`,
    unreadable: (file, why) => `設定ファイル ${file} を読めません (${why})。`,
    expected: {
      port: '0 から 65535 までのポート番号',
      host: '待ち受けるアドレス',
      url: 'https://api.anthropic.com のようなベース URL (ユーザー名、クエリ、フラグメントは不可) ',
      duration: '6h、90m、30s のような 0 より長い時間',
      count: '0 以上の数',
      language: '言語 (en または ja) ',
      'yes-or-no': 'true か false ',
      'learned-or-fixed': '"learned" か "fixed" ',
      'on-or-off': '"on" か "off" ',
      resolvers: 'ネームサーバーのアドレスのリスト（3 個まで。例: ["9.9.9.9", "[2620:fe::fe]:53"]）',
      path: 'パス',
      settings: '設定を並べたオブジェクト',
    },
    wanted: {
      value: '値',
      key: '二重引用符で囲んだ名前',
      colon: 'コロン',
      comma: 'コンマか閉じ括弧',
      end: 'ファイルの終わり',
      'string-end': '同じ行で閉じ、正しいエスケープだけを使った文字列',
      'comment-end': 'コメントの終わり (*/) ',
    },
  },

  errno: {
    ENOENT: '存在しません',
    EACCES: 'アクセス権がありません',
    EPERM: 'アクセス権がありません',
    EISDIR: 'ディレクトリです',
    ENOTDIR: 'パスの途中にディレクトリでないものがあります',
    EROFS: 'ファイルシステムが読み取り専用です',
    ENOSPC: 'ディスクの空きがありません',
  },

  start: {
    portTaken: (port, by) =>
      `ポート ${port} は${by}が使用中です。\`--port\` で別のポートを指定してください (0 なら空いているポートを使います)。`,
    byProcess: (command, pid) => ` \`${command}\` (プロセス ${pid}) `,
    byUs: (pid) => `別の Holdfast ゲートウェイ (プロセス ${pid}。\`holdfast stop\` で終了できます) `,
    byUnknown: '別のプログラム',
    portForbidden: (port) => `このアカウントではポート ${port} を使えません。\`--port\` で 1024 以上のポートを指定してください。`,
    host: (host) => `\`${host}\` では待ち受けできません。127.0.0.1 など、このコンピューターのアドレスを指定してください。`,
    hostNotAllowed: (host) =>
      `\`${host}\` では待ち受けません。接続できる人は誰でも使えてしまうため、127.0.0.1 などのループバックアドレスを指定してください。`,
    dataDir: {
      'data-dir.not-a-folder': (path) => `データディレクトリ ${path} はディレクトリではありません。`,
      'data-dir.denied': (path) => `データディレクトリ ${path} に書き込めません (アクセス権がありません)。`,
      'data-dir.read-only': (path) => `データディレクトリ ${path} に書き込めません (ファイルシステムが読み取り専用です)。`,
      'data-dir.disk-full': (path) => `データディレクトリ ${path} に書き込めません (ディスクの空きがありません)。`,
      'data-dir.open-to-all': (path) =>
        `データディレクトリ ${path} には、このコンピューターの誰でも書き込めます。自分だけが書き込めるようにしてください (\`chmod go-w\`)。`,
      'data-dir.unusable': (path) => `データディレクトリ ${path} を使えません。`,
    },
    otherDataDir: '`--data-dir` で別の場所を指定してください。',
    proxySetting: (setting) =>
      `プロキシの設定 \`${setting}\` は使用できません。http://ホスト名:ポート または https://ホスト名:ポート の形で指定してください。SOCKS には対応していません。`,
    loop: (upstream) => `送り先 ${upstream} はこのゲートウェイ自身です。\`--upstream\` で本来の送り先を指定してください。`,
    other: (detail) => `ゲートウェイを起動できませんでした: ${detail}`,
    stopping: '終了しています。送信中の応答が終わるまで待ちます。すぐに終了するには、もう一度 Ctrl-C を押してください。',
  },

  run: {
    missingClaude: 'Claude Code がインストールされていません。PATH に `claude` が見つかりません。',
    installClaude:
      '`npm install -g @anthropic-ai/claude-code` でインストールするか、https://code.claude.com/docs/en/setup をご覧ください。',
    missingClient: (command) => `PATH に \`${command}\` というプログラムが見つかりません。`,
    installClient: 'インストールするか、パス全体を指定してください。',
    notExecutable: (command, why) => `\`${command}\` を起動できませんでした (${why})。`,
    byShell: '環境変数',
    byFile: (file) => `${file} `,
    byArgument: '`--settings` ',
    cloud: (variable, where, provider) =>
      `${where}で \`${variable}\` が設定されているため、Claude Code は ${provider} に直接接続し、ここを通りません。Holdfast を使わずに起動するか、この変数を外してください。`,
    badSettings: '`--settings` の値が、JSON の設定ファイルでも JSON そのものでもありません。',
    badBaseUrl: (where, got) =>
      `${where}の \`ANTHROPIC_BASE_URL\` には https://api.anthropic.com のようなベース URL を指定してください (現在の値: ${got})。`,
    tookUpstream: (url, where) =>
      `${where}の \`ANTHROPIC_BASE_URL\` が ${url} を指しているため、リクエストは Holdfast を通ってそこへ送られます。`,
    setAside: (url, where, upstream) =>
      `${where}の \`ANTHROPIC_BASE_URL\` は ${url} を指していますが、Holdfast には ${upstream} が指定されているため、リクエストはそちらへ送られます。`,
    overruled: (file, names) => `管理者設定 ${file} が ${names} を決めています。Holdfast からは変更できません。`,
    overruledAddress: (file) =>
      `管理者設定 ${file} が \`ANTHROPIC_BASE_URL\` を決めているため、Claude Code は Holdfast を通らずそちらへ接続します。`,
    otherVersion: (running, own) =>
      `動作中のゲートウェイはバージョン ${running}、このプログラムは ${own} です。\`holdfast restart\` で新しくできます。`,
    didNotStart: (reason, log) => `バックグラウンドのゲートウェイを起動できませんでした: ${reason} (ログ: ${log})`,
    saidNothing: '理由は出力されませんでした',
    tookTooLong: '時間内に準備が整いませんでした',
    lostGateway: (url, reason) => `${url} のゲートウェイが終了し、復旧できませんでした: ${reason}`,
    stoppedMeanwhile: 'このクライアントの実行中にゲートウェイが停止されました。',
    closing: (absorbed, held, lost) =>
      `吸収した障害 ${absorbed} 件、保留時間 ${japaneseDuration(held)}、失われたターン ${lost} 件`,
    notArrived:
      'このクライアントのリクエストは Holdfast を一度も通りませんでした。応答が得られていたなら、別の経路を通っています。クライアントの設定にベース URL がないか確認してください。',
  },

  gateways: {
    none: '動作中のゲートウェイはありません。',
    stopped: (url, pid) => `${url} のゲートウェイ (プロセス ${pid}) を停止しました。`,
    draining: (url, pid) =>
      `${url} のゲートウェイ (プロセス ${pid}) は新しいリクエストの受け付けをやめました。送信中の応答が終わりしだい終了します。`,
    notOurs: (url) => `${url} で待ち受けているのは、起動したはずのゲートウェイではありません。何も変更していません。`,
    restarted: (url, version) => `${url} のゲートウェイを再起動しました (バージョン ${version})。`,
    inForeground: (url) => `${url} のゲートウェイは別の端末で動いています。再起動はその端末で行ってください。`,
  },

  home: {
    none: '動作中のゲートウェイはありません。クライアントは API に直接接続しています。',
    fine: (url, upstream) => `${url} のゲートウェイが ${upstream} の手前で動作しており、問題はありません。`,
    holding: (held, upstream) =>
      `${upstream} は今、応答できません。${held} 件のリクエストを保留しており、復旧すれば自動的に再開します。`,
    unfit: (upstream) => `${upstream} は今、応答できません。待っているリクエストはありません。`,
    offline: (held, upstream) =>
      `このコンピューターはオフラインのため、${upstream} への問い合わせを控えています。${held === 0 ? '待っているリクエストはありません。' : `${held} 件のリクエストを保留しており、接続が戻れば自動的に再開します。`}`,
    several: (count, sentence) => `${count} 個のゲートウェイが動作しています。${sentence}`,
    run: 'Claude Code を Holdfast 経由で起動します',
    doctor: 'API につながらない原因がどこにあるかを調べます',
    drill: '動きを試します (ネットワークも料金も必要ありません)',
    help: 'その他のコマンドを表示します',
  },
}
