import type { Health } from '../core/breaker.ts'
import type { Policy } from '../core/policy.ts'
import { between, seconds, whole, type Instant } from '../core/time.ts'
import { LocalHealth } from '../health/health.ts'
import type { Lane } from '../health/lane.ts'
import { ownAddresses } from '../world/outside.ts'
import { SurroundingsWatch, type Change } from '../world/surroundings-watch.ts'
import type { World } from '../world/world.ts'
import type { Exchange } from './exchange.ts'
import type { InFlight } from './in-flight.ts'
import type { Unstamped } from './log-line.ts'
import { sound } from './sounding.ts'
import type { Upstream } from './upstream.ts'

export type WatchParts = {
  readonly world: World
  readonly policy: Policy
  readonly upstream: Upstream
  readonly log: (line: Unstamped) => void
  readonly onChange: (lane: Lane, was: Health) => void
  readonly exchanges: InFlight<Exchange>
}

type Watched = { readonly health: LocalHealth; readonly watch: SurroundingsWatch }

/** The health of the upstream, and the watch over the machine that can make it old. */
export function healthUnderWatch(parts: WatchParts): Watched {
  const { world, policy, upstream, onChange, exchanges } = parts
  const { clock, random, network, interfaces, nameSettings } = world
  const health = new LocalHealth({
    policy,
    clock,
    random,
    sound: () => sound({ network, clock, policy, upstream }),
    wayOut: () => (upstream.near === 'yes' ? 'some' : watch.wayOut),
    onChange,
    onWaiting: () => watch.hurry(),
  })
  const watch = new SurroundingsWatch({
    clock,
    interfaces,
    nameSettings,
    pace: () => (exchanges.size > 0 ? 'close' : 'loose'),
    onChange: (change) => (change.kind === 'other-name-servers' ? askOthers(parts, health) : reconnect(parts, health, change)),
  })
  return { health, watch }
}

/** After a shorter gap the kernel's own retransmission is as quick. */
const GONE_LONG = seconds(2)
/** Routers and servers forget a silent connection after minutes; a client that slept for so long has forgotten it as well. */
const SLEPT_LONG = seconds(30)

/**
 * What a gateway does when its machine wakes, loses its network, or finds it again: connections that may be dead serve no
 * new request, and who waits is tried at once, in order, through canary and ramp.
 */
function reconnect(parts: WatchParts, health: LocalHealth, change: Exclude<Change, { kind: 'other-name-servers' }>): void {
  const { log, world } = parts
  const { network, clock } = world
  const { kind } = change
  log(kind === 'woke' ? { event: 'surroundings', kind, slept: whole(change.slept) } : { event: 'surroundings', kind })
  network.freshen()
  // With the link alone the address may come back, and all that stood on it.
  const own = kind === 'moved' ? ownAddresses(world.interfaces) : undefined
  if (own !== undefined) network.dropOrphans(own)
  for (const lane of health.all()) {
    if (kind === 'cut-off') lane.cutOff()
    // An overload and a throttle are the same in every network; a night makes them old.
    else if (lane.scope === 'upstream') lane.askAnew()
    else if (kind === 'woke') lane.slept(change.slept)
  }
  if (kind === 'woke' && change.slept >= SLEPT_LONG) severAll(parts, change.since)
  if (kind === 'back' && between(change.since, clock.now()) >= GONE_LONG) severAll(parts, change.since)
}

/** The system asks others for names. What stands goes on; who waits because a name could not be found is tried at once. */
function askOthers({ log, world }: WatchParts, health: LocalHealth): void {
  log({ event: 'surroundings', kind: 'other-name-servers' })
  world.network.freshenNames()
  for (const lane of health.all()) {
    if (lane.health.is === 'unfit' && lane.health.code.startsWith('path.dns-')) lane.askAnew()
  }
}

/**
 * Requests that went out before a gap and have heard nothing would wait for the kernel to send them again: up to as long as
 * the gap was. They are asked again, at the pace of a ramp. Only streaming ones, whose answer would have begun; the others
 * may be under way, and paid for.
 */
function severAll({ world, upstream, exchanges }: WatchParts, before: Instant): void {
  if (upstream.near === 'yes') return
  const { clock } = world
  const waiting = exchanges.all().filter(({ activity, accepted }) => {
    const { kind, streaming } = accepted.described
    return activity.is === 'trying' && kind === 'messages' && streaming
  })
  const inOrder = waiting.toSorted((one, other) => one.accepted.at - other.accepted.at)
  for (const [index, { attempt }] of inOrder.entries()) {
    clock.after(seconds(Math.log2(index + 1)), () => attempt?.sever(before))
  }
}
