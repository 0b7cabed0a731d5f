import { connect, isIP, type Socket } from 'node:net'
import { WayError } from '../../core/failure-code.ts'
import { between, ms, seconds, type Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Experience } from './experience.ts'
import { inTime } from './in-time.ts'
import type { Address, LookUp } from './look-up.ts'
import { race, type Dialing } from './race.ts'

export type Place = {
  /** Without brackets. */
  readonly host: string
  readonly port: number
}

export type Dial<Won> = (address: Address, port: number) => Dialing<Won>

export type Reaching<Won> = {
  readonly clock: Clock
  readonly lookUp: LookUp
  readonly experience: Experience
  /** For the look-up and all addresses together. */
  readonly within: Millis
  readonly dial: Dial<Won>
}

export type Reached<Won> = { readonly won: Won; readonly address: Address }

/**
 * A name or address, and a port, to an open connection.
 * @throws what failureCodeOf() can read, or the reason of `ended`
 */
export async function reach<Won>({ host, port }: Place, reaching: Reaching<Won>, ended: AbortSignal): Promise<Reached<Won>> {
  const { clock, lookUp, experience, within, dial } = reaching
  const began = clock.now()
  const family = isIP(host)
  const found =
    family === 0
      ? await inTime(lookUp(host), { clock, within, late: LOOK_UP_LATE }, ended)
      : [{ address: host, family: family as Address['family'] }]
  if (found.length === 0) throw new WayError({ phase: 'dns', code: 'path.dns-not-found', raw: 'ENODATA' })
  const raced = await race(
    experience.order(host, found),
    { clock, within: ms(Math.max(0, within - between(began, clock.now()))), dial: (address) => dial(address, port) },
    ended,
  )
  if (found.length > 1) experience.learn(host, raced)
  return { won: raced.won, address: raced.address }
}

const LOOK_UP_LATE = { phase: 'dns', code: 'path.dns-timeout', raw: 'LOOKUP_TIMEOUT' } as const

/** As undici does it: an address that stays silent is noticed, and small writes leave at once. */
const PROBED_AFTER = seconds(60)

/** TCP to one address. */
export const dialTcp: Dial<Socket> = (address, port) => {
  const socket = connect({ host: address.address, family: address.family, port, noDelay: true })
  socket.setKeepAlive(true, PROBED_AFTER)
  const done = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    // It stays: an error after an abandon is nobody's.
    socket.on('error', reject)
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET', syscall: 'connect' })))
  })
  return { done, abandon: () => void socket.destroy() }
}
