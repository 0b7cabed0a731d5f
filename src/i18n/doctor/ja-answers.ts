import type { About, AnswerTexts } from '../doctor-text.ts'

const WAIT = 'こちらで直すものはありません。holdfast run で実行していればセッションは保持され、復旧すると自動で続きます。'
const fine = ({ rest }: About): string => (rest === 'fine' ? 'あなたの PC とネットワークは正常です。' : '')
/** Only the client says so. */
const said = ({ rest }: About): string =>
  `クライアントに表示されたエラーは、プロバイダー側のサーバーで起きたものです。${rest === 'fine' ? 'あなたの PC やネットワークが原因ではありません。' : ''}`
const AGAIN =
  'すでに復旧しているかもしれないため、もう一度試してください。続く場合はお待ちください。holdfast run で実行していればセッションは保持され、復旧すると自動で続きます。'

/** Who answers and what, answers that broke, the account, and how it ends. */
export const ANSWERS: AnswerTexts = {
  ANSWERED_BY_OTHER: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `設定されたアドレス ${host} で応答しているのは API ではありません。`
        : owner === 'proxy'
          ? `会社のプロキシが、${host} の代わりに独自のページを返しています。`
          : `ネットワーク上の何かが、${host} の代わりに応答しています。`,
    action: ({ owner }) =>
      owner === 'settings'
        ? 'ANTHROPIC_BASE_URL を確認してください。'
        : 'ブラウザーでサインインページやブロックの表示が出ないか確認し、出ない場合はネットワークの管理者に問い合わせてください。',
  },
  BASE_URL_PATH: {
    title: '設定されたベース URL のパスが余分です。/v1/messages はクライアントが自動で付け足します。',
    action: 'ANTHROPIC_BASE_URL の末尾から /v1 を取り除いてください。',
  },
  FORBIDDEN: {
    title: ({ owner, host }) => {
      if (owner === 'account') return `このアカウント、またはこの国からは ${host} を利用できません。`
      if (owner === 'network') return `お使いのネットワーク (VPN など) のアドレスからのリクエストを、${host} が拒否しています。`
      if (owner === 'settings') return `設定されたネットワークポリシーが ${host} への接続を禁止しています。`
      return `${host} が独自の規則でリクエストを拒否しています。`
    },
    action: ({ owner }) => {
      if (owner === 'account') return '使っているアカウントが正しいか、お住まいの国がサポート対象かを確認してください。'
      if (owner === 'network') return 'VPN を切断するか、別のネットワークを使ってください。'
      return '管理者に許可を依頼してください。'
    },
  },
  API_SILENT: {
    title: ({ host, owner }) => {
      if (owner === 'provider') return `プロバイダーの ${host} は接続を受け付けますが、応答しません。`
      if (owner === 'network') return 'お使いのネットワークでは、接続はできても応答が返ってきません。'
      return `${host} は接続を受け付けますが、応答しません。プロバイダー側か、途中の何かの問題です。`
    },
    action: '1 分ほど待ってもう一度 doctor を実行し、変わらない場合は別のネットワークで試してください。',
  },
  PROVIDER_5XX: {
    title: (about) => (about.by === 'told' ? said(about) : `プロバイダー側のサーバーで障害が起きています。${fine(about)}`),
    action: ({ by }) => (by === 'told' ? AGAIN : WAIT),
  },
  PROVIDER_OVERLOADED: {
    title: (about) => (about.by === 'told' ? said(about) : `プロバイダーが混み合っています (過負荷)。${fine(about)}`),
    action: ({ by }) =>
      by === 'told' ? `${AGAIN}別のモデルなら空いていることがあります。` : `${WAIT}別のモデルなら空いていることがあります。`,
  },
  PROVIDER_EDGE: {
    title: (about) =>
      about.by === 'told'
        ? said(about)
        : `プロバイダーの入口のサーバーは応答していますが、その奥の API に接続できていません。${fine(about)}`,
    action: ({ by }) => (by === 'told' ? AGAIN : WAIT),
  },
  GATEWAY_5XX: {
    title: ({ host }) => `お使いのゲートウェイ ${host} がエラーを返しています。`,
    action: 'ゲートウェイの管理者に問い合わせてください。原因はゲートウェイか、その先にあります。',
  },
  THROTTLED: {
    title: ({ owner }) =>
      owner === 'gateway'
        ? 'お使いのゲートウェイが一時的にリクエスト数を制限しています。'
        : 'プロバイダーが一時的にリクエスト数を制限しています。プランの上限に達したわけではありません。',
    action: '1 分ほどお待ちください。holdfast run で実行していれば、自動で続きます。',
  },
  PROVIDER_INCIDENT: {
    title: ({ place }) =>
      place === 'first'
        ? 'ここで確認した範囲はすべて正常ですが、プロバイダーが問題を公表しています。一部のモデルに影響があるかもしれません。'
        : 'プロバイダーも問題を公表しています。一部のモデルに影響があるかもしれません。',
    action:
      'クライアントが失敗する場合は復旧をお待ちください。モデルまで確認するには holdfast doctor --deep を実行してください。',
  },
  WOKE_FROM_SLEEP: {
    title: 'このコンピューターがスリープしていたため、接続が切れました。異常はありません。',
    action: 'メッセージをもう一度送信してください。',
  },
  IDLE_KILL: {
    title: 'ネットワーク上の何かが、しばらく通信のない接続を切断しています。',
    action: 'クライアントを holdfast run 経由で実行してください。ルーターや VPN の無通信タイムアウトを延ばすと解消します。',
  },
  PROXY_IDLE_CUT: {
    title: '会社のプロキシが、長い応答を毎回同じ時間で切断しています。',
    action: 'このホストの制限時間を延ばすよう、プロキシの管理者に依頼してください。',
  },
  STREAM_BUFFERED: {
    title: ({ owner }) =>
      owner === 'gateway'
        ? 'お使いのゲートウェイが、応答が完成するまで送らずにためているようです。'
        : 'ネットワークのプロキシが、応答が完成するまで送らずにためているようです。',
    action: 'このホストのバッファリングを無効にするよう、管理者に依頼してください。',
  },
  STREAM_STALLED: {
    title: ({ owner }) => {
      if (owner === 'provider') return 'プロバイダーからの応答が、途中で止まっています。'
      if (owner === 'network') return '応答が途中で止まっています。ほかのサイトもつながらないため、原因はネットワークです。'
      return '応答が途中で止まっています。プロバイダー側か、途中の何かの問題です。'
    },
    action: 'クライアントを holdfast run 経由で実行し、別のネットワークでも試してください。',
  },
  STREAM_CUT: {
    title: ({ owner }) => {
      if (owner === 'provider') return 'プロバイダーからの応答が、途中で切れています。'
      if (owner === 'network') return '応答が途中で切れています。ほかのサイトもつながらないため、原因はネットワークです。'
      return '応答が途中で切れています。プロバイダー側か、途中の何かの問題です。'
    },
    action: 'クライアントを holdfast run 経由で実行し、別のネットワークでも試してください。',
  },
  KEY_MALFORMED: {
    title: '設定された API キーに、余分な文字が含まれています。',
    action: '引用符、空白、改行が入らないように、キーをコピーし直してください。',
  },
  NOT_LOGGED_IN: {
    title: 'ログインしていません。API キーもログイン情報も見つかりませんでした。',
    action: 'クライアントで /login を実行するか、ANTHROPIC_API_KEY を設定してください。',
  },
  CREDENTIALS_UNREADABLE: {
    title: 'このコンピューターに保存されたログイン情報を読み込めません。',
    action: 'ファイルの所有者と破損の有無を確認するか、ログインし直してください。',
  },
  OAUTH_HOST_BLOCKED: {
    title: ({ owner }) =>
      `ログインの更新が必要ですが、${owner === 'proxy' ? '会社のプロキシ' : 'お使いのネットワーク'}がその接続先を遮断しています。`,
    action: 'platform.claude.com を許可するようネットワークの管理者に依頼するか、別のネットワークを使ってください。',
  },
  OAUTH_HOST_DOWN: {
    title: 'ログインの更新が必要ですが、更新を行うプロバイダー側のサイトで障害が起きています。',
    action: 'サイトが復旧すればクライアントが自動で更新しますので、お待ちください。その間は API キーを使えます。',
  },
  LOGIN_EXPIRED: {
    title: 'ログインの有効期限が切れています。',
    action: '/login でログインし直してください。',
  },
  KEY_INVALID: {
    title: 'API キーがプロバイダーに受け付けられませんでした。',
    action: 'コンソールで新しいキーを作成するか、正しいキーが設定されているか確認してください。',
  },
  CREDENTIAL_SHADOWED: {
    title: 'サブスクリプションではなく、設定された API キーが使われています。',
    action: 'サブスクリプションを使いたい場合は、API キーの設定を削除してください。',
  },
  LIMIT_REACHED: {
    title: 'プランの利用上限に達しました。',
    action: 'リセットされるまで待つか、余裕のある別のモデルを使ってください。',
  },
  SPEND_LIMIT: {
    title: 'アカウントまたは組織の支出上限に達しました。',
    action: 'コンソールで上限を引き上げるか、管理者に依頼してください。',
  },
  CREDIT_EMPTY: {
    title: 'アカウントのクレジット残高がありません。',
    action: 'コンソールでクレジットを追加するか、正しいキーが使われているか確認してください。',
  },
  LOGIN_RENEWS: {
    title: 'ログインの期限が過ぎていますが、クライアントが自動で更新します。',
    action: '対処は不要です。',
  },
  CLIENT_KNOWN_BAD: {
    title: 'このコンピューターのクライアントは、不具合が知られているバージョンです。',
    action: '更新してください。',
  },
  NODE_END_OF_LIFE: {
    title: 'このコンピューターの Node.js には、セキュリティ更新がもう提供されていません。',
    action: '新しい Node.js をインストールしてください。',
  },
  WEB_CACHE: {
    title: 'お使いのネットワークでは、Web キャッシュが暗号化されていないページを中継しています。API への通信には影響しません。',
    action: '対処は不要です。',
  },
  SEEN_BEFORE: {
    title: '以前に失敗がありましたが、今は何も確認できません。',
    action: '再発した場合は、その最中に doctor を実行してください。',
  },
  HEALTHY: {
    title: '確認した範囲はすべて正常です。API の入口は応答しています。',
    action: ({ by }) =>
      by === 'told'
        ? 'クライアントに表示されたエラーは、今は起きていません。再発した場合は、その最中に doctor を実行してください。'
        : 'それでもクライアントが失敗する場合は、表示されたメッセージを --error に付けて doctor を実行してください。',
  },
  CANNOT_TELL: {
    title: '原因がどこにあるか、まだ判断できません。',
    action: '1 分ほど待ってもう一度 doctor を実行するか、別のネットワークで試してください。',
  },
}
