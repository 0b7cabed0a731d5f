import { connect, isIP, type Socket } from 'node:net'
import { WayError } from '../../core/failure-code.ts'
import { between, ms, seconds, type Instant, type Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Experience } from './experience.ts'
import { inTime } from './in-time.ts'
import type { Address, LookUp } from './look-up.ts'
import type { Pace } from './pace.ts'
import { isTooLate, race, STAGGER, type Dialing } from './race.ts'

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
  /** For the look-up and all addresses together, unless one of them may take longer by its own limit. */
  readonly within: Millis
  readonly pace: Pace
  readonly dial: Dial<Won>
}

export type Reached<Won> = { readonly won: Won; readonly address: Address }

/**
 * A name or address, and a port, to an open connection.
 * @throws what failureCodeOf() can read, or the reason of `ended`
 */
export async function reach<Won>({ host, port }: Place, reaching: Reaching<Won>, ended: AbortSignal): Promise<Reached<Won>> {
  const { clock, experience, pace, dial } = reaching
  const began = clock.now()
  const found = await addressesOf(host, reaching, ended)
  if (found.length === 0) throw new WayError({ phase: 'dns', code: 'path.dns-not-found', raw: 'ENODATA' })
  const setOff = clock.now()
  const within = dialWithin(host, { addresses: found.length, spent: between(began, setOff) }, reaching)
  const dialledAt = new Map<Address, Instant>()
  const dialled = (address: Address): Dialing<Won> => {
    dialledAt.set(address, clock.now())
    return dial(address, port)
  }
  const raced = await race(experience.order(host, found), { clock, within, dial: dialled }, ended).catch((error: unknown) => {
    if (isTooLate(error)) pace.late('connect', host)
    throw error
  })
  // of the one that arrived, from when it set out itself: that others had set out before is no slowness of the line
  pace.took('connect', host, between(dialledAt.get(raced.address) ?? setOff, clock.now()))
  if (found.length > 1) experience.learn(host, raced)
  return { won: raced.won, address: raced.address }
}

async function addressesOf(
  host: string,
  { clock, lookUp, pace }: Reaching<unknown>,
  ended: AbortSignal,
): Promise<readonly Address[]> {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family: family as Address['family'] }]
  const limit = { clock, within: pace.within('look-up', host), late: LOOK_UP_LATE }
  return await inTime(lookUp(host), limit, ended).catch((error: unknown) => {
    if (error instanceof WayError && error.reading.raw === LOOK_UP_LATE.raw) pace.late('look-up', host)
    throw error
  })
}

/** For all addresses: the last to set out has its limit as well, as long as it is not more than the whole. */
function dialWithin(
  host: string,
  so: { readonly addresses: number; readonly spent: Millis },
  { within, pace }: Reaching<unknown>,
): Millis {
  const each = pace.within('connect', host)
  const whole = Math.max(within, each)
  return ms(Math.max(0, Math.min(each + STAGGER * (so.addresses - 1), whole - so.spent)))
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
