import type { Advice, CatalogueText, TextsOf } from '../catalogue-text.ts'

const WAIT: Advice = {
  action: 'こちらで直すものはありません。Holdfast が再試行を続け、復旧すると自動的に再開します。',
  alone:
    'こちらで直すものはありません。数分待ってから、もう一度試してください。復旧したかどうかは holdfast status --wait で分かります。',
}
const OTHER_WAY = 'VPN やプロキシを使っている場合は使わずに試すか、別のネットワークで試してください。'

/** Cloudflare, which stands in front of the provider. */
export const CLOUDFLARE: TextsOf<'cloudflare'> = {
  'cloudflare.500': outage(500, 'プロバイダーの手前にある Cloudflare の内部でエラーが起きました。'),
  'cloudflare.502': outage(502, 'Cloudflare がプロバイダーから正しい応答を得られませんでした。'),
  'cloudflare.503': outage(503, 'Cloudflare またはプロバイダーが一時的に利用できません。'),
  'cloudflare.504': outage(504, 'プロバイダーが、時間内に Cloudflare へ応答しませんでした。'),
  'cloudflare.520': outage(520, 'プロバイダーが Cloudflare に、解釈できない応答を返しました。'),
  'cloudflare.521': outage(521, 'プロバイダーのサーバーが Cloudflare からの接続を拒否しました。'),
  'cloudflare.522': outage(522, 'Cloudflare が、時間内にプロバイダーのサーバーへ接続できませんでした。'),
  'cloudflare.523': outage(523, 'Cloudflare がプロバイダーのサーバーに到達できません。'),
  'cloudflare.524': outage(
    524,
    'プロバイダーのサーバーはリクエストを受け取りましたが、時間内に Cloudflare へ応答しませんでした。',
  ),
  'cloudflare.525': outage(525, 'Cloudflare とプロバイダーのサーバーの間で、暗号化の方式が合いませんでした。'),
  'cloudflare.526': outage(526, 'プロバイダーのサーバーが、Cloudflare に無効な証明書を示しました。'),
  'cloudflare.530': outage(530, 'Cloudflare がプロバイダーのサーバーを見つけられません。'),
  'cloudflare.access-denied': {
    short: 'Cloudflare が遮断',
    title: 'この接続からのリクエストは Cloudflare に遮断されています。',
    meaning: 'プロバイダーの規則により、接続元のアドレス、国、または接続方法が許可されていません。',
    action: OTHER_WAY,
  },
  'cloudflare.rate-limited': {
    short: '流量制限 429',
    title: 'Cloudflare が、この接続からのリクエスト数を一時的に制限しています。',
    meaning: '短い時間に同じアドレスからリクエストが集中しました。同じアドレスを使うほかの人が原因のこともあります。',
    action: 'そのままお待ちください。Holdfast が自動的に再開します。',
    alone: '1 分ほど待ってから、もう一度試してください。',
  },
  'cloudflare.dns': {
    short: 'プロバイダーの DNS',
    title: 'Cloudflare が、プロバイダーのサーバーの名前を解決できません。',
    meaning: 'プロバイダー側の名前の設定に問題があります。手元の DNS とは関係ありません。',
    ...WAIT,
  },
  'cloudflare.config': {
    short: 'プロバイダーの設定',
    title: 'Cloudflare でのプロバイダーの設定に問題があります。',
    meaning: '直せるのはプロバイダーだけです。',
    ...WAIT,
  },
  'cloudflare.client-tls': {
    short: 'TLS が拒否された',
    title: 'このコンピューターの暗号化方式が Cloudflare に受け付けられません。',
    meaning: 'クライアントが古いか、このコンピューターのプログラムが暗号化通信を書き換えています。',
    action: 'クライアントを更新し、ウイルス対策ソフトの Web 保護を一時的に無効にして試してください。',
  },
  'cloudflare.legal': {
    short: '法的な理由で遮断',
    title: '法的な理由により、このアドレスは表示できません。',
    meaning: '当局またはプロバイダーによって遮断されています。',
    action: 'メッセージを確認してください。待っても解決しません。',
  },
  'cloudflare.challenge': {
    short: 'Cloudflare が遮断',
    title: 'Cloudflare が、人間による操作であることの確認を求めています。',
    meaning: '確認用のページが返りましたが、プログラムでは答えられません。通常と異なる接続と見なされています。',
    action: OTHER_WAY,
  },
  'cloudflare.too-large': {
    short: '大きすぎます 413',
    title: 'リクエストが大きすぎます。',
    meaning: '会話、またはその中のファイルが API の上限を超えたため、Cloudflare が止めました。',
    action: '会話を短くするか (Claude Code では /compact)、大きなファイルを外してください。',
  },
  'cloudflare.other': {
    short: 'Cloudflare が拒否',
    title: 'Cloudflare がリクエストを拒否しました。',
    meaning: 'API にリクエストは届いていません。',
    action: 'メッセージと ANTHROPIC_BASE_URL を確認してください。',
  },
}

function outage(status: number, title: string): CatalogueText {
  return {
    short: `プロバイダー ${status}`,
    title,
    meaning: 'プロバイダー側で起きています。ネットワークにもアカウントにも問題はありません。',
    ...WAIT,
  }
}
