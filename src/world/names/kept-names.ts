import { between, later, minutes, ms, seconds, unixMillis, type Millis } from '../../core/time.ts'
import type { Address } from '../way-out/look-up.ts'
import { Asking, noAddress, type Heard } from './asking.ts'
import { isAmong, isLiar, longestUnused, newEntry, shown, type Answer, type Entry } from './entry.ts'
import type { Names, NamesNews, NamesSeen, NameTook, Proof } from './names.ts'
import { isDenial, type Said } from './own-question.ts'
import { isPublicAddress } from './public-address.ts'
import { ServersSeen } from './servers-seen.ts'
import type { KeptNamesOptions } from './voices.ts'

type Kept = Pick<Answer, 'addresses' | 'from' | 'server' | 'answeredAt'> & { readonly lasting: Millis }

const NAMES_AT_MOST = 64
/** Asked for again ahead of its end, as unbound and systemd do it: at this part of its time. */
const REFRESH_AT = 0.75
/** What lives shorter is asked for when it is needed: it would be asked for all the time. */
const REFRESHED_FROM = seconds(20)
/** Connections are kept and used again for long: a name is in use for a while after its last look-up. */
const IN_USE = minutes(30)
/** Several connections at once are one question, however short its answer may be kept. */
const KEPT_LEAST = seconds(5)
const LIAR_FOR = minutes(10)

/**
 * Answers from memory where it can: for as long as their servers say, asked for again ahead of their end, and, where the system's
 * name servers fail, from the addresses that were good before. See docs/tune.md.
 */
export class KeptNames implements Names {
  readonly #options: KeptNamesOptions
  readonly #entries = new Map<string, Entry>()
  readonly #counts = { asked: 0, kept: 0, substituted: 0 }
  readonly #servers: ServersSeen
  readonly #closed = new AbortController()

  constructor(options: KeptNamesOptions) {
    this.#options = options
    this.#servers = new ServersSeen(options.clock)
  }

  readonly lookUp = (name: string, proof: Proof): Promise<readonly Address[]> => {
    const own = this.#options.hosts(name)
    if (own.length > 0) return Promise.resolve(own)
    const now = this.#options.clock.now()
    const entry = this.#entryOf(name.toLowerCase())
    entry.usedAt = now
    this.#counts.asked += 1
    const { answer, failed } = entry
    if (answer !== undefined && answer.until > now && (proof === 'certificate' || answer.from === 'system')) {
      this.#counts.kept += 1
      return Promise.resolve(answer.addresses)
    }
    if (failed !== undefined && failed.until > now) return Promise.reject(noAddress(failed.code))
    return this.#ahead(entry, proof)
  }

  proved(name: string, address: string): void {
    const entry = this.#entries.get(name.toLowerCase())
    if (entry === undefined) return
    const { answer } = entry
    const { lastGood, network } = this.#options
    const isVouchedFor = answer !== undefined && answer.from !== 'last-good' && isAmong(answer.addresses, address)
    lastGood.proved({ network: network(), name: entry.name, address }, isVouchedFor ? answer.answeredAt : undefined)
    entry.liars.delete(address)
    if (answer === undefined || answer.from === 'system') return
    const [liar] = entry.liars.keys()
    if (liar !== undefined) this.#servers.say({ kind: 'lying', name: entry.name, address: liar })
    else if (typeof entry.system === 'object')
      this.#servers.say({ kind: 'failing', name: entry.name, code: entry.system.failing, from: answer.from })
  }

  disproved(name: string, address: string): readonly Address[] {
    const entry = this.#entries.get(name.toLowerCase())
    if (entry === undefined) return []
    const { lastGood, clock, network } = this.#options
    lastGood.disproved({ network: network(), name: entry.name, address })
    entry.liars.set(address, later(clock.now(), LIAR_FOR))
    const instead = this.#lastGood(entry)
    if (instead.length === 0) entry.answer = undefined
    else this.#keepLastGood(entry, instead)
    return instead
  }

