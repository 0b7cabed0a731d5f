import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ms, type Millis } from '../core/time.ts'
import { realClock, type Clock } from '../world/clock.ts'
import { Balancer } from './balancer.ts'
import { serveControl } from './control.ts'
import { Door } from './door.ts'
import { Ledger, type Counts, type SeenRequest } from './counts.ts'
import type { Fault } from './fault.ts'
import { FaultBoard } from './fault-board.ts'
import { Listener } from './listener.ts'
import { pathOf } from './request-facts.ts'
import type { Timetable } from './timetable.ts'
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
  /** Begins with the stand-in. */
  readonly scenario?: Timetable
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
  readonly play: (scenario: Timetable) => Promise<void>
  /** @returns false when there is no such server */
  readonly put: (server: number, state: 'up' | 'down') => boolean
  readonly close: () => Promise<void>
}

const CALM: Timetable = { name: 'calm', faults: [] }
const DEFAULT_SERVERS = 3

/** Starts a stand-in on loopback. @throws the system's error when a port cannot be had */
export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const desk = deskFor(options)
  const { board, balancer, ledger, clock } = desk
  const host = options.host ?? '127.0.0.1'
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
  const data = new Listener({ host, port: options.port, handle: serve })
  const control = new Listener({ host, port: options.controlPort ?? 0, handle: serve })
  const door = new Door({ listener: data, board, clock })
  // Opened even when it begins refused: only so is its port known.
  await data.open()
  try {
    await control.open()
    await door.follow()
  } catch (error) {
    data.shut()
    control.shut()
    throw error
  }
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

function deskFor(options: ProviderOptions): Desk {
  const clock = options.clock ?? realClock
  const roll = seededRandom(options.seed ?? 1)
  return {
    clock,
    board: new FaultBoard({ clock, roll, timetable: options.scenario ?? CALM }),
    balancer: new Balancer(options.servers ?? DEFAULT_SERVERS),
    ledger: new Ledger(clock),
    serviceTime: options.serviceTime ?? ms(0),
    nextRequestId,
  }
}

/** `req_` and 24 letters and digits, as the API's. */
const nextRequestId = (): string => `req_${randomBytes(24).toString('base64url').replaceAll(/[-_]/g, '0').slice(0, 24)}`
