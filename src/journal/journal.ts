import { between, minutes, ms, type Instant, type Millis } from '../core/time.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import { byTable, exchangeValues, incidentValues, limitValues, namesValues, stepValues, type Row } from './columns.ts'
import { RowQueue, type Entry } from './queue.ts'
import type { Keeping } from './retention.ts'
import type {
  ClosedIncident,
  EndedExchange,
  ExchangeStart,
  GatewayRow,
  LimitRow,
  NamesRow,
  OpenIncident,
  StepRow,
} from './rows.ts'
import { isForGood, type JournalTrouble } from './trouble.ts'
import type { Id } from './words.ts'
import { threadWriter, type Writer } from './writer.ts'

/** The local record of what happened. Nothing here waits for a disk or throws: what cannot be written is counted. */
export interface Journal {
  /** Before its steps and its end: of an exchange that was not started here nothing is kept. */
  readonly exchangeStarted: (row: ExchangeStart) => void
  /** Kept from the first one on that did not go well, with those before it: where all went well the exchange's row says it all. */
  readonly step: (row: StepRow) => void
  /** Stands for the start as well, should that have been given up. */
  readonly exchangeEnded: (row: EndedExchange) => void
  readonly incidentOpened: (row: OpenIncident) => void
  readonly incidentClosed: (row: ClosedIncident) => void
  readonly limitLearned: (row: LimitRow) => void
  readonly namesTold: (row: NamesRow) => void
  /** Rows given up so far. */
  readonly dropped: () => number
  /** Fulfilled when all rows appended so far are on the disk, or cannot be written for now. */
  readonly flush: () => Promise<void>
  /** Writes what it can within three seconds and closes the file; rows after it are nobody's. */
  readonly close: () => Promise<void>
}

export type JournalOptions = {
  /** Its folder is made when missing. */
  readonly file: string
  readonly clock: Clock
  readonly gateway: GatewayRow
  readonly keeping: Keeping
  readonly onNews: (news: JournalNews) => void
}

/** What a person should hear of the journal. */
export type JournalNews =
  /** Once for each kind, until it is over. */
  | { readonly kind: 'trouble'; readonly code: JournalTrouble }
  /** Rows are written again. `lost`: how many were given up since the gateway started. */
  | { readonly kind: 'trouble-over'; readonly code: JournalTrouble; readonly lost: number }
  /** A damaged file was renamed to `file`, and a new one begun. */
  | { readonly kind: 'set-aside'; readonly file: string }

