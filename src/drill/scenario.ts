import { z } from 'zod'
import { ms, type Millis } from '../core/time.ts'
import { parseWith, type Parsed } from './drill-problem.ts'
import { durationSchema, expects, faultSchema, type Fault } from './fault.ts'

/** A fault and when: from and to are counted from the start; without `to` it stays. */
export type TimedFault = { readonly from: Millis; readonly to?: Millis; readonly fault: Fault }

/** What goes wrong when. Where two faults hold at once, the first that matches a request meets it. */
export type Scenario = { readonly name: string; readonly faults: readonly TimedFault[] }

const timedFault: z.ZodType<TimedFault> = z
  .strictObject(
    { from: durationSchema.default(ms(0)), to: durationSchema.exactOptional(), fault: faultSchema },
    expects('timed-fault'),
  )
  .superRefine((timed, context) => {
    if (timed.to === undefined || timed.to > timed.from) return
    context.addIssue({ code: 'custom', message: 'later-end', path: ['to'] })
  })

const scenarioSchema: z.ZodType<Scenario> = z.strictObject(
  { name: z.string(expects('text')).default('scenario'), faults: z.array(timedFault, expects('faults')) },
  expects('scenario'),
)

/** A scenario as its JSON says it: `{"faults": [{"from": "5s", "to": "17s", "fault": {"kind": "envoy-503"}}]}`. */
export const parseScenario = (json: unknown): Parsed<Scenario> => parseWith(scenarioSchema, json)

/** One fault, or a list of them. */
export function parseFaults(json: unknown): Parsed<readonly Fault[]> {
  const single = typeof json === 'object' && json !== null && 'kind' in json
  return parseWith(z.array(faultSchema, expects('faults')), single ? [json] : json)
}

/** The faults that hold `elapsed` after the start; a flapping one counts its periods from its own beginning. */
export function activeAt(scenario: Scenario, elapsed: Millis): readonly Fault[] {
  return scenario.faults.filter((timed) => holdsAt(timed, elapsed)).map((timed) => timed.fault)
}

function holdsAt(timed: TimedFault, elapsed: Millis): boolean {
  if (elapsed < timed.from || elapsed >= endOf(timed)) return false
  return isDown(timed.fault, ms(elapsed - timed.from))
}

/** Is a flapping fault in the failing part of its period? Others always are. */
export function isDown(fault: Fault, since: Millis): boolean {
  return fault.flap === undefined || since % fault.flap.period < fault.flap.down
}

/** When the answer to "what holds?" may change next, counted from the start; undefined when never again. */
export function nextChange(scenario: Scenario, elapsed: Millis): Millis | undefined {
  const changes = scenario.faults.flatMap((timed) => changesOf(timed, elapsed)).filter((at) => at > elapsed)
  return changes.length === 0 ? undefined : ms(Math.min(...changes))
}

function changesOf(timed: TimedFault, elapsed: Millis): readonly number[] {
  const edges = timed.to === undefined ? [timed.from] : [timed.from, timed.to]
  const flap = timed.fault.flap
  if (flap === undefined || elapsed < timed.from || elapsed >= endOf(timed)) return edges
  return [...edges, elapsed + untilFlap(flap, ms(elapsed - timed.from))]
}

/** How long until a flapping fault changes sides. */
export function untilFlap(flap: NonNullable<Fault['flap']>, since: Millis): Millis {
  const within = since % flap.period
  return ms(within < flap.down ? flap.down - within : flap.period - within)
}

const endOf = (timed: TimedFault): number => timed.to ?? Number.POSITIVE_INFINITY
