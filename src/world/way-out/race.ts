import { ms, type Millis } from '../../core/time.ts'
import type { Cancel, Clock } from '../clock.ts'
import type { Address } from './look-up.ts'

/** One attempt to connect. `done` may still settle after abandon(); nobody looks. */
export type Dialing<Won> = { readonly done: Promise<Won>; readonly abandon: () => void }

export type Race<Won> = {
  readonly clock: Clock
  /** For all of it. */
  readonly within: Millis
  readonly dial: (address: Address) => Dialing<Won>
}

export type Raced<Won> = {
  readonly won: Won
  readonly address: Address
  /** Those that set out earlier, or have failed: with their error, or still silent. */
  readonly behind: readonly Behind[]
}

export type Behind = { readonly address: Address; readonly error?: unknown }

/** Nobody arrived: what each has met. */
export class RaceLost extends AggregateError {
  constructor(errors: readonly unknown[]) {
    super(errors, 'no address could be reached')
    this.name = 'RaceLost'
  }
}

/** Was it the limit that ended it? The system's own word for that comes after minutes, when nobody waits any more. */
export const isTooLate = (error: unknown): boolean =>
  error instanceof RaceLost && error.errors.some((one) => (one as { readonly code?: unknown }).code === TOO_LATE)

/** RFC 8305: the next address sets out after this, or when one before has failed. */
export const STAGGER: Millis = ms(250)

/**
 * Connects to the first address that answers. Unlike net.connect, an attempt is not given up when the next one sets out:
 * on a link with a round trip above the stagger, all of them would be.
 * @throws RaceLost, or the reason of `ended`
 */
export function race<Won>(addresses: readonly Address[], options: Race<Won>, ended: AbortSignal): Promise<Raced<Won>> {
  const { clock, within, dial } = options
  return new Promise((resolve, reject) => {
    const running = new Map<Address, Dialing<Won>>()
    const failed: Behind[] = []
    const waiting = addresses.values()
    let over = false
    let cancelNext: Cancel = () => undefined

    const errors = (): unknown[] => failed.map(({ error }) => error)
    const finish = (settle: () => void): void => {
      if (over) return
      over = true
      cancelNext()
      cancelLimit()
      ended.removeEventListener('abort', onEnded)
      for (const dialing of running.values()) dialing.abandon()
      settle()
    }
    const onArrival = (address: Address, won: Won): void => {
      running.delete(address)
      const place = addresses.indexOf(address)
      const silent = [...running.keys()].filter((other) => addresses.indexOf(other) < place)
      finish(() => resolve({ won, address, behind: [...failed, ...silent.map((other) => ({ address: other }))] }))
    }
    const onFailure = (address: Address, error: unknown): void => {
      running.delete(address)
      failed.push({ address, error })
      if (!over) startNext()
    }
    const startNext = (): void => {
      cancelNext()
      const { value: address, done } = waiting.next()
      if (done === true) {
        if (running.size === 0) finish(() => reject(new RaceLost(errors())))
        return
      }
      cancelNext = clock.after(STAGGER, startNext)
      const dialing = dial(address)
      running.set(address, dialing)
      dialing.done.then(
        (won) => onArrival(address, won),
        (error: unknown) => onFailure(address, error),
      )
    }
    const onEnded = (): void => finish(() => reject(ended.reason as Error))
    const cancelLimit = clock.after(within, () => finish(() => reject(new RaceLost([...errors(), tooLate()]))))
    ended.addEventListener('abort', onEnded, { once: true })
    if (ended.aborted) onEnded()
    else startNext()
  })
}

/** As the system would say it. */
const TOO_LATE = 'ETIMEDOUT'
const tooLate = (): Error => Object.assign(new Error(`connect ${TOO_LATE}`), { code: TOO_LATE, syscall: 'connect' })
