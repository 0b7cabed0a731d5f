import type { RefusalCode } from '../catalogue.ts'
import type { Look, Recogniser } from './look.ts'

/** Whole bodies, from Envoy's router and filters. */
const TEXTS: ReadonlyMap<string, RefusalCode> = new Map([
  ['no healthy upstream', 'envoy.no-healthy-upstream'],
  ['upstream request timeout', 'envoy.timeout'],
  ['stream timeout', 'envoy.timeout'],
  ['upstream max stream duration reached', 'envoy.timeout'],
  ['envoy overloaded', 'envoy.overloaded'],
  ['unconditional drop overload', 'envoy.overloaded'],
  ['local_rate_limited', 'envoy.rate-limited'],
  ['rbac: access denied', 'envoy.access-denied'],
])

const RESET = 'upstream connect error or disconnect/reset before headers'

/** Http::Utility::resetReasonToString; "connection failure" is from before it was split in two. */
const REASONS: ReadonlyMap<string, RefusalCode> = new Map([
  ['connection failure', 'envoy.connection-failure'],
  ['local connection failure', 'envoy.local-connection-failure'],
  ['remote connection failure', 'envoy.remote-connection-failure'],
  ['connection timeout', 'envoy.connection-timeout'],
  ['connection termination', 'envoy.connection-termination'],
  ['local reset', 'envoy.local-reset'],
  ['local refused stream reset', 'envoy.local-refused'],
  ['remote reset', 'envoy.remote-reset'],
  ['remote refused stream reset', 'envoy.remote-refused'],
  ['remote error with connect request', 'envoy.connect-error'],
  ['overflow', 'envoy.overflow'],
  ['protocol error', 'envoy.protocol-error'],
  ['overload manager reset', 'envoy.overload-reset'],
])

/** Envoy answers without a body when it has no route or no cluster. */
const BODILESS: ReadonlyMap<number, RefusalCode> = new Map([
  [403, 'envoy.access-denied'],
  [404, 'envoy.no-route'],
  [429, 'envoy.rate-limited'],
  [503, 'envoy.no-cluster'],
])

/** Envoy by its text, whatever `server` says: Cloudflare in front writes its own name there. */
export const recogniseEnvoy: Recogniser = (look) => {
  if (look.status < 400) return undefined
  const code = look.text === '' ? bodiless(look) : byText(look.text.toLowerCase())
  return code === undefined ? undefined : { code }
}

function byText(text: string): RefusalCode | undefined {
  const whole = TEXTS.get(text)
  if (whole !== undefined || !text.startsWith(RESET)) return whole
  const reason = /reset reason: ([^,.]{1,80})/.exec(text)?.[1]?.trim()
  return REASONS.get(reason ?? '') ?? 'envoy.reset'
}

function bodiless({ status, headers, server }: Look): RefusalCode | undefined {
  // With this header the answer came from behind Envoy.
  if (headers['x-envoy-upstream-service-time'] !== undefined) return undefined
  return server === 'envoy' || server === 'istio-envoy' ? BODILESS.get(status) : undefined
}
