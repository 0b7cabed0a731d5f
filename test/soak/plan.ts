import { ms, type Millis } from '../../src/core/time.ts'
import type { Fault } from '../../src/drill/fault.ts'
import { fillerOf } from '../../src/drill/filler.ts'
import { echoOf } from '../../src/drill/messages-request.ts'
import type { Roll } from '../../src/drill/seeded-random.ts'

/** What one client does, drawn before it begins. */
export type Plan = {
  readonly number: number
  readonly prompt: string
  /** The whole text of the only right answer. */
  readonly expected: string
  readonly streaming: boolean
  readonly does:
    | { readonly kind: 'stays' }
    /** Goes away, wherever it stands by then. */
    | { readonly kind: 'leaves'; readonly after: Millis }
    /** Goes away in the middle of its own request. */
    | { readonly kind: 'sends-half' }
    | { readonly kind: 'sends-nonsense' }
}

export function planOf(number: number, roll: Roll): Plan {
  const length = 40 + Math.floor(roll() * roll() * 6000)
  const thinking = roll() < 0.2 ? '[[thinking:90]]' : ''
  const gap = roll() < 0.3 ? `[[gap:${Math.ceil(roll() * 8)}ms]]` : ''
  const bulk = 'x'.repeat(Math.floor(roll() ** 6 * 60_000))
  const prompt = `soak ${number} ${thinking}[[text:${length}]]${gap} ${bulk}`
  return {
    number,
    prompt,
    expected: fillerOf(`Held fast. (echo ${echoOf(prompt)})`, length),
    streaming: roll() < 0.8,
    does: doing(roll),
  }
}

function doing(roll: Roll): Plan['does'] {
  const draw = roll()
  if (draw < 0.1) return { kind: 'leaves', after: ms(roll() * roll() * 1500) }
  if (draw < 0.12) return { kind: 'sends-half' }
  if (draw < 0.13) return { kind: 'sends-nonsense' }
  return { kind: 'stays' }
}

/** Behind a whole block a client may lose its turn; everything else here is to be mended. */
export const FAULTS: readonly Fault[] = [
  { kind: 'refused', flap: { period: ms(9100), down: ms(400) } },
  { kind: 'envoy-503', flap: { period: ms(6300), down: ms(600) } },
  { kind: 'api-error', status: 529, flap: { period: ms(11_000), down: ms(500) } },
  { kind: 'envoy-503', probability: 0.03 },
  { kind: 'edge-page', by: 'nginx', status: 502, probability: 0.01 },
  { kind: 'reset', probability: 0.03 },
  { kind: 'api-error', status: 500, probability: 0.02 },
  { kind: 'api-error', status: 529, probability: 0.02 },
  { kind: 'empty-200', probability: 0.02 },
  { kind: 'cut', at: 'message-start', by: 'drop', probability: 0.02 },
  { kind: 'cut', at: 2, inside: true, by: 'reset', probability: 0.02 },
  { kind: 'cut', at: 'mid-text', by: 'drop', probability: 0.02 },
  { kind: 'cut', at: 'mid-text', by: 'end', inside: true, probability: 0.02 },
  { kind: 'cut', at: 'before-stop', by: 'drop', probability: 0.01 },
  { kind: 'error-event', at: 'message-start', type: 'overloaded_error', probability: 0.02 },
  { kind: 'error-event', at: 'mid-text', probability: 0.01 },
  { kind: 'no-headers', probability: 0.005, match: { streaming: true } },
  { kind: 'silence', after: 'message-start', probability: 0.005, match: { streaming: true } },
  { kind: 'drip', bytes: 97, every: ms(4), probability: 0.02 },
]
