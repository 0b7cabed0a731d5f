import type { Advice, TextsOf } from '../catalogue-text.ts'

const ON_ITS_OWN = 'Holdfast が再試行を続け、自動的に再開します。'

/** What a person does, and what follows. */
const after = (advice: string): Advice => ({
  action: `${advice}${ON_ITS_OWN}`,
  alone: `${advice}そのあと、もう一度試してください。`,
})
/** For what may pass by itself. */
const unless = (advice: string): Advice => ({ action: `${ON_ITS_OWN}${advice}`, alone: `もう一度試してください。${advice}` })

/** Things between this computer and the provider that answered in its place. */
export const MIDDLEBOX: TextsOf<'middlebox'> = {
  'middlebox.html-page': {
    short: 'Web ページが返った',
    title: '回答の代わりに Web ページが返りました。',
    meaning: 'ネットワークのサインインページ、プロキシ、または誤ったベース URL の相手が、API の代わりに応答しました。',
    ...after(
      'ブラウザーを開き、ネットワークへのサインインを求められないか確認してください。ANTHROPIC_BASE_URL を設定している場合は、それも確認してください。',
    ),
  },
  'middlebox.empty': {
    short: '空の回答',
    title: '回答が空でした。',
    meaning: '成功したように見えましたが、中身がありませんでした。途中で失われた可能性があります。',
    ...unless('続く場合は、プロキシと ANTHROPIC_BASE_URL を確認してください。'),
  },
  'middlebox.not-json': {
    short: '回答ではない内容',
    title: '返ってきた内容は API の回答ではありません。',
    meaning: 'API の代わりに別の相手が応答しました。',
    ...unless('続く場合は、プロキシと ANTHROPIC_BASE_URL を確認してください。'),
  },
  'middlebox.redirect': {
    short: '別の場所へ転送',
    title: 'リクエストが別のアドレスへ転送されました。',
    meaning:
      'API が転送することはありません。ネットワークのサインインページがあるか、https にすべきベース URL が http になっている場合に起こります。',
    action:
      'ブラウザーを開き、ネットワークへのサインインを求められないか確認してください。ANTHROPIC_BASE_URL を設定している場合は、それも確認してください。',
  },
  'middlebox.block-page': {
    short: 'プロキシが遮断',
    title: 'プロキシまたはファイアウォールがリクエストを遮断しました。',
    meaning: '拒否を伝える Web ページが返りました。API からの応答ではありません。',
    action: 'API のホスト名を許可するよう、ネットワークの管理者に依頼してください。',
  },
  'middlebox.policy': {
    short: '許可のないホスト',
    title: 'この環境のネットワーク規則では、そのホストは許可されていません。',
    meaning: 'クラウドのセッションやサンドボックスでは、一覧にあるホストにしか接続できません。',
    action: '環境の許可ホストの一覧に、API のホスト名を追加してください。',
  },
  'middlebox.proxy-login': {
    short: 'プロキシの認証',
    title: 'プロキシが認証を求めています。',
    meaning: '応答は 407 です。ユーザー名かパスワードがないか、間違っています。',
    action: 'HTTPS_PROXY に認証情報を入れるか (http://user:password@host:port)、プロキシの管理者に問い合わせてください。',
  },
  'middlebox.proxy-error': {
    short: 'プロキシの障害',
    title: 'プロキシが API から応答を得られませんでした。',
    meaning: 'プロキシは動いていますが、その先で問題が起きています。',
    ...unless('続く場合は、プロキシの管理者に問い合わせてください。'),
  },
  'middlebox.network-login': {
    short: 'サインインが必要',
    title: 'ネットワークへのサインインが必要です。',
    meaning: 'ホテル、列車、カフェなどでは、サインインするまで通信できません。',
    ...after('ブラウザーを開いてサインインしてください。'),
  },
}
