import { between, instant, later, ms, seconds, unixMillis, type Instant, type Millis, type UnixMillis } from '../core/time.ts'
import type { StatusPage } from '../status-page/page.ts'
import type { Reading } from '../status-page/page-reader.ts'
import type { EdgeWord } from '../status/edge-word.ts'
import { standingOf, type GatewaySeen } from '../status/gateway-word.ts'
import { historyOf, type History } from '../status/history.ts'
import { pageWordOf } from '../status/page-word.ts'
import { edgeWait, GATEWAY_EVERY, pageWait } from '../status/schedule.ts'
import { statementOf, type Statement } from '../status/statement.ts'
import { sleep, type Clock } from '../world/clock.ts'
import type { StatusSources } from './status-sources.ts'

/** How far the history goes back. */
export const HISTORY_DAYS = 7
/** The page's memory is asked again at most so often. */
const HISTORY_APART: Millis = seconds(180)

export type Watching = {
  readonly sources: StatusSources
  readonly clock: Clock
  /** One draw from [0, 1). */
  readonly random: () => number
}

type Read = Extract<Reading<StatusPage>, { is: 'read' }>

/** All that is known of the service at any moment, and when each source is asked again. */
export class StatusWatch {
  readonly #watching: Watching
  #page: Reading<StatusPage> | undefined
  #lastRead: Read | undefined
  #gateway: GatewaySeen | undefined
  #edge: EdgeWord = { is: 'not-asked' }
  #history: History = { entries: [], known: 'neither' }
  #historyAt: Instant | undefined
  #lookingBack: 'wanted' | 'done' = 'done'
  readonly #failures = { page: 0, edge: 0 }
  #doorDue: Instant | undefined
  #pageAsked = { at: instant(0), roll: 0 }

  constructor(watching: Watching) {
    this.#watching = watching
  }

  /** Asks everybody once. @throws the reason of `signal` */
  async look(signal: AbortSignal): Promise<void> {
    // what the gateway says decides whether the door is asked at all; the page takes its time meanwhile
    const page = this.#lookAtPage(signal)
    await this.#lookAtGateway()
    await Promise.all([page, this.#lookAtDoor(signal), this.#lookBack(signal)])
    signal.throwIfAborted()
  }

  get history(): History {
    return this.#history
  }

  /** As things stand now: ages grow, and planned things begin, without anybody being asked. */
  statement(): Statement {
    const { clock, sources } = this.#watching
    const at = clock.wall()
    const unasked = { is: 'unread', code: 'NOT_ASKED', at, retryAfter: undefined } as const
    return statementOf({
      at,
      place: sources.place,
      page: pageWordOf(this.#page ?? unasked, this.#lastRead, at),
      gateway: this.#gateway ?? { is: 'none', askedAt: at },
      edge: this.#tellsMore(at) ? { is: 'not-asked' } : this.#edge,
    })
  }

  /** Goes on asking after look(), and calls `tell` after each answer. @throws the reason of `signal` */
  async goOn(tell: () => void, signal: AbortSignal): Promise<never> {
    const { clock } = this.#watching
    const again = async (ask: () => Promise<'asked' | 'not-yet'>): Promise<never> => {
      for (;;) {
        await sleep(clock, GATEWAY_EVERY, signal)
        const turn = await ask()
        signal.throwIfAborted()
        if (turn === 'asked') tell()
      }
    }
    return await Promise.race([
      again(async () => {
        if (!this.#isPagesTurn()) return 'not-yet'
        await this.#lookAtPage(signal)
        return 'asked'
      }),
      again(async () => {
        await this.#lookAtGateway()
        await this.#lookAtDoor(signal)
        return 'asked'
      }),
    ])
  }

  /** Something has begun or ended: the page's memory and the journal tell more, with the next look at the page. */
  lookBackSoon(): void {
    this.#lookingBack = 'wanted'
  }

  async #lookAtPage(signal: AbortSignal): Promise<void> {
    const { clock, random, sources } = this.#watching
    const page = await sources.page.summary(signal)
    this.#pageAsked = { at: clock.now(), roll: random() }
    this.#page = page
    if (page.is === 'read') this.#lastRead = page
    this.#failures.page = page.is === 'read' ? 0 : this.#failures.page + 1
    const isSoon = this.#historyAt === undefined || between(this.#historyAt, clock.now()) < HISTORY_APART
    if (this.#lookingBack === 'wanted' && !isSoon) await this.#lookBack(signal)
  }

  async #lookAtGateway(): Promise<void> {
    this.#gateway = await this.#watching.sources.gateway()
  }

  /** Not asked while traffic of one's own tells more, nor before its time. */
  async #lookAtDoor(signal: AbortSignal): Promise<void> {
    const { clock, sources, random } = this.#watching
    if (this.#tellsMore(clock.wall())) return
    if (this.#doorDue !== undefined && between(clock.now(), this.#doorDue) > 0) return
    this.#edge = await sources.edge(signal)
    this.#failures.edge = this.#edge.is === 'well' ? 0 : this.#failures.edge + 1
    const { usable } = this.statement()
    this.#doorDue = later(clock.now(), edgeWait({ usable, failures: this.#failures.edge, roll: random() }))
  }

  /** Does traffic of one's own tell more than any question could? */
  #tellsMore(at: UnixMillis): boolean {
    const standing = this.#gateway === undefined ? 'none' : standingOf(this.#gateway, at)
    return standing === 'holding' || standing === 'working'
  }

  /** Trouble brings it forward. */
  #isPagesTurn(): boolean {
    const { page, usable } = this.statement()
    const isCalm = page.is === 'read' && page.word === 'operational' && page.incidents.length === 0
    const retryAfter = this.#page?.is === 'unread' ? this.#page.retryAfter : undefined
    const { at, roll } = this.#pageAsked
    const wait = pageWait({ usable: isCalm ? usable : 'no', failures: this.#failures.page, retryAfter, roll })
    return between(at, this.#watching.clock.now()) >= wait
  }

  async #lookBack(signal: AbortSignal): Promise<void> {
    const { sources, clock } = this.#watching
    this.#historyAt = clock.now()
    this.#lookingBack = 'done'
    const past = await sources.page.past(signal)
    const now = clock.wall()
    const since = unixMillis(now - ms(HISTORY_DAYS * 86_400_000))
    this.#history = historyOf({
      seen: sources.incidents(since),
      past: past.is === 'read' ? past.value : undefined,
      place: sources.place,
      since,
      now,
    })
  }
}
