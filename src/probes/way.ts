import type { Socket } from 'node:net'
import { WayError } from '../core/failure-code.ts'
import type { Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { plainNames } from '../world/names/names.ts'
import { Credentials } from '../world/way-out/credentials.ts'
import type { LookUp } from '../world/way-out/look-up.ts'
import type { Env } from '../world/way-out/route.ts'
import { WayOut } from '../world/way-out/way-out.ts'
import { clientEnv } from '../clients/client-voices.ts'
import { namesAt } from './look-up.ts'
import type { Bench } from './probe.ts'
import { TIMEOUT, Unfit } from './tried.ts'

/** How a client with these settings goes out: its proxy, whom it believes. */
export type Way = {
  readonly clock: Clock
  /** Of the client: its settings and the shell's. */
  readonly env: Env
  /** Each part of the way has it: who asks has a timer for all of it. */
  readonly within: Millis
  /** Ends with the signal. */
  readonly lookUp: (signal: AbortSignal) => LookUp
}

/** As the client that is set up here goes. */
export const clientWay = (bench: Bench, within: Millis): Way => ({
  clock: bench.clock,
  env: clientEnv(bench),
  within,
  lookUp: (signal) => namesAt(bench).lookUp(signal),
})

/** A connection to the place of a URL, secured where the URL says so. @throws WayError, or the reason of `signal` */
export function connectAsClient(url: URL, way: Way, signal: AbortSignal): Promise<Socket> {
  return withWayOut(way, signal, (wayOut) => {
    return new Promise((resolve, reject) => {
      wayOut.connect({ protocol: url.protocol, hostname: url.hostname, port: url.port }, (error, socket) => {
        if (socket === null) reject(error)
        else resolve(socket)
      })
    })
  })
}

/** The same without TLS to the place, and always through the tunnel where there is a proxy. */
export function connectBare(
  place: { readonly host: string; readonly port: number },
  way: Way,
  signal: AbortSignal,
): Promise<Socket> {
  return withWayOut(way, signal, (wayOut) => wayOut.bare(place))
}

/** Plain http goes to a proxy with its whole URL. @returns what to ask of the connection, besides the headers given */
export function addressedAsClient(url: URL, way: Way): { readonly path: string; readonly headers: readonly string[] } {
  const path = url.pathname + url.search
  return newWayOut(way, () => Promise.resolve([])).addressed({ origin: url.origin, path, headers: [] })
}

const newWayOut = ({ env, clock, within }: Way, lookUp: LookUp): WayOut =>
  new WayOut({
    env,
    clock,
    names: plainNames(lookUp),
    credentials: new Credentials(env),
    network: () => '',
    connectWithin: within,
    tunnelWithin: within,
    secureWithin: within,
  })

async function withWayOut(way: Way, signal: AbortSignal, make: (wayOut: WayOut) => Promise<Socket>): Promise<Socket> {
  signal.throwIfAborted()
  const wayOut = newWayOut(way, way.lookUp(signal))
  const onAbort = (): void => wayOut.close()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const socket = await make(wayOut)
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
    if (signal.aborted) socket.destroy()
    // who holds it has listeners of their own; an error after that is nobody's
    return socket.on('error', () => undefined)
  } catch (error) {
    // the system's own takes minutes
    if (error instanceof WayError && error.reading.raw === 'ETIMEDOUT') throw new Unfit(TIMEOUT)
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
