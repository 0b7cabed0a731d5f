import { later, type Instant, type Millis } from '../../src/core/time.ts'
import type { Fault } from '../../src/drill/fault.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import type { Clock } from '../../src/world/clock.ts'
import { keptPort } from '../instruments/free-port.ts'
import type { Ending } from '../instruments/rig.ts'
import { blackHole } from './black-hole.ts'
import { failingName } from './failing-names.ts'
import type { FaultCase } from './fault-case.ts'
import { Wire, type WireEffect } from './wire.ts'

/** What stands upstream of the gateway in one case: the stand-in, and the fault in front of it or in it. */
export type Stand = {
  readonly url: string
  readonly provider: Provider
  /** From now on the fault is in force. */
  readonly begin: () => void | Promise<void>
  readonly lift: () => void | Promise<void>
  /** Requests that met it; undefined where nobody upstream can see that. */
  readonly met: () => number | undefined
  /** When the last request that met it was over. */
  readonly lastMetAt: () => Instant | undefined
  /** Requests with a credential, and soundings, that came as far as anybody upstream. */
  readonly asked: () => { readonly starts: number; readonly soundings: number }
}

type StandOptions = { readonly fault: FaultCase; readonly clock: Clock; readonly turns: number; readonly seed: number }

/** Ended with its pair. */
export async function standFor(t: Ending, { fault, clock, turns, seed }: StandOptions): Promise<Stand> {
  const began = clock.now()
  // It may be shut for a while: nobody must take it meanwhile.
  const provider = await startProvider({ port: await keptPort(), clock, seed })
  t.after(() => provider.close())
  const plain = plainStand(provider, began)
  const { injection } = fault
  const times = fault.lasts === 'once' ? turns : Number.POSITIVE_INFINITY
  switch (injection.to) {
    case 'provider':
      return faultyProvider(plain, injection.faults, times)
    case 'gateway':
      return faultyProvider(plain, [injection.meanwhile], times)
    case 'wire':
      return await behindWire(t, plain, { effect: injection.effect, clock, times })
    case 'names':
      return behindName(plain)
    case 'connections':
      return await behindBlackHole(t, plain)
  }
}

const metBy = (provider: Provider): ReturnType<Provider['log']> => provider.log().filter((seen) => seen.fault !== undefined)

const plainStand = (provider: Provider, began: Instant): Stand => ({
  url: provider.url,
  provider,
  begin: () => undefined,
  lift: () => provider.set([]),
  met: () => undefined,
  lastMetAt: () => {
    const ends = metBy(provider).flatMap((seen) => (seen.endedAt === undefined ? [] : [seen.endedAt]))
    return ends.length === 0 ? undefined : later(began, Math.max(...ends) as Millis)
  },
  asked: () => ({ starts: provider.counts().starts, soundings: provider.counts().soundings }),
})

function faultyProvider(plain: Stand, faults: readonly Fault[], times: number): Stand {
  const { provider } = plain
  // Nobody listens for anybody: there is nothing to count, and nobody upstream who could see it.
  const isRefusal = faults.some((one) => one.kind === 'refused')
  const counted = faults.map((one): Fault => (one.kind === 'refused' || !Number.isFinite(times) ? one : { ...one, times }))
  return { ...plain, begin: () => provider.set(counted), met: () => (isRefusal ? undefined : metBy(provider).length) }
}

type Wiring = { readonly effect: WireEffect; readonly clock: Clock; readonly times: number }

async function behindWire(t: Ending, plain: Stand, { effect, clock, times }: Wiring): Promise<Stand> {
  const wire = new Wire({ provider: plain.url, effect, clock })
  const { upstream } = wire
  await upstream.open()
  t.after(() => upstream.shut())
  return {
    ...plain,
    url: upstream.url,
    begin: () => {
      wire.left = times
    },
    lift: () => {
      wire.left = 0
    },
    met: () => wire.met,
    lastMetAt: () => wire.lastMetAt,
    asked: () => ({ starts: upstream.starts.length, soundings: upstream.soundings.length }),
  }
}

function behindName(plain: Stand): Stand {
  const name = failingName()
  const url = `http://${name.host}:${new URL(plain.url).port}`
  return { ...plain, url, begin: name.fail, lift: name.mend, met: name.asked }
}

async function behindBlackHole(t: Ending, plain: Stand): Promise<Stand> {
  const hole = await blackHole(Number(new URL(plain.url).port))
  t.after(() => hole.close())
  return { ...plain, url: `http://127.0.0.1:${hole.port}`, lift: hole.open }
}
