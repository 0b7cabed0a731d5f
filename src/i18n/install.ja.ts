import type { InstallText } from './install-text.ts'
import { ja } from './ja.ts'

export const installJa: InstallText = {
  help: {
    install: 'Claude Code とこのコンピューターを一度だけ設定します (以後 `run` は不要です)',
    uninstall: 'インストールで変えたものを、1 バイトも違わず元に戻します',
    bypass: 'しばらくのあいだ、ゲートウェイを通さずに直接つなぎます',
    start: 'インストール済みのゲートウェイを起動します',
    completion: 'シェルの Tab 補完に使うスクリプトを出力します',
    yes: '確認せずに実行します',
    dryRun: '何が変わるかを表示するだけにします',
    keepChanges: 'その後に変更されたファイルでは、インストールで加えた分だけを取り除きます',
    discardChanges: 'その後に変更されたファイルを、インストール前の内容に戻します',
    for: 'この時間が過ぎたら自動で元に戻します (例: 30m、1h)',
    end: 'すぐに元に戻します',
    shell: 'bash、zsh、fish、powershell のいずれか',
    installs: '変更内容を表示し、確認してから実行します',
    installsDry: '変更内容を表示するだけです',
    installsOther: '別のポートで待ち受けます',
    uninstalls: '変更内容を表示し、確認してから実行します',
    uninstallsKeeping: 'その後に設定を編集している場合',
    bypasses: '自分で終えるまで続きます',
    bypassesFor: '1 時間たつと元に戻ります',
    bypassEnds: 'ゲートウェイ経由に戻します',
    starts: 'コンピューターを再起動した後などに使います',
    completes: {
      bash: 'この行を ~/.bashrc に加えます',
      zsh: 'この行を ~/.zshrc に加えます',
      fish: 'fish が自動で読み込みます',
      powershell: 'この行を $PROFILE に加えます',
    },
  },
  plan: {
    title: '次のように変更します:',
    undoTitle: '次のように元に戻します:',
    file: { new: '(新規)', changed: '(変更)', removed: '(削除)' },
    commands: '続けて次のコマンドを実行します:',
    starts: '続けてゲートウェイをバックグラウンドで起動します。',
    stops: '続けてゲートウェイを停止します。',
    way: ({ url, upstream }) => `以後、Claude Code のリクエストは ${url} を通って ${upstream} に送られます。`,
    nothingDone: '何も変更していません。',
    ask: '実行しますか? [y/N] ',
    agrees: /^(?:y(?:es)?|はい)$/i,
    noTerminal: (command) =>
      `\`holdfast ${command}\` は変更の前に確認しますが、ここには確認できる端末がありません。\`--yes\` を付けるか、\`--dry-run\` で内容だけを確かめてください。`,
  },
  done: {
    installed: ({ url }) => `インストールしました。ゲートウェイは ${url} で動いています。`,
    already: ({ url }) => `すでに設定済みです。ゲートウェイは ${url} で動いており、Claude Code はそこを通ります。`,
    kept: {
      systemd: 'ログイン時と異常終了時に、systemd が自動で起動します (holdfast.service、holdfast.socket)。',
      launchd: 'ログイン時と異常終了時に、launchd が自動で起動します。',
      'task-scheduler': 'ログイン時と異常終了時に、Windows が自動で起動します。',
      nobody:
        'このコンピューターには、ゲートウェイを自動で起動する仕組みがありません。コンテナや WSL でよくあるように、ユーザーの systemd セッションがないためです。',
    },
    untested: 'この種類のコンピューターでは、まだ動作を確認していません。',
    nobodySteps: (startLine) => [
      'ゲートウェイはバックグラウンドで起動しました。コンピューターを終了するまで動き続け、その後は Claude Code がセッションの始まりに起動します。',
      'ログインしたときから動かしておくには、次の行を ~/.profile に加えてください:',
      `    ${startLine}`,
    ],
    wayBack: '元に戻すには `holdfast uninstall`、しばらく直接つなぐには `holdfast bypass --for 1h` を使います。',
    uninstalled: 'アンインストールしました。インストールで変えたものは、すべて元どおりです。',
    journalStays: (dir) => `ジャーナルは ${dir} に残してあります。不要であれば、フォルダーごと削除してください。`,
    restartSessions:
      'いま開いている Claude Code のセッションには反映されません。いったん終了し、`claude --continue` で続けてください。',
    left: (names, file) => `${file} の ${names} はその後に変更されているため、そのまま残しました。`,
  },
  clients: {
    title: 'このコンピューターのクライアント:',
    none: 'クライアントは見つかりませんでした。Claude Code をインストールすれば、ゲートウェイを通るようになります。',
    cli: (version, program) => `Claude Code${version === '' ? '' : ` ${version}`} (${program})`,
    setUp: '設定しました。',
    vscode: (editor) => `${editor} の Claude Code`,
    vscodeSteps: (file) => `設定していません。${file} に次の内容を加えてください:`,
    jetbrains: (editor) => `${editor} の Claude Code`,
    jetbrainsSteps: '設定しました。IDE の端末で `claude` を動かすプラグインなので、その端末を開き直してください。',
    desktop: 'Claude Desktop',
    desktopSteps: ({ url }) =>
      `設定していません。この設定を読まないアプリです。アプリの設定に「Gateway」の項目がある場合は、そこに ${url} を入力してください。`,
    actions: (files) => `GitHub Actions (${files})`,
    actionsSteps:
      '設定していません。ランナーは別のコンピューターです。ワークフローの中で `npx holdfast run claude -p "…"` としてクライアントを起動してください。',
  },
  notes: {
    projectWins: (file, value) =>
      `このフォルダーでは ${file} が \`ANTHROPIC_BASE_URL\` を ${value} にしています。ここでの Claude Code は Holdfast を通らず、そちらへ接続します。`,
    headersInShell:
      'シェルに `ANTHROPIC_CUSTOM_HEADERS` が設定されているため、そのヘッダーを優先します。設定ファイルにはヘッダーを書き込まず、`CLAUDE_CODE_RETRY_WATCHDOG` も設定しません。',
    commented: (place) =>
      `Claude Code は、コメントや末尾のコンマを含む設定ファイルを無視します (バージョン 2.1.330 で確認)。${place} がこれに当たります。取り除くまでこのファイルの設定は効かず、リクエストは Holdfast を通りません。`,
    cutShort: '前回のインストールまたはアンインストールが途中で終わっていたため、その続きから行います。',
  },
  refuse: {
    place: (file, line, column) => `${file}:${line}:${column}`,
    notObject: (place) => `${place}: ここには { } で囲んだオブジェクトが必要です。`,
    notList: (place) => `${place}: ここには [ ] で囲んだリストが必要です。`,
    notJson: (place, wanted) => `${place}: JSON として読めません。ここには${wanted}が必要です。`,
    wanted: ja.config.wanted,
    obstacle: {
      'read-only': (file) =>
        `${file} は読み取り専用です。書き込めるようにするか、このファイルを作っている元のほうで設定してください。`,
      'no-file': (file) => `${file} はファイルではありません。`,
      'folder-read-only': (file) => `${file} に書き込めません。フォルダーが読み取り専用です。`,
    },
    managed: (place) =>
      `${place}: 管理者設定が \`ANTHROPIC_BASE_URL\` を決めており、Holdfast からは変更できません。このコンピューターの管理者にご相談ください。`,
    fromCache: (path) =>
      `この Holdfast は、ときどき消去されるキャッシュ (${path}) から動いています。先に \`npm install -g holdfast\` でインストールしてください。`,
    noFreePort: (first, last) =>
      `ポート ${first} から ${last} までに空きがありません。\`--port\` で別のポートを指定してください。`,
    portTaken: (port) => `ポート ${port} は使用中です。\`--port\` で別のポートを指定してください。`,
    didNotStart: (why) => `ゲートウェイを起動できませんでした: ${why}`,
    changed: (file) => `${file} は、インストールの後に変更されています:`,
    changedHow: [
      '`holdfast uninstall --keep-changes` は、インストールで加えた分だけを取り除き、ほかの変更を残します。',
      '`holdfast uninstall --discard-changes` は、インストール前のファイルに戻します。',
    ],
    bothFlags: '`--keep-changes` と `--discard-changes` は、どちらか一方だけを指定してください。',
    badRecord: (path) => `${path} を読み取れません。このバージョンの install が書いた記録ではないようです。`,
    notInstalled:
      'まだインストールされていません。`holdfast install` で設定できます。`holdfast run claude` ならインストールなしで使えます。',
    notFinished:
      '前回のインストールまたはアンインストールが途中で終わっています。`holdfast install` で完了するか、`holdfast uninstall` で元に戻してください。',
    busy: '別のインストールまたはアンインストールが進行中です。終わるまでお待ちください。',
    cannotWrite: (path, why) => `${path} に書き込めません (${why})。`,
  },
  bypass: {
    begun: (upstream) => `Claude Code は ${upstream} に直接つながるようになりました。`,
    untilThen: (time) => `${time} になると、自動でゲートウェイ経由に戻ります。`,
    untilEnded: '`holdfast bypass --end` を実行するまで、この状態が続きます。',
    ended: ({ url }) => `Claude Code は、ふたたび ${url} のゲートウェイを通ります。`,
    none: 'バイパス中ではありません。Claude Code はゲートウェイを通っています。',
    over: ({ url }) => `バイパスの時間が終わったため、Claude Code をふたたび ${url} のゲートウェイ経由に戻しました。`,
    overStill: {
      settings: 'バイパスの時間は終わりましたが、Claude Code はまだゲートウェイを通っていません。',
      gateway:
        'バイパスの時間は終わりましたが、Claude Code はまだゲートウェイを通っていません。`holdfast start` でもう一度お試しください。',
    },
    changed: (file) => `バイパスの間に、${file} の中で Holdfast が使う値が変更されています:`,
    changedHow: [
      '元どおりに戻すには、その値をファイルから削除し、`holdfast bypass --end` を実行してください。',
      'いまのファイルを生かすには、`holdfast install` を実行してください。変更する内容を先に表示します。',
    ],
    lasts: (time) =>
      `Claude Code は${time === '' ? '' : `、${time} まで`}ゲートウェイを通りません。すぐに戻すには \`holdfast bypass --end\` を実行してください。`,
    due: (time) =>
      `バイパスは ${time} に終わるはずでしたが、Claude Code はまだゲートウェイを通っていません。戻すには \`holdfast bypass --end\` を実行してください。`,
    badLength: (got) => `\`--for\`: 30m や 1h のような 0 より長い時間を指定してください (現在の値: ${got})。`,
    endsAlone: '`--end` と `--for` は同時に指定できません。',
  },
  started: ({ url }) => `ゲートウェイは ${url} で動いています。`,
  startsAgain:
    'インストール済みのため、クライアントは引き続きここへ接続します。起動するには `holdfast start`、使わないようにするには `holdfast bypass` か `holdfast uninstall` を使ってください。',
  unknownShell: (got) => `「${got}」用の補完はありません。bash、zsh、fish、powershell のいずれかを指定してください。`,
}
