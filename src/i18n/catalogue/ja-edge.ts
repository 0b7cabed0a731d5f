import type { Advice, CatalogueText, TextsOf } from '../catalogue-text.ts'

const WAIT: Advice = {
  action: 'こちらで直すものはありません。Holdfast が再試行を続け、復旧すると自動的に再開します。',
  alone:
    'こちらで直すものはありません。数分待ってから、もう一度試してください。復旧したかどうかは holdfast status --wait で分かります。',
}
const BEFORE_THE_API =
  'プロバイダー側で、API にリクエストが届く前に起きています。ネットワークにもアカウントにも問題はありません。'
const MAYBE_SEEN = 'プロバイダー側で起きています。ネットワークにもアカウントにも問題はありません。'

/** Envoy, the balancer in front of the API. */
export const ENVOY: TextsOf<'envoy'> = {
  'envoy.no-healthy-upstream': {
    short: 'プロバイダー 503',
    title: 'プロバイダー側に、リクエストを処理できるサーバーがありません。',
    meaning: `ロードバランサーが「no healthy upstream」と返しています。${BEFORE_THE_API}`,
    ...WAIT,
  },
  'envoy.connection-failure': unreached('connection failure'),
  'envoy.local-connection-failure': unreached('local connection failure'),
  'envoy.remote-connection-failure': unreached('remote connection failure'),
  'envoy.connection-timeout': unreached('connection timeout'),
  'envoy.connection-termination': broken('connection termination'),
  'envoy.local-reset': broken('local reset'),
  'envoy.local-refused': unreached('local refused stream reset'),
  'envoy.remote-reset': broken('remote reset'),
  'envoy.remote-refused': unreached('remote refused stream reset'),
  'envoy.connect-error': unreached('remote error with CONNECT request'),
  'envoy.overflow': {
    short: 'プロバイダー 503',
    title: 'プロバイダーが、これ以上のリクエストをサーバーに通していません。',
    meaning: `ロードバランサーが上限に達しました (overflow)。${BEFORE_THE_API}`,
    ...WAIT,
  },
  'envoy.protocol-error': { ...broken('protocol error'), short: 'プロバイダー 502' },
  'envoy.overload-reset': broken('overload manager reset'),
  'envoy.reset': {
    short: 'プロバイダー 503',
    title: 'プロバイダーのロードバランサーとサーバーの接続が切れました。',
    meaning: `「upstream connect error or disconnect/reset before headers」と返しています。${MAYBE_SEEN}`,
    ...WAIT,
  },
  'envoy.timeout': {
    short: 'プロバイダー 504',
    title: 'プロバイダーのサーバーが、時間内にロードバランサーへ応答しませんでした。',
    meaning: `ロードバランサーが「upstream request timeout」と返しています。${MAYBE_SEEN}`,
    ...WAIT,
  },
  'envoy.overloaded': {
    short: 'プロバイダー 503',
    title: 'プロバイダーのロードバランサー自体が過負荷になっています。',
    meaning: BEFORE_THE_API,
    ...WAIT,
  },
  'envoy.no-cluster': {
    short: 'プロバイダー 503',
    title: 'プロバイダーのロードバランサーに、このアドレスのサーバーがありません。',
    meaning: BEFORE_THE_API,
    ...WAIT,
  },
  'envoy.rate-limited': {
    short: '流量制限 429',
    title: 'プロバイダーのロードバランサーが一時的にリクエスト数を制限しています。',
    meaning: '短い時間にリクエストが集中しました。プランの上限に達したわけではありません。',
    action: 'そのままお待ちください。Holdfast が自動的に再開します。',
    alone: '1 分ほど待ってから、もう一度試してください。',
  },
  'envoy.no-route': {
    short: '見つからない 404',
    title: '指定されたアドレスがロードバランサーにありません。',
    meaning: 'ベース URL が間違っているか、ホスト名は正しくてもパスが違います。',
    action: 'ANTHROPIC_BASE_URL を確認してください。',
  },
  'envoy.access-denied': {
    short: '権限なし 403',
    title: 'ロードバランサーの規則により、リクエストが拒否されました。',
    meaning: '「RBAC: access denied」か、空の応答が返ります。API にリクエストは届いていません。',
    action: '会社のゲートウェイを使っている場合はその管理者に、それ以外はプロバイダーに問い合わせてください。',
  },
}

