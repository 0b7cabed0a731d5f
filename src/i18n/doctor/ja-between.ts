import type { BetweenTexts } from '../doctor-text.ts'

/** Settings, proxies, TLS and clock. */
export const BETWEEN: BetweenTexts = {
  BASE_URL_BAD: {
    title: '設定されたベース URL が Web アドレスの形になっていないため、リクエストを送れません。',
    action: 'ANTHROPIC_BASE_URL を https:// から始まる形に直すか、削除してください。',
  },
  BASE_URL_TWICE: {
    title: 'ベース URL が複数の場所で別々の値に設定されており、クライアントはそのうち 1 つだけを使います。',
    action: '不要なほうを削除してください。クライアントの設定ファイルは、シェルの設定より優先されます。',
  },
  PROXY_SOCKS_UNSUPPORTED: {
    title: 'SOCKS プロキシが設定されていますが、クライアントは SOCKS に対応していません。',
    action: 'HTTPS_PROXY に http:// のプロキシを指定するか、削除してください。',
  },
  PROXY_SETTING_BAD: {
    title: '設定されたプロキシのアドレスが正しくありません。',
    action: 'http://ホスト名:ポート の形に直すか、削除してください。',
  },
  PROXY_NOT_SET: {
    title: 'このネットワークではプロキシが必要ですが、クライアントに設定されていません。',
    action: '下記のプロキシを HTTPS_PROXY に設定してください。',
  },
  NO_PROXY_WRONG: {
    title: ({ host }) => `NO_PROXY の設定により ${host} だけがプロキシを通らず、接続できません。プロキシ経由ならつながります。`,
    action: 'NO_PROXY から該当する項目を削除してください。',
  },
  PROXY_ALL_IGNORED: {
    title: 'プロキシが ALL_PROXY だけに設定されていますが、クライアントはこの変数を読み取りません。',
    action: 'プロキシが必要な場合は、HTTPS_PROXY に http:// で始まるアドレスを設定してください。',
  },
  NO_PROXY_GAP: {
    title:
      'プロキシが設定されていますが、このコンピューターのゲートウェイが NO_PROXY に含まれていません。クライアントがプロキシに問い合わせてしまい、つながらないおそれがあります。',
    action: 'NO_PROXY に 127.0.0.1,localhost,::1 を、範囲ではなくこのままの形で追加してください。',
  },
  PROXY_DNS: {
    title: '設定されたプロキシの名前が見つかりません。',
    action: 'HTTPS_PROXY を確認してください。社内のプロキシの場合は、VPN に接続してください。',
  },
  PROXY_DOWN: {
    title: '設定されたアドレスで、プロキシが応答しません。',
    action: 'HTTPS_PROXY のホスト名とポート、プロキシが動いているかどうかを確認してください。',
  },
  PROXY_HANGS: {
    title: '会社のプロキシが、接続を受け付けたあと応答しません。',
    action: 'プロキシの管理者に知らせてください。',
  },
  PROXY_AUTH: {
    title: 'プロキシが認証を求めていますが、設定にユーザー名とパスワードがないか、間違っています。',
    action: 'HTTPS_PROXY に認証情報を入れてください (http://user:password@host:port)。',
  },
  PROXY_DENIES: {
    title: ({ host }) => `会社のプロキシが ${host} への接続を禁止しています。`,
    action: 'プロキシの管理者に許可を依頼してください。',
  },
  PROXY_UPSTREAM: {
    title: ({ host, owner }) =>
      owner === 'unknown'
        ? `プロキシはほかのサイトには接続できますが、${host} に接続できません。プロキシかプロバイダーのどちらかの問題です。`
        : '会社のプロキシは動いていますが、その先に接続できていません。',
    action: '数分待っても直らない場合は、プロキシの管理者に問い合わせてください。',
  },
  PROXY_NOT_HTTP: {
    title: '設定されたプロキシのアドレスで応答しているのは、HTTP プロキシではありません。',
    action: 'HTTPS_PROXY のホスト名とポートを確認してください。',
  },
  PROXY_CONFLICT: {
    title: '異なるプロキシが 2 つ設定されており、片方しか使われていません。',
    action: 'プロキシの変数をすべて同じ値にしてください。',
  },
  PROXY_NO_SCHEME: {
    title: '設定されたプロキシのアドレスの先頭に http:// がありません。プログラムによっては使えません。',
    action: 'http://ホスト名:ポート の形に直してください。',
  },
  PROXY_ONLY: { title: 'すべての通信がプロキシを経由しており、正常に動いています。', action: '対処は不要です。' },
  CLOCK_FAST: {
    title: 'このコンピューターの時計が進んでいるため、有効な証明書が期限切れに見えています。',
    action: '日付と時刻を自動設定にしてください。',
  },
  CLOCK_SLOW: {
    title: 'このコンピューターの時計が遅れているため、証明書がまだ有効になっていないように見えています。',
    action: '日付と時刻を自動設定にしてください。',
  },
  CLOCK_DRIFT: {
    title: 'このコンピューターの時計が数分以上ずれています。今は動いていますが、ログインに失敗することがあります。',
    action: '日付と時刻を自動設定にし、求められた場合はログインし直してください。',
  },
  CA_FILE_BAD: {
    title: 'NODE_EXTRA_CA_CERTS に設定された証明書ファイルを読み込めません。',
    action: 'パスを修正するか、この変数を削除してください。',
  },
  TLS_INTERCEPT: {
    title:
      '会社のプロキシかセキュリティソフトが暗号化通信の中身を検査しており、その証明書をこのコンピューターが信頼していません。',
    action: '情報システム部門からルート証明書を受け取り、信頼する設定にしてください。証明書の確認は無効にしないでください。',
  },
  TLS_INTERCEPT_TRUSTED: {
    title: ({ place }) =>
      `暗号化通信が途中で検査されていますが、その証明書は信頼されています${place === 'first' ? '。通信は正常です' : ''}。`,
    action: '対処は不要です。',
  },
  CERT_EXPIRED: {
    title: ({ host, owner }) =>
      owner === 'provider'
        ? `プロバイダーの ${host} の証明書の有効期限が切れています。`
        : owner === 'gateway'
          ? `お使いのゲートウェイ ${host} の証明書の有効期限が切れています。`
          : `${host} の証明書が期限切れと判定されました。サーバー側の問題か、このコンピューターの時計のずれが考えられます。`,
    action: ({ owner }) =>
      owner === 'unknown'
        ? 'まず、このコンピューターの日付と時刻を確認してください。'
        : owner === 'gateway'
          ? 'ゲートウェイの管理者に更新を依頼してください。'
          : '更新されるまでお待ちください。証明書の確認は無効にしないでください。',
  },
  CERT_NOT_YET_VALID: {
    title: ({ host }) => `${host} の証明書はまだ有効になっていません。多くの場合、このコンピューターの時計が遅れています。`,
    action: 'このコンピューターの日付と時刻を確認してください。',
  },
  CERT_WRONG_NAME: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `設定されたアドレス ${host} のサーバーが、別の名前の証明書を示しています。`
        : `ネットワーク上の何かが、${host} の代わりに、別の名前の証明書で応答しています。`,
    action: ({ owner }) =>
      owner === 'settings'
        ? 'ANTHROPIC_BASE_URL のホスト名を確認してください。'
        : '別のネットワークを使うか、サインインページが出ていないか確認してください。',
  },
  CERT_SELF_SIGNED: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `お使いのゲートウェイ ${host} の自己署名証明書が、信頼する設定になっていません。`
        : `ネットワーク上の何かが、${host} の代わりに、自己署名証明書で応答しています。`,
    action: ({ owner }) =>
      owner === 'settings'
        ? 'その証明書を NODE_EXTRA_CA_CERTS に指定してください。'
        : '別のネットワークを使ってください。証明書の確認は無効にしないでください。',
  },
  CERT_UNTRUSTED: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `お使いのゲートウェイ ${host} の証明書の発行元が、信頼する設定になっていません。`
        : `ネットワーク上の何かが、${host} の代わりに、信頼できない証明書で応答しています。`,
    action: ({ owner }) =>
      owner === 'settings'
        ? '発行元の証明書を NODE_EXTRA_CA_CERTS に指定してください。'
        : '別のネットワークを使うか、情報システム部門に問い合わせてください。証明書の確認は無効にしないでください。',
  },
  SCHEME_WRONG: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `設定されたベース URL の http と https が、${host} と合っていません。`
        : `ネットワーク上の何かが、${host} の代わりに暗号化なしで応答しています。`,
    action: ({ owner }) =>
      owner === 'settings' ? 'ANTHROPIC_BASE_URL の http と https を確認してください。' : '別のネットワークを使ってください。',
  },
  MTLS_BAD: {
    title: 'サーバーがクライアント証明書を求めていますが、設定された証明書がないか、使用できません。',
    action: 'CLAUDE_CODE_CLIENT_CERT、CLAUDE_CODE_CLIENT_KEY とそのパスフレーズを確認してください。',
  },
  SNI_FILTERED: {
    title: ({ host }) => `ネットワーク上の何かが、${host} という名前への接続だけを切断しています。`,
    action: '別のネットワークを使うか、ネットワークの管理者に許可を依頼してください。',
  },
  TLS_VERSION: {
    title: ({ host, owner }) =>
      owner === 'gateway'
        ? `お使いのゲートウェイ ${host} は、古い暗号化方式にしか対応していません。`
        : `${host} までの途中にある何かが、古い暗号化方式にしか対応していません。`,
    action: ({ owner }) =>
      owner === 'gateway' ? 'ゲートウェイの管理者に更新を依頼してください。' : '別のネットワークを使ってください。',
  },
  TLS_STALL: {
    title: ({ host, owner }) =>
      owner === 'network'
        ? 'お使いのネットワークでは、どのサイトでも、接続を始めたあと応答が返ってきません。'
        : `${host} は接続を受け付けますが、その後応答しません。プロバイダー側か、ネットワーク上の何かの問題です。`,
    action: 'スマートフォンなど別のネットワークで試してください。そちらでつながるなら、原因は今のネットワークです。',
  },
  TLS_CUT: {
    title: ({ host, owner }) =>
      owner === 'network'
        ? 'ネットワーク上の何かが、どのサイトへの暗号化通信も切断しています。'
        : `${host} への接続がすぐに切断されます。プロバイダー側か、ネットワーク上の何かの問題です。`,
    action: 'スマートフォンなど別のネットワークで試してください。そちらでつながるなら、原因は今のネットワークです。',
  },
  TLS_CHECK_OFF: {
    title: '証明書を確認しない設定になっており、API キーやコードを途中で盗み見られるおそれがあります。',
    action:
      'NODE_TLS_REJECT_UNAUTHORIZED を削除してください。会社の証明書が理由の場合は、代わりにその証明書を信頼する設定にしてください。',
  },
}
