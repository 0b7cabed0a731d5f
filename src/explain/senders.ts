import type { CatalogueCode } from '../core/catalogue.ts'
import { catalogueEntry } from '../core/catalogue.ts'
import { recognise } from '../core/recognise.ts'
import { unixMillis } from '../core/time.ts'

/** Who sends a status: the provider's side alone, the reader's side alone, either, or nobody that is known. */
export type Side = 'provider' | 'yours' | 'either' | 'unknown'

const SENDERS: Readonly<Record<number, readonly CatalogueCode[]>> = {
  200: ['middlebox.html-page', 'middlebox.empty', 'middlebox.not-json', 'answer.cut', 'answer.empty'],
  400: [
    'api.invalid-request',
    'client.conversation-too-long',
    'client.conversation-broken',
    'client.unknown-field',
    'client.unfit-file',
    'api.billing',
    'api.spend-limit',
    'other.bad-request',
  ],
  401: [
    'api.authentication',
    'client.login-expired',
    'client.login-not-allowed',
    'other.authentication',
    'gateway.secret-missing',
  ],
  402: ['api.billing'],
  403: [
    'api.permission',
    'api.forbidden-region',
    'client.login-not-allowed',
    'cloudflare.access-denied',
    'cloudflare.challenge',
    'middlebox.block-page',
    'path.proxy-denied',
  ],
  404: ['api.not-found', 'other.not-found', 'envoy.no-route', 'gateway.not-found'],
  405: ['gateway.wrong-method', 'other.client-error'],
  407: ['path.proxy-login'],
  408: ['other.timeout', 'gateway.slow-sender'],
  409: ['api.conflict'],
  413: ['api.too-large', 'cloudflare.too-large', 'nginx.too-large', 'gateway.body-too-large'],
  415: ['gateway.unknown-encoding'],
  422: ['api.invalid-request', 'other.bad-request'],
  429: [
    'api.rate-limit',
    'api.plan-limit',
    'api.spend-limit',
    'cloudflare.rate-limited',
    'envoy.rate-limited',
    'nginx.rate-limited',
  ],
  431: ['gateway.headers-too-large'],
  451: ['middlebox.block-page', 'cloudflare.legal'],
  500: ['api.internal', 'cloudflare.500', 'nginx.internal', 'google.internal', 'other.server-error', 'gateway.bug'],
  502: [
    'envoy.protocol-error',
    'cloudflare.502',
    'nginx.bad-gateway',
    'alb.bad-gateway',
    'google.bad-gateway',
    'haproxy.bad-gateway',
    'middlebox.proxy-error',
    'path.proxy-error',
    'gateway.no-answer',
  ],
  503: [
    'envoy.no-healthy-upstream',
    'envoy.connection-failure',
    'envoy.overflow',
    'cloudflare.503',
    'nginx.unavailable',
    'alb.unavailable',
    'google.unavailable',
    'other.overloaded',
    'middlebox.proxy-error',
    'path.proxy-error',
    'gateway.patience-spent',
    'gateway.shutting-down',
  ],
  504: [
    'api.timeout',
    'envoy.timeout',
    'cloudflare.504',
    'nginx.timeout',
    'alb.timeout',
    'haproxy.timeout',
    'middlebox.proxy-error',
    'path.proxy-error',
  ],
  508: ['gateway.loop'],
  511: ['middlebox.network-login'],
  529: ['api.overloaded', 'other.overloaded'],
  561: ['alb.login'],
}

/** The errors of the catalogue that come with a status, those of the provider first. Also Cloudflare's 1xxx. */
export function sendersOf(number: number): readonly CatalogueCode[] {
  const listed = SENDERS[number]
  if (listed !== undefined) return listed
  if (number >= 1000) return cloudflareSenders(number)
  if (number < 400) return number >= 300 ? ['middlebox.redirect'] : []
  const headers = number >= 520 && number <= 530 ? { server: 'cloudflare' } : {}
  return [recognise({ status: number, headers, body: '', wall: unixMillis(0) }).code]
}

function cloudflareSenders(number: number): readonly CatalogueCode[] {
  const { code } = recognise({
    status: 403,
    headers: { server: 'cloudflare' },
    body: `error code: ${number}`,
    wall: unixMillis(0),
  })
  return code === 'cloudflare.access-denied' && !DENIALS.has(number) ? [] : [code]
}

/** Numbers that Cloudflare has not given stand for nothing. */
const DENIALS: ReadonlySet<number> = new Set([1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1020, 1106, 1107, 1108, 1109])

export function sideOf(codes: readonly CatalogueCode[]): Side {
  const owners = new Set(codes.map((code) => catalogueEntry(code).owner))
  const isProvider = owners.has('provider')
  const isYours = [...owners].some((owner) => owner !== 'provider' && owner !== 'unknown')
  if (isProvider) return isYours ? 'either' : 'provider'
  return isYours ? 'yours' : 'unknown'
}