/** nginx, AWS, HAProxy, Google, and balancers that nobody knows. */
export const BALANCERS: TextsOf<'nginx' | 'alb' | 'haproxy' | 'google' | 'edge'> = {
  'nginx.bad-gateway': badGateway('nginx'),
  'nginx.unavailable': unavailable('nginx'),
  'nginx.timeout': timedOut('nginx'),
  'nginx.internal': internal('nginx'),
  'nginx.rate-limited': {
    short: '流量制限 429',
    title: 'ロードバランサー (nginx) が一時的にリクエスト数を制限しています。',
    meaning: '短い時間にリクエストが集中しました。',
    action: 'そのままお待ちください。Holdfast が自動的に再開します。',
    alone: '1 分ほど待ってから、もう一度試してください。',
  },
  'nginx.too-large': {
    short: '大きすぎます 413',
    title: 'リクエストがロードバランサー (nginx) の上限を超えています。',
    meaning: 'API との間にあるサーバーの上限が、リクエストより小さく設定されています。',
    action: '会話を短くしてください。自分で運営しているゲートウェイなら、client_max_body_size を大きくしてください。',
  },
  'nginx.refused': refused('nginx'),
  'alb.bad-gateway': badGateway('AWS'),
  'alb.unavailable': unavailable('AWS'),
  'alb.timeout': timedOut('AWS'),
  'alb.internal': internal('AWS'),
  'alb.login': {
    short: 'プロバイダー 561',
    title: 'ロードバランサー (AWS) が認証サービスに問い合わせできませんでした。',
    meaning: 'ログインを確認するためのサービスが応答していません。',
    ...WAIT,
  },
  'alb.refused': refused('AWS'),
  'haproxy.bad-gateway': badGateway('HAProxy'),
  'haproxy.unavailable': unavailable('HAProxy'),
  'haproxy.timeout': timedOut('HAProxy'),
  'haproxy.refused': refused('HAProxy'),
  'google.bad-gateway': badGateway('Google'),
  'google.unavailable': unavailable('Google'),
  'google.timeout': timedOut('Google'),
  'google.internal': internal('Google'),
  'google.refused': refused('Google'),
  'edge.unknown-5xx': {
    short: 'プロバイダー 5xx',
    title: 'API の手前にあるサーバーでエラーが起きました。',
    meaning: '原因は示されていません。応答したのは API 自身ではありません。',
    ...WAIT,
  },
}

function unreached(reason: string): CatalogueText {
  return {
    short: 'プロバイダー 503',
    title: 'プロバイダーのロードバランサーがサーバーに接続できませんでした。',
    meaning: `理由は「${reason}」です。${BEFORE_THE_API}`,
    ...WAIT,
  }
}

function broken(reason: string): CatalogueText {
  return {
    short: 'プロバイダー 503',
    title: 'プロバイダーのサーバーが、応答する前にリクエストを切断しました。',
    meaning: `ロードバランサーが示した理由は「${reason}」です。${MAYBE_SEEN}`,
    ...WAIT,
  }
}

function badGateway(maker: string): CatalogueText {
  return {
    short: 'プロバイダー 502',
    title: `ロードバランサー (${maker}) が、背後のサーバーから正しい応答を得られませんでした。`,
    meaning: MAYBE_SEEN,
    ...WAIT,
  }
}

function unavailable(maker: string): CatalogueText {
  return {
    short: 'プロバイダー 503',
    title: `ロードバランサー (${maker}) に、リクエストを処理できるサーバーがありません。`,
    meaning: BEFORE_THE_API,
    ...WAIT,
  }
}

function timedOut(maker: string): CatalogueText {
  return {
    short: 'プロバイダー 504',
    title: `ロードバランサー (${maker}) の背後のサーバーが、時間内に応答しませんでした。`,
    meaning: MAYBE_SEEN,
    ...WAIT,
  }
}

function internal(maker: string): CatalogueText {
  return {
    short: 'プロバイダー 500',
    title: `ロードバランサー (${maker}) の内部でエラーが起きました。`,
    meaning: MAYBE_SEEN,
    ...WAIT,
  }
}

function refused(maker: string): CatalogueText {
  return {
    short: '拒否 4xx',
    title: `ロードバランサー (${maker}) がリクエストを拒否しました。`,
    meaning: 'API にリクエストは届いていません。アドレスが違うか、規則で拒否されています。',
    action: 'ANTHROPIC_BASE_URL を確認してください。正しい場合は、そのアドレスの運営者に問い合わせてください。',
  }
}
