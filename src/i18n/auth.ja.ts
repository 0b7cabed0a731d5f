import { ms } from '../core/time.ts'
import type { AuthText } from './auth-text.ts'
import { authFoundJa, spaced } from './auth-found.ja.ts'
import { ja } from './ja.ts'
import { japaneseDuration } from './text.ts'

const two = (count: number): string => String(count).padStart(2, '0')
const DAY = 86_400_000

export const authJa: AuthText = {
  sources: {
    'gateway-session': '会社のゲートウェイのセッション',
    CLAUDE_CODE_USE_BEDROCK: 'Amazon Bedrock の認証情報',
    CLAUDE_CODE_USE_VERTEX: 'Google Cloud (Vertex AI) の認証情報',
    CLAUDE_CODE_USE_FOUNDRY: 'Microsoft Foundry の認証情報',
    CLAUDE_CODE_USE_MANTLE: 'Amazon Bedrock (Mantle) の認証情報',
    CLAUDE_CODE_USE_ANTHROPIC_AWS: 'Claude Platform on AWS の認証情報',
    CLAUDE_CODE_USE_GATEWAY: '会社のゲートウェイの認証情報',
    ANTHROPIC_AUTH_TOKEN: 'ANTHROPIC_AUTH_TOKEN のトークン',
    ANTHROPIC_API_KEY: 'ANTHROPIC_API_KEY のキー',
    apiKeyHelper: 'apiKeyHelper のコマンドが出力するキー',
    CLAUDE_CODE_OAUTH_TOKEN: 'CLAUDE_CODE_OAUTH_TOKEN のトークン',
    ANTHROPIC_PROFILE: 'ANTHROPIC_PROFILE のプロファイル',
    ANTHROPIC_FEDERATION_RULE_ID: 'ワークロード ID (ANTHROPIC_FEDERATION_RULE_ID)',
    login: 'ログイン (/login)',
    'console-key': 'Console ログインのキー',
  },
  place: {
    shell: 'このシェルの環境変数',
    keychain: 'macOS のキーチェーン',
    line: (file, line) => `${file} の ${line} 行目`,
    short: { shell: 'シェル', keychain: 'キーチェーン' },
  },
  time: (at) =>
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`,
  span: (millis) => (millis >= 2 * DAY ? `${Math.round(millis / DAY)}日` : japaneseDuration(ms(millis))),
  title: {
    fine: (source) => `Claude Code は${spaced(source)}を使います。問題は見つかりませんでした。`,
    mend: (source) => `Claude Code は${spaced(source)}を使います。直すところがあります。`,
    unknown: (source) => `Claude Code は${spaced(source)}を使います。使えるかどうかまでは確認できませんでした。`,
    none: 'Claude Code が使える認証情報がありません。',
    noneUnknown: 'Claude Code が使う認証情報があるかどうか、確認できませんでした。',
  },
  from: (place) => `設定場所: ${place}`,
  until: (at) => `有効期限: ${at}`,
  renewed: (at) => `有効期限: ${at} (Claude Code が自動で更新します)`,
  only: '理由: 見つかった認証情報はこれだけです。',
  before: (sources) => `理由: ${spaced(sources).trimStart()}より優先されます。`,
  talking: (talking, printing) => `対話では${spaced(talking).trimEnd()}、-p を付けたときは${spaced(printing)}を使います。`,
  nobody: 'なし',
  and: 'と',
  list: '、',
  order: '見つかったもの (優先順):',
  roles: { used: '使用', unused: '不使用', printing: '-p のときだけ使用', unreadable: '読み取り不可' },
  nothingDone: '何も変更、更新、送信していません。',
  nothingChanged: '何も変更、更新していません。',
  sentOnce: (host) => `変更や更新はしていません。指定どおり、キーを ${host} に 1 回だけ送信しました。`,
  ranCommand: 'apiKeyHelper のコマンドを、Claude Code と同じように 1 回実行しました。',
  running: 'apiKeyHelper のコマンドを実行しています (最長 10 秒。--no-helper を付けると実行しません)...',
  again: 'Enter キーでもう一度確認します。終了するには q を入力して Enter キーを押してください。',
  newTerminal: 'シェルで環境変数を変えても、実行中のこのコマンドには反映されません。変更後にもう一度起動してください。',
  looking: 'API に問い合わせています...',
  interrupted: '結果が出る前に終了しました。',
  badTarget: (got) => `\`--target\` には${ja.config.expected.url}を指定してください (指定された値: ${got})。`,
  targetAlone: '`--target` は問い合わせ先の指定です。`--live` と一緒に使ってください。',
  flaws: '。',
  flaw: {
    'line-break': (at) => `${at} 文字目に改行があります`,
    invisible: (at) => `${at} 文字目に見えない文字、または使えない文字があります`,
    space: (at) => `${at} 文字目に空白があります`,
    quote: (at) => `${at} 文字目に引用符があります`,
    'full-width': (at) => `${at} 文字目に全角文字があります`,
    'too-short': (at) => `${at} 文字目で途切れています`,
    'wrong-kind': (_, make) => `中身は${make}で、ここでは使えません`,
    scheme: (at) => `${at} 文字目に、Bearer や変数名など、値の一部ではない語があります`,
    placeholder: () => '本物のキーではなく、仮の文字列です',
    'unknown-shape': () => 'このプロバイダーの認証情報には見えません (sk-ant- で始まります)',
  },
  makes: {
    'api-key': ' API キー',
    'login-token': 'ログイン用のトークン',
    'refresh-token': '更新用のトークン',
    'session-key': 'Web サイトのセッションキー',
    'admin-key': '管理用のキー',
    'openai-key': ' OpenAI またはゲートウェイのキー',
    'google-key': ' Google のキー',
    'github-token': ' GitHub のトークン',
    'aws-key': ' AWS のキー',
    jwt: ' JSON Web Token ',
    placeholder: '仮の文字列',
    other: '不明なもの',
  },
  files: { login: 'ログイン情報のファイル', state: 'Claude Code の状態ファイル', settings: '設定ファイル' },
  wanted: { ...ja.config.wanted, plain: 'コメントや余分なコンマのない JSON', object: '{ } で囲まれたオブジェクト' },
  codes: {
    NOT_A_FILE: '通常のファイルではありません',
    TOO_LARGE: '大きすぎます',
    ELOOP: 'リンクが循環しています',
    TIMEOUT: '時間内に応答がありませんでした',
  },
  said: (words) => `出力されたメッセージ: 「${words}」`,
  found: authFoundJa,
  fix: {
    'log-in': 'ログインしてください (Claude Code で /login と入力しても同じです)。',
    'setup-token':
      'ブラウザーのない環境では、ブラウザーのあるコンピューターでトークンを作り、CLAUDE_CODE_OAUTH_TOKEN に設定してください。',
    'new-key': (name) =>
      name === 'ANTHROPIC_AUTH_TOKEN'
        ? 'ゲートウェイの管理者から新しいトークンを受け取ってください。'
        : `https://platform.claude.com/settings/keys でキーを作成し、${name} に設定してください。`,
    'change-line': (place) => `${place}を直してください。`,
    'remove-line': (place) => `不要なら、${place}から削除してください。`,
    unset: (name, places) =>
      places === ''
        ? `不要なら、シェルで設定している場所から ${name} を削除し、ここでも取り消してください。`
        : `不要なら、${places}から ${name} を削除し、ここでも取り消してください。`,
    'set-again': (name, places) =>
      places === ''
        ? `シェルで設定している場所で、${name} を設定し直してください。`
        : `${places}で ${name} を設定し直し、新しいターミナルを開いてください。`,
    'use-name': (wrong, right) => `${wrong} ではなく ${right} に設定してください。`,
    'close-file': (file) => `${file} を自分だけが読めるようにしてください。`,
    'move-away': (file) => `${file} を別の名前にしてください。新しいファイルは Claude Code が作ります。`,
    'check-clock': (says) => `このコンピューターの時計を確認してください。現在の表示は ${says} です。`,
    'try-command': 'コマンドを自分で実行してみてください。キーだけを出力し、終了コード 0 で終わる必要があります。',
    'let-command-run': '実行して確認するには、--no-helper を外してください。',
    'trust-folder': '信頼できるフォルダーなら、ここで claude を起動し、信頼すると答えてください。',
    'unlock-keychain': 'キーチェーンのロックを解除してから、もう一度確認してください。',
    'own-tool': (source) => `${spaced(source).trimStart()}は、そのサービスのツールで確認してください。`,
    'answer-client': '答えを変えるには、Claude Code の /config で「Use custom API key」を切り替えてください。',
    doctor: '原因がどこにあるかを調べるには:',
  },
  help: {
    auth: 'Claude Code がどの認証情報を使うか、問題がないかを確認します',
    json: '結果を 1 つの JSON オブジェクトとして出力します',
    live: 'キーが使えるかどうかを API にも問い合わせます (プランのログインは送信しません)',
    target: '--live の問い合わせ先を、Claude Code の接続先の代わりに指定します',
    noHelper: 'apiKeyHelper のコマンドを実行しません',
    looks: '何も変更せず、何も送信しません',
    asks: 'API キーを API に 1 回だけ送ります (無料です)',
    elsewhere: '別のベース URL に問い合わせます',
    quiet: 'スクリプト用です。設定されたコマンドは実行しません',
  },
}
