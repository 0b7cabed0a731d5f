import type { TextsOf } from '../catalogue-text.ts'

/** What clients say of their own accord. */
export const CLIENT: TextsOf<'client'> = {
  'client.not-logged-in': {
    short: '未ログイン',
    title: 'クライアントがログインしていません。',
    meaning: 'このコンピューターにログイン情報もキーも見つからないため、リクエストは送られていません。',
    action:
      'ログインするか (Claude Code では /login)、API キーを設定してください。使われる認証情報は holdfast auth で確認できます。',
  },
  'client.login-expired': {
    short: 'ログイン期限切れ',
    title: 'クライアントのログインの期限が切れています。',
    meaning: 'このコンピューターに保存されたログインが期限切れか無効になり、更新もできませんでした。',
    action: 'もう一度ログインしてください (Claude Code では /login)。毎日起きる場合は、コンピューターの時計を確認してください。',
  },
  'client.login-not-allowed': {
    short: 'ログイン不許可',
    title: 'このアカウントでは、このログイン方法を使えません。',
    meaning: '組織がこのクライアントからのログインを許可していないか、サブスクリプションが終了しています。',
    action: 'サブスクリプションが有効か確認してください。有効な場合は、管理者に相談するか API キーを使ってください。',
  },
  'client.key-helper-fails': {
    short: 'apiKeyHelper 失敗',
    title: 'クライアントにキーを渡すプログラムが失敗しました。',
    meaning: '設定の apiKeyHelper に書かれたプログラムがエラーで終わったか、キーではないものを返しました。',
    action: 'そのプログラムをターミナルで実行し、表示を確認してください。設定は Claude Code の settings.json にあります。',
  },
  'client.conversation-too-long': {
    short: '会話が長すぎます',
    title: '会話がこのモデルで扱える長さを超えています。',
    meaning: 'これまでの内容とこれからの回答を合わせると、モデルの上限トークン数を超えます。',
    action: '会話を短くするか (Claude Code では /compact、最初からなら /clear)、より長い会話を扱えるモデルを選んでください。',
  },
  'client.conversation-broken': {
    short: '会話データの破損',
    title: 'クライアントが送った会話の構成が壊れています。',
    meaning: '中断のあとなどに、一部が欠けるか、空になるか、変わっています。このままでは何度送っても同じ結果になります。',
    action:
      'そのメッセージより前に戻るか (Claude Code では Esc を 2 回、または /rewind)、新しい会話を始めてください。クライアントも更新してください。',
  },
  'client.unknown-field': {
    short: '未対応の項目',
    title: 'クライアントが送った項目に、相手が対応していません。',
    meaning: '接続先のゲートウェイやクラウドよりクライアントが新しいか、途中でヘッダーが取り除かれています。',
    action: 'ゲートウェイを更新するか、クライアントに CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1 を設定してください。',
  },
  'client.unfit-file': {
    short: '使えないファイル',
    title: '会話の中の画像または文書が受け付けられません。',
    meaning: '大きすぎるか、ページが多すぎるか、読み取れません。',
    action: 'そのファイルより前に戻り (Claude Code では Esc を 2 回、または /rewind)、小さいものを使ってください。',
  },
  'client.answer-too-long': {
    short: '回答が長すぎます',
    title: '回答がクライアントの上限より長くなりました。',
    meaning: '1 回の回答の上限で止まりました。そこまでの内容は残っています。',
    action: '作業を小さく分けて頼むか、CLAUDE_CODE_MAX_OUTPUT_TOKENS の値を大きくしてください。',
  },
  'client.against-policy': {
    short: '利用規約による拒否',
    title: 'モデルが利用規約を理由に回答しませんでした。',
    meaning: '会話の一部が、許可されていない使い方とみなされました。障害ではありません。',
    action: '依頼の内容を変えるか、会話を前に戻してください (Claude Code では Esc を 2 回、または /rewind)。',
  },
  'client.local-program-missing': {
    short: '接続先が未起動',
    title: 'このコンピューターで動いているはずの接続先プログラムが、動いていません。',
    meaning: '接続先はこのコンピューター自身です。ゲートウェイ、プロキシ、ローカルモデルが起動していないか、ポートが違います。',
    action:
      'そのプログラムを起動するか、ANTHROPIC_BASE_URL、HTTPS_PROXY、またはクライアントの設定からそのアドレスを外してください。',
  },
  'client.slept': {
    short: 'スリープで中断',
    title: '回答の途中で、このコンピューターがスリープしました。',
    meaning: 'スリープ中に接続が切れました。ほかに原因はありません。',
    action: 'クライアントに続きを頼んでください。Holdfast はスリープに気づき、復帰すると自動的に再開します。',
    alone: 'クライアントに続きを頼んでください。',
  },
  'client.aborted': {
    short: 'クライアントが中止',
    title: 'クライアント自身がリクエストを中止しました。',
    meaning: 'Esc や Ctrl-C が押されたか、プログラムが自分の制限時間に達してあきらめました。',
    action: '誰も止めていない場合は、1 つ前のメッセージと、クライアントの制限時間 (API_TIMEOUT_MS) を確認してください。',
  },
}
