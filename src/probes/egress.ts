import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { seconds } from '../core/time.ts'
import { runCommand } from '../world/run-command.ts'
import { reaches, spotIn, type Spot } from './connecting.ts'
import type { EgressFacts } from './facts.ts'
import { Patience } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { readRoutes } from './routes.ts'
import { askSystem } from '../world/ask-system.ts'
import type { Route } from './system-tables.ts'
import { tried, Unfit, type Trial } from './tried.ts'

/** Beyond the three seconds after which the kernel gives a silent first hop up, and after which a lost packet is sent a third time. */
const WITHIN = seconds(3.5)
const PORT = 443

/** C1: does anything get out, without any name. */
export const egressProbe: Probe<'egress'> = {
  id: 'egress',
  within: seconds(5),
  async measure(bench, signal) {
    const spots = bench.controlsAllowed === 'yes' ? bench.controls.addresses.flatMap((text) => spotIn(text, PORT) ?? []) : []
    const patience = new Patience(bench.clock)
    const trial: Trial = { clock: bench.clock, within: WITHIN }
    const [tries, otherWays] = await Promise.all([
      Promise.all(spots.map((spot) => directly(spot, { patience, trial }, signal))),
      throughOthers(spots, bench, { patience, trial }, signal),
    ])
    patience.over()
    return { tries, otherWays }
  },
}

type Waiting = { readonly patience: Patience; readonly trial: Trial }

async function directly(spot: Spot, { patience, trial }: Waiting, signal: AbortSignal): Promise<EgressFacts['tries'][number]> {
  const outcome = await patience.wait((ended) => reaches(spot, ended), trial, signal)
  if (outcome.ok) patience.answered()
  return { address: spot.address, family: spot.family, tried: outcome }
}

/** Through the default routes that are not preferred. */
async function throughOthers(
  spots: readonly Spot[],
  bench: Bench,
  { patience, trial }: Waiting,
  signal: AbortSignal,
): Promise<EgressFacts['otherWays']> {
  const targets = spots.filter(({ family }) => family === 4)
  if (targets.length === 0) return []
  const read = (ended: AbortSignal): Promise<readonly Route[]> => readRoutes(bench.platform, askSystem(bench.env, ended))
  const routes = await tried(read, { clock: bench.clock, within: seconds(1) }, signal)
  const defaults = (routes.ok ? routes.saw : []).filter(({ to }) => to === '0.0.0.0/0')
  const devices = [...new Set(defaults.map(({ device }) => device))].slice(1)
  return await Promise.all(
    devices.map(async (device) => {
      const throughIt = bench.platform === 'linux' ? pinged : bound
      const work = (over: AbortSignal): Promise<true> => Promise.any(targets.map((spot) => throughIt(spot, device, over)))
      return { device, tried: await patience.wait(work, trial, signal) }
    }),
  )
}

/** Linux chooses the way by the destination alone, whatever address a socket is bound to; ping can be bound to the device. */
async function pinged(spot: Spot, device: string, signal: AbortSignal): Promise<true> {
  const args = ['-n', '-c', '1', '-W', '3', '-I', device, spot.address]
  const env = { ...process.env, LC_ALL: 'C' }
  const ran = await runCommand({ program: 'ping', args, env }, signal).catch(() => undefined)
  if (ran === undefined) return await bound(spot, device, signal)
  if (ran.status === 0) return true
  if (/Host Unreachable/i.test(ran.stdout)) throw new Unfit('EHOSTUNREACH')
  throw new Unfit(ran.status === 1 ? 'TIMEOUT' : 'ENETUNREACH')
}

/** macOS and Windows send from an address through the interface that has it. */
function bound({ address, family, port }: Spot, device: string, signal: AbortSignal): Promise<true> {
  signal.throwIfAborted()
  const own = networkInterfaces()[device]?.find((one) => (one.family === 'IPv6' ? 6 : 4) === family)?.address
  if (own === undefined) return Promise.reject(new Unfit('EADDRNOTAVAIL'))
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, family, port, localAddress: own })
    const onAbort = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('close', () => signal.removeEventListener('abort', onAbort))
    socket.on('error', reject).once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
