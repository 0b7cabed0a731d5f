import { WayError } from '../core/failure-code.ts'
import { ms, seconds, type Millis } from '../core/time.ts'
import { runCommand, type RunCommand } from '../world/run-command.ts'
import { systemProxy, type SystemProxy } from '../world/system-proxy.ts'
import { isLoopbackHost } from '../world/way-out/no-proxy.ts'
import { routeFor, type Env, type Route } from '../world/way-out/route.ts'
import { shownSetting } from '../clients/client-voices.ts'
import type { Names, ProxyFacts, Tried } from './facts.ts'
import { Patience } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { siteUrl } from '../world/site-url.ts'
import { notTried, tried, type Trial } from './tried.ts'
import { clientWay, connectBare, type Way } from './way.ts'

/** A proxy is in the house; what it reaches may be far. */
const WITHIN: Millis = seconds(5)
/** Nobody has asked for the system's proxy: it must not hold up a network that is fine without it. */
const SYSTEM_WITHIN: Millis = ms(1400)

/** Which way the client's settings send it, whether that way leads anywhere, and whether the other one would. */
export const proxyProbe: Probe<'proxy'> = {
  id: 'proxy',
  within: seconds(5.8),
  measure: (bench, signal) => measureProxy(bench, runCommand, signal),
}

type Tunnel = NonNullable<ProxyFacts['tunnel']>
type Place = { readonly host: string; readonly port: number }

export async function measureProxy(bench: Bench, run: RunCommand, signal: AbortSignal): Promise<ProxyFacts> {
  const way = clientWay(bench, WITHIN)
  const route = routeFor(way.env, bench.target.url)
  // as if there were no exemption
  const named = routeFor(withoutExemptions(way.env), bench.target.url)
  const asking: Asking = { bench, way, run, patience: new Patience(bench.clock) }
  try {
    const [found, otherWay] = await Promise.all([
      route.kind === 'proxy' ? throughProxy(route, asking, signal) : NOT_ASKED,
      otherWayOf(route, named, asking, signal),
    ])
    const exempted = route.kind === 'direct' && named.kind !== 'direct'
    return { route: route.kind, ...stated(exempted ? named : route, way.env), exempted, ...found, otherWay }
  } finally {
    asking.patience.over()
  }
}

type Asking = { readonly bench: Bench; readonly way: Way; readonly run: RunCommand; readonly patience: Patience }
type Found = Pick<ProxyFacts, 'resolves' | 'connects' | 'tunnel' | 'tunnelToControl'>

const NOT_ASKED: Found = { resolves: undefined, connects: undefined, tunnel: undefined, tunnelToControl: undefined }

const withoutExemptions = (env: Env): Env => ({ ...env, no_proxy: undefined, NO_PROXY: undefined })

type Statement = Pick<ProxyFacts, 'shown' | 'variable' | 'fault' | 'written' | 'login' | 'conflicting'>

/** What stands in the settings. */
function stated(route: Route, env: Env): Statement {
  const nothing = { shown: undefined, variable: undefined, fault: undefined, written: undefined, login: false, conflicting: [] }
  switch (route.kind) {
    case 'direct':
      return nothing
    case 'unusable': {
      const { shown, variable, why } = route.fault
      return { ...nothing, shown: shownSetting(shown), variable, fault: why, conflicting: conflictingWith(variable, env) }
    }
    case 'proxy': {
      const { shown, variable, authorization } = route.proxy
      const login = authorization !== undefined
      return { ...nothing, shown, variable, written: route.written, login, conflicting: conflictingWith(variable, env) }
    }
  }
}

/** The same variable in the other case: that one for http differs from that for https is nothing unusual. */
function conflictingWith(variable: string, env: Env): ProxyFacts['conflicting'] {
  const other = variable === variable.toLowerCase() ? variable.toUpperCase() : variable.toLowerCase()
  // on Windows both are one
  const [here, there] = [env[variable]?.trim(), env[other]?.trim()]
  return !there || there === here ? [] : [{ variable: other, shown: shownSetting(there) }]
}

async function throughProxy(
  { proxy }: Extract<Route, { kind: 'proxy' }>,
  { bench, way, patience }: Asking,
  signal: AbortSignal,
): Promise<Found> {
  const { clock, target, controls, controlsAllowed } = bench
  const trial: Trial = { clock, within: WITHIN }
  const site = siteUrl(controls.site)
  const forced: Way = { ...way, env: withoutExemptions(way.env) }
  const toTarget = async (): Promise<Tunnel> => {
    const tunnel = await tried((over) => tunnelTo(target, forced, over), trial, signal)
    if (tunnel.ok) patience.answered()
    return tunnel
  }
  const control: Place = { host: site.hostname, port: Number(site.port || 443) }
  const [resolves, connects, tunnel, tunnelToControl] = await Promise.all([
    isName(proxy.host) ? tried((over) => namesOf(proxy.host, way, over), trial, signal) : undefined,
    tried((over) => reached(proxy, way, over), trial, signal),
    // plain http is asked of the proxy in another form, and many proxies let CONNECT through to 443 alone
    target.secure ? toTarget() : undefined,
    target.secure && controlsAllowed === 'yes' && site.protocol === 'https:'
      ? patience.wait((over) => tunnelTo(control, forced, over), trial, signal)
      : undefined,
  ])
  return { resolves, connects, tunnel, tunnelToControl }
}

