import { randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { isIP } from 'node:net'
import process from 'node:process'
import type { Config } from '../config/config.ts'
import { between, ms, seconds } from '../core/time.ts'
import { USUAL_CONTROLS } from '../doctor/controls.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import { handshakeOn } from '../probes/handshake.ts'
import { readInterfaces } from '../probes/interfaces.ts'
import { adviseOnDns, type DnsAdvice, type DnsVerdict } from '../tune/dns.ts'
import { measureDns, type DnsNetwork, type NeededName, type Progress } from '../tune/measure-dns.ts'
import { managerOf, neededNames, splitSigns, type NameGround } from '../tune/name-ground.ts'
import { askSystem } from '../world/ask-system.ts'
import { realClock, type Clock } from '../world/clock.ts'
import { askServer } from '../world/names/ask-server.ts'
import { readConfigured } from '../world/names/name-settings.ts'
import { Credentials } from '../world/way-out/credentials.ts'
import { inTime } from '../world/way-out/in-time.ts'
import { dialTcp } from '../world/way-out/reach.ts'
import { routeFor, type Env } from '../world/way-out/route.ts'
import type { Context } from './context.ts'
import { dnsPage } from './print/tune-dns-page.ts'
import { put } from './print/tune-page.ts'
import { wrapped } from './print/wrap.ts'
import { planConfigEdit, type TuneConfig } from './tune-config.ts'
import { NotVerified, paperFor, type Examined } from './tune-part.ts'

/** Where measuring happens. */
export type DnsPractice = {
  readonly clock: Clock
  readonly network: DnsNetwork
  readonly ground: () => Promise<NameGround>
  /** Whom the system's servers are compared with. */
  readonly others: readonly string[]
  readonly onProgress: (progress: Progress) => void
}

/** Of the public resolvers that node:dns can ask; each of another operator. */
const PUBLIC = [...USUAL_CONTROLS.resolvers.filter((server) => isIP(server) !== 0), '9.9.9.9']
const ANSWER_WITHIN = seconds(1)
const CONNECT_WITHIN = seconds(2)
const SYSTEM_SAYS_WITHIN = seconds(5)
/** The gateway takes no more. */
const RESOLVERS_AT_MOST = 3

/** The system's name servers against public ones. */
export async function examineDns(tuned: TuneConfig, context: Context, practice?: DnsPractice): Promise<Examined> {
  const { config } = tuned
  const paper = paperFor(context)
  const text = paper.text.dns
  const names = neededNames(config.upstream)
  const without = (sentence: string): Examined => ({
    part: 'dns',
    json: { verdict: { is: 'nothing-to-measure' } },
    lines: put(sentence, 0, paper),
    summary: text.summary.unknown,
    change: { nothing: text.nothing },
    exitCode: 0,
  })
  if (names.length === 0) return without(text.verdict['no-name'](config.upstream))
  const route = routeFor(context.surroundings.env, config.upstream)
  if (route.kind === 'proxy') return without(text.verdict['by-proxy'](route.proxy.shown))
  const { ground: look, ...doing } = practice ?? realPractice(context)
  const ground = await look()
  if (ground.configured.servers.length === 0) return without(text.verdict['no-servers'])
  const advice = await measured({ ground, names, doing })
  const { verdict } = advice
  const now = config.dns.resolvers
  const wanted =
    verdict.is === 'better' && !now.includes(verdict.server) ? [verdict.server, ...now].slice(0, RESOLVERS_AT_MOST) : now
  const hosts = names.map(({ host }) => host)
  const { home } = context.surroundings
  return {
    part: 'dns',
    json: { names: hosts, resolvers: advice.rows, verdict, setting: { now, wanted } },
    lines: dnsPage({ advice, names: hosts, manager: managerOf(ground), now, wanted, file: tuned.file, home }, paper),
    summary: text.summary[SUMMARY[verdict.is]],
    change:
      wanted === now ? { nothing: text.nothing } : await planResolvers(tuned, { wanted, names, network: doing.network }, context),
    exitCode: 0,
  }
}

const SUMMARY: Readonly<Record<DnsVerdict['is'], 'better' | 'good' | 'left-alone' | 'unknown'>> = {
  better: 'better',
  'good-enough': 'good',
  'left-alone': 'left-alone',
  'too-few': 'unknown',
  'all-intercepted': 'unknown',
  'no-public-answers': 'unknown',
}

type Measured = {
  readonly ground: NameGround
  readonly names: readonly NeededName[]
  readonly doing: Omit<DnsPractice, 'ground'>
}

async function measured({ ground, names, doing: { others, ...doing } }: Measured): Promise<DnsAdvice> {
  const { servers } = ground.configured
  const resolvers = [
    ...servers.map((server) => ({ server, whose: 'system' as const })),
    ...others.filter((server) => !servers.includes(server)).map((server) => ({ server, whose: 'public' as const })),
  ]
  const madeUp = ['invalid', 'com'].map((zone) => `holdfast-${randomBytes(9).toString('hex')}.${zone}`)
  const seen = await measureDns({ ...doing, resolvers, names, madeUp }, new AbortController().signal)
  return adviseOnDns(seen, splitSigns(ground))
}

type Resolvers = { readonly wanted: readonly string[]; readonly names: readonly NeededName[]; readonly network: DnsNetwork }

async function planResolvers(
  tuned: TuneConfig,
  { wanted, names, network }: Resolvers,
  context: Context,
): Promise<Examined['change']> {
  const { config, file } = tuned
  if (file === undefined) return 'no-file'
  const says = ({ dns }: Config): boolean => JSON.stringify(dns.resolvers) === JSON.stringify(wanted)
  const proof = async (signal: AbortSignal): Promise<void> => {
    const [server = ''] = wanted
    const found = await network.ask(server, names[0]?.host ?? '', signal).catch(() => [])
    if (found.length === 0) throw new NotVerified('noAnswer')
  }
  return await planConfigEdit({ config, file }, { entry: { path: ['dns', 'resolvers'], value: wanted }, says, proof }, context)
}

function realPractice({ surroundings, language }: Context): DnsPractice {
  const { platform, env } = surroundings
  const { measuring } = tuneTextsIn(language).dns
  return {
    clock: realClock,
    network: realNetwork(env, realClock),
    others: PUBLIC,
    ground: () => nameGround(platform, env),
    onProgress: (progress) => {
      // one line, written over itself, where somebody looks on
      const { stderr } = process
      const [line = ''] = progress.done === progress.all ? [] : wrapped(measuring(progress), (stderr.columns || 80) - 1, 0)
      if (stderr.isTTY) stderr.write(`\r\u001B[2K${line}`)
    },
  }
}

async function nameGround(platform: NodeJS.Platform, env: Env): Promise<NameGround> {
  const ask = askSystem(env, AbortSignal.timeout(SYSTEM_SAYS_WITHIN))
  const [configured, interfaces, domains, text, target] = await Promise.all([
    readConfigured(platform, ask),
    readInterfaces(platform, ask),
    platform === 'darwin' ? ask('scutil', '--dns') : platform === 'linux' ? ask('resolvectl', 'domain') : '',
    readFile('/etc/resolv.conf', 'utf8').catch(() => ''),
    realpath('/etc/resolv.conf').catch(() => ''),
  ])
  return { platform, configured, interfaces, domains, resolvConf: { text, target } }
}

/** Whom we believe is as in the gateway: the system's certificates as well. */
export function realNetwork(env: Env, clock: Clock): DnsNetwork {
  const credentials = new Credentials(env)
  credentials.widen()
  return {
    ask: async (server, name, signal) =>
      (await askServer(server, { name, type: 'A' }, { within: ANSWER_WITHIN }, signal)).addresses,
    connect: async (address, { host, port, security }, signal) => {
      const began = clock.now()
      const { done, abandon } = dialTcp({ address, family: isIP(address) === 6 ? 6 : 4 }, port)
      try {
        const socket = await inTime(done, { clock, within: CONNECT_WITHIN, late: LATE }, signal)
        const took = ms(between(began, clock.now()))
        if (security === 'none') return { took, certificate: 'unknown' }
        const ending = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_WITHIN)])
        const shaken = await handshakeOn(socket, { name: host, credentials, clock, env }, ending)
        return { took, certificate: shaken.trusted ? 'fits' : 'other' }
      } finally {
        abandon()
      }
    },
  }
}

const LATE = { phase: 'connect', code: 'path.connect-timeout', raw: 'ETIMEDOUT' } as const
