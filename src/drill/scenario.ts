import { z } from 'zod'
import { ms, seconds, type Millis } from '../core/time.ts'
import { parseWith, type Locate, type Parsed } from './drill-problem.ts'
import { CLIENTS, countSchema, durationSchema, expects, faultSchema, textSchema, type Fault } from './fault.ts'
import { troublesOf, type TimedFault, type Timetable } from './timetable.ts'

/** A stretch of the timetable: it begins `after` the end of the one before. Without `for`, the last one, it stays. */
export type Phase = { readonly after: Millis; readonly for?: Millis; readonly faults: readonly Fault[] }

/** Simulated clients of one kind, on each of both sides. */
export type Load = {
  readonly client: (typeof CLIENTS)[number]
  readonly streaming: boolean
  readonly sessions: number
  /** Between two turns, and after one that was lost. */
  readonly pause: Millis
  readonly pauseAfterLoss: Millis
  /** Of an answer, and between two of its events. */
  readonly characters: number
  readonly gap: Millis
}

/** What has to be true of the way through the gateway. What is left out is not asserted. */
export type Assertions = {
  readonly lostAtMost?: number
  /** Turns that a client took for complete although something was missing, or was somebody else's. */
  readonly falselyCompleteAtMost: number
  /** From the end of a trouble until the slowest session has finished a turn. */
  readonly recoveryWithin?: Millis
  /** From the beginning of a turn that cannot be saved until its client knows. */
  readonly lossToldWithin?: Millis
  readonly requestsAtMost?: number
  readonly requestsPerTurnAtMost?: number
  /** Messages asked for in earnest within any one second of the scenario. */
  readonly startsInASecondAtMost?: number
  readonly finishedAtLeast?: number
}

/** A rehearsal as its file says it, complete. All lengths are those of the incident; `speed` divides them when it is run. */
export type Scenario = {
  readonly name: string
  readonly description: { readonly en: string; readonly ja: string }
  readonly seed: number
  readonly speed: number
  /** Of the whole rehearsal. */
  readonly length: Millis
  readonly phases: readonly Phase[]
  readonly load: readonly Load[]
  readonly assertions: Assertions
}

export const MOST_SPEED = 100
export const MOST_SEED = 4_294_967_295
const MOST_SESSIONS = 500
/** For everybody to come back behind the last change, where the file names no length. */
const TAIL = seconds(30)

const about = (description: string): { readonly description: string } => ({ description })
const length = durationSchema.refine((value) => value > ms(0), expects('duration'))

const phaseSchema = z.strictObject(
  {
    after: durationSchema.prefault('0').meta(about('How long after the end of the phase before; "0" unless given.')),
    for: length.exactOptional().meta(about('How long it lasts. Only the last phase may leave it out: then it stays.')),
    faults: z
      .array(faultSchema, expects('faults'))
      .default([])
      .meta(about('Faults that hold meanwhile; each request meets the first that matches. None: the provider is well.')),
  },
  expects('phase'),
)

const loadSchema = z.strictObject(
  {
    client: z
      .enum(CLIENTS, expects('client'))
      .default('claude-code')
      .meta(about('Whose retries and time limits the sessions have.')),
    streaming: z.boolean(expects('yes-or-no')).default(true),
    sessions: countSchema.max(MOST_SESSIONS, expects('sessions')).default(6).meta(about('How many, on each of both sides.')),
    pause: durationSchema.prefault('700ms').meta(about('Between two turns.')),
    pauseAfterLoss: durationSchema.prefault('5s').meta(about('What a person needs to ask again after a lost turn.')),
    characters: countSchema.max(100_000, expects('count')).default(160).meta(about('Length of an answer.')),
    gap: durationSchema.prefault('40ms').meta(about('Between two events of an answer.')),
  },
  expects('load'),
)

