import { defaultPolicy, type Policy } from '../../src/core/policy.ts'
import { hours, ms } from '../../src/core/time.ts'
import { noAddress } from '../../src/world/names/asking.ts'
import { KeptNames } from '../../src/world/names/kept-names.ts'
import { LastGood } from '../../src/world/names/last-good.ts'
import type { NamesNews } from '../../src/world/names/names.ts'
import type { Said } from '../../src/world/names/own-question.ts'
import type { Address } from '../../src/world/way-out/look-up.ts'
import { VirtualClock } from './virtual-clock.ts'

export const addressed = (...addresses: readonly string[]): readonly Address[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

/** Addresses, or a code of node:dns, after so many milliseconds; undefined is silence. */
export type Reply = { readonly after?: number; readonly says: readonly string[] | string } | undefined
/** The same with how long it may be kept, in seconds. */
export type DirectReply = (Exclude<Reply, undefined> & { readonly ttl?: number }) | undefined

/** Names with a memory, whose system and name servers say what the test says. */
export class ScriptedNames {
  readonly clock: VirtualClock = new VirtualClock()
  system: (name: string) => Reply = () => undefined
  own: (name: string) => DirectReply = () => ({ says: 'ECONNREFUSED' })
  second: ((name: string) => DirectReply) | undefined
  hosts: (name: string) => readonly Address[] = () => []
  network = 'home'
  renewed = 0
  /** Names, each time that one was asked of the system, of its servers, of others. */
  readonly asked: { readonly system: string[]; readonly own: string[]; readonly second: string[] } = {
    system: [],
    own: [],
    second: [],
  }
  readonly news: NamesNews[] = []
  /** Of every question, to whomever. */
  readonly signals: AbortSignal[] = []
  readonly lastGood: LastGood
  readonly names: KeptNames

  constructor({
    policy = {},
    second,
  }: { readonly policy?: Partial<Policy>; readonly second?: (name: string) => DirectReply } = {}) {
    this.second = second
    this.lastGood = new LastGood({ wall: this.clock.wall, staleFor: hours(24) })
    this.names = new KeptNames({
      clock: this.clock,
      policy: { ...defaultPolicy, ...policy },
      voices: {
        system: (signal) => (name) => {
          this.asked.system.push(name)
          return this.#reply(this.system(name), signal, addressed)
        },
        own: (name, signal) => this.#direct('own', name, signal),
        second: second === undefined ? undefined : (name, signal) => this.#direct('second', name, signal),
      },
      hosts: (name) => this.hosts(name),
      lastGood: this.lastGood,
      network: () => this.network,
      renew: () => (this.renewed += 1),
      onClose: () => Promise.resolve(),
    })
    this.names.listen((news) => this.news.push(news))
  }

  #direct(who: 'own' | 'second', name: string, signal: AbortSignal): Promise<Said> {
    this.asked[who].push(name)
    const reply = this[who]?.(name)
    const said = (...addresses: readonly string[]): Said => ({
      addresses: addressed(...addresses),
      ttl: ms((reply?.ttl ?? 60) * 1000),
      server: who === 'own' ? '192.0.2.53' : '9.9.9.9',
    })
    return this.#reply(reply, signal, said)
  }

  #reply<Found>(reply: Reply, signal: AbortSignal, found: (...addresses: readonly string[]) => Found): Promise<Found> {
    this.signals.push(signal)
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      if (reply === undefined) return
      this.clock.after(ms(reply.after ?? 1), () =>
        typeof reply.says === 'string' ? reject(noAddress(reply.says)) : resolve(found(...reply.says)),
      )
    })
  }
}

/** What has come of it by now: addresses, a code, or `nothing yet`. */
export type Seen = { now: string }

export function watched(asked: Promise<readonly Address[]>): Seen {
  const seen: Seen = { now: 'nothing yet' }
  asked.then(
    (found) => (seen.now = found.map(({ address }) => address).join(' ')),
    (error: NodeJS.ErrnoException) => (seen.now = error.code ?? String(error)),
  )
  return seen
}
