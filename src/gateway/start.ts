import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { VERSION } from '../config/version.ts'
import { between, ms } from '../core/time.ts'
import { LocalHealth } from '../health/health.ts'
import { catalogueIn } from '../i18n/catalogue.ts'
import { openJournal } from '../journal/journal.ts'
import { idOf, ownId } from '../journal/words.ts'
import { ensureDataDir } from '../world/data-dir.ts'
import type { Cancel } from '../world/clock.ts'
import type { World } from '../world/world.ts'
import { adminOf, Presence } from './admin.ts'
import { ReplayStore } from './body.ts'
import type { Exchange } from './exchange.ts'
import { hostsOf, type Door } from './guard.ts'
import { Incidents } from './incidents.ts'
import { MESSAGE_AT_MOST, REPLAY_MEMORY } from './limits.ts'
import { InFlight } from './in-flight.ts'
import { Listing } from './listing.ts'
import type { LogLine } from './log-line.ts'
import { exchangeState, laneState } from './look.ts'
import { recordFromNowOn } from './record.ts'
import { Returning } from './returning.ts'
import { gatewayServer } from './server.ts'
import { RetryBudget, type Shared, type Unstamped } from './shared.ts'
import { sound } from './sounding.ts'
import { isLoopback, StartError, type StartErrorCode } from './start-error.ts'
import type { GatewayState } from './state.ts'
import { Tally } from './tally.ts'
import { upstreamOf } from './upstream.ts'

export type StartOptions = {
  readonly config: Config
  readonly world: World
  /** Of the runtime file: who knows it may look in and end it. */
  readonly secret: string
  /** A background gateway ends by itself when nobody has used it for a while. */
  readonly ends: 'when-told' | 'when-unused'
  readonly onLine?: (line: LogLine) => void
}

export type RunningGateway = {
  readonly id: string
  readonly url: string
  readonly port: number
  readonly secret: string
  readonly state: () => GatewayState
  /** `drain`: hands back who is held, lets relays finish for a while. `now`: ends everything. */
  readonly close: (how: 'drain' | 'now') => Promise<void>
  /** Fulfilled once it has ended, by close(), by its stop path, or for want of clients. */
  readonly closed: Promise<void>
}

/** Starts a gateway. @throws StartError with nothing left half-started */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const { config } = options
  if (!isLoopback(config.host)) throw new StartError('host-not-allowed', config.host)
  const room = await ensureDataDir(config.dataDir)
  if (!room.ok) throw new StartError('data-dir', config.dataDir)
  const gateway = new Gateway(options)
  await gateway.listen()
  return gateway
}

/** Half of the second that a journal may lose. */
const RECORD_AFTER = ms(400)

class Gateway implements RunningGateway {
  readonly id: string = randomUUID()
  readonly secret: string
  readonly closed: Promise<void>
  readonly #options: StartOptions
  readonly #shared: Shared
  readonly #server: Server
  readonly #exchanges = new InFlight<Exchange>()
  readonly #stopping = new AbortController()
  readonly #presence: Presence
  readonly #startedAt
  readonly #resolveClosed: () => void
  #door: Door = { hosts: new Set(), secret: '', port: 0 }
  #idle: Cancel | undefined
  #closing: Promise<void> | undefined
  url = ''
  port = 0

  constructor(options: StartOptions) {
    this.#options = options
    this.secret = options.secret
    this.#startedAt = options.world.clock.wall()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.closed = promise
    this.#resolveClosed = resolve
    this.#shared = this.#makeShared()
    this.#presence = new Presence(() => this.#watchIdle())
    const admin = adminOf({
      shared: this.#shared,
      state: () => this.state(),
      presence: this.#presence,
      onStop: () => void this.close('drain'),
    })
    this.#server = gatewayServer({ shared: this.#shared, admin, door: () => this.#door, exchanges: this.#exchanges })
  }

  #makeShared(): Shared {
    const { config, world } = this.#options
    const { clock, random, network } = world
    const { dataDir } = config
    const policy = { ...config.policy, patience: config.patience }
    const upstream = upstreamOf(config.upstream)
    const log = (line: Unstamped): void => this.#options.onLine?.({ at: clock.wall(), ...line })
    const journal = openJournal({
      file: join(dataDir, 'journal.sqlite'),
      clock,
      gateway: { id: ownId(this.id), version: idOf(VERSION) ?? ownId('unknown'), pid: process.pid, startedAt: this.#startedAt },
      onTrouble: (code) => log({ event: 'trouble', code }),
    })
    const incidents = new Incidents({ journal, clock, log, upstream: upstream.name })
    return {
      id: this.id,
      policy,
      clock,
      random,
      network,
      upstream,
      health: new LocalHealth({
        policy,
        clock,
        random,
        sound: () => sound({ network, clock, policy, upstream }),
        onChange: (lane, was) => incidents.changed(lane, was),
      }),
      replay: new ReplayStore({ mostBytes: MESSAGE_AT_MOST, mostMemory: REPLAY_MEMORY, folder: dataDir, clock }),
      journal,
      returning: new Returning(clock),
      tally: new Tally(),
      budget: new RetryBudget(policy, clock),
      listing: new Listing(clock, (exchanges) => log({ event: 'counted', exchanges })),
      texts: catalogueIn(config.language),
      stopping: this.#stopping.signal,
      log,
      held: () => this.#held(),
    }
  }

