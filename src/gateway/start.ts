import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { VERSION } from '../config/version.ts'
import { between } from '../core/time.ts'
import type { LocalHealth } from '../health/health.ts'
import { catalogueIn } from '../i18n/catalogue.ts'
import { wayOutTextsIn } from '../i18n/way-out.ts'
import { openJournal } from '../journal/journal.ts'
import { idOf, ownId } from '../journal/words.ts'
import { ensureDataDir } from '../world/data-dir.ts'
import type { Cancel } from '../world/clock.ts'
import { openFilesLimit } from '../world/open-files.ts'
import { waySettings } from '../world/way-out/settings.ts'
import type { World } from '../world/world.ts'
import { adminOf, Presence } from './admin.ts'
import { ReplayStore } from './body.ts'
import { LASTS_FROM, type Exchange } from './exchange.ts'
import { hostsOf, type Door } from './guard.ts'
import { Incidents } from './incidents.ts'
import { MESSAGE_AT_MOST, REPLAY_MEMORY } from './limits.ts'
import { InFlight } from './in-flight.ts'
import { clientsAtMost, isSelf, listening } from './listen.ts'
import { Listing } from './listing.ts'
import { newsLine, type LogLine, type Unstamped } from './log-line.ts'
import { exchangeState, laneState } from './look.ts'
import { healthUnderWatch } from './reconnect.ts'
import { tellNames } from './names-news.ts'
import { OwnFaults } from './own-faults.ts'
import { Places } from './places.ts'
import { Returning } from './returning.ts'
import { gatewayServer } from './server.ts'
import { RetryBudget, type Shared } from './shared.ts'
import { isLoopback, StartError } from './start-error.ts'
import type { GatewayState } from './state.ts'
import { Tally } from './tally.ts'
import { Timeouts } from './timeouts.ts'
import { Unpacking } from './unpacking.ts'
import { upstreamOf } from './upstream.ts'

export type StartOptions = {
  readonly config: Config
  readonly world: World
  /** Of the runtime file: who knows it may look in and end it. */
  readonly secret: string
  /** A background gateway ends by itself when nobody has used it for a while. */
  readonly ends: 'when-told' | 'when-unused'
  readonly socket?: number | undefined // a descriptor that listens already, in place of host and port
  readonly onLine?: (line: LogLine) => void
  /** Bytes of request bodies in memory; what goes beyond is kept in files. */
  readonly replayMemory?: number
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
  const { config, world, onLine } = options
  if (!isLoopback(config.host)) throw new StartError('host-not-allowed', config.host)
  const room = await ensureDataDir(config.dataDir)
  if (!room.ok) throw new StartError('data-dir', config.dataDir)
  const { fault, odd } = waySettings(world.env, config.upstream)
  if (fault !== undefined) throw new StartError('proxy-setting', `${fault.variable}=${fault.shown}`)
  const gateway = new Gateway(options)
  await gateway.listen()
  for (const what of odd) onLine?.({ at: world.clock.wall(), event: 'trouble', code: `way-out.${what}` })
  return gateway
}

