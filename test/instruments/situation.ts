import type { Envelope } from '../../src/core/envelope.ts'
import type { Described } from '../../src/core/request.ts'
import type { Situation } from '../../src/core/situation.ts'
import { hours, ms, seconds } from '../../src/core/time.ts'
import type { Verdict } from '../../src/core/verdict.ts'

/** A streaming message of Claude Code. */
export const MESSAGE: Described = {
  kind: 'messages',
  streaming: true,
  model: 'claude-opus-5',
  family: 'opus',
  resend: 'always',
}

export const ENVELOPE: Envelope = {
  client: 'claude-code',
  quietHeld: seconds(50),
  quietTrying: seconds(300),
  pingEvery: seconds(10),
  ownStart: true,
  holdFor: hours(6),
  afterwards: 'come-again',
}

/** Nothing has happened yet, and nothing stands in the way. */
const CALM: Situation = {
  verdict: undefined,
  request: MESSAGE,
  envelope: ENVELOPE,
  failures: 0,
  elapsed: ms(0),
  patienceLeft: hours(6),
  rounds: 0,
  committed: 'no',
  blockedBy: undefined,
  offline: 'no',
  budget: 'some',
  alone: 0,
  opensIn: undefined,
  roll: 0.5,
}

export const situation = (differs: Partial<Situation> = {}): Situation => ({ ...CALM, ...differs })

type Trouble = Extract<Verdict, { kind: 'down' | 'busy' }>

/** An edge found no server, an API has too much to do, a throttle speaks, a server broke, nobody answered, a connection was dead. */
export const EDGE_DOWN: Trouble = {
  kind: 'down',
  code: 'envoy.no-healthy-upstream',
  scope: 'upstream',
  from: 'edge',
  sent: 'nothing',
}
export const OVERLOADED: Trouble = { kind: 'busy', code: 'api.overloaded', scope: 'family', from: 'api', sent: 'nothing' }
export const THROTTLED: Trouble = { kind: 'busy', code: 'api.rate-limit', scope: 'credential', from: 'api', sent: 'nothing' }
export const BROKEN: Trouble = { kind: 'down', code: 'api.internal', scope: 'family', from: 'api', sent: 'maybe' }
export const UNREACHED: Trouble = { kind: 'down', code: 'path.refused', scope: 'upstream', from: undefined, sent: 'nothing' }
export const RESET: Trouble = { kind: 'down', code: 'path.reset', scope: 'upstream', from: undefined, sent: 'all' }
export const STALE: Extract<Verdict, { kind: 'stale' }> = { kind: 'stale', code: 'path.reset', sent: 'maybe' }
export const CUT: Verdict = { kind: 'cut', code: 'answer.cut' }
export const EXPIRED: Verdict = { kind: 'denied', code: 'api.authentication', from: 'api' }
export const BAD_CERTIFICATE: Verdict = { kind: 'invalid', code: 'path.tls-cert-expired', from: undefined }
