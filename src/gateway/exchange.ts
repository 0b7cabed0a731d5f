import { decide, evident } from '../core/decide.ts'
import type { Decision } from '../core/decision.ts'
import type { Envelope } from '../core/envelope.ts'
import type { Described } from '../core/request.ts'
import type { Signal } from '../core/signal.ts'
import type { Situation } from '../core/situation.ts'
import { between, ms, type Instant, type Millis, type UnixMillis } from '../core/time.ts'
import { judge, type Scope, type Verdict } from '../core/verdict.ts'
import { blockedBy, report, type Lanes } from '../health/health.ts'
import type { Lane } from '../health/lane.ts'
import type { Waiter } from '../health/line.ts'
import type { Attempt } from './attempt.ts'
import type { Body } from './body.ts'
import type { ClientLine } from './client-line.ts'
import { newExchangeId } from './exchange-id.ts'
import type { Refused } from './hand-back.ts'
import type { Swallowed } from './own-events.ts'
import { perform } from './perform.ts'
import { recordEnd, recordFromNowOn, recordStart, recordStep, type Step } from './record.ts'
import type { Return } from './returning.ts'
import type { Shared } from './shared.ts'

/** One request of a client, as it was accepted. */
export type Accepted = {
  readonly method: string
  /** With query, as the upstream gets it. */
  readonly target: string
  /** Name, value, name, value. */
  readonly headers: readonly string[]
  readonly described: Described
  readonly envelope: Envelope
  readonly body: Body
  readonly line: ClientLine
  readonly lanes: Lanes
  readonly at: Instant
  readonly patience: Millis
  /** What is known of it, if it was handed back before. */
  readonly back: Return
  /** By which it is known should it come again; made only then. */
  readonly key: () => string
  readonly session: string | undefined
  readonly run: string | undefined
}

/** Most are over before. */
export const LASTS_FROM: Millis = ms(300)

/** What it is doing, for those who look. */
export type Activity =
  | { readonly is: 'trying' | 'waiting-to-retry' | 'relaying' }
  | { readonly is: 'holding'; readonly since: Instant; readonly lane: Lane; readonly waiter: Waiter; readonly endsAt: Instant }

/**
 * One exchange, from accept to the last byte. The loop is all there is to its flow: perform, judge, situate, record,
 * decide. What it knows of itself is counted here; what it does is in perform.ts.
 */
export class Exchange {
  readonly id: string = newExchangeId()
  readonly shared: Shared
  readonly accepted: Accepted
  /** Lanes that have given it its turn, until its attempt has ended. */
  readonly passes: Lane[] = []
  activity: Activity = { is: 'trying' }
  attempt: Attempt | undefined
  attempts = 0
  held: Millis = ms(0)
  absorbed = 0
  /** Steps of an exchange in which nothing has happened yet; undefined once everything is recorded. */
  quietSteps: Step[] | undefined = []
  /** The last answer that was no use, to hand back what the upstream has said. */
  refused: Refused | undefined
  swallowed: Swallowed | undefined
  firstByteAt: Instant | undefined
  status: number | undefined
  #steps = 0
  #failures = 0
  #lastFailureAt: Instant | undefined
  #alone = 0
  #last: Verdict | undefined
  #over: ((bug?: unknown) => void) | undefined

  constructor(shared: Shared, accepted: Accepted) {
    this.shared = shared
    this.accepted = accepted
  }

  get elapsed(): Millis {
    return between(this.accepted.at, this.shared.clock.now())
  }

  get failures(): number {
    return this.#failures
  }

  /** The last trouble it met, for the lane it waits in. */
  get trouble(): Extract<Verdict, { kind: 'down' | 'busy' }> | undefined {
    return this.#last?.kind === 'down' || this.#last?.kind === 'busy' ? this.#last : undefined
  }

  /** A hold begins a new row of failures. */
  rest(held: Millis): void {
    this.held = ms(this.held + held)
    this.#failures = 0
  }

  /** @param over is called once, when nothing more will come of it; with an error if that is a bug of ours */
  run(over: (bug?: unknown) => void): void {
    this.#over = over
    try {
      this.shared.budget.deposit()
      recordStart(this)
      this.#go(this.#decide(undefined), this.shared.clock.now())
    } catch (bug) {
      this.#end(bug)
    }
  }

