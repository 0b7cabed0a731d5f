import { later, minutes, ms, type Instant, type Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Address } from './look-up.ts'
import { STAGGER, type Behind, type Raced } from './race.ts'

type Aside = { readonly until: Instant; readonly times: number }

/** What is known of one network. */
type Known = {
  /** By name looked up. */
  readonly winners: Map<string, { readonly address: Address; readonly until: Instant }>
  /** By address, and by family for all of its addresses. */
  readonly aside: Map<string | Address['family'], Aside>
}

/** What racing was good for, counted since the start. */
export type RacingSeen = {
  /** Connections for which there was more than one address. */
  readonly raced: number
  /** Of those: the first to set out failed or kept silent, and another arrived. */
  readonly rescued: number
  /** Of those: the system's first address was known to fail, and another set out in its place. */
  readonly spared: number
  /** What these have saved at the least: a race's stagger each. */
  readonly savedMillis: Millis
}

/** As long as RFC 6555 advises: then the usual order has its chance again. */
const WINNER_KEPT = minutes(10)
const ASIDE_FIRST = minutes(1)
const ASIDE_AT_MOST = minutes(10)
/** Home, office, phone, train. */
const NETWORKS_KEPT = 8
const ENTRIES_KEPT = 200

/**
 * Remembers, for each network, which address and family of a name answered first, and which did not answer. Who did not
 * goes last for a while: never away, since it may be the only one left.
 */
export class Experience {
  readonly #clock: Clock
  readonly #network: () => string
  readonly #networks = new Map<string, Known>()
  #raced = 0
  #rescued = 0
  #spared = 0

  /** @param network names the network that the machine is in now */
  constructor(clock: Clock, network: () => string) {
    this.#clock = clock
    this.#network = network
  }

  get seen(): RacingSeen {
    const [raced, rescued, spared] = [this.#raced, this.#rescued, this.#spared]
    return { raced, rescued, spared, savedMillis: ms(spared * STAGGER) }
  }

  /** In which order they should set out. */
  order(name: string, addresses: readonly Address[]): readonly Address[] {
    if (addresses.length < 2) return addresses
    const known = this.#here()
    const now = this.#clock.now()
    const kept = known.winners.get(name)
    const winner = kept !== undefined && kept.until > now ? kept.address : undefined
    const isAside = (key: string | Address['family']): boolean => (known.aside.get(key)?.until ?? now) > now
    const rank = ({ address, family }: Address): number => {
      if (isAside(address)) return 3
      if (isAside(family)) return 2
      return address === winner?.address ? 0 : 1
    }
    const ordered = alternating(addresses, winner?.family ?? addresses[0]?.family ?? 4)
    const inOrder = ordered.toSorted((one, other) => rank(one) - rank(other))
    const [first] = addresses
    if (first !== undefined && rank(first) >= 2 && inOrder[0] !== first) this.#spared += 1
    return inOrder
  }

  /** It was reached, and could not be used all the same: it goes last for a while. */
  avoid(address: string): void {
    this.#putAside(address)
  }

  /** A race that nobody won says nothing of any one address, and is not told. */
  learn(name: string, { address, behind }: Omit<Raced<unknown>, 'won'>): void {
    const { winners, aside } = this.#here()
    const now = this.#clock.now()
    this.#raced += 1
    if (behind.length > 0) this.#rescued += 1
    aside.delete(address.address)
    aside.delete(address.family)
    const lost = new Set<string | Address['family']>(behind.map((one) => one.address.address))
    for (const one of behind) if (one.address.family !== address.family && !hasAnswered(one)) lost.add(one.address.family)
    for (const key of lost) this.#putAside(key)
    const before = winners.get(name)
    const same = before !== undefined && before.until > now && before.address.address === address.address
    if (!same) put(winners, name, { address, until: later(now, WINNER_KEPT) }, ENTRIES_KEPT)
  }

  #putAside(key: string | Address['family']): void {
    const { aside } = this.#here()
    const times = (aside.get(key)?.times ?? 0) + 1
    const length = Math.min(ASIDE_AT_MOST, ASIDE_FIRST * 2 ** (times - 1))
    put(aside, key, { until: later(this.#clock.now(), ms(length)), times }, ENTRIES_KEPT)
  }

  #here(): Known {
    const network = this.#network()
    const known = this.#networks.get(network) ?? { winners: new Map(), aside: new Map() }
    put(this.#networks, network, known, NETWORKS_KEPT)
    return known
  }
}

/** A refusal comes from the other end: the family works. */
const hasAnswered = ({ error }: Behind): boolean => {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return code === 'ECONNREFUSED' || code === 'ECONNRESET'
}

/** One of each family in turn, so that a dead family costs one stagger and not one for each of its addresses. */
function alternating(addresses: readonly Address[], first: Address['family']): readonly Address[] {
  const firsts = addresses.filter(({ family }) => family === first)
  const others = addresses.filter(({ family }) => family !== first)
  return Array.from({ length: Math.max(firsts.length, others.length) }, (_, at) => [firsts[at], others[at]])
    .flat()
    .filter((address) => address !== undefined)
}

/** Newest last; the oldest goes when there are too many. */
function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= most) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
