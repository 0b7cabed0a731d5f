import { readRuntime } from '../config/runtime-file.ts'
import { between, ms, seconds, type Millis } from '../core/time.ts'
import type { RunTotals } from '../gateway/state.ts'
import { sleep } from '../world/clock.ts'
import { attend } from '../world/gateway-door.ts'
import { runTotals } from './ask-gateway.ts'
import { NotStarted, reviveGateway, type FoundGateway, type WantedGateway } from './background.ts'

/** What went wrong while the client ran. It has the screen: this is said when it has ended. */
export type Mishap = { readonly kind: 'lost'; readonly url: string; readonly failure: NotStarted } | { readonly kind: 'stopped' }

export type Totals = Pick<RunTotals, 'absorbed' | 'heldMs' | 'lost' | 'requests'>

const NOTHING: Totals = { absorbed: 0, heldMs: ms(0), lost: 0, requests: 0 }

/** A gateway that has lived for less ends again at once; it is brought back later each time. */
const SHORT_LIFE = seconds(1)
const REVIVE_FIRST_PAUSE = ms(100)
const REVIVE_LONGEST_PAUSE = seconds(2)
const REVIVE_AFTER_FAILURE = seconds(5)
/** How old the totals are at most when a gateway ends without notice. */
const COUNT_EVERY = seconds(2)

export type Supervised = { readonly gateway: FoundGateway; readonly wanted: WantedGateway; readonly runId: string }

/**
 * Beside a client as long as it runs: tells the gateway that somebody is there, brings it back when it dies, and adds up
 * what was done for this client over all gateways that served it.
 */
export class Supervisor {
  readonly #wanted: WantedGateway
  readonly #runId: string
  readonly #over = new AbortController()
  #gateway: FoundGateway
  /** In a row. */
  #shortLives = 0
  #leave: () => void = () => undefined
  /** By gateways that are gone. */
  #before = NOTHING
  #now = NOTHING
  #mishap: Mishap | undefined
  #beside: 'the gateway' | 'nobody' = 'the gateway'

  constructor({ gateway, wanted, runId }: Supervised) {
    this.#gateway = gateway
    this.#wanted = wanted
    this.#runId = runId
    this.#attend()
    this.#countNowAndThen()
  }

  /** The last one that was not mended. */
  get mishap(): Mishap | undefined {
    return this.#mishap
  }

  /** Stays no longer. @returns what was done for the client */
  async end(): Promise<Totals> {
    await this.#count()
    if (this.#beside === 'nobody') await this.#noticeStop()
    this.#over.abort(new Error('the client has ended'))
    this.#leave()
    return sum(this.#before, this.#now)
  }

  #attend(): void {
    const { clock } = this.#wanted
    const began = clock.now()
    this.#leave = attend(this.#gateway.info, this.#runId, () => {
      if (this.#over.signal.aborted) return
      this.#beside = 'nobody'
      this.#shortLives = between(began, clock.now()) < SHORT_LIFE ? this.#shortLives + 1 : 0
      // One that was killed twice in a row is no loop yet.
      const pause = this.#shortLives < 2 ? 0 : REVIVE_FIRST_PAUSE * 2 ** (this.#shortLives - 2)
      void this.#bringBack(ms(Math.min(pause, REVIVE_LONGEST_PAUSE)))
    })
  }

  /** Tries until the client ends: without a gateway it can do nothing. */
  async #bringBack(firstWait: Millis): Promise<void> {
    const { clock } = this.#wanted
    let wait = firstWait
    try {
      for (;;) {
        if (wait > 0) await sleep(clock, wait, this.#over.signal)
        const found = await this.#revive()
        // Found too late: to attend to it now would keep this process for ever.
        this.#over.signal.throwIfAborted()
        if (found !== undefined) {
          this.#goOnWith(found)
          return
        }
        wait = REVIVE_AFTER_FAILURE
      }
    } catch (error) {
      if (!this.#over.signal.aborted) throw error
    }
  }

  #goOnWith(found: FoundGateway): void {
    if (found.proof.pid !== this.#gateway.proof.pid) {
      this.#before = sum(this.#before, this.#now)
      this.#now = NOTHING
    }
    this.#gateway = found
    this.#mishap = undefined
    this.#beside = 'the gateway'
    this.#attend()
  }

  async #revive(): Promise<FoundGateway | undefined> {
    if (await this.#noticeStop()) return undefined
    try {
      return await reviveGateway(this.#gateway, this.#wanted, this.#over.signal)
    } catch (error) {
      this.#over.signal.throwIfAborted()
      // whatever it is: the client has the screen, and must not lose it because we fall
      const failure = error instanceof NotStarted ? error : new NotStarted('said', String(error), '')
      this.#mishap = { kind: 'lost', url: this.#gateway.info.url, failure }
      return undefined
    }
  }

  /** Was it ended on purpose? */
  async #noticeStop(): Promise<boolean> {
    const stopped = (await readRuntime(this.#gateway.path))?.status === 'stopped'
    if (stopped) this.#mishap = { kind: 'stopped' }
    return stopped
  }

  async #count(): Promise<void> {
    this.#now = (await runTotals(this.#gateway.info, this.#runId)) ?? this.#now
  }

  #countNowAndThen(): void {
    this.#wanted.clock.after(COUNT_EVERY, () => {
      if (this.#over.signal.aborted) return
      void this.#count().then(() => this.#countNowAndThen())
    })
  }
}

const sum = (one: Totals, other: Totals): Totals => ({
  absorbed: one.absorbed + other.absorbed,
  heldMs: ms(one.heldMs + other.heldMs),
  lost: one.lost + other.lost,
  requests: one.requests + other.requests,
})
