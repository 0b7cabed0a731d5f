import { CHECK_NAMES } from '../core/evidence.ts'
import { between, ms, seconds, type Millis } from '../core/time.ts'
import type { AllFacts, ProbeId } from '../probes/facts.ts'
import type { Observations, Outcome } from '../probes/observations.ts'
import type { Bench, Probe } from '../probes/probe.ts'
import { Lag } from './lag.ts'
import type { Plan } from './plan.ts'

/** A person waits for this long and no longer. */
const WITHIN = seconds(6)
/** With --deep, which asks for what is slow. */
const DEEP_WITHIN = seconds(8)
/** For a probe whose time is up, to say what it has found by then. */
const GRACE = ms(200)
/** For probes to end their children when a person has had enough. */
const PARTING = ms(60)
/** Once the API has answered, this much from the start is enough for what can only corroborate it. */
const ENOUGH = ms(1250)
const ENOUGH_AFTER_ANSWER = ms(300)
/** Others are waited for: they know themselves what is not worth it, and what is slow there is a finding. */
const CAN_BE_CUT: ReadonlySet<ProbeId> = new Set<ProbeId>(['clock', 'status'])

/** Where requests go through a proxy, and the API has answered through it, nothing depends on what these find past it. */
const PAST_THE_PROXY: ReadonlySet<ProbeId> = new Set<ProbeId>(['egress', 'portal', 'tcp', 'mtu'])

export type Probes = { readonly [Id in ProbeId]?: Probe<Id> }

export type Examination = {
  readonly plan: Plan
  readonly bench: Bench
  readonly probes: Probes
  readonly version: string
  readonly told: Observations['told']
  /** Called as each probe ends, with all that is known by then. */
  readonly ended?: (id: ProbeId, soFar: Observations) => void
}

/**
 * All probes at once, each under a timer of its own: none can hold up, hide or break another.
 * @throws the signal's reason, 60 ms after it at the latest
 */
export async function examine(examination: Examination, signal: AbortSignal): Promise<Observations> {
  const { plan, bench } = examination
  let seen = unseen(examination)
  const enough = new AbortController()
  const pastProxy = new AbortController()
  const started = bench.clock.now()
  const lag = new Lag(bench.clock)
  const cancels: (() => void)[] = []
  await Promise.all(
    CHECK_NAMES.map(async (id) => {
      const outcome = await outcomeOf(id, { ...examination, enough: enough.signal, pastProxy: pastProxy.signal }, signal)
      seen = { ...seen, probes: { ...seen.probes, [id]: outcome } }
      if (enough.signal.aborted && goesByProxy(seen)) pastProxy.abort(enough.signal.reason)
      if (!signal.aborted) examination.ended?.(id, seen)
      if (plan.deep === 'no' && isAnswer(id, outcome)) {
        const soFar = between(started, bench.clock.now())
        const delay = ms(Math.max(ENOUGH - soFar, ENOUGH_AFTER_ANSWER))
        cancels.push(
          bench.clock.after(delay, () => {
            enough.abort(new Error('the API has answered'))
            if (goesByProxy(seen)) pastProxy.abort(enough.signal.reason)
          }),
        )
      }
    }),
  )
  for (const cancel of cancels) cancel()
  const late = lag.end()
  signal.throwIfAborted()
  return { ...seen, lag: late }
}

function unseen({ plan, bench, version, told }: Examination): Observations {
  const nothing = CHECK_NAMES.map((id) => [id, { is: 'skipped', why: 'not-here' }])
  const probes = Object.fromEntries(nothing) as Observations['probes']
  return { schema: 1, at: bench.clock.wall(), version, platform: bench.platform, target: plan.target, told, probes }
}

/** The front door in the API's own form. */
function isAnswer(id: ProbeId, outcome: Outcome<unknown>): boolean {
  if (id !== 'http' || outcome.is !== 'seen') return false
  const { front, messages } = outcome.facts as AllFacts['http']
  const codes = [front, messages].flatMap((tried) => (tried?.ok === true ? [tried.saw.code] : []))
  return codes.includes('api.authentication') && codes.every((code) => code === undefined || code.startsWith('api.'))
}

const goesByProxy = ({ probes: { proxy } }: Observations): boolean => proxy.is === 'seen' && proxy.facts.route === 'proxy'

type Measuring = Examination & { readonly enough: AbortSignal; readonly pastProxy: AbortSignal }

async function outcomeOf(id: ProbeId, measuring: Measuring, signal: AbortSignal): Promise<Outcome<unknown>> {
  const { plan, probes } = measuring
  const why = plan.skipped[id]
  if (why !== undefined) return { is: 'skipped', why }
  const probe = probes[id]
  return probe === undefined ? { is: 'skipped', why: 'not-here' } : await measured(probe, measuring, signal)
}

function measured(probe: Probe, { plan, bench, enough, pastProxy }: Measuring, signal: AbortSignal): Promise<Outcome<unknown>> {
  const { clock } = bench
  const started = clock.now()
  // at least 1: nought means that it never ran
  const took = (): Millis => ms(Math.max(1, Math.round(between(started, clock.now()))))
  const ending = new AbortController()
  const listening = new AbortController()
  const cancels: (() => void)[] = []
  return new Promise((resolve) => {
    const finish = (outcome: Outcome<unknown>): void => {
      for (const cancel of cancels) cancel()
      listening.abort()
      ending.abort(new Error('it is over'))
      resolve(outcome)
    }
    const close = (reason: Error, grace: Millis): void => {
      ending.abort(reason)
      cancels.push(clock.after(grace, () => finish({ is: 'timed-out', millis: took() })))
    }
    const within = ms(Math.min(probe.within, (plan.deep === 'yes' ? DEEP_WITHIN : WITHIN) - GRACE))
    cancels.push(clock.after(within, () => close(new Error('its time is up'), GRACE)))
    const heed = (by: AbortSignal, grace: Millis): void => {
      if (by.aborted) close(by.reason as Error, grace)
      else by.addEventListener('abort', () => close(by.reason as Error, grace), { signal: listening.signal })
    }
    if (CAN_BE_CUT.has(probe.id)) heed(enough, GRACE)
    if (PAST_THE_PROXY.has(probe.id)) heed(pastProxy, GRACE)
    heed(signal, PARTING)
    measure(probe, bench, ending.signal).then(
      (facts) => finish({ is: 'seen', millis: took(), facts }),
      (error: unknown) =>
        finish(
          ending.signal.aborted ? { is: 'timed-out', millis: took() } : { is: 'crashed', millis: took(), error: wordsOf(error) },
        ),
    )
  })
}

/** What a probe throws before its first wait is a crash like any other. */
const measure = async (probe: Probe, bench: Bench, signal: AbortSignal): Promise<AllFacts[ProbeId]> =>
  await probe.measure(bench, signal)

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300)
