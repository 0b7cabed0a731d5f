import { between, ms, seconds, type Instant, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { isPublicAddress } from '../world/names/public-address.ts'
import { SAMPLES_AT_LEAST, type ResolverSeen } from './dns.ts'

/** A name that is needed, and where it leads. */
export type NeededName = { readonly host: string; readonly port: number; readonly security: 'tls' | 'none' }

export type Connection = { readonly took: Millis; readonly certificate: 'fits' | 'other' | 'unknown' }

/** What measuring needs of the network. */
export type DnsNetwork = {
  /** Past the hosts file and every cache of ours. @throws with the code of node:dns */
  readonly ask: (server: string, name: string, signal: AbortSignal) => Promise<readonly string[]>
  /** Connects, and looks at the certificate. Rejects when it cannot be reached. */
  readonly connect: (address: string, name: NeededName, signal: AbortSignal) => Promise<Connection>
}

export type Progress = { readonly done: number; readonly all: number; /** At the most. */ readonly left: Millis }

export type DnsMeasuring = {
  readonly resolvers: readonly Pick<ResolverSeen, 'server' | 'whose'>[]
  readonly names: readonly NeededName[]
  /** Names that cannot exist. */
  readonly madeUp: readonly string[]
  readonly network: DnsNetwork
  readonly clock: Clock
  readonly onProgress: (progress: Progress) => void
}

/** Questions and connections each have this long in all: a person looks on. */
const ASKED_WITHIN = seconds(40)
const CONNECTED_WITHIN = seconds(20)
/** Whoever was silent so often from the start is silent. */
const SILENT_AFTER = 5
/** The quickest of so many: what comes on top is chance. */
const CONNECTIONS = 3

/** What is being noted of one resolver. */
type Noted = Pick<ResolverSeen, 'server' | 'whose'> & {
  readonly answers: Millis[]
  lost: number
  /** Addresses, by name. */
  readonly named: Map<NeededName, Set<string>>
}

/** All resolvers in turns, so that a bad moment meets them all. Rejects with the reason of `signal` alone. */
export async function measureDns(measuring: DnsMeasuring, signal: AbortSignal): Promise<readonly ResolverSeen[]> {
  const noted = measuring.resolvers.map(({ server, whose }): Noted => ({ server, whose, answers: [], lost: 0, named: new Map() }))
  await askInTurns(noted, measuring, signal)
  const invents = await Promise.all(noted.map((one) => inventedBy(one, measuring, signal)))
  const reached = await connectTo(noted, measuring, signal)
  const all = roundsFor(measuring)
  measuring.onProgress({ done: all, all, left: ms(0) })
  return noted.map((one, at) => {
    const pairs = [...one.named].flatMap(([name, addresses]) => [...addresses].map((address) => keyOf(address, name)))
    const connections = pairs.map((pair) => reached.get(pair))
    const certificates = connections.map((connection) => connection?.certificate)
    return {
      server: one.server,
      whose: one.whose,
      answers: one.answers,
      lost: one.lost,
      invents: invents[at] ?? 'unknown',
      certificates: certificates.includes('other') ? 'others' : certificates.includes('fits') ? 'fit' : 'unknown',
      connects: connections.map((connection) => connection?.took),
      inward: [...one.named.values()].some((addresses) => [...addresses].some((address) => !isPublicAddress(address)))
        ? 'yes'
        : 'no',
    }
  })
}

async function askInTurns(noted: readonly Noted[], measuring: DnsMeasuring, signal: AbortSignal): Promise<void> {
  const { names, clock, onProgress } = measuring
  const all = roundsFor(measuring)
  const began = clock.now()
  for (let round = 0; round < all && isInTime(clock, began, ASKED_WITHIN); round++) {
    onProgress({ done: round, all, left: ms(Math.max(0, ASKED_WITHIN - between(began, clock.now())) + CONNECTED_WITHIN) })
    const name = names[round % names.length]
    // nobody is always asked right after the same one
    const first = round % Math.max(1, noted.length)
    for (const one of [...noted.slice(first), ...noted.slice(0, first)])
      if (name !== undefined && !isSilent(one)) await askOnce(one, name, measuring, signal)
  }
}

/** Every name equally often. */
const roundsFor = ({ names }: Pick<DnsMeasuring, 'names'>): number => Math.ceil(SAMPLES_AT_LEAST / names.length) * names.length

const isInTime = (clock: Clock, began: Instant, within: Millis): boolean => between(began, clock.now()) < within
const isSilent = ({ answers, lost }: Noted): boolean => answers.length === 0 && lost >= SILENT_AFTER

async function askOnce(one: Noted, name: NeededName, { network, clock }: DnsMeasuring, signal: AbortSignal): Promise<void> {
  const began = clock.now()
  try {
    const addresses = await network.ask(one.server, name.host, signal)
    one.answers.push(between(began, clock.now()))
    one.named.set(name, new Set([...(one.named.get(name) ?? []), ...addresses]))
  } catch (error) {
    signal.throwIfAborted()
    // a no is an answer; that it leads nowhere is found later
    if (isNo(error)) one.answers.push(between(began, clock.now()))
    else one.lost += 1
  }
}

const isNo = (error: unknown): boolean => ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')

async function inventedBy(one: Noted, { network, madeUp }: DnsMeasuring, signal: AbortSignal): Promise<ResolverSeen['invents']> {
  if (isSilent(one)) return 'unknown'
  const said = await Promise.all(
    madeUp.map((name) =>
      network.ask(one.server, name, signal).then(
        (addresses): ResolverSeen['invents'] => (addresses.length > 0 ? 'yes' : 'no'),
        (error: unknown): ResolverSeen['invents'] => (isNo(error) ? 'no' : 'unknown'),
      ),
    ),
  )
  signal.throwIfAborted()
  return said.includes('yes') ? 'yes' : said.includes('no') ? 'no' : 'unknown'
}

const keyOf = (address: string, { host, port }: NeededName): string => `${address} ${host}:${port}`

/** Each address once for all who named it. */
async function connectTo(
  noted: readonly Noted[],
  { network, clock }: DnsMeasuring,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Connection>> {
  const reached = new Map<string, Connection>()
  const targets = new Map(
    noted.flatMap(({ named }) =>
      [...named].flatMap(([name, addresses]) =>
        [...addresses].map((address) => [keyOf(address, name), { address, name }] as const),
      ),
    ),
  )
  const began = clock.now()
  const unreachable = new Set<string>()
  for (let turn = 0; turn < CONNECTIONS; turn++) {
    for (const [key, { address, name }] of targets) {
      if (unreachable.has(key) || !isInTime(clock, began, CONNECTED_WITHIN)) continue
      try {
        const found = await network.connect(address, name, signal)
        const before = reached.get(key)
        if (before === undefined || found.took < before.took)
          reached.set(key, { ...found, certificate: before?.certificate ?? found.certificate })
      } catch {
        signal.throwIfAborted()
        unreachable.add(key)
      }
    }
  }
  return reached
}
