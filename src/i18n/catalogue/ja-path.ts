import type { Advice, TextsOf } from '../catalogue-text.ts'

const ON_ITS_OWN = 'Holdfast が再試行を続け、つながりしだい自動的に再開します。'
/** What a person does, and what follows. */
const after = (advice: string): Advice => ({
  action: `${advice}${ON_ITS_OWN}`,
  alone: `${advice}そのあと、もう一度試してください。`,
})
const WHOSE = 'ほかのサイトも開けないならネットワークの問題、ここだけならおそらくプロバイダーの問題です。'
const CANNOT_TELL: Advice = { action: `${WHOSE}${ON_ITS_OWN}`, alone: `${WHOSE}数分後に、もう一度試してください。` }
const DNS_ADVICE: Advice = after(
  'ほかのサイトが開けるか確認してください。開けない場合は、ネットワークや VPN につなぎ直してください。',
)
const PROXY_ADVICE = 'HTTPS_PROXY を確認するか、プロキシの管理者に問い合わせてください。'
const CA_ADVICE =
  '会社が暗号化通信を検査している場合は、そのルート証明書を受け取り、NODE_EXTRA_CA_CERTS にファイルを指定してください。証明書の確認は無効にしないでください。'

/** The way to the provider. */
export const PATH: TextsOf<'path'> = {
  'path.dns-not-found': {
    short: '名前が見つからない',
    title: 'API サーバーの名前が見つかりません。',
    meaning: 'ネットワークにつながっていないか、DNS サーバーが名前を遮断しているか、ベース URL の入力に誤りがあります。',
    ...after('ほかのサイトが開けるか確認し、ANTHROPIC_BASE_URL を設定している場合はそれも確認してください。'),
  },
  'path.dns-temporary': {
    short: 'DNS が応答しない',
    title: 'API サーバーの名前を今は調べられません。',
    meaning: 'DNS サーバーが応答しないか、ネットワークにつながっていません。',
    ...DNS_ADVICE,
  },
  'path.dns-refused': {
    short: 'DNS が拒否',
    title: 'DNS サーバーが名前の問い合わせを拒否しました。',
    meaning: 'DNS サーバーが動いていないか、このコンピューターからの問い合わせを受け付けません。',
    ...DNS_ADVICE,
  },
  'path.dns-server-failure': {
    short: 'DNS の障害',
    title: 'DNS サーバーが、API サーバーの名前を調べられませんでした。',
    meaning: 'DNS サーバーは動いていますが、自身が回答を得られていません。',
    ...DNS_ADVICE,
  },
  'path.dns-timeout': {
    short: 'DNS が応答しない',
    title: 'DNS サーバーが時間内に応答しませんでした。',
    meaning: 'API サーバーの名前を調べられませんでした。',
    ...DNS_ADVICE,
  },
  'path.refused': {
    short: '接続が拒否された',
    title: '接続が拒否されました。',
    meaning: 'そのアドレスで待ち受けているものがないか、ファイアウォールが接続を断っています。',
    action: `ベース URL が手元のプログラムを指している場合は、それを起動してください。${CANNOT_TELL.action}`,
    alone: `ベース URL が手元のプログラムを指している場合は、それを起動してください。${CANNOT_TELL.alone}`,
  },
  'path.reset': {
    short: '接続が切られた',
    title: '応答が来る前に接続が切られました。',
    meaning: 'サーバー、ファイアウォール、または途中の機器が切断しました。',
    ...CANNOT_TELL,
  },
  'path.not-delivered': {
    short: 'リクエストが届かない',
    title: '接続はできていましたが、送ったリクエストが相手に届きませんでした。',
    meaning: 'ルーターや VPN が接続の情報を失ったか、大きなデータが途中で通らなくなっています。',
    action: 'Holdfast が新しい接続で送り直し、自動的に再開します。頻繁に起きる場合は holdfast doctor を実行してください。',
    alone: 'もう一度試してください。新しい接続で送られます。頻繁に起きる場合は、ネットワークや VPN を接続し直してください。',
  },
  'path.unreachable': {
    short: '到達できない',
    title: 'サーバーへの経路がありません。',
    meaning: 'ルーターまたは VPN が、データの送り先を見つけられません。',
    ...after('ネットワークと VPN を確認してください。'),
  },
  'path.no-route': {
    short: 'ネットワークなし',
    title: 'このコンピューターはネットワークにつながっていません。',
    meaning: 'Wi-Fi、ケーブル、または VPN が接続されていません。',
    ...after('ネットワークに接続してください。'),
  },
  'path.offline': {
    short: 'オフライン',
    title: 'このコンピューターはオフラインです。',
    meaning: '外部につながるネットワーク接続がありません。プロバイダーの問題ではありません。',
    action: 'ネットワークに接続してください。Holdfast はそれまで問い合わせを控え、つながると 2 秒以内に自動的に再開します。',
    alone: 'ネットワークに接続してから、もう一度試してください。',
  },
  'path.blocked': {
    short: 'この PC が遮断',
    title: 'このコンピューターが接続を許可していません。',
    meaning: 'このコンピューターのファイアウォールまたは VPN が遮断しています。',
    ...after('ファイアウォールで接続を許可するか、VPN につなぎ直してください。'),
  },
  'path.no-sockets': {
    short: '接続数の上限',
    title: 'このコンピューターでは、これ以上接続を開けません。',
    meaning: 'プログラムが同時に開いているファイルや接続が多すぎます。',
    ...after('不要なプログラムを終了してください。'),
  },
  'path.connect-timeout': {
    short: '接続できない',
    title: 'サーバーが時間内に接続を受け付けませんでした。',
    meaning: 'サーバーが止まっているか、途中でデータが失われています。',
    ...CANNOT_TELL,
  },
  'path.tls-timeout': {
    short: 'TLS の応答なし',
    title: '暗号化された接続が時間内に確立できませんでした。',
    meaning: 'サーバーまたは途中の機器が、接続を受け付けたあと何も返しません。',
    ...CANNOT_TELL,
  },
  'path.tls-handshake': {
    short: 'TLS の失敗',
    title: '暗号化された接続を確立できませんでした。',
    meaning: 'サーバーまたは途中の機器が、最初の段階で切断しました。',
    ...CANNOT_TELL,
  },
  'path.tls-not-tls': {
    short: 'https ではない',
    title: 'このアドレスのサーバーは https に対応していません。',
    meaning: 'ベース URL は https ですが、そのポートは http など別の通信方式です。',
    action: 'ANTHROPIC_BASE_URL が http か https か、またポート番号を確認してください。',
  },
  'path.tls-version': {
    short: 'TLS が古い',
    title: 'サーバーとこのコンピューターに、共通の暗号化方式がありません。',
    meaning: 'サーバーまたは途中の機器が古すぎます。',
    action: 'ANTHROPIC_BASE_URL のアドレスの運営者に、更新を依頼してください。',
  },
  'path.tls-client-cert': {
    short: '証明書の提示が必要',
    title: 'サーバーがクライアント証明書を求めています。',
    meaning: '証明書が送られていないか、送られた証明書が受け付けられません。',
    action: 'アドレスの運営者から証明書を受け取り、クライアントに設定してください。',
  },
  'path.tls-client-cert-unusable': {
    short: 'クライアント証明書不可',
    title: 'このコンピューターのクライアント証明書を使用できません。',
    meaning: 'ファイルがないか読み取れない、証明書と鍵が対応していない、またはパスフレーズが間違っています。',
    action: 'CLAUDE_CODE_CLIENT_CERT、CLAUDE_CODE_CLIENT_KEY、CLAUDE_CODE_CLIENT_KEY_PASSPHRASE を確認してください。',
  },
  'path.tls-cert-expired': {
    short: '証明書の期限切れ',
    title: 'サーバーの証明書の有効期限が切れています。',
    meaning: '証明書が更新されていないか、このコンピューターの時計が進んでいます。',
    action: 'まず、このコンピューターの日付と時刻を確認してください。',
  },
  'path.tls-cert-not-yet-valid': {
    short: '時計を確認',
    title: 'サーバーの証明書はまだ有効になっていません。',
    meaning: 'ほとんどの場合、このコンピューターの時計が遅れています。',
    action: 'このコンピューターの日付と時刻を自動設定にしてください。',
  },
  'path.tls-cert-wrong-name': {
    short: '別の証明書',
    title: 'サーバーの代わりに別の相手が応答しました。',
    meaning: '証明書が別の名前のものです。ネットワークのサインインページや、誤った DNS の回答で起こります。',
    action:
      'ブラウザーを開き、ネットワークへのサインインを求められないか確認してください。ANTHROPIC_BASE_URL を設定している場合は、それも確認してください。',
  },
  'path.tls-cert-self-signed': {
    short: '信頼できない証明書',
    title: 'サーバーの証明書は自己署名で、第三者の署名がありません。',
    meaning: '自分で立てたゲートウェイか、通信を読み取ろうとする途中の機器で起こります。',
    action: `自分のゲートウェイなら、その証明書を NODE_EXTRA_CA_CERTS に指定してください。${CA_ADVICE}`,
  },
  'path.tls-cert-unknown-issuer': {
    short: '信頼できない証明書',
    title: 'サーバーの証明書の発行元を、このコンピューターは知りません。',
    meaning: '多くの場合、会社のプロキシやウイルス対策ソフトが暗号化通信を開き、独自の証明書を示しています。',
    action: CA_ADVICE,
  },
  'path.tls-cert-invalid': {
    short: '無効な証明書',
    title: 'サーバーの証明書が無効です。',
    meaning: '失効しているか、正しく作られていません。',
    action: '証明書の確認は無効にせず、別のネットワークで試し、アドレスの運営者に知らせてください。',
  },
  'path.protocol-error': {
    short: 'HTTP ではない',
    title: '応答を HTTP として読めません。',
    meaning: '別のプログラムが待ち受けているか、途中でデータが壊れています。',
    ...after('ANTHROPIC_BASE_URL と HTTPS_PROXY のホスト名とポートを確認してください。'),
  },
  'path.proxy-login': {
    short: 'プロキシの認証',
    title: 'プロキシが認証を求めています。',
    meaning: '応答は 407 です。ユーザー名かパスワードがないか、間違っています。',
    action: `HTTPS_PROXY に認証情報を入れてください (http://user:password@host:port)。${PROXY_ADVICE}`,
  },
  'path.proxy-denied': {
    short: 'プロキシが拒否',
    title: 'プロキシが API への接続を許可していません。',
    meaning: '会社またはネットワークの規則で拒否されています。',
    action: 'API のホスト名を許可するよう、プロキシの管理者に依頼してください。',
  },
  'path.proxy-refused': {
    short: 'プロキシが切断',
    title: 'プロキシが接続を切りました。',
    meaning: 'プロキシが正しく動いていないか、そのアドレスがプロキシではありません。',
    ...after(PROXY_ADVICE),
  },
  'path.proxy-error': {
    short: 'プロキシの障害',
    title: 'プロキシが API に接続できませんでした。',
    meaning: 'プロキシは動いていますが、その先で問題が起きています。',
    ...after(PROXY_ADVICE),
  },
  'path.proxy-hangs': {
    short: 'プロキシの応答なし',
    title: 'プロキシが応答しません。',
    meaning: '接続は受け付けましたが、その後何も返しません。',
    ...after(PROXY_ADVICE),
  },
  'path.proxy-tls': {
    short: 'プロキシの証明書',
    title: 'プロキシの証明書を受け入れられません。',
    meaning: 'プロキシへの接続自体が暗号化されていますが、その証明書が合いません。',
    action: PROXY_ADVICE,
  },
  'path.proxy-unreachable': {
    short: 'プロキシに届かない',
    title: 'プロキシに接続できません。',
    meaning: 'プロキシが動いていないか、このコンピューターがプロキシのあるネットワークにつながっていません。',
    ...after('社外にいる場合は、会社の VPN に接続するか、HTTPS_PROXY の設定を外してください。'),
  },
  'path.proxy-not-found': {
    short: 'プロキシ名が不明',
    title: 'プロキシの名前を調べられません。',
    meaning: 'その名前が分かるネットワークにいないか、DNS が使えないか、名前の入力に誤りがあります。',
    ...after('HTTPS_PROXY を確認するか、会社の VPN に接続してください。'),
  },
  'path.proxy-not-http': {
    short: 'プロキシではない',
    title: 'プロキシのアドレスで応答しているのは、HTTP プロキシではありません。',
    meaning: '別のプログラムが待ち受けているか、SOCKS のプロキシです。',
    action: 'HTTPS_PROXY のホスト名とポートを確認してください。',
  },
  'path.proxy-setting': {
    short: 'プロキシ設定の誤り',
    title: 'プロキシの設定を使用できません。',
    meaning: 'URL になっていないか、SOCKS など http と https 以外のプロキシを指しています。',
    action: 'HTTPS_PROXY=http://ホスト名:ポート の形で設定し、Holdfast を再起動してください。',
    alone: 'HTTPS_PROXY=http://ホスト名:ポート の形で設定し、クライアントを起動し直してください。',
  },
  'path.silent-headers': {
    short: '応答なし',
    title: 'サーバーはリクエストを受け取りましたが、何も返しません。',
    meaning: 'サーバーが過負荷か停止しているか、気づかれないまま接続が切れています。',
    ...CANNOT_TELL,
  },
  'path.silent-first-event': {
    short: '応答なし',
    title: '応答は始まりましたが、内容が届きません。',
    meaning: 'サーバーが止まっているか、途中の機器がデータをためています。',
    ...CANNOT_TELL,
  },
  'path.closed-before-headers': {
    short: '接続が閉じられた',
    title: '応答が来る前に接続が閉じられました。',
    meaning: 'サーバーまたは途中の機器が接続を終了しました。',
    ...CANNOT_TELL,
  },
  'path.unknown': {
    short: '接続の失敗',
    title: 'Holdfast の知らない理由でリクエストが失敗しました。',
    meaning: '応答はありませんでした。',
    ...CANNOT_TELL,
  },
}

/** Answers that broke. */
export const ANSWER: TextsOf<'answer'> = {
  'answer.cut': {
    short: '回答が途切れた',
    title: '回答が途中で切れました。',
    meaning: '回答が終わる前に接続が切れました。',
    ...CANNOT_TELL,
  },
  'answer.silent': {
    short: '回答が止まった',
    title: '回答が届かなくなりました。',
    meaning: '接続は開いていますが、長い間何も届いていません。',
    ...CANNOT_TELL,
  },
  'answer.empty': {
    short: '空の回答',
    title: '回答が空でした。',
    meaning: '成功したように見えましたが、中身がありませんでした。',
    ...CANNOT_TELL,
  },
  'answer.not-an-answer': {
    short: '回答ではない内容',
    title: '届いた内容は API の回答ではありません。',
    meaning: '成功したように見えましたが、別のものでした。',
    ...after('続く場合は、ANTHROPIC_BASE_URL とプロキシを確認してください。'),
  },
}
