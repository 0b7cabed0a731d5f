import type { FailureCode } from '../core/catalogue.ts'
import { decide } from '../core/decide.ts'
import type { Decision, Why } from '../core/decision.ts'
import { envelopeOf } from '../core/envelope.ts'
import type { Policy } from '../core/policy.ts'
import type { Described } from '../core/request.ts'
import type { Phase, Progress, Signal, Woke } from '../core/signal.ts'
import type { Situation } from '../core/situation.ts'
import { ms, type Millis } from '../core/time.ts'
import { judge, type Scope, type Verdict } from '../core/verdict.ts'
import type { RecordedExchange, RecordedStep } from '../journal/columns.ts'

// What was recorded, decided once more as if other limits of time had been in force. decide() is pure, so that it can be asked.

export type Recording = RecordedExchange & { readonly steps: readonly RecordedStep[] }

/** The limit that an exchange would have had in a phase. */
export type LimitOf = (exchange: RecordedExchange, phase: Phase) => Millis | undefined

export type Decided = { readonly do: Decision['do']; readonly why?: Why }

export type DecidedAgain = {
  readonly exchanges: number
  /** Steps of which what came next was decided again, and how many of those came out as recorded under the limits of then. */
  readonly decisions: number
  readonly reproduced: number
  /** Silences that a limit ended. */
  readonly silences: number
  /** By how much sooner in all, and for how many the limit would have been longer. */
  readonly sooner: Millis
  readonly longer: number
  /** Decisions that would have been others. */
  readonly different: readonly {
    readonly exchange: string
    readonly ordinal: number
    readonly was: Decided
    readonly now: Decided
  }[]
}

/** @param policy of now: what it says of everything but limits of time is taken to have been so then */
export function decidedAgain(recordings: readonly Recording[], policy: Policy, limitOf: LimitOf): DecidedAgain {
  const all = recordings.filter(({ path }) => path === 'messages').map((recording) => again(recording, policy, limitOf))
  const sum = (of: (one: DecidedAgain) => number): number => all.reduce((total, one) => total + of(one), 0)
  return {
    exchanges: all.length,
    decisions: sum((one) => one.decisions),
    reproduced: sum((one) => one.reproduced),
    silences: sum((one) => one.silences),
    sooner: ms(sum((one) => one.sooner)),
    longer: sum((one) => one.longer),
    different: all.flatMap((one) => one.different),
  }
}

function again(recording: Recording, policy: Policy, limitOf: LimitOf): DecidedAgain {
  const { steps, startedAt } = recording
  const gains = steps.map((_, at) => gainOf(recording, at, limitOf))
  const known = gains.filter((gain) => gain !== undefined)
  let failures = 0
  let sooner = 0
  let decisions = 0
  let reproduced = 0
  const different: DecidedAgain['different'][number][] = []
  for (const [at, step] of steps.entries()) {
    sooner += Math.max(0, gains[at] ?? 0)
    const next = steps[at + 1]
    const verdict = verdictOf(step)
    failures = failuresAfter(step, verdict, failures)
    if (next === undefined || verdict === undefined) continue
    const told = { recording, next, verdict, failures, policy }
    const asThen = decide(policy, situationOf({ ...told, elapsed: ms(step.at - startedAt) }))
    decisions += 1
    if (asThen.do !== next.did.kind) continue
    reproduced += 1
    const asNow = decide(policy, situationOf({ ...told, elapsed: ms(step.at - startedAt - sooner) }))
    if (asNow.do !== asThen.do)
      different.push({ exchange: recording.id, ordinal: step.ordinal, was: shown(asThen), now: shown(asNow) })
  }
  const longer = known.filter((gain) => gain < 0).length
  return { exchanges: 1, decisions, reproduced, silences: known.length, sooner: ms(sooner), longer, different }
}

/** In a row; a hold begins a new one. */
function failuresAfter({ did }: RecordedStep, verdict: Verdict | undefined, before: number): number {
  const inARow = did.kind === 'hold' ? 0 : before
  return verdict !== undefined && FAILED.has(verdict.kind) ? inARow + 1 : inARow
}