  /** To be called again and again while it is in flight. */
  lookAfter(now: Instant): void {
    // In the journal while it runs: a gateway that is killed leaves a trace of it.
    if (between(this.accepted.at, now) >= LASTS_FROM) recordFromNowOn(this)
    void this.attempt?.lookForDelivery(now)
  }

  #go(decision: Decision, now: Instant): void {
    perform(this, decision, now, (saw) => this.#seen(decision, saw, now))
  }

  /** What is thrown here would end up in whatever called back: a timer, a socket. */
  #seen(did: Decision, saw: Signal, began: Instant): void {
    try {
      this.#step(did, saw, began)
    } catch (bug) {
      this.#end(bug)
    }
  }

  #step(did: Decision, saw: Signal, began: Instant): void {
    const now = this.shared.clock.now()
    if (did.do === 'give-up') {
      recordEnd(this, did, { kind: 'done' }, now)
      this.#end()
      return
    }
    const judged = this.#judge(saw, now)
    const next = this.#decide(judged)
    this.#steps += 1
    recordStep(this, { ordinal: this.#steps, did, saw, judged, next, took: between(began, now), at: now })
    if (next.do === 'finish') {
      recordEnd(this, did, judged, now)
      this.#end()
    } else this.#go(next, now)
  }

  #end(bug?: unknown): void {
    const over = this.#over
    this.#over = undefined
    if (over === undefined) return
    // Also after a bug: nobody else may wait for what this one held.
    const { upstream, family, credential } = this.accepted.lanes
    upstream.released(this.id)
    family.released(this.id)
    credential.released(this.id)
    this.attempt?.abortUnlessOver()
    this.accepted.body.release()
    over(bug)
  }

  /** What it means, and what it shows of the upstream's health. */
  #judge(saw: Signal, now: Instant): Verdict {
    const { lanes, body } = this.accepted
    let verdict = judge(saw)
    // A body that streamed through cannot be sent again, whoever says that nothing was done with it.
    if ('sent' in verdict && body.replayable() === 'no') verdict = { ...verdict, sent: 'all' }
    if (verdict.kind === 'down' || verdict.kind === 'busy' || verdict.kind === 'stale') {
      this.#failures += 1
      if (verdict.kind !== 'stale') this.#noteWhetherAlone(verdict.scope)
      if (verdict.kind !== 'stale') this.passes.length = 0
    }
    if (this.accepted.described.kind === 'messages') report(lanes, this.id, verdict, now)
    this.#last = verdict
    return verdict
  }

  #decide(verdict: Verdict | undefined): Decision {
    const { described, lanes } = this.accepted
    const blocked = described.kind === 'messages' ? blockedBy(lanes, this.passes) : undefined
    return evident(verdict, blocked) ?? decide(this.shared.policy, this.#situate(verdict, blocked))
  }

  #situate(verdict: Verdict | undefined, blocked: Scope | undefined): Situation {
    const { described, envelope, body, line, lanes, patience, back } = this.accepted
    const { budget, random, watch } = this.shared
    // Time asleep is not waited: neither the client nor we were there.
    const elapsed = watch.awakeSince(this.accepted.at)
    return {
      verdict,
      // Whatever it asks for: a body that streamed through is gone.
      request: body.replayable() === 'no' ? { ...described, resend: 'if-nothing-sent' } : described,
      envelope,
      failures: this.#failures,
      elapsed,
      patienceLeft: ms(patience - Math.max(watch.awakeSinceWall(back.since), elapsed)),
      rounds: back.rounds,
      committed: line.told === 'nothing' ? 'no' : 'yes',
      blockedBy: blocked,
      offline: blocked === 'upstream' && lanes.upstream.health.is === 'offline' ? 'yes' : 'no',
      budget: budget.left,
      alone: this.#alone,
      opensIn: blocked === undefined ? undefined : lanes[blocked].opensIn,
      roll: random(),
    }
  }

  /** Others have got through since it failed before, and it fails again. */
  #noteWhetherAlone(scope: Scope): void {
    const last = this.accepted.lanes[scope].lastSuccess
    const before = this.#lastFailureAt
    if (before !== undefined && last !== undefined && last.by !== this.id && last.at >= before) this.#alone += 1
    this.#lastFailureAt = this.shared.clock.now()
  }
}

/** What a new request brings: nothing is known of it. */
export const firstTime = (now: UnixMillis): Return => ({ since: now, rounds: 0 })
