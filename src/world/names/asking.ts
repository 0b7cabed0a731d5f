import { seconds, type Instant, type Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Address } from '../way-out/look-up.ts'
import type { Proof } from './names.ts'
import { codeIn, isDenial, NOBODY, type Said } from './own-question.ts'
import type { Voices } from './voices.ts'

/** A system with three dead servers needs 30 s to say so; by then nobody waits any more. */
const SYSTEM_WITHIN = seconds(12)

/** What an asking has come to so far. */
export type Heard =
  /** The system's own word. */
  | { readonly is: 'found'; readonly addresses: readonly Address[] }
  | { readonly is: 'denied' }
  /** `over`: nobody will say anything any more. */
  | { readonly is: 'late' | 'failed'; readonly code: string; readonly over: boolean }

export type AskingOptions = {
  readonly clock: Clock
  readonly voices: Voices
  /** How long the system is waited for alone. */
  readonly within: Millis
  /** All that is asked ends with it: a name server that is still silent would keep this process. */
  readonly ended: AbortSignal
  /** Called whenever there is something new, once the system has spoken or is late. */
  readonly onHeard: (asking: Asking) => void
}

type Waiter = {
  readonly proof: Proof
  readonly resolve: (found: readonly Address[]) => void
  readonly reject: (error: Error) => void
}

type Direct = Said | { readonly code: string } | 'not-asked' | 'waiting'

/** One look-up of one name, for all who want it meanwhile. Goes on when nobody waits any longer: its answer is for the next. */
export class Asking {
  readonly name: string
  readonly began: Instant
  heard: Heard | undefined
  readonly waiting: Set<Waiter> = new Set()
  readonly #options: AskingOptions
  readonly #ending = new AbortController()
  readonly #signal: AbortSignal
  #system: 'waiting' | readonly Address[] | { readonly code: string } = 'waiting'
  #own: Direct = 'waiting'
  #second: Direct = 'not-asked'
  #late = false

  constructor(name: string, options: AskingOptions) {
    this.name = name
    this.#options = options
    const { clock, voices, within, ended } = options
    this.began = clock.now()
    this.#signal = AbortSignal.any([this.#ending.signal, ended])
    const signal = this.#signal
    const cancelLate = clock.after(within, () => this.#tell(() => (this.#late = true)))
    const cancelEnd = clock.after(SYSTEM_WITHIN, () => this.#ending.abort(Object.assign(new Error('late'), { code: 'ETIMEOUT' })))
    void voices
      .system(signal)(name)
      .then(
        (found) => this.#tell(() => (this.#system = found)),
        (error: unknown) => this.#tell(() => (this.#system = { code: codeIn(error) })),
      )
      .finally(() => {
        cancelLate()
        cancelEnd()
      })
    void voices.own(name, signal).then(
      (said) => this.#tell(() => (this.#own = said)),
      (error: unknown) => this.#tell(() => (this.#own = { code: codeIn(error) })),
    )
  }

  wait(proof: Proof): Promise<readonly Address[]> {
    return new Promise((resolve, reject) => this.waiting.add({ proof, resolve, reject }))
  }

  /** What the system's servers have said directly. */
  get own(): Said | undefined {
    return typeof this.#own === 'object' && 'ttl' in this.#own ? this.#own : undefined
  }

  get second(): Said | undefined {
    return typeof this.#second === 'object' && 'ttl' in this.#second ? this.#second : undefined
  }

  get isAskingSecond(): boolean {
    return this.#second === 'waiting'
  }

  /** The system has failed, or is late: whoever was configured besides is asked, once. */
  askSecond(): void {
    const { second } = this.#options.voices
    if (second === undefined || this.#second !== 'not-asked') return
    this.#second = 'waiting'
    void second(this.name, this.#signal).then(
      (said) => this.#tell(() => (this.#second = said)),
      (error: unknown) => this.#tell(() => (this.#second = { code: codeIn(error) })),
    )
  }

  /** Whoever waits is given what `choose` has for a certificate, or for none. */
  give(choose: (proof: Proof) => readonly Address[] | undefined): void {
    for (const waiter of this.waiting) {
      const found = choose(waiter.proof)
      if (found === undefined) continue
      this.waiting.delete(waiter)
      waiter.resolve(found)
    }
  }

  /** Nobody is asked any longer, and who waits is told so. */
  abandon(code: string): void {
    this.refuse(code)
    this.#ending.abort(noAddress(code))
  }

  refuse(code: string): void {
    const left = [...this.waiting]
    this.waiting.clear()
    for (const { reject } of left) reject(noAddress(code))
  }

  #tell(change: () => void): void {
    change()
    this.heard = this.#heardNow()
    if (this.heard !== undefined) this.#options.onHeard(this)
  }

  #heardNow(): Heard | undefined {
    const system = this.#system
    if (system === 'waiting') return this.#late ? { is: 'late', code: 'ETIMEOUT', over: false } : undefined
    if (!('code' in system)) return system.length > 0 ? { is: 'found', addresses: system } : { is: 'denied' }
    const over = this.#own !== 'waiting' && this.#second !== 'waiting'
    if (!isDenial(system.code)) return { is: 'failed', code: system.code, over }
    return this.#isTrueDenial()
  }

  /**
   * Some systems (macOS) say of a name that it is unknown when their name servers are silent. So those are believed: a no of theirs,
   * or that none of them was to be asked.
   */
  #isTrueDenial(): Heard | undefined {
    const own = this.#own
    if (typeof own === 'object' && 'code' in own && own.code !== NOBODY && !isDenial(own.code))
      return { is: 'failed', code: own.code, over: this.#second !== 'waiting' }
    if (own === 'waiting') return this.#late ? { is: 'late', code: 'ETIMEOUT', over: false } : undefined
    return { is: 'denied' }
  }
}

export const noAddress = (code: string): Error => Object.assign(new Error('no address'), { code, syscall: 'getaddrinfo' })