  unreached(name: string): void {
    const entry = this.#entries.get(name.toLowerCase())
    if (entry?.answer === undefined || entry.answer.from === 'last-good') return
    const age = between(entry.answer.at, this.#options.clock.now())
    // a burst of connections that fail together is no reason to ask for each
    if (age >= KEPT_LEAST) entry.answer = undefined
  }

  freshen(): void {
    for (const [name, entry] of this.#entries) {
      entry.cancelRefresh()
      const { asking } = entry
      // what it still hears is of a network that is gone
      entry.asking = undefined
      asking?.abandon('EAI_AGAIN')
      this.#entries.set(name, { ...newEntry(name, entry.usedAt), reach: entry.reach })
    }
    this.#servers.forget()
    this.#options.renew()
  }

  close(): Promise<void> {
    this.#closed.abort(noAddress('EAI_FAIL'))
    this.freshen()
    return this.#options.onClose()
  }

  readonly tell = (news: NamesNews): void => this.#servers.tell(news)
  readonly listen = (onNews: (news: NamesNews) => void): void => this.#servers.listen(onNews)
  readonly onTook = (told: NameTook): void => this.#servers.onTook(told)

  seen(): NamesSeen {
    return {
      cache: 'on',
      ...this.#servers.seen,
      names: [...this.#entries.values()].flatMap((entry) => shown(entry, this.#options.clock.now())),
      lastGood: this.#options.lastGood.size,
      counts: { ...this.#counts },
    }
  }

  #entryOf(name: string): Entry {
    const known = this.#entries.get(name)
    if (known !== undefined) return known
    const fresh = newEntry(name, this.#options.clock.now())
    this.#entries.set(name, fresh)
    if (this.#entries.size <= NAMES_AT_MOST) return fresh
    const oldest = longestUnused([...this.#entries.values()].filter((entry) => entry !== fresh))
    oldest?.cancelRefresh()
    this.#entries.delete(oldest?.name ?? '')
    return fresh
  }

  /** Asked for, or under way; who is known to fail is not waited for again by each. */
  #ahead(entry: Entry, proof: Proof): Promise<readonly Address[]> {
    const asking = (entry.asking ??= this.#ask(entry))
    const isFailing = typeof entry.system === 'object' || asking.heard?.is === 'late' || asking.heard?.is === 'failed'
    const instead = isFailing ? this.#substitute(entry, asking, proof) : undefined
    if (instead !== undefined) {
      this.#counts.substituted += 1
      return Promise.resolve(instead)
    }
    const waiting = asking.wait(proof)
    if (isFailing) this.#askSecond(entry, asking)
    return waiting
  }

  #ask(entry: Entry): Asking {
    const { clock, voices, policy } = this.#options
    return new Asking(entry.name, {
      clock,
      voices,
      within: policy.namesWithin,
      ended: this.#closed.signal,
      onHeard: (asking) => this.#onHeard(entry, asking),
    })
  }

  #onHeard(entry: Entry, asking: Asking): void {
    const heard = this.#believed(entry, asking)
    const isCurrent = entry.asking === asking
    if (heard.is === 'found') {
      if (isCurrent) this.#onFound(entry, asking, heard.addresses)
      else this.#measure(entry, asking)
      asking.give(() => heard.addresses)
      return
    }
    if (heard.is === 'denied') {
      if (isCurrent) this.#onDenied(entry)
      asking.refuse('ENOTFOUND')
      return
    }
    if (isCurrent) this.#onFailing(entry, asking, heard)
  }

  #onFailing(entry: Entry, asking: Asking, { code, is, over }: Extract<Heard, { is: 'late' | 'failed' }>): void {
    entry.system = { failing: code }
    this.#servers.failed(code)
    const before = asking.waiting.size
    asking.give((proof) => this.#substitute(entry, asking, proof))
    this.#counts.substituted += before - asking.waiting.size
    this.#askSecond(entry, asking)
    if (is === 'late' || !over || asking.isAskingSecond) return
    entry.asking = undefined
    if (asking.waiting.size > 0) this.#fail(entry, code)
    asking.refuse(code)
    // a name that has never been found is asked for when it is needed
    if (entry.answer !== undefined) this.#refreshLater(entry, this.#options.policy.namesAskedAgain)
  }

  /** An answer that names nobody but those who have shown somebody else's certificate is none, where there are better ones. */
  #believed(entry: Entry, asking: Asking): Heard {
    const heard = asking.heard ?? { is: 'failed', code: 'EAI_FAIL', over: true }
    if (heard.is !== 'found') return heard
    const honest = heard.addresses.filter((one) => !isLiar(entry, one, this.#options.clock.now()))
    if (honest.length > 0) return { is: 'found', addresses: honest }
    return this.#lastGood(entry).length > 0 ? { is: 'failed', code: 'WRONG_SERVER', over: true } : heard
  }

  #onFound(entry: Entry, asking: Asking, addresses: readonly Address[]): void {
    const { lastGood, network, clock } = this.#options
    entry.asking = undefined
    entry.system = 'answered'
    entry.failed = undefined
    if (addresses.some(({ address }) => !isPublicAddress(address))) entry.reach = 'inside'
    this.#keep(entry, { addresses, from: 'system', server: undefined, lasting: this.#options.policy.namesKeptUsually })
    this.#measure(entry, asking)
    lastGood.heard(network(), entry.name, addresses)
    this.#servers.answered(entry.name, between(asking.began, clock.now()))
  }

  /** How long it may be kept, as soon as a server has said so of the same addresses: where it names others, a rule of the system's was at work. */
  #measure(entry: Entry, asking: Asking): void {
    const { answer } = entry
    const said = asking.own
    if (said === undefined || answer?.from !== 'system' || answer.server !== undefined || answer.at < asking.began) return
    if (!said.addresses.some(({ address }) => isAmong(answer.addresses, address))) return
    this.#keep(entry, { addresses: answer.addresses, from: 'system', server: said.server, lasting: said.ttl })
  }

  #onDenied(entry: Entry): void {
    entry.asking = undefined
    entry.answer = undefined
    entry.system = 'answered'
    this.#fail(entry, 'ENOTFOUND')
    this.#servers.answered(entry.name)
  }

  #fail(entry: Entry, code: string): void {
    const { clock, policy } = this.#options
    if (!isDenial(code)) this.#servers.say({ kind: 'failed', name: entry.name, code })
    entry.failed = { code, until: later(clock.now(), policy.namesFailedFor), at: clock.wall() }
  }

  /** Only for who sees by a certificate whom it has reached. */
  #substitute(entry: Entry, asking: Asking, proof: Proof): readonly Address[] | undefined {
    if (proof !== 'certificate') return undefined
    const said = this.#direct(entry, asking.own, 'own-question')
    if (said !== undefined) return said
    const good = this.#lastGood(entry)
    if (good.length > 0) return this.#keepLastGood(entry, good)
    return this.#direct(entry, asking.second, 'second')
  }