/** By address, or brackets and all. */
const isName = (host: string): boolean => !/^[\d.]+$|:/.test(host)

async function namesOf(host: string, way: Way, signal: AbortSignal): Promise<Names> {
  return { addresses: (await way.lookUp(signal)(host)).map(({ address }) => address) }
}

/** TCP alone, past any proxy. */
async function reached({ host, port }: Place, way: Way, signal: AbortSignal): Promise<undefined> {
  const socket = await connectBare({ host: withoutBrackets(host), port }, { ...way, env: {} }, signal)
  socket.destroy()
}

async function tunnelTo(
  { host, port }: Place,
  way: Way,
  signal: AbortSignal,
): Promise<{ status: number; banner: string | undefined }> {
  try {
    const socket = await connectBare({ host: withoutBrackets(host), port }, way, signal)
    socket.destroy()
    return { status: 200, banner: undefined }
  } catch (error) {
    const answered = error instanceof WayError ? answerOfProxy(error) : undefined
    if (answered === undefined) throw error
    return answered
  }
}

/** @returns undefined when it gave none */
function answerOfProxy({
  reading: { raw, met },
}: WayError): { readonly status: number; readonly banner: string | undefined } | undefined {
  const { status, says } = met?.kind === 'proxy' ? met : {}
  if (status !== undefined) return { status, banner: undefined }
  return raw === 'PROXY_NOT_HTTP' ? { status: 0, banner: says ?? '' } : undefined
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

async function otherWayOf(route: Route, named: Route, asking: Asking, signal: AbortSignal): Promise<ProxyFacts['otherWay']> {
  const { bench, way, patience } = asking
  const { target, clock } = bench
  if (isLoopbackHost(withoutBrackets(target.host))) return undefined
  if (route.kind !== 'direct') {
    const outcome = await patience.wait((over) => reached(target, way, over), { clock, within: WITHIN }, signal)
    return { what: 'direct', shown: undefined, tried: outcome }
  }
  if (named.kind === 'proxy') {
    const forced: Way = { ...way, env: withoutExemptions(way.env) }
    return { what: 'proxy', shown: named.proxy.shown, tried: await opens(target, { way: forced, within: WITHIN, clock }, signal) }
  }
  return named.kind === 'direct' ? await throughSystemProxy(asking, signal) : undefined
}

async function throughSystemProxy({ bench, way, run }: Asking, signal: AbortSignal): Promise<ProxyFacts['otherWay']> {
  const { platform, env, clock, target } = bench
  const asked = await tried(
    async (over) => ignoredProxy(way.env) ?? (await systemProxy({ platform, env }, run, over)),
    { clock, within: SYSTEM_WITHIN },
    signal,
  )
  if (!asked.ok || asked.saw === undefined) return undefined
  if (asked.saw.kind === 'script')
    return { what: 'system-proxy', shown: shownSetting(asked.saw.url), tried: notTried('PROXY_SCRIPT') }
  const { host, port } = asked.saw
  const shown = `${host}:${port}`
  const through: Way = { ...way, env: { HTTPS_PROXY: `http://${host.includes(':') ? `[${host}]` : host}:${port}` } }
  return { what: 'system-proxy', shown, tried: await opens(target, { way: through, within: SYSTEM_WITHIN, clock }, signal) }
}

/** Other programs read ALL_PROXY, and the client does not: it is known here as the system's own is. */
function ignoredProxy(env: Env): SystemProxy | undefined {
  const route = routeFor({ HTTPS_PROXY: env['all_proxy'] ?? env['ALL_PROXY'] }, 'https://example.com')
  return route.kind === 'proxy' ? { kind: 'proxy', host: route.proxy.host, port: route.proxy.port } : undefined
}

/** Whether a proxy lets the target be reached; who refuses is told by the status in the code. */
function opens(target: Place, { way, within, clock }: Trial & { readonly way: Way }, signal: AbortSignal): Promise<Tried> {
  return tried(
    async (over) => {
      const socket = await connectBare({ host: withoutBrackets(target.host), port: target.port }, way, over)
      socket.destroy()
    },
    { clock, within },
    signal,
  )
}