type TornBy = Extract<Signal, { kind: 'torn' }>['by']

const FAILED: ReadonlySet<Verdict['kind']> = new Set<Verdict['kind']>(['down', 'busy', 'stale'])

const shown = (decision: Decision): Decided => ({
  do: decision.do,
  ...('because' in decision ? { why: decision.because.why } : {}),
})

/** How much sooner a silence would have been ended; negative: later. Undefined when this step was none. */
function gainOf(recording: Recording, at: number, limitOf: LimitOf): number | undefined {
  const step = recording.steps[at]
  if (step?.saw.kind !== 'silent') return undefined
  const phase = step.saw.phase as Phase | undefined
  const limit = phase === undefined ? undefined : limitOf(recording, phase)
  if (limit === undefined) return undefined
  const before = recording.steps[at - 1]?.at ?? recording.startedAt
  const waited = step.at - before - (step.wait ?? 0)
  return waited - limit
}

/** As it was judged, as far as the journal tells; undefined where it does not. */
function verdictOf({ saw, judged }: RecordedStep): Verdict | undefined {
  const signal = SIGNALS[saw.kind as unknown as Signal['kind']]?.(saw)
  const verdict = signal === undefined ? undefined : judge(signal)
  return verdict?.kind === judged ? verdict : undefined
}

/** How each kind of step was seen; of refusals the journal has not all that their headers said. */
const SIGNALS: { readonly [Kind in Signal['kind']]?: (saw: RecordedStep['saw']) => Signal } = {
  opened: () => ({ kind: 'opened' }),
  completed: () => ({ kind: 'completed' }),
  'client-left': () => ({ kind: 'client-left' }),
  silent: ({ phase }) => ({ kind: 'silent', phase: phase as unknown as Phase, waited: ms(0) }),
  woke: ({ code: why }) => ({ kind: 'woke', why: why as unknown as Woke }),
  torn: ({ code: by, progress }) => ({ kind: 'torn', by: by as unknown as TornBy, progress: progress as unknown as Progress }),
  failed: ({ phase, code }) => ({
    kind: 'failed',
    phase: phase as unknown as Phase,
    code: code as unknown as FailureCode,
    sent: 'nothing',
    stale: false,
  }),
}

type Told = {
  readonly recording: Recording
  readonly next: RecordedStep
  readonly verdict: Verdict
  readonly failures: number
  readonly elapsed: Millis
  readonly policy: Policy
}

/** The facts as they were, where the journal tells, and as the next step shows that they must have been. */
function situationOf({ recording, next, verdict, failures, elapsed, policy }: Told): Situation {
  const { client, streaming } = recording
  const because = next.did.because
  const header = (name: string): string | undefined =>
    name === 'user-agent' && client === 'claude-code'
      ? 'claude-cli'
      : name === 'x-stainless-lang' && client === 'sdk'
        ? 'js'
        : undefined
  return {
    verdict,
    request: requestOf(recording),
    envelope: envelopeOf(policy, { streaming, header }),
    failures,
    elapsed,
    patienceLeft: ms(policy.patience - elapsed),
    rounds: 0,
    committed: 'no',
    blockedBy: next.did.kind === 'hold' && because !== 'failing-again' ? scopeOf(because) : undefined,
    offline: because === 'offline' ? 'yes' : 'no',
    budget: because === 'budget-empty' ? 'empty' : 'some',
    alone: because === 'only-this-request' ? policy.lonelyFailures : 0,
    opensIn: undefined,
    roll: 0.5,
  }
}

const requestOf = ({ streaming, model }: RecordedExchange): Described => ({
  kind: 'messages',
  streaming,
  model,
  family: model ?? '',
  resend: 'always',
})

const scopeOf = (because: string | undefined): Scope =>
  because === 'throttled' ? 'credential' : because === 'overloaded' ? 'family' : 'upstream'
