import { isIP } from 'node:net'
import { minutes, type Millis, type UnixMillis } from '../../core/time.ts'
import type { Address } from '../way-out/look-up.ts'
import { isPublicAddress } from './public-address.ts'

/** An address that has answered with a valid certificate for this name. */
export type Good = {
  /** Where that was. */
  readonly network: string
  readonly name: string
  readonly address: string
  /** When a name server last said it: what counts for its bound. */
  readonly heardAt: UnixMillis
}

export type LastGoodOptions = {
  readonly wall: () => UnixMillis
  /** From then on nobody vouches for an address any more. */
  readonly staleFor: Millis
  /** Something that has to last over a restart is different: an address came or went, or is vouched for anew. */
  readonly onChange?: () => void
}

const GOODS_AT_MOST = 256
const ADDRESSES_AT_MOST = 8
/** Clocks are set; what is further ahead was written by a wrong one, and would outlive its bound. */
const AHEAD_AT_MOST = minutes(5)
/** So much of a day may be forgotten when this process is killed. */
const TOLD_EVERY = minutes(10)

/** What may be served when the name servers fail: never longer than `staleFor` after one has last named it. */
export class LastGood {
  readonly #options: LastGoodOptions
  readonly #goods = new Map<string, Good>()
  readonly #disproved = new Set<string>()

  constructor(options: LastGoodOptions) {
    this.#options = options
  }

  get size(): number {
    return this.all().length
  }

  /** @param heardAt when a name server last said it; undefined: it was used since it had been good before, which renews nothing */
  proved({ network, name, address }: Omit<Good, 'heardAt'>, heardAt: UnixMillis | undefined): void {
    const key = keyOf({ network, name, address })
    const before = this.#goods.get(key)
    const at = heardAt ?? before?.heardAt ?? this.#of(name).find((good) => good.address === address)?.heardAt
    if (at === undefined) return
    this.#goods.set(key, { network, name, address, heardAt: at })
    this.#disproved.delete(key)
    if (before === undefined) this.#prune()
    if (before === undefined || at - before.heardAt >= TOLD_EVERY) this.#options.onChange?.()
  }

  /** A name server has named these now: whoever was proved among them is vouched for anew. */
  heard(network: string, name: string, addresses: readonly Address[]): void {
    const now = this.#options.wall()
    for (const { address } of addresses)
      if (this.#goods.has(keyOf({ network, name, address }))) this.proved({ network, name, address }, now)
  }

  /** It has shown somebody else's certificate here; of other networks that says nothing. */
  disproved(wrong: Omit<Good, 'heardAt'>): void {
    const key = keyOf(wrong)
    const wasGood = this.#goods.delete(key)
    if (this.#disproved.size < GOODS_AT_MOST) this.#disproved.add(key)
    if (wasGood) this.#options.onChange?.()
  }

  hasDisproved(good: Omit<Good, 'heardAt'>): boolean {
    return this.#disproved.has(keyOf(good))
  }

  /**
   * The addresses of this network, those last vouched for first. Where there are none, those of others: but only public ones, for
   * a private one is another machine there.
   */
  of(network: string, name: string): readonly Address[] {
    const goods = this.#of(name)
    const here = goods.filter((good) => good.network === network)
    const usable = here.length > 0 ? here : goods.filter(({ address }) => isPublicAddress(address))
    return [...new Set(usable.map(({ address }) => address))].map((address) => ({ address, family: isIP(address) === 4 ? 4 : 6 }))
  }

  /** When the first of them was last vouched for. */
  heardAt(network: string, name: string): UnixMillis | undefined {
    const [first] = this.of(network, name)
    return this.#of(name).find(({ address }) => address === first?.address)?.heardAt
  }

  all(): readonly Good[] {
    return [...this.#goods.values()].filter((good) => this.#isWithin(good))
  }

  /** From a file: what is older than its bound, or of the future, is left there. What is known already is not made older. */
  adopt(goods: readonly Good[]): void {
    for (const good of goods) {
      const before = this.#goods.get(keyOf(good))
      if (this.#isWithin(good) && (before === undefined || before.heardAt < good.heardAt)) this.#goods.set(keyOf(good), good)
    }
    this.#prune()
  }

  #of(name: string): readonly Good[] {
    return this.all()
      .filter((good) => good.name === name)
      .toSorted((one, other) => other.heardAt - one.heardAt)
  }

  #isWithin({ heardAt }: Good): boolean {
    const age = this.#options.wall() - heardAt
    return age < this.#options.staleFor && age + AHEAD_AT_MOST > 0
  }

  /** The oldest go. */
  #prune(): void {
    const counts = new Map<string, number>()
    const kept = this.all()
      .toSorted((one, other) => other.heardAt - one.heardAt)
      .filter(({ network, name }) => {
        const count = (counts.get(`${network} ${name}`) ?? 0) + 1
        counts.set(`${network} ${name}`, count)
        return count <= ADDRESSES_AT_MOST
      })
      .slice(0, GOODS_AT_MOST)
    this.#goods.clear()
    for (const good of kept) this.#goods.set(keyOf(good), good)
  }
}

const keyOf = ({ network, name, address }: Omit<Good, 'heardAt'>): string => `${network} ${name} ${address}`
