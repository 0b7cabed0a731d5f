import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { ms, seconds } from '../core/time.ts'
import { askSystem } from '../world/ask-system.ts'
import type { Asking } from '../world/names/ask-server.ts'
import type { NameAsker } from '../world/names/name-asker.ts'
import { hostsFileOf, linesFor, readConfigured, readText, type Configured } from '../world/names/name-settings.ts'
import type { LookUp } from '../world/way-out/look-up.ts'
import { askDirectly, askOverHttps, askUnvalidated, DIRECT_WITHIN_MILLIS } from './ask-resolver.ts'
import type { DnsFacts, Names, Tried } from './facts.ts'
import { namesAt } from './look-up.ts'

import { Patience } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { notTried, tried, type Trial } from './tried.ts'

/** What stands in files and settings, and where they come from. */
export type NameSettings = { readonly configured: Configured; readonly hosts: string }
export type ReadSettings = (bench: Bench, signal: AbortSignal) => Promise<NameSettings>

const readSettings: ReadSettings = async ({ platform, env }, signal) => {
  const [configured, hosts] = await Promise.all([
    readConfigured(platform, askSystem(env, signal)),
    readText(hostsFileOf(platform, env['SystemRoot'])),
  ])
  return { configured, hosts: hosts ?? '' }
}

/** With a dead first server the system takes 5 s until it asks the second. */
const SYSTEM_WITHIN = seconds(5.5)
/** When nobody has answered directly, the system will hardly: it would take 10 s to say so. */
const HOPELESS_AFTER = seconds(1.5)
/** A little more than node:dns gives itself: its own word is first. */
const DIRECT_WITHIN = ms(DIRECT_WITHIN_MILLIS + 300)

export type NameSources = {
  /** What the system's own files and settings say. */
  readonly read: ReadSettings
  /** Whom the system itself is asked by. */
  readonly names: (bench: Bench) => Pick<NameAsker, 'lookUp'>
}

export const dnsProbe: Probe<'dns'> = dnsProbeWith({ read: readSettings, names: namesAt })

export function dnsProbeWith(sources: NameSources): Probe<'dns'> {
  return { id: 'dns', within: seconds(5.9), measure: (bench, signal) => measure(sources, bench, signal) }
}

async function measure({ read, names }: NameSources, bench: Bench, signal: AbortSignal): Promise<DnsFacts> {
  const { clock, platform, target, controls, controlsAllowed } = bench
  const [forSystem, forPublic] = [new Patience(clock), new Patience(clock)]
  const ask = (name: string): Promise<Tried<Names>> =>
    forSystem.wait((ended) => bySystem(name, names(bench).lookUp(ended)), { clock, within: SYSTEM_WITHIN }, signal)
  const system = ask(target.host)
  const systemControl = controlsAllowed === 'yes' ? ask(new URL(controls.site).hostname) : notTried('NOT_ASKED')
  const settings = await tried((ended) => read(bench, ended), { clock, within: seconds(1) }, signal)
  const { configured, hosts } = settings.ok ? settings.saw : UNKNOWN
  const madeUp =
    configured.search.length > 0 || platform === 'win32' ? ask(`holdfast-${randomBytes(6).toString('hex')}`) : undefined

  const name = askable(target.host)
  const trial: Trial = { clock, within: DIRECT_WITHIN }
  const toServers = (name === undefined ? [] : configured.servers).map((server) => byServer(server, name ?? '', trial, signal))
  const resolvers = name === undefined || controlsAllowed === 'no' ? [] : controls.resolvers
  const toPublic = resolvers.map((resolver) => byPublic(resolver, name ?? '', { patience: forPublic, trial }, signal))

  const servers = await Promise.all(toServers)
  // once nobody else is asked any longer, a silent system is as good as dead
  const isHopeless = servers.length > 0 && !servers.some(({ a, aaaa }) => answered(a) || answered(aaaa))
  const cancel = isHopeless ? clock.after(HOPELESS_AFTER, () => forSystem.enough()) : () => undefined
  if ((await system).ok) forPublic.answered()
  const facts: DnsFacts = {
    configured,
    system: await system,
    systemControl: await systemControl,
    servers,
    public: await Promise.all(toPublic),
    hostsFile: linesFor(target.host, hosts),
    unvalidated: await withoutValidation(servers, name ?? '', trial, signal),
    madeUp: await madeUp,
  }
  cancel()
  forPublic.over()
  return facts
}

const UNKNOWN: NameSettings = { configured: { state: 'missing', servers: [], search: [], wsl: false }, hosts: '' }

async function bySystem(name: string, lookUp: LookUp): Promise<Names> {
  const found = await lookUp(name)
  return { addresses: found.map(({ address }) => address) }
}

/** Addresses need nobody, and a loopback name is no business of name servers. */
const askable = (host: string): string | undefined =>
  isIP(host.replace(/^\[(.*)\]$/, '$1')) === 0 && !/(?:^|\.)localhost\.?$/i.test(host) ? host : undefined

/** A refusal is an answer; so somebody is there. */
const answered = (one: Tried<Names>): boolean => one.ok || ['ENOTFOUND', 'ENODATA'].includes(one.code)

async function byServer(server: string, name: string, trial: Trial, signal: AbortSignal): Promise<DnsFacts['servers'][number]> {
  const ask = (type: Asking['type']): Promise<Tried<Names>> =>
    tried((ended) => askDirectly(server, { name, type }, ended), trial, signal)
  const [a, aaaa] = await Promise.all([ask('A'), ask('AAAA')])
  return { server, a, aaaa }
}

type Waiting = { readonly patience: Patience; readonly trial: Trial }

async function byPublic(
  resolver: string,
  name: string,
  { patience, trial }: Waiting,
  signal: AbortSignal,
): Promise<DnsFacts['public'][number]> {
  const by = resolver.includes('//') ? 'https' : 'udp'
  const way = by === 'https' ? askOverHttps : askDirectly
  const ask = (type: Asking['type']): Promise<Tried<Names>> =>
    patience.wait((ended) => way(resolver, { name, type }, ended), trial, signal)
  const [a, aaaa] = await Promise.all([ask('A'), ask('AAAA')])
  return { server: resolver, by, a, aaaa }
}

const failedToServe = (one: Tried<Names>): boolean => !one.ok && one.code === 'ESERVFAIL'

async function withoutValidation(
  servers: DnsFacts['servers'],
  name: string,
  trial: Trial,
  signal: AbortSignal,
): Promise<Tried<Names> | undefined> {
  const failing = servers.find(({ a, aaaa }) => failedToServe(a) || failedToServe(aaaa))
  if (failing === undefined) return undefined
  const type = failedToServe(failing.a) ? 'A' : 'AAAA'
  return await tried((ended) => askUnvalidated(failing.server, { name, type }, ended), trial, signal)
}
