import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ms, type Millis } from '../core/time.ts'
import { realClock, type Cancel, type Clock } from '../world/clock.ts'
import { Balancer } from './balancer.ts'
import { serveControl } from './control.ts'
import { Ledger, type Counts, type SeenRequest } from './counts.ts'
import type { Fault } from './fault.ts'
import { FaultBoard } from './fault-board.ts'
import { Listener } from './listener.ts'
import { pathOf } from './request-facts.ts'
import type { Scenario } from './scenario.ts'
import { seededRandom } from './seeded-random.ts'
import { serveRequest, type Desk } from './serve-request.ts'

export type ProviderOptions = {
  /** 0 takes a free one. */
  readonly port: number
  readonly host?: string
  /** For the control API alone, which must stay reachable while the other refuses connections; 0 takes a free one. */
  readonly controlPort?: number
  readonly clock?: Clock
  /** For faults with a probability. */
  readonly seed?: number
  /** Servers behind the balancer. */
  readonly servers?: number
  readonly scenario?: Scenario
  /** From a request to its first byte. */
  readonly serviceTime?: Millis
}

/** A stand-in for the Messages API, behind a balancer of its own, in one process. */
export type Provider = {
  readonly url: string
  /** The control API, here and under `url`: `/_drill/...` */
  readonly controlUrl: string
  readonly counts: () => Counts
  readonly log: () => readonly Readonly<SeenRequest>[]
  /** The faults that hold now. */
  readonly faults: () => readonly Fault[]
  readonly servers: Balancer['states']
  /** Sets these faults by hand, in place of those set before; the timetable goes on beside them. Resolves when they hold. */
  readonly set: (faults: readonly Fault[]) => Promise<void>
  /** Begins another timetable now. */
  readonly play: (scenario: Scenario) => Promise<void>
  /** @returns false when there is no such server */
  readonly put: (server: number, state: 'up' | 'down') => boolean
  readonly close: () => Promise<void>
}

const CALM: Scenario = { name: 'calm', faults: [] }
const DEFAULT_SERVERS = 3

/** Starts a stand-in on loopback. @throws the system's error when a port cannot be had */
export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const clock = options.clock ?? realClock
  const roll = seededRandom(options.seed ?? 1)
  const board = new FaultBoard({ clock, roll, scenario: options.scenario ?? CALM })
  const balancer = new Balancer(options.servers ?? DEFAULT_SERVERS)
  const ledger = new Ledger(clock)
  const host = options.host ?? '127.0.0.1'
  const desk: Desk = {
    clock,
    board,
    balancer,
    ledger,
    serviceTime: options.serviceTime ?? ms(0),
    nextRequestId,
  }
  const controlled = {
    counts: () => ledger.counts(),
    log: () => ledger.log(),
    faults: () => board.active(),
    servers: () => balancer.states(),
    put: (server: number, state: 'up' | 'down') => balancer.put(server, state),
  }
  // A change asked for through the port that it shuts must still be answered.
  const steering = (except?: Socket): Pick<Provider, 'set' | 'play'> => ({
    async set(faults) {
      board.set(faults)
      await door.follow(except)
    },
    async play(scenario) {
      board.play(scenario)
      await door.follow(except)
    },
  })
  const serve = (incoming: IncomingMessage, response: ServerResponse): void => {
    const steered = pathOf(incoming).startsWith('/_drill/')
    const control = { ...controlled, ...steering(incoming.socket) }
    const served = steered ? serveControl(control, incoming, response) : serveRequest(desk, incoming, response)
    served.catch(() => response.destroy())
  }
  const data = new Listener(host, options.port, serve)
  const control = new Listener(host, options.controlPort ?? 0, serve)
  const door = new Door(data, board, clock)
  // Opened even when it begins refused: only so is its port known.
  await data.open()
  await control.open()
  await door.follow()
  return {
    ...controlled,
    ...steering(),
    url: data.url,
    controlUrl: control.url,
    async close() {
      await door.leave()
      data.shut()
      control.shut()
    },
  }
}

/** `req_` and 24 letters and digits, as the API's. */
const nextRequestId = (): string => `req_${randomBytes(24).toString('base64url').replaceAll(/[-_]/g, '0').slice(0, 24)}`

/** Keeps the listener shut while connections are to be refused. */
class Door {
  readonly #listener: Listener
  readonly #board: FaultBoard
  readonly #clock: Clock
  #cancel: Cancel = () => undefined
  #left = false
  #turn: Promise<void> = Promise.resolve()

  constructor(listener: Listener, board: FaultBoard, clock: Clock) {
    this.#listener = listener
    this.#board = board
    this.#clock = clock
  }

  /** Opens or shuts as the board says now, and again when that may change. One after the other: opening takes a moment. */
  follow(except?: Socket): Promise<void> {
    this.#turn = this.#turn.then(() => this.#obey(except))
    return this.#turn
  }

  async #obey(except: Socket | undefined): Promise<void> {
    this.#cancel()
    if (this.#left) return
    const wait = this.#board.untilChange()
    this.#cancel = wait === undefined ? () => undefined : this.#clock.after(wait, () => void this.follow())
    if (this.#board.refuses()) this.#listener.shut(except)
    else await this.#listener.open()
  }

  leave(): Promise<void> {
    this.#left = true
    this.#cancel()
    return this.#turn
  }
}