/** What lasts is found after twice this at most; with the 200 ms of a batch that is less than the second that may be lost. */
const LOOK_EVERY = LASTS_FROM

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
  readonly #places: Places
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
    ;({ promise: this.closed, resolve: this.#resolveClosed } = Promise.withResolvers<void>())
    this.#shared = this.#makeShared()
    this.#places = new Places({
      dataDir: options.config.dataDir,
      clock: options.world.clock,
      returning: this.#shared.returning,
      faults: this.#shared.faults,
      exchanges: () => this.#exchanges.all(),
    })
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
      keeping: { keepFor: policy.journalKeepFor, mostBytes: policy.journalMegabytes * 1024 * 1024 },
      onNews: (news) => log(newsLine(news)),
    })
    const incidents = new Incidents({ journal, clock, log, upstream: upstream.name })
    const { health, watch } = healthUnderWatch({
      world,
      policy,
      upstream,
      log,
      onChange: (lane, was) => incidents.changed(lane, was),
      exchanges: this.#exchanges,
    })
    const faults = new OwnFaults(clock, log)
    tellNames(network, { clock, faults, journal, log, upstream, wayOut: () => watch.wayOut })
    const timeouts = new Timeouts({ policy, mode: config.timeouts, clock, journal, faults, dataDir, network, upstream })
    return {
      id: this.id,
      salt: this.secret,
      policy,
      clock,
      random,
      network,
      upstream,
      health,
      watch,
      replay: new ReplayStore({
        mostBytes: MESSAGE_AT_MOST,
        mostMemory: this.#options.replayMemory ?? REPLAY_MEMORY,
        folder: dataDir,
        clock,
        faults,
      }),
      unpacking: new Unpacking(),
      faults,
      journal,
      timeouts,
      returning: new Returning(() => watch.awakeNow()),
      tally: new Tally(),
      budget: new RetryBudget(policy, clock),
      listing: new Listing(clock.now(), (exchanges) => log({ event: 'counted', exchanges })),
      texts: catalogueIn(config.language),
      wayOutTexts: wayOutTextsIn(config.language),
      stopping: this.#stopping.signal,
      log,
      held: () => heldIn(health),
    }
  }

  async listen(): Promise<void> {
    const { config } = this.#options
    const port = await listening(this.#server, { ...config, socket: this.#options.socket }).catch(async (error: unknown) => {
      this.#shared.watch.close()
      await this.#shared.journal.close()
      throw error
    })
    this.port = port
    this.#places.open(port)
    this.#guardConnections()
    this.url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
    // before anything is waited for: on a socket that was passed on, the first client is already there
    this.#door = { hosts: hostsOf(config.host, port), secret: this.secret, port }
    await this.#shared.timeouts.open(port)
    if (isSelf(config.upstream, port)) {
      await this.close('now')
      throw new StartError('upstream-is-self', config.upstream)
    }
    this.#shared.log({ event: 'listening', url: this.url, upstream: config.upstream })
    this.#shared.network.expect(this.#shared.upstream.origin)
    this.#lookAround()
    this.#watchIdle()
  }

  /** A client that is refused a connection comes again; what cannot be accepted is no reason to end. */
  #guardConnections(): void {
    const { faults } = this.#shared
    const most = clientsAtMost(openFilesLimit())
    if (most !== undefined) this.#server.maxConnections = most
    this.#server.on('drop', () => faults.met('connections.used-up'))
    this.#server.on('error', () => faults.met('connections.used-up'))
  }

  state(): GatewayState {
    const { clock, network, health, watch, budget, replay, tally, timeouts } = this.#shared
    const now = clock.now()
    const { names, racing } = network.seen()
    return {
      version: VERSION,
      pid: process.pid,
      url: this.url,
      startedAt: this.#startedAt,
      now: clock.wall(),
      upstream: this.#options.config.upstream,
      network: health.all().some((lane) => lane.health.is === 'offline') ? 'offline' : 'online',
      wokeAt: watch.wokeAt,
      stopping: this.#stopping.signal.aborted,
      lanes: health.all().map((lane) => laneState(lane, now)),
      exchanges: this.#exchanges.all().map((exchange) => exchangeState(exchange, now)),
      runs: this.#presence.runs,
      budget: { tokens: Math.floor(budget.tokens) },
      names: { ...names, racing },
      replay: { bytesInMemory: replay.inMemory, files: replay.files },
      learned: timeouts.state(),
      totals: tally.totals,
    }
  }

  #lookAround(): void {
    if (this.#stopping.signal.aborted) return
    const now = this.#shared.clock.now()
    for (const exchange of this.#exchanges.all()) exchange.lookAfter(now)
    this.#shared.listing.turn(now)
    this.#shared.timeouts.keep()
    void this.#places.keep()
    this.#shared.clock.after(LOOK_EVERY, () => this.#lookAround())
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
    const { clock, policy, log, journal, health, watch, faults, timeouts } = this.#shared
    log({ event: 'stopping' })
    this.#idle?.()
    // Before the port is free: the next gateway reads it then.
    this.#places.close()
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
    watch.close()
    faults.close()
    await timeouts.close()
    await journal.close()
    log({ event: 'stopped' })
    this.#resolveClosed()
  }
}

const heldIn = (health: LocalHealth): number => health.all().reduce((sum, lane) => sum + lane.waiting, 0)
