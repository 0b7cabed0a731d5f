import type { Policy } from './policy.ts'
import { ms, seconds, type Millis } from './time.ts'

export type ClientKind = 'claude-code' | 'sdk' | 'unknown'

/** What this client will tolerate for this request. Every row is measured or documented, see docs/facts.md section 0. */
export type Envelope = {
  readonly client: ClientKind
  /** How long nothing may be sent while held, and while an attempt is out. Then 200 and pings, if it streams. */
  readonly quietHeld: Millis
  readonly quietTrying: Millis
  readonly pingEvery: Millis
  /** Claude Code counts 600 s of nothing but pings as a stall: then it needs a beginning of ours. */
  readonly ownStart: boolean
  /** How long this one request can be held at all. */
  readonly holdFor: Millis
  /** What ends a hold that ran out: advice to come again, or the upstream's own status, for a client with a fallback of its own. */
  readonly afterwards: 'come-again' | 'original-status'
}

type RequestTraits = {
  readonly streaming: boolean
  readonly header: (name: string) => string | undefined
}

/** Says which client this is by what it sends: its user agent, or the headers of the generated SDKs. */
export function clientOf(header: RequestTraits['header']): ClientKind {
  const agent = header('user-agent') ?? ''
  if (/^claude-(cli|code)\b/i.test(agent) || header('x-claude-code-session-id') !== undefined) return 'claude-code'
  if (header('x-stainless-lang') !== undefined || header('x-stainless-package-version') !== undefined) return 'sdk'
  return 'unknown'
}

/** The SDKs say their time limit in seconds; undefined when they do not, or say nonsense. */
function declaredTimeout(header: RequestTraits['header']): Millis | undefined {
  const declared = numberIn(header('x-stainless-timeout'))
  return Number.isFinite(declared) && declared > 0 ? seconds(declared) : undefined
}

/** Nothing is not nought. */
const numberIn = (text: string | undefined): number => (text === undefined || text.trim() === '' ? Number.NaN : Number(text))

/** Just before `limit`: a twentieth of it, but a second at least and five at most. Half of a very short one. */
function justBefore(limit: Millis): Millis {
  const margin = Math.min(5000, Math.max(1000, limit / 20))
  return ms(Math.max(limit - margin, limit / 2))
}

const least = (...lengths: readonly Millis[]): Millis => ms(Math.min(...lengths))

export function envelopeOf(policy: Policy, request: RequestTraits): Envelope {
  const client = clientOf(request.header)
  const timeout = declaredTimeout(request.header)
  const patience = patienceOf(policy, request.header)
  const hasFallback = request.header('x-holdfast-fallback-model') !== undefined
  const longest = request.streaming ? patience : least(patience, holdWithoutStream(policy, timeout))
  // Claude Code is measured to wait 360 s for headers whatever it declares; an SDK means what it says.
  const limit = client === 'claude-code' || timeout === undefined ? undefined : justBefore(timeout)
  const held = client === 'unknown' ? policy.carefulCommit : policy.uncommittedWhileHeld
  const trying = client === 'unknown' ? policy.carefulCommit : policy.uncommittedWhileTrying
  return {
    client,
    quietHeld: limit === undefined ? held : least(held, ms(limit / 2)),
    quietTrying: limit === undefined ? trying : least(trying, limit),
    pingEvery: limit === undefined ? policy.pingEvery : least(policy.pingEvery, ms(limit / 2)),
    ownStart: client === 'claude-code',
    holdFor: hasFallback ? least(longest, policy.fallbackAbsorb) : longest,
    afterwards: hasFallback ? 'original-status' : 'come-again',
  }
}

const holdWithoutStream = (policy: Policy, timeout: Millis | undefined): Millis =>
  timeout === undefined ? policy.carefulHold : justBefore(timeout)

/** `run --patience` travels with each request, so that one gateway serves runs of different patience. */
export function patienceOf(policy: Policy, header: RequestTraits['header']): Millis {
  const asked = numberIn(header('x-holdfast-patience'))
  return Number.isFinite(asked) && asked >= 0 ? ms(asked) : policy.patience
}
