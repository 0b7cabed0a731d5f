import { z } from 'zod'
import { CHECK_NAMES } from '../core/evidence.ts'
import { makerOf } from '../doctor/interceptors.ts'
import type { ProbeId } from '../probes/facts.ts'
import type { Observations, Outcome } from '../probes/observations.ts'
import { WITHHELD, type Pseudonyms } from './pseudonyms.ts'
import { wordsWith } from './words.ts'

// What doctor saw, field by field: each is named here with the kind of text that it may hold. A field that is not named,
// such as one that a later version adds, is left out of every report until somebody has thought about it.

const count = z.number()
const yes = z.boolean()
const point = z.number().optional()

/**
 * What of the observations may leave the machine. The same diagnosis follows from it, but for what hangs on a name.
 * @param free for texts that somebody else has written: the status page's
 */
export function allowed(observations: Observations, names: Pseudonyms, free: (text: string) => string): Observations {
  const words = wordsWith(names, free)
  const probes = probesWith(words, names)
  const { at, version, platform, target, told } = observations
  const shown = z
    .object({ version: words.version, url: words.url, host: words.place, port: count, secure: yes, official: yes })
    .parse({ version, ...target })
  return {
    schema: 1,
    at,
    version: shown.version,
    platform: /^[a-z0-9]{1,12}$/.test(platform) ? platform : WITHHELD,
    target: { url: shown.url, host: shown.host, port: shown.port, secure: shown.secure, official: shown.official },
    // its text is anybody's; what it means is told by its codes
    told: told === undefined ? undefined : { codes: z.array(words.word).parse(told.codes), text: '' },
    probes: Object.fromEntries(
      CHECK_NAMES.map((id) => [id, outcomeOf(observations.probes[id], probes[id])]),
    ) as Observations['probes'],
  }
}

function outcomeOf(outcome: Outcome<unknown>, facts: z.ZodType): Outcome<unknown> {
  switch (outcome.is) {
    case 'seen': {
      const read = facts.safeParse(outcome.facts)
      if (!read.success) return { is: 'crashed', millis: outcome.millis, error: WITHHELD }
      return { is: 'seen', millis: outcome.millis, facts: read.data }
    }
    case 'timed-out':
      return { is: 'timed-out', millis: outcome.millis }
    case 'crashed':
      return { is: 'crashed', millis: outcome.millis, error: /^[A-Z]\w{0,20}Error\b/.exec(outcome.error)?.[0] ?? WITHHELD }
    case 'skipped':
      return { is: 'skipped', why: outcome.why }
  }
}

type Words = ReturnType<typeof wordsWith>

const triedWith = (words: Words, saw: z.ZodType): z.ZodType =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), millis: count, saw }),
    z.object({ ok: z.literal(false), millis: count, code: words.errorCode }),
  ])

type Kit = {
  readonly words: Words
  readonly names: Pseudonyms
  readonly tried: (saw?: z.ZodType) => z.ZodType
  readonly lookedUp: z.ZodType
}

function probesWith(words: Words, names: Pseudonyms): Readonly<Record<ProbeId, z.ZodType>> {
  const tried = (saw: z.ZodType = z.undefined().catch(undefined).optional()): z.ZodType => triedWith(words, saw)
  const kit: Kit = { words, names, tried, lookedUp: tried(z.object({ addresses: z.array(words.address) })) }
  return { ...networkProbes(kit), ...wayProbes(kit), ...answerProbes(kit), ...ownProbes(kit) }
}

type Some<Id extends ProbeId> = Readonly<Record<Id, z.ZodType>>