const bound = z.int(expects('bound')).min(0, expects('bound'))
const assertionsSchema = z.strictObject(
  {
    lostAtMost: bound.exactOptional().meta(about('Turns lost.')),
    falselyCompleteAtMost: bound
      .default(0)
      .meta(about('Turns taken for complete although they were not; 0 unless given, and nothing else should be.')),
    recoveryWithin: length
      .exactOptional()
      .meta(about('From the end of a trouble until the slowest session has finished a turn.')),
    lossToldWithin: length.exactOptional().meta(about('From the beginning of a turn that is lost until its client knows.')),
    requestsAtMost: bound.exactOptional().meta(about('Requests that reached the provider, soundings included.')),
    requestsPerTurnAtMost: z
      .number(expects('ratio'))
      .gt(0, expects('ratio'))
      .exactOptional()
      .meta(about('Those requests, divided by the turns that ended.')),
    startsInASecondAtMost: bound.exactOptional().meta(about('Messages asked for within any one second of the scenario.')),
    finishedAtLeast: bound.exactOptional().meta(about('Turns finished.')),
  },
  expects('assertions'),
)

const description = z.strictObject({ en: textSchema.exactOptional(), ja: textSchema.exactOptional() }, expects('description'))

/** What a scenario file may say; docs/scenario.schema.json is made of it. */
export const scenarioSchema: z.ZodType<Scenario> = z
  .strictObject(
    {
      $schema: textSchema.exactOptional().meta(about('For editors.')),
      name: textSchema.default('scenario'),
      description: description.default({}).meta(about('What it rehearses, in one sentence; in English, Japanese or both.')),
      seed: z.int(expects('seed')).min(0, expects('seed')).max(MOST_SEED, expects('seed')).default(1),
      speed: z
        .number(expects('speed'))
        .gt(0, expects('speed'))
        .max(MOST_SPEED, expects('speed'))
        .default(1)
        .meta(about('How many times faster than life it is rehearsed. --speed has the last word.')),
      length: length.exactOptional().meta(about('Of the whole rehearsal; 30 s from the last change on unless given.')),
      phases: z.array(phaseSchema, expects('phases')),
      load: z.array(loadSchema, expects('loads')).min(1, expects('loads')).prefault([{}]),
      assertions: assertionsSchema.prefault({}),
    },
    expects('scenario'),
  )
  .superRefine((scenario, context) => {
    const endless = scenario.phases.slice(0, -1).findIndex((phase) => phase.for === undefined)
    if (endless !== -1) context.addIssue({ code: 'custom', message: 'phase-length', path: ['phases', endless, 'for'] })
  })
  .transform(({ name, description: { en, ja }, seed, speed, length: asked, phases, load, assertions }) => ({
    name,
    description: { en: en ?? ja ?? '', ja: ja ?? en ?? '' },
    seed,
    speed,
    length: asked ?? ms(lastChange(phases) + TAIL),
    phases,
    load,
    assertions,
  }))

function lastChange(phases: readonly Phase[]): Millis {
  return ms(phases.reduce((at, phase) => at + phase.after + (phase.for ?? 0), 0))
}

/** A scenario as its JSON says it: `{"phases": [{"after": "5s", "for": "12s", "faults": [{"kind": "envoy-503"}]}]}`. */
export const parseScenario = (json: unknown, locate?: Locate): Parsed<Scenario> => parseWith(scenarioSchema, json, locate)

/** One fault, or a list of them. */
export function parseFaults(json: unknown): Parsed<readonly Fault[]> {
  const single = typeof json === 'object' && json !== null && 'kind' in json
  return parseWith(z.array(faultSchema, expects('faults')), single ? [json] : json)
}

/** When which fault holds, in the scenario's own time. */
export function timetableOf(scenario: Pick<Scenario, 'name' | 'phases'>): Timetable {
  const faults: TimedFault[] = []
  let at = 0
  for (const phase of scenario.phases) {
    const from = ms(at + phase.after)
    at = from + (phase.for ?? 0)
    const end = phase.for === undefined ? {} : { to: ms(at) }
    for (const fault of phase.faults) faults.push({ from, ...end, fault })
  }
  return { name: scenario.name, faults }
}

/** Without the calm before the first trouble: for a client that asks once, and at once. */
export function withoutLeadIn(scenario: Scenario): Scenario {
  const calm = troublesOf(timetableOf(scenario))[0]?.from ?? ms(0)
  const first = scenario.phases.findIndex((phase) => phase.faults.length > 0)
  const phases = scenario.phases
    .slice(Math.max(0, first))
    .map((phase, index) => (index === 0 ? { ...phase, after: ms(0) } : phase))
  return first === -1 ? scenario : { ...scenario, phases, length: ms(scenario.length - calm) }
}
