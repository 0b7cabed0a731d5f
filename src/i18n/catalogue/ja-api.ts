import type { Advice, TextsOf } from '../catalogue-text.ts'

const WAIT: Advice = {
  action: 'こちらで直すものはありません。Holdfast が再試行を続け、復旧すると自動的に再開します。',
  alone:
    'こちらで直すものはありません。数分待ってから、もう一度試してください。復旧したかどうかは holdfast status --wait で分かります。',
}

/** The API's own errors. */
export const API: TextsOf<'api'> = {
  'api.invalid-request': {
    short: '不正な要求 400',
    title: 'API がこのリクエストを受け付けません。',
    meaning: 'リクエストに誤りがあるか、対応していない内容が含まれています。たとえば、このモデルにない設定などです。',
    action: 'API のメッセージを確認してください。何も変えていない場合は、クライアントを更新して新しい会話を始めてください。',
  },
  'api.authentication': {
    short: '認証エラー 401',
    title: 'API がキーまたはログインを受け付けません。',
    meaning: 'API キーやログインが間違っているか、期限切れか、無効にされています。',
    action: 'ログインし直すか (Claude Code では /login)、API キーを確認してください。',
  },
  'api.billing': {
    short: '支払いが必要',
    title: 'アカウントの残高がないか、支払いに失敗しています。',
    meaning: '支払いが済むまで API は使えません。待っても解決しません。',
    action: 'Console の請求ページで、残高を追加するか支払い方法を確認してください。',
  },
  'api.permission': {
    short: '権限なし 403',
    title: 'このアカウントにはその操作が許可されていません。',
    meaning: 'キーは有効ですが、このモデルや機能を使う権限がありません。',
    action: '組織の管理者に権限を依頼するか、別のモデルを選んでください。',
  },
  'api.forbidden-region': {
    short: '利用できません 403',
    title: 'このアカウントまたはこの場所からのリクエストは、API で許可されていません。',
    meaning: 'サブスクリプションが終了しているか、接続元の地域ではサービスが提供されていない可能性があります。',
    action: 'サブスクリプションが有効か確認してください。VPN やプロキシを使っている場合は、使わずに試してください。',
  },
  'api.not-found': {
    short: '見つからない 404',
    title: '指定されたモデルまたはアドレスが API にありません。',
    meaning: 'モデル名かベース URL が間違っているか、アカウントにそのモデルの権限がありません。',
    action: 'モデル名と ANTHROPIC_BASE_URL を確認してください。ベース URL の末尾に /v1 は付けません。',
  },
  'api.conflict': {
    short: '競合 409',
    title: '2 つの変更がぶつかりました。',
    meaning: '同じ対象が同時に変更されました。',
    action: 'もう一度試してください。',
  },
  'api.too-large': {
    short: '大きすぎます 413',
    title: 'リクエストが API の上限を超えています。',
    meaning: '会話、またはその中のファイルが大きすぎます。',
    action: '会話を短くするか (Claude Code では /compact)、大きなファイルを外してください。',
  },
  'api.rate-limit': {
    short: '流量制限 429',
    title: 'API が一時的にリクエスト数を制限しています。',
    meaning: '短い時間にリクエストが集中しました。プランの上限に達したわけではありません。',
    action: 'そのままお待ちください。Holdfast は API が求める間隔を守り、自動的に再開します。',
    alone: '1 分ほど待ってから、もう一度試してください。',
  },
  'api.plan-limit': {
    short: 'プラン上限',
    title: 'プランの利用上限に達しました。',
    meaning: 'サブスクリプションの時間枠または週の利用枠を、リセットされるまで使い切りました。',
    action: 'クライアントに表示される時刻まで待つか、別のモデルやプランに切り替えてください。',
  },
  'api.spend-limit': {
    short: '支出上限',
    title: 'アカウントの支出上限に達しました。',
    meaning: '自分または組織が設定した費用の上限に達しています。',
    action: 'Console で上限を引き上げるか、管理者に相談してください。',
  },
  'api.internal': {
    short: 'プロバイダー 500',
    title: 'API の内部でエラーが起きました。',
    meaning: 'プロバイダー側の問題です。リクエストにもネットワークにも問題はありません。',
    ...WAIT,
  },
  'api.timeout': {
    short: 'プロバイダー 504',
    title: 'API の処理に時間がかかりすぎ、中断されました。',
    meaning: 'プロバイダーが決めた時間内に回答が完成しませんでした。',
    ...WAIT,
  },
  'api.overloaded': {
    short: '過負荷 529',
    title: 'プロバイダーが処理できる量を超えるリクエストが来ています。',
    meaning: 'モデルが利用者全体で混み合っています。アカウントの問題ではありません。',
    action: `${WAIT.action}別のモデルなら空いているかもしれません。`,
    alone: `${WAIT.alone}別のモデルなら空いているかもしれません。`,
  },
  'api.unknown': {
    short: '不明な API エラー',
    title: 'API が、Holdfast の知らないエラーを返しました。',
    meaning: 'エラーはそのままクライアントに渡しました。',
    action: 'API のメッセージを確認してください。',
  },
}