function networkProbes({ words, names, tried, lookedUp }: Kit): Some<'link' | 'egress' | 'dns' | 'portal'> {
  const { address, device, host, place, url, word } = words
  return {
    link: z.object({
      interfaces: z.array(
        z.object({
          name: device,
          kind: word,
          up: yes,
          addresses: z.array(z.object({ address, family: count, reach: word })),
        }),
      ),
      routes: z.array(
        z.object({
          family: count,
          to: z.string().transform((to) => routeIn(to, names)),
          via: address.optional(),
          device,
          metric: count,
        }),
      ),
      gateways: z.array(z.object({ address, device, state: word })),
      deviceToTarget: device.optional(),
    }),
    egress: z.object({
      tries: z.array(z.object({ address: place, family: count, tried: tried() })),
      otherWays: z.array(z.object({ device, tried: tried() })),
    }),
    dns: z.object({
      configured: z.object({ state: word, servers: z.array(place), search: z.array(host), wsl: yes }),
      system: lookedUp,
      systemControl: lookedUp,
      servers: z.array(z.object({ server: place, a: lookedUp, aaaa: lookedUp })),
      public: z.array(z.object({ server: url, by: word, a: lookedUp, aaaa: lookedUp })),
      hostsFile: z.array(z.string().transform((line) => hostsLine(line, names))),
      unvalidated: lookedUp.optional(),
      madeUp: lookedUp.optional(),
    }),
    portal: z.object({
      tries: z.array(
        z.object({
          url,
          tried: tried(z.object({ status: count, location: host.optional(), asExpected: yes, date: point })),
        }),
      ),
    }),
  }
}

function wayProbes({ words, names, tried, lookedUp }: Kit): Some<'proxy' | 'tcp' | 'mtu' | 'tls' | 'clock'> {
  const { address, errorCode, host, url, variable, word } = words
  const tunnel = tried(
    z.object({
      status: count,
      banner: z
        .string()
        .transform(() => WITHHELD)
        .optional(),
    }),
  ).optional()
  const handshake = tried(
    z
      .object({
        protocol: z.string().transform((text) => (/^TLSv1(?:\.\d)?$/.test(text) ? text : WITHHELD)),
        trusted: yes,
        problem: errorCode.optional(),
        chain: z.array(z.object({ subject: z.string(), issuer: z.string(), validFrom: count, validTo: count, root: word })),
      })
      .transform((seen) => ({ ...seen, chain: seen.chain.map((one) => certificateIn(one, names)) })),
  ).optional()
  return {
    proxy: z.object({
      route: word,
      shown: url.optional(),
      variable: variable.optional(),
      fault: word.optional(),
      written: word.optional(),
      login: yes,
      conflicting: z.array(z.object({ variable, shown: url })),
      exempted: yes,
      resolves: lookedUp.optional(),
      connects: tried().optional(),
      tunnel,
      tunnelToControl: tunnel,
      otherWay: z.object({ what: word, shown: url.optional(), tried: tried() }).optional(),
    }),
    tcp: z.object({
      addresses: z.array(z.object({ address, family: count, tried: tried() })),
      asPrograms: tried(),
      control: tried(),
    }),
    mtu: z.object({ bulk: tried(z.object({ sent: count, unacknowledged: count })).optional() }),
    tls: z.object({
      target: handshake,
      control: handshake,
      otherName: handshake,
      extraCa: word,
      checksOff: yes,
      clientCertificate: word,
      clientCertificateWanted: yes,
    }),
    clock: z.object({ offsets: z.array(z.object({ host, millis: count })) }),
  }
}