  #direct(entry: Entry, said: Said | undefined, from: 'own-question' | 'second'): readonly Address[] | undefined {
    const honest = said?.addresses.filter((one) => !isLiar(entry, one, this.#options.clock.now())) ?? []
    if (said === undefined || honest.length === 0) return undefined
    this.#keep(entry, { addresses: honest, from, server: said.server, lasting: said.ttl })
    return honest
  }

  /** Never for a name that is another one inside some network, and never for who would not see whom it has reached. */
  #askSecond({ reach }: Entry, asking: Asking): void {
    if (reach === 'anywhere' && [...asking.waiting].some(({ proof }) => proof === 'certificate')) asking.askSecond()
  }

  #lastGood(entry: Entry): readonly Address[] {
    const { lastGood, network } = this.#options
    return lastGood.of(network(), entry.name).filter((one) => !isLiar(entry, one, this.#options.clock.now()))
  }

  #keepLastGood(entry: Entry, addresses: readonly Address[]): readonly Address[] {
    const { clock, policy, lastGood, network } = this.#options
    const lasting = policy.namesAskedAgain
    const answeredAt = lastGood.heardAt(network(), entry.name) ?? clock.wall()
    this.#put(entry, { addresses, from: 'last-good', server: undefined, answeredAt, lasting })
    this.#refreshLater(entry, lasting)
    return addresses
  }

  #keep(entry: Entry, kept: Omit<Kept, 'answeredAt'>): void {
    const { clock, policy } = this.#options
    const lasting = ms(Math.min(policy.namesKeptAtMost, Math.max(KEPT_LEAST, kept.lasting)))
    this.#put(entry, { ...kept, answeredAt: clock.wall(), lasting })
    entry.cancelRefresh()
    if (lasting >= REFRESHED_FROM) this.#refreshLater(entry, ms(lasting * REFRESH_AT))
  }

  #put(entry: Entry, { lasting, ...kept }: Kept): void {
    const { clock } = this.#options
    const at = clock.now()
    entry.answer = { ...kept, at, until: later(at, lasting), untilWall: unixMillis(Math.round(clock.wall() + lasting)) }
  }

  #refreshLater(entry: Entry, delay: Millis): void {
    entry.cancelRefresh()
    if (this.#closed.signal.aborted) return
    const { clock } = this.#options
    entry.cancelRefresh = clock.after(delay, () => {
      if (between(entry.usedAt, clock.now()) < IN_USE) entry.asking ??= this.#ask(entry)
    })
  }
}