  #held(): number {
    return this.#shared.health.all().reduce((sum, lane) => sum + lane.waiting, 0)
  }

  async listen(): Promise<void> {
    const { config } = this.#options
    const port = await listening(this.#server, config.port, config.host).catch(async (error: unknown) => {
      await this.#shared.journal.close()
      throw error
    })
    this.port = port
    this.url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
    this.#door = { hosts: hostsOf(config.host, port), secret: this.secret, port }
    if (isSelf(config.upstream, port)) {
      await this.close('now')
      throw new StartError('upstream-is-self', config.upstream)
    }
    this.#shared.log({ event: 'listening', url: this.url, upstream: config.upstream })
    this.#recordLasting()
    this.#watchIdle()
  }

  state(): GatewayState {
    const { clock, health, budget, replay, tally } = this.#shared
    const now = clock.now()
    return {
      version: VERSION,
      pid: process.pid,
      url: this.url,
      startedAt: this.#startedAt,
      now: clock.wall(),
      upstream: this.#options.config.upstream,
      stopping: this.#stopping.signal.aborted,
      lanes: health.all().map((lane) => laneState(lane, now)),
      exchanges: this.#exchanges.all().map((exchange) => exchangeState(exchange, now)),
      runs: this.#presence.runs,
      budget: { tokens: Math.floor(budget.tokens) },
      replay: { bytesInMemory: replay.inMemory, files: replay.files },
      totals: tally.totals,
    }
  }

  /** Exchanges that last are in the journal while they run: a gateway that is killed leaves a trace of them. */
  #recordLasting(): void {
    if (this.#stopping.signal.aborted) return
    for (const exchange of this.#exchanges.all()) if (exchange.elapsed >= RECORD_AFTER) recordFromNowOn(exchange)
    this.#shared.listing.turn()
    this.#shared.clock.after(RECORD_AFTER, () => this.#recordLasting())
  }

  /** The last client has left, or the first has come. */
  #watchIdle(): void {
    this.#idle?.()
    this.#idle = undefined
    if (this.#options.ends === 'when-told' || this.#stopping.signal.aborted || this.#presence.count > 0) return
    const { clock, policy } = this.#shared
    const since = clock.now()
    this.#idle = clock.after(policy.idleExit, () => {
      const used = this.#exchanges.size > 0 || between(since, clock.now()) < policy.idleExit
      if (used) this.#watchIdle()
      else void this.close('drain')
    })
  }

  close(how: 'drain' | 'now'): Promise<void> {
    this.#closing ??= this.#close()
    // A second word may be more urgent than the first.
    if (how === 'now') this.#server.closeAllConnections()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { clock, policy, log, journal, health } = this.#shared
    log({ event: 'stopping' })
    this.#idle?.()
    this.#stopping.abort()
    const ended = new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
    this.#presence.endAll()
    this.#server.closeIdleConnections()
    const cancel = clock.after(policy.drainWithin, () => this.#server.closeAllConnections())
    await ended
    cancel()
    health.close()
    await journal.close()
    log({ event: 'stopped' })
    this.#resolveClosed()
  }
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, { port, host })))
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port))
  })
}

function startError(error: NodeJS.ErrnoException, at: { readonly port: number; readonly host: string }): StartError {
  const known = START_ERRORS[error.code ?? '']
  if (known === undefined) return new StartError('listen-failed', error.code ?? error.message)
  return new StartError(known, known === 'host-unknown' ? at.host : String(at.port))
}

const START_ERRORS: Readonly<Record<string, StartErrorCode>> = {
  EADDRINUSE: 'port-taken',
  EACCES: 'port-forbidden',
  ENOTFOUND: 'host-unknown',
  EADDRNOTAVAIL: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
}

/** A gateway that is its own upstream would send each request round for ever. */
function isSelf(upstream: string, port: number): boolean {
  const { hostname, port: upstreamPort } = new URL(upstream)
  return Number(upstreamPort) === port && ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::]'].includes(hostname)
}
