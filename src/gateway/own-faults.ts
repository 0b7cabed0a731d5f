import { seconds } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import type { Unstamped } from './log-line.ts'

/** What can go wrong with the machine under a gateway, or with the gateway, while exchanges go on. */
export type OwnFault =
  | 'files.disk-full'
  | 'files.read-only'
  | 'files.unusable'
  /** Clients take all connections that the system allows. */
  | 'connections.used-up'
  /** Requests that are being sent fill the memory set aside for them. */
  | 'memory.used-up'

/** A fault without an end of its own is over when it has not been seen for this long. */
const QUIET = seconds(30)

/** Says each fault once when it begins and once when it is over, however often it is met meanwhile. */
export class OwnFaults {
  readonly #clock: Clock
  readonly #log: (line: Unstamped) => void
  readonly #now = new Map<OwnFault, Cancel>()

  constructor(clock: Clock, log: (line: Unstamped) => void) {
    this.#clock = clock
    this.#log = log
  }

  /** Met now; over by itself when it is not met for a while. */
  met(fault: OwnFault): void {
    this.#begin(
      fault,
      this.#clock.after(QUIET, () => this.over(fault)),
    )
  }

  /** Lasts until over() is called. @param error what writing a file threw */
  filesFailed(error: unknown): void {
    const fault = BY_ERRNO[(error as NodeJS.ErrnoException).code ?? ''] ?? 'files.unusable'
    for (const other of FILES) if (other !== fault) this.over(other)
    this.#begin(fault, () => undefined)
  }

  filesWork(): void {
    for (const fault of FILES) this.over(fault)
  }

  over(fault: OwnFault): void {
    const cancel = this.#now.get(fault)
    if (cancel === undefined) return
    cancel()
    this.#now.delete(fault)
    this.#log({ event: 'trouble-over', code: fault, lost: 0 })
  }

  close(): void {
    for (const cancel of this.#now.values()) cancel()
    this.#now.clear()
  }

  #begin(fault: OwnFault, cancel: Cancel): void {
    const before = this.#now.get(fault)
    before?.()
    this.#now.set(fault, cancel)
    if (before === undefined) this.#log({ event: 'trouble', code: fault })
  }
}

const FILES = ['files.disk-full', 'files.read-only', 'files.unusable'] as const

const BY_ERRNO: Readonly<Record<string, OwnFault>> = {
  ENOSPC: 'files.disk-full',
  EDQUOT: 'files.disk-full',
  EROFS: 'files.read-only',
  EACCES: 'files.read-only',
  EPERM: 'files.read-only',
}