function answerProbes({ words, tried }: Kit): Some<'http' | 'gateway' | 'status'> {
  const { body, free, headers, lane, place, requestId, url, version, word } = words
  const answer = tried(z.object({ status: count, headers, body, code: word.optional(), firstByteMillis: count })).optional()
  const status = tried(z.object({ status: count })).optional()
  return {
    http: z.object({ front: answer, messages: answer, control: status, deep: answer, login: status }),
    gateway: z.object({
      running: word,
      url: url.optional(),
      version: version.optional(),
      upstream: place.optional(),
      lanes: z.array(z.object({ scope: word, name: lane, health: word, code: word.optional(), since: point })),
      held: count,
      recent: z.object({
        completed: count,
        lastCompletedAt: point,
        failures: z.array(z.object({ code: word, count, lastAt: count, requestId: requestId.optional() })),
        cuts: z.array(z.object({ at: count, afterMillis: count, by: word })),
        streamed: z.object({ long: count, atOnce: count, longestMillis: count }).optional(),
        wokeAt: point,
        offlineAt: point,
      }),
    }),
    status: z.object({
      page: tried(
        z.object({
          host: place,
          updatedAt: point,
          saidAt: point,
          keptMillis: point,
          components: z.array(z.object({ name: free, status: free })),
          incidents: z.array(z.object({ name: free, status: free, impact: free, startedAt: point })),
          maintenance: z.array(z.object({ name: free, from: point, until: point, status: free })),
        }),
      ),
    }),
  }
}

function ownProbes({ words }: Kit): Some<'settings' | 'credential'> {
  const { from, value, variable, version, word } = words
  const stated = z.object({ value, from })
  return {
    settings: z.object({
      baseUrl: z.array(stated),
      otherProvider: z.array(z.object({ value: variable, from })),
      variables: z.record(variable, stated),
      client: z.object({ version: version.optional(), knownBad: z.array(word) }),
      node: z.object({ version, endOfLife: yes }),
    }),
    credential: z.object({
      sources: z.array(
        z.object({
          source: variable,
          from,
          kind: word,
          state: word,
          flaws: z.array(z.object({ what: word, at: count })),
          expiresAt: point,
          refreshable: yes,
        }),
      ),
    }),
  }
}

/** `default`, or a network with its length. */
function routeIn(to: string, { address }: Pseudonyms): string {
  const [network = '', length] = to.split('/')
  if (to === 'default') return to
  if (/^(?:0\.0\.0\.0|128\.0\.0\.0|::|8000::)$/.test(network) && /^\d{0,3}$/.test(length ?? '')) return to
  return /^[\da-f.:]{2,45}$/i.test(network) ? address(network) : WITHHELD
}

/** Who stands in it besides the target is nobody's business. */
function hostsLine(line: string, { address, host }: Pseudonyms): string {
  const [first = '', ...rest] = line.replace(/#.*$/, '').trim().split(/\s+/)
  return [/^[\da-f.:]{2,45}$/i.test(first) ? address(first) : WITHHELD, ...rest.map(host)].join(' ')
}

type CertificateSeen = {
  readonly subject: string
  readonly issuer: string
  readonly validFrom: number
  readonly validTo: number
  readonly root: string
}

/** Names of public authorities and of known makers stay; those of companies and persons do not. */
function certificateIn(certificate: CertificateSeen, names: Pseudonyms): CertificateSeen {
  const isPublic = certificate.root === 'node'
  return {
    ...certificate,
    subject: partyIn(certificate.subject, names, isPublic ? 'public' : 'unknown'),
    issuer: partyIn(certificate.issuer, names, isPublic ? 'public' : 'unknown'),
  }
}

const PUBLIC_AUTHORITY =
  /\b(?:Google Trust Services|Let's Encrypt|ISRG|DigiCert|Sectigo|GlobalSign|Amazon|Cloudflare|Entrust|GTS|WE1|WR1|Baltimore|USERTrust)\b/i

function partyIn(text: string, names: Pseudonyms, owner: 'public' | 'unknown'): string {
  const maker = makerOf(text)
  if (maker !== undefined) return `CN=${maker}`
  const name = /(?:^|[,\n] ?)CN ?= ?([^,\n]{1,100})/.exec(text)?.[1] ?? text
  if (/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name)) {
    const wild = name.startsWith('*.') ? '*.' : ''
    return `CN=${wild}${names.host(name.slice(wild.length))}`
  }
  const authority = PUBLIC_AUTHORITY.exec(text)?.[0]
  if (authority !== undefined && owner === 'public') return `CN=${authority}`
  return `CN=${names.name('authority', text)}`
}
