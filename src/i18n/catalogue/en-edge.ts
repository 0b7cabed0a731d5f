import type { Advice, CatalogueText, TextsOf } from '../catalogue-text.ts'

const WAIT: Advice = {
  action: 'There is nothing to fix on your side. Holdfast keeps trying and goes on by itself when it is over.',
  alone:
    'There is nothing to fix on your side. Wait a few minutes, then try again. holdfast status --wait tells you when it is over.',
}
const BEFORE_THE_API = 'This happened at the provider, before the API saw the request. Your network and your account are fine.'
const MAYBE_SEEN = 'This happened at the provider. Your network and your account are fine.'

/** Envoy, the balancer in front of the API. */
export const ENVOY: TextsOf<'envoy'> = {
  'envoy.no-healthy-upstream': {
    short: 'provider 503',
    title: 'The provider has no server that can take the request.',
    meaning: `Its balancer says "no healthy upstream". ${BEFORE_THE_API}`,
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
    short: 'provider 503',
    title: 'The provider lets no more requests through to its servers.',
    meaning: `Its balancer has reached a limit ("overflow"). ${BEFORE_THE_API}`,
    ...WAIT,
  },
  'envoy.protocol-error': { ...broken('protocol error'), short: 'provider 502' },
  'envoy.overload-reset': broken('overload manager reset'),
  'envoy.reset': {
    short: 'provider 503',
    title: "The provider's balancer lost the connection to its server.",
    meaning: `It says "upstream connect error or disconnect/reset before headers". ${MAYBE_SEEN}`,
    ...WAIT,
  },
  'envoy.timeout': {
    short: 'provider 504',
    title: 'A server of the provider did not answer its balancer in time.',
    meaning: `The balancer says "upstream request timeout". ${MAYBE_SEEN}`,
    ...WAIT,
  },
  'envoy.overloaded': {
    short: 'provider 503',
    title: "The provider's balancer itself is overloaded.",
    meaning: BEFORE_THE_API,
    ...WAIT,
  },
  'envoy.no-cluster': {
    short: 'provider 503',
    title: "The provider's balancer has no servers at this address.",
    meaning: BEFORE_THE_API,
    ...WAIT,
  },
  'envoy.rate-limited': {
    short: 'rate limited 429',
    title: "The provider's balancer is taking fewer requests for a moment.",
    meaning: 'Too many requests came in a short time. This is not the limit of your plan.',
    action: 'Wait. Holdfast goes on by itself.',
    alone: 'Wait a minute, then try again.',
  },
  'envoy.no-route': {
    short: 'not found 404',
    title: 'The balancer does not know this address.',
    meaning: 'The base URL has a mistake, or the host is right and the path is not.',
    action: 'Check ANTHROPIC_BASE_URL.',
  },
  'envoy.access-denied': {
    short: 'not permitted 403',
    title: 'The balancer refuses this request by a rule.',
    meaning: 'It says "RBAC: access denied" or nothing at all. The API did not see the request.',
    action: 'If you use a gateway of your company, ask whoever runs it. Otherwise write to the provider.',
  },
}

/** nginx, AWS, HAProxy, Google, and balancers that nobody knows. */
export const BALANCERS: TextsOf<'nginx' | 'alb' | 'haproxy' | 'google' | 'edge'> = {
  'nginx.bad-gateway': badGateway('nginx'),
  'nginx.unavailable': unavailable('nginx'),
  'nginx.timeout': timedOut('nginx'),
  'nginx.internal': internal('nginx'),
  'nginx.rate-limited': {
    short: 'rate limited 429',
    title: 'The balancer (nginx) is taking fewer requests for a moment.',
    meaning: 'Too many requests came in a short time.',
    action: 'Wait. Holdfast goes on by itself.',
    alone: 'Wait a minute, then try again.',
  },
  'nginx.too-large': {
    short: 'too large 413',
    title: 'The request is too large for the balancer (nginx).',
    meaning: 'A server between you and the API takes only smaller requests.',
    action: 'Shorten the conversation. If the gateway is yours, raise client_max_body_size.',
  },
  'nginx.refused': refused('nginx'),
  'alb.bad-gateway': badGateway('AWS'),
  'alb.unavailable': unavailable('AWS'),
  'alb.timeout': timedOut('AWS'),
  'alb.internal': internal('AWS'),
  'alb.login': {
    short: 'provider 561',
    title: 'The balancer (AWS) could not ask its login service.',
    meaning: 'The service that checks logins for it does not answer.',
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
    short: 'provider 5xx',
    title: 'A server in front of the API had an error.',
    meaning: 'It did not say what is wrong, and it was not the API itself that spoke.',
    ...WAIT,
  },
}

function unreached(reason: string): CatalogueText {
  return {
    short: 'provider 503',
    title: "The provider's balancer could not reach its server.",
    meaning: `It gives the reason "${reason}". ${BEFORE_THE_API}`,
    ...WAIT,
  }
}

function broken(reason: string): CatalogueText {
  return {
    short: 'provider 503',
    title: "The provider's server dropped the request before it answered.",
    meaning: `The balancer gives the reason "${reason}". ${MAYBE_SEEN}`,
    ...WAIT,
  }
}

function badGateway(maker: string): CatalogueText {
  return {
    short: 'provider 502',
    title: `The balancer (${maker}) got no usable answer from the server behind it.`,
    meaning: MAYBE_SEEN,
    ...WAIT,
  }
}

function unavailable(maker: string): CatalogueText {
  return {
    short: 'provider 503',
    title: `The balancer (${maker}) has no server that can take the request.`,
    meaning: BEFORE_THE_API,
    ...WAIT,
  }
}

function timedOut(maker: string): CatalogueText {
  return {
    short: 'provider 504',
    title: `The server behind the balancer (${maker}) did not answer in time.`,
    meaning: MAYBE_SEEN,
    ...WAIT,
  }
}

function internal(maker: string): CatalogueText {
  return {
    short: 'provider 500',
    title: `The balancer (${maker}) had an internal error.`,
    meaning: MAYBE_SEEN,
    ...WAIT,
  }
}

function refused(maker: string): CatalogueText {
  return {
    short: 'refused 4xx',
    title: `The balancer (${maker}) refuses this request.`,
    meaning: 'The API did not see it. The address may be wrong, or a rule stands against it.',
    action: 'Check ANTHROPIC_BASE_URL. If it is right, ask whoever runs that address.',
  }
}
