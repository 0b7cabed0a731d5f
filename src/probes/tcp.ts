import { connect } from 'node:net'
import { seconds, type Instant } from '../core/time.ts'
import type { Address } from '../world/way-out/look-up.ts'
import { knowing, reaches } from './connecting.ts'
import type { TcpFacts, Tried } from './facts.ts'
import { namesAt } from './look-up.ts'
import { leftOf, Patience } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { notTried, tried } from './tried.ts'

/** For everything; what the name takes is missing for the connections. */
const WITHIN = seconds(5.6)
const NAME_WITHIN = seconds(3.5)
/** Beyond the three seconds after which the kernel gives up a silent first hop, and after which a lost packet is sent a third time. */
const CONNECT_WITHIN = seconds(3.5)
/** A name may have dozens; the first are those that everybody uses. */
const ADDRESSES_AT_MOST = 8

type Looked = Tried<readonly Address[]>

/** TCP to each address of the target, directly, whatever proxy there is; and as a program connects that does nothing of its own. */
export const tcpProbe: Probe<'tcp'> = {
  id: 'tcp',
  within: seconds(5.9),
  async measure(bench, signal) {
    const { target, controls, controlsAllowed, clock } = bench
    const began = clock.now()
    const site = new URL(controls.site)
    const patience = new Patience(clock)
    const course = { bench, began }
    const reachAll = async (): Promise<Omit<TcpFacts, 'control'>> => {
      const found = await connectAll(await lookUp(target.host, bench, signal), course, signal)
      if (found.asPrograms.ok) patience.answered()
      return found
    }
    const [toTarget, control] = await Promise.all([
      reachAll(),
      controlsAllowed === 'yes' ? connectFirst(site, { ...course, patience }, signal) : notTried('NOT_ASKED'),
    ])
    patience.over()
    return { ...toTarget, control }
  },
}

type Course = { readonly bench: Bench; readonly began: Instant }

const lookUp = (host: string, bench: Bench, signal: AbortSignal): Promise<Looked> =>
  tried((ended) => namesAt(bench).lookUp(ended)(host), { clock: bench.clock, within: NAME_WITHIN }, signal)

const limitOf = ({ bench: { clock }, began }: Course): { readonly clock: Bench['clock']; readonly within: typeof WITHIN } => {
  const left = leftOf(WITHIN, began, clock)
  return { clock, within: left < CONNECT_WITHIN ? left : CONNECT_WITHIN }
}

async function connectAll(looked: Looked, course: Course, signal: AbortSignal): Promise<Omit<TcpFacts, 'control'>> {
  // without an address nothing else can be tried, and a program would fail for the same reason
  if (!looked.ok) return { addresses: [], asPrograms: looked }
  const { port } = course.bench.target
  const patience = new Patience(course.bench.clock)
  const limit = limitOf(course)
  const toEach = looked.saw.slice(0, ADDRESSES_AT_MOST).map(async ({ address, family }) => {
    const outcome = await patience.wait((ended) => reaches({ address, family, port }, ended), limit, signal)
    if (outcome.ok) patience.answered()
    return { address, family, tried: outcome }
  })
  const asPrograms = tried((ended) => connectAsPrograms(course.bench.target, looked.saw, ended), limit, signal)
  const facts = { addresses: await Promise.all(toEach), asPrograms: await asPrograms }
  patience.over()
  return facts
}

type Comparing = Course & { readonly patience: Patience }

/** A control that is silent is not waited for as long where the target has answered. */
async function connectFirst({ hostname, port, protocol }: URL, course: Comparing, signal: AbortSignal): Promise<Tried> {
  const looked = await lookUp(hostname, course.bench, signal)
  if (!looked.ok) return looked
  const [first] = looked.saw
  if (first === undefined) return notTried('ENOTFOUND')
  const spot = { ...first, port: Number(port || (protocol === 'http:' ? 80 : 443)) }
  return await course.patience.wait((ended) => reaches(spot, ended), limitOf(course), signal)
}

/**
 * Node's own way, with its own limit for each address: it moves on after 250 ms (500 ms from Node 26) and never comes back,
 * so that it fails where the round trip takes longer.
 */
function connectAsPrograms({ host, port }: Bench['target'], addresses: readonly Address[], signal: AbortSignal): Promise<true> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port, lookup: knowing(addresses) })
    const onAbort = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    socket
      .on('error', reject)
      .once('close', () => signal.removeEventListener('abort', onAbort))
      .once('connect', () => {
        socket.destroy()
        resolve(true)
      })
  })
}