/** Upstreams that answer in their own words. */
export const OTHER: TextsOf<'other'> = {
  'other.bad-request': {
    short: '不正な要求 400',
    title: '送り先がこのリクエストを受け付けません。',
    meaning: 'リクエストに誤りがあるか、送り先が対応していない内容が含まれています。',
    action: '送り先のメッセージを確認し、Messages API に対応しているか確かめてください。',
  },
  'other.authentication': {
    short: '認証エラー 401',
    title: '送り先がキーを受け付けません。',
    meaning: 'キーがないか、間違っているか、別のサービスのものです。',
    action: 'このベース URL で使うキーを確認してください。',
  },
  'other.permission': {
    short: '権限なし 403',
    title: '送り先がこのリクエストを禁止しています。',
    meaning: 'キーに権限がないか、送り先の規則で拒否されています。',
    action: '送り先の運営者に問い合わせてください。',
  },
  'other.not-found': {
    short: '見つからない 404',
    title: '指定されたアドレスが送り先にありません。',
    meaning: 'ベース URL が間違っているか、送り先がこの機能を提供していません。',
    action: 'ANTHROPIC_BASE_URL を確認してください。末尾に /v1 は付けません。',
  },
  'other.timeout': {
    short: '送り先タイムアウト',
    title: '送り先の処理に時間がかかりすぎました。',
    meaning: 'リクエストは届きましたが、時間内に終わりませんでした。',
    ...WAIT,
  },
  'other.too-large': {
    short: '大きすぎます 413',
    title: 'リクエストが送り先の上限を超えています。',
    meaning: '会話、またはその中のファイルが大きすぎます。',
    action: '会話を短くするか、自分で運営している送り先なら上限を引き上げてください。',
  },
  'other.rate-limited': {
    short: '流量制限 429',
    title: '送り先が一時的にリクエスト数を制限しています。',
    meaning: '短い時間にリクエストが集中しました。',
    action: 'そのままお待ちください。Holdfast が自動的に再開します。',
    alone: '1 分ほど待ってから、もう一度試してください。',
  },
  'other.overloaded': {
    short: '送り先が過負荷',
    title: '送り先に今は空きがありません。',
    meaning: '混み合っているか、モデルを読み込んでいる途中です。',
    ...WAIT,
  },
  'other.server-error': {
    short: '送り先エラー 5xx',
    title: '送り先の内部でエラーが起きました。',
    meaning: 'ベース URL の先で問題が起きています。',
    ...WAIT,
  },
  'other.client-error': {
    short: '拒否 4xx',
    title: '送り先がこのリクエストを拒否しました。',
    meaning: 'Holdfast の知らないエラーです。そのままクライアントに渡しました。',
    action: '送り先のメッセージを確認してください。',
  },
  'other.not-an-answer': {
    short: '回答ではない内容',
    title: '送り先から、メッセージではない内容が返りました。',
    meaning: 'ベース URL が別のサービス、または同じサービスの別の場所を指している可能性があります。',
    action: 'ANTHROPIC_BASE_URL を確認してください。',
  },
}