/** Where none is wanted, or none is possible. */
export const nullJournal: Journal = {
  exchangeStarted: () => {},
  exchangeEnded: () => {},
  step: () => {},
  incidentOpened: () => {},
  incidentClosed: () => {},
  limitLearned: () => {},
  namesTold: () => {},
  dropped: () => 0,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/** At once, without having touched the disk: whether the file can be written shows a moment later, in onTrouble. */
export function openJournal(options: JournalOptions, writer: Writer = threadWriter(options)): Journal {
  return new SqliteJournal(options, writer)
}

/** A row is on its way this long after it was appended, so that a killed gateway loses less than a second. */
const BATCH_EVERY = ms(200)
const BATCH_ROWS = 256
/** What piled up behind a slow disk goes in larger pieces, still short ones for the others who write. */
const LARGEST_BATCH = 1024
/** About 8 MB of rows: twenty seconds of the fastest gateway. */
const QUEUE_LIMIT = 16_384
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
const WORKER_DEATHS = 5
const CLOSE_WITHIN = ms(3000)
/** Trouble that comes and goes is said no more often than this. */
const SAID_EVERY = minutes(10)

/** An exchange of which the end has not been appended. */
type Running = {
  readonly number: number
  readonly start: Entry
  went: 'well' | 'otherwise'
  /** Not appended, as long as it went well. */
  readonly steps: StepRow[]
}
const WELL: ReadonlySet<string> = new Set<Verdict['kind']>(['good', 'done'])

type Waiter = { readonly until: number; readonly resolve: () => void }

class SqliteJournal implements Journal {
  readonly #clock: Clock
  readonly #writer: Writer
  readonly #onNews: (news: JournalNews) => void
  readonly #queue = new RowQueue(QUEUE_LIMIT)
  readonly #running = new Map<Id, Running>()
  /** Troubles that are not over, and whether they were said. */
  readonly #troubles = new Map<JournalTrouble, 'said' | 'passed-over'>()
  readonly #saidAt = new Map<JournalTrouble, Instant>()
  #life: 'open' | 'closing' | 'over' = 'open'
  #numbers = 0
  /** Rows that are known by nothing but their number. */
  #others = 0
  #refused = 0
  #failures = 0
  #deaths = 0
  #sending: 'nothing' | 'a-batch' = 'nothing'
  #cancelTimer: Cancel | undefined
  #waiters: readonly Waiter[] = []
  #closed: Promise<void> | undefined

  constructor({ clock, onNews }: JournalOptions, writer: Writer) {
    this.#clock = clock
    this.#writer = writer
    this.#onNews = onNews
    // An empty batch: makes the file, names the gateway in it, and finds trouble before the first exchange.
    this.#send()
  }

  readonly exchangeStarted = (row: ExchangeStart): void => {
    this.#numbers += 1
    const start = this.#append(exchangeValues(this.#numbers, row))
    if (start !== undefined) this.#running.set(row.id, { number: this.#numbers, start, went: 'well', steps: [] })
  }

  readonly exchangeEnded = (row: EndedExchange): void => {
    const running = this.#running.get(row.id)
    if (running === undefined) return
    this.#running.delete(row.id)
    this.#append(exchangeValues(running.number, row), running.start)
  }

  readonly step = (row: StepRow): void => {
    const running = this.#running.get(row.exchange)
    if (running === undefined) return
    running.steps.push(row)
    if (!WELL.has(row.judged)) running.went = 'otherwise'
    if (running.went === 'well') return
    for (const step of running.steps.splice(0)) this.#append(stepValues(running.number, step))
  }

  readonly incidentOpened = (row: OpenIncident): void => void this.#append(incidentValues(row))
  readonly incidentClosed = (row: ClosedIncident): void => void this.#append(incidentValues(row))
  readonly limitLearned = (row: LimitRow): void => void this.#append(limitValues((this.#others += 1), row))
  readonly namesTold = (row: NamesRow): void => void this.#append(namesValues((this.#others += 1), row))
  readonly dropped = (): number => this.#refused + this.#queue.givenUp

  readonly flush = (): Promise<void> => {
    if (this.#life === 'over' || this.#isIdle()) return Promise.resolve()
    const flushed = new Promise<void>((resolve) => {
      this.#waiters = [...this.#waiters, { until: this.#queue.appended, resolve }]
    })
    this.#send()
    return flushed
  }

  readonly close = (): Promise<void> => {
    this.#closed ??= this.#close()
    return this.#closed
  }

  #append(row: Row, instead?: Entry): Entry | undefined {
    if (this.#life !== 'open') return undefined
    const entry = this.#queue.append(row, instead)
    if (this.#queue.givenUp > 0) this.#say('journal.dropping')
    this.#schedule()
    return entry
  }

  #isIdle(): boolean {
    return this.#sending === 'nothing' && this.#queue.settledTo === this.#queue.appended
  }

  /** While a batch is on its way nothing is due: its end calls this again. */
  #schedule(): void {
    if (this.#sending === 'a-batch' || this.#life === 'over') return
    if (this.#failures === 0 && (this.#queue.waiting >= BATCH_ROWS || this.#waiters.length > 0)) {
      this.#send()
      return
    }
    this.#cancelTimer ??= this.#clock.after(this.#pause(), () => this.#send())
  }

  #pause(): Millis {
    return this.#failures === 0 ? BATCH_EVERY : ms(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1)))
  }

  #send(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#sending === 'a-batch') return
    this.#sending = 'a-batch'
    void this.#write()
  }

  async #write(): Promise<void> {
    const rows = byTable(this.#queue.take(LARGEST_BATCH))
    const written = await this.#writer.write({ rows, at: this.#clock.wall(), dropped: this.dropped() })
    this.#sending = 'nothing'
    if (written.aside !== undefined) this.#onNews({ kind: 'set-aside', file: written.aside })
    switch (written.kind) {
      case 'written':
        this.#failures = 0
        this.#deaths = 0
        this.#queue.settle()
        if (written.refused > 0) {
          this.#refused += written.refused
          this.#say('journal.row-refused')
        }
        this.#settle()
        this.#wake(this.#queue.settledTo)
        break
      case 'failed':
        this.#fail(written.code)
        break
    }
    if (!this.#isIdle()) this.#schedule()
  }

  #fail(code: JournalTrouble): void {
    this.#failures += 1
    if (code === 'journal.worker-died') this.#deaths += 1
    this.#say(code)
    if (isForGood(code) || this.#deaths >= WORKER_DEATHS) {
      this.#queue.clear()
      this.#running.clear()
      this.#life = 'over'
      this.#writer.abandon()
    }
    this.#wake(this.#queue.appended)
  }

  #wake(settledTo: number): void {
    const ready = this.#waiters.filter((waiter) => waiter.until <= settledTo)
    this.#waiters = this.#waiters.filter((waiter) => waiter.until > settledTo)
    for (const waiter of ready) waiter.resolve()
  }

  #say(code: JournalTrouble): void {
    if (this.#troubles.has(code)) return
    const [last, now] = [this.#saidAt.get(code), this.#clock.now()]
    const isNews = last === undefined || between(last, now) >= SAID_EVERY
    this.#troubles.set(code, isNews ? 'said' : 'passed-over')
    if (!isNews) return
    this.#saidAt.set(code, now)
    this.#onNews({ kind: 'trouble', code })
  }

  /** A batch was written: what was in the way is no longer. */
  #settle(): void {
    for (const [code, how] of this.#troubles) {
      // A fault of ours does not pass; a queue is well again when it is empty.
      if (code === 'journal.row-refused' || (code === 'journal.dropping' && !this.#isIdle())) continue
      this.#troubles.delete(code)
      if (how === 'said') this.#onNews({ kind: 'trouble-over', code, lost: this.dropped() })
    }
  }

  async #close(): Promise<void> {
    if (this.#life === 'over') return
    this.#life = 'closing'
    const tooLong = Promise.withResolvers<void>()
    const cancel = this.#clock.after(CLOSE_WITHIN, () => {
      this.#writer.abandon()
      tooLong.resolve()
    })
    await Promise.race([tooLong.promise, this.#finish()])
    cancel()
    this.#stop()
  }

  async #finish(): Promise<void> {
    await this.flush()
    this.#stop()
    await this.#writer.close(this.#clock.wall())
  }

  #stop(): void {
    this.#life = 'over'
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }
}
