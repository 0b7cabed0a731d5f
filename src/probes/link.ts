import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { ms, seconds } from '../core/time.ts'
import { sleep } from '../world/clock.ts'
import type { Address } from '../world/way-out/look-up.ts'
import { reaches } from './connecting.ts'
import type { LinkFacts } from './facts.ts'
import { readInterfaces } from './interfaces.ts'
import { namesAt } from './look-up.ts'
import type { Bench, Probe } from './probe.ts'
import { readRoutes } from './routes.ts'
import { askSystem, type Ask } from '../world/ask-system.ts'
import { jsonList, type Interface, type Route } from './system-tables.ts'
import { codeOf, tried } from './tried.ts'

type Gateway = LinkFacts['gateways'][number]
type Hop = Omit<Gateway, 'state'>

/** For a program that hangs. They take milliseconds. */
const TABLES_WITHIN = seconds(2)
const NAME_WITHIN = seconds(2.5)

/** Interfaces, routes and first hops: what this computer knows of its network without anybody's answer. */
export const linkProbe: Probe<'link'> = {
  id: 'link',
  within: seconds(4),
  async measure(bench, signal) {
    const [tables, target] = await Promise.all([readTables(bench, signal), firstAddress(bench, signal)])
    const { interfaces, routes } = tables
    const [gateways, deviceToTarget] = await Promise.all([
      Promise.all(hopsOf(routes).map((hop) => gatewayAt(hop, bench, signal))),
      target === undefined ? undefined : deviceTo(target, interfaces, signal),
    ])
    return { interfaces, routes, gateways, deviceToTarget }
  },
}

type Tables = Pick<LinkFacts, 'interfaces' | 'routes'>

async function readTables({ platform, env, clock }: Bench, signal: AbortSignal): Promise<Tables> {
  const read = async (ended: AbortSignal): Promise<Tables> => {
    const ask = askSystem(env, ended)
    const [interfaces, routes] = await Promise.all([readInterfaces(platform, ask), readRoutes(platform, ask)])
    return { interfaces, routes }
  }
  const found = await tried(read, { clock, within: TABLES_WITHIN }, signal)
  return found.ok ? found.saw : { interfaces: [], routes: [] }
}

function hopsOf(routes: readonly Route[]): readonly Hop[] {
  const hops = routes.flatMap(({ via, device }) => (via === undefined ? [] : [{ address: via, device }]))
  return hops.filter(
    ({ address, device }, at) => hops.findIndex((hop) => hop.address === address && hop.device === device) === at,
  )
}

/** Routers answer for names or show a page there; a refusal is an answer too. */
const PORTS = [53, 80] as const
/**
 * When the kernel is asked whether it has found its neighbour: one after another. A healthy one gives its hardware address
 * within milliseconds; the last look comes after the second question, which the kernel asks after a second.
 */
const LOOKS_AFTER = [ms(100), ms(250), ms(750)] as const
const HOP_WITHIN = seconds(1.4)

/**
 * A try makes the kernel look for its neighbour; whether it found it is more telling than what became of the try: a firewall's
 * "unreachable" comes from a gateway that lives.
 */
async function gatewayAt(hop: Hop, { clock, platform, env }: Bench, signal: AbortSignal): Promise<Gateway> {
  const watch = async (ended: AbortSignal): Promise<Gateway['state']> => {
    const tries = PORTS.map((port) => stateByTry(hop, port, ended))
    const byTries = new Promise<Gateway['state']>((resolve) => {
      for (const one of tries) void one.then((state) => (state === 'answers' ? resolve(state) : undefined))
      // elsewhere, nobody can be asked who knows better
      if (platform !== 'linux')
        void Promise.all(tries).then((states) => (states.every((state) => state === 'dead') ? resolve('dead') : undefined))
    })
    const byKernel = async (): Promise<Gateway['state']> => {
      const ask = askSystem(env, ended)
      let state: Gateway['state'] = 'unknown'
      for (const wait of LOOKS_AFTER) {
        await sleep(clock, wait, ended)
        state = await neighbourState(hop, ask)
        if (state === 'answers') break
      }
      return state
    }
    return await Promise.race([byTries, ...(platform === 'linux' ? [byKernel()] : [])])
  }
  const state = await tried(watch, { clock, within: HOP_WITHIN }, signal)
  return { ...hop, state: state.ok ? state.saw : 'unknown' }
}

async function stateByTry({ address, device }: Hop, port: number, signal: AbortSignal): Promise<Gateway['state']> {
  const family = address.includes(':') ? 6 : 4
  const scoped = address.startsWith('fe80:') && !address.includes('%') ? `${address}%${device}` : address
  try {
    await reaches({ address: scoped, family, port }, signal)
    return 'answers'
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'answers'
    return code === 'EHOSTUNREACH' || code === 'EHOSTDOWN' ? 'dead' : 'unknown'
  }
}

type Neighbour = { readonly dst: string; readonly dev: string; readonly state?: readonly string[] }

/** Confirmed within the last half minute or for ever, or looked for in vain. One that was known long ago may be either. */
const STATES: Readonly<Record<string, Gateway['state']>> = {
  REACHABLE: 'answers',
  PERMANENT: 'answers',
  NOARP: 'answers',
  INCOMPLETE: 'dead',
  FAILED: 'dead',
}

async function neighbourState({ address, device }: Hop, ask: Ask): Promise<Gateway['state']> {
  const neighbours = jsonList(await ask('ip', '-json', 'neigh', 'show', 'dev', device)) as readonly Neighbour[] | undefined
  if (neighbours === undefined) return stateInArp(await readFile('/proc/net/arp', 'utf8').catch(() => ''), { address, device })
  const [state = ''] = neighbours.find(({ dst }) => dst === address)?.state ?? []
  return STATES[state] ?? 'unknown'
}

/** @param table the text of /proc/net/arp, which does not tell a confirmed neighbour from one that was known long ago */
export function stateInArp(table: string, { address, device }: Hop): Gateway['state'] {
  const lines = table.split('\n').map((line) => line.trim().split(/\s+/))
  const [, , flags] = lines.find(([known, , , , , on]) => known === address && on === device) ?? []
  return flags === '0x0' ? 'dead' : 'unknown'
}

async function firstAddress(bench: Bench, signal: AbortSignal): Promise<Address | undefined> {
  const { clock, target } = bench
  const look = (ended: AbortSignal): Promise<readonly Address[]> => namesAt(bench).lookUp(ended)(target.host)
  const found = await tried(look, { clock, within: NAME_WITHIN }, signal)
  return found.ok ? found.saw[0] : undefined
}

/** The kernel chooses the way of a datagram socket when it is pointed somewhere; nothing is sent. */
function deviceTo(
  { address, family }: Address,
  interfaces: readonly Interface[],
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
    const finish = (device?: string): void => {
      signal.removeEventListener('abort', onAbort)
      socket.close()
      resolve(device)
    }
    const onAbort = (): void => finish()
    socket.once('error', onAbort)
    signal.addEventListener('abort', onAbort, { once: true })
    // any port
    socket.connect(443, address, () => {
      const own = socket.address().address.split('%')[0]
      finish(interfaces.find(({ addresses }) => addresses.some((one) => one.address === own))?.name)
    })
  })
}
