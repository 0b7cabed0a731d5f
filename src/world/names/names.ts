import { between, type Millis, type UnixMillis } from '../../core/time.ts'
import { realClock, type Clock } from '../clock.ts'
import { askedOnce, type Address, type LookUp } from '../way-out/look-up.ts'
import type { FileNews } from './last-good-file.ts'

/** Whether whoever connects sees by a certificate that it has reached the right one. */
export type Proof = 'certificate' | 'none'

/** Names to addresses, for who makes connections, and what connections have shown of them. */
export type Names = {
  /** Rejects as node:dns does. What nobody but a certificate could vouch for is given only to who asks for one. */
  readonly lookUp: (name: string, proof: Proof) => Promise<readonly Address[]>
  /** It has shown a valid certificate for this name. */
  readonly proved: (name: string, address: string) => void
  /** It has shown somebody else's. @returns those that had been proved before, to be tried in its place */
  readonly disproved: (name: string, address: string) => readonly Address[]
  /** Nobody was reached at any of its addresses: whoever asks next is not given the same again for that they were kept. */
  readonly unreached: (name: string) => void
  /** The network is another one, or may be. */
  readonly freshen: () => void
  readonly close: () => Promise<void>
  readonly seen: () => NamesSeen
  /** Is told from now on what has become of the name servers. */
  readonly listen: (onNews: (news: NamesNews) => void) => void
  /** Is told from now on how long the system took for each name that it was really asked for, and knew. */
  readonly onTook: (told: NameTook) => void
}

export type NameTook = (name: string, length: Millis) => void

/** Who said it: the system, its name servers asked directly, resolvers that were configured besides, or our own memory. */
export type Source = 'system' | 'own-question' | 'second' | 'last-good'

export type KnownName = {
  readonly name: string
  /** `kept`: good as long as its answer says; `stale`: the name servers fail, and these are the last good addresses. */
  readonly is: 'kept' | 'stale' | 'expired' | 'failed'
  readonly addresses: readonly string[]
  readonly from: Source
  /** Where that is known. */
  readonly server?: string
  /** When it was answered; of the last good ones, when a name server last named them. */
  readonly answeredAt: UnixMillis
  readonly until: UnixMillis
}

export type NamesSeen = {
  readonly cache: 'on' | 'off'
  /** How the system did when it was last asked. */
  readonly system: 'unasked' | 'answers' | 'fails'
  /** While it fails: since when, and with what. */
  readonly failing?: { readonly since: UnixMillis; readonly code: string }
  readonly names: readonly KnownName[]
  /** Addresses that may be used if the system fails. */
  readonly lastGood: number
  /** Look-ups for connections: all, those that waited for nobody, and those for which the system was too late or failed. */
  readonly counts: { readonly asked: number; readonly kept: number; readonly substituted: number }
}

export type NamesNews =
  /** Nobody knows an address of it: who wants to connect is told so. */
  | { readonly kind: 'failed'; readonly name: string; readonly code: string }
  /** Connections go on all the same, with the addresses that `from` has. */
  | { readonly kind: 'failing'; readonly name: string; readonly code: string; readonly from: Exclude<Source, 'system'> }
  /** The system names somebody whose certificate is not for this name; the last good addresses are used. */
  | { readonly kind: 'lying'; readonly name: string; readonly address: string }
  | { readonly kind: 'back'; readonly name: string; readonly after: Millis }
  /** Of the file with the last good addresses. */
  | FileNews

const NOTHING: NamesSeen = {
  cache: 'off',
  system: 'unasked',
  names: [],
  lastGood: 0,
  counts: { asked: 0, kept: 0, substituted: 0 },
}

/** Nothing is kept: each look-up is the system's. */
export function plainNames(lookUp: LookUp, clock: Clock = realClock): Names {
  let told: NameTook = () => undefined
  const shared = askedOnce(async (name) => {
    const began = clock.now()
    const found = await lookUp(name)
    if (found.length > 0) told(name, between(began, clock.now()))
    return found
  })
  return {
    lookUp: (name) => shared.lookUp(name),
    proved: () => undefined,
    disproved: () => [],
    unreached: () => undefined,
    freshen: () => shared.forget(),
    close: () => Promise.resolve(),
    seen: () => NOTHING,
    listen: () => undefined,
    onTook: (listener) => (told = listener),
  }
}
