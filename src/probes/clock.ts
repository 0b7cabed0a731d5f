import { parseHttpDate } from '../core/http-date.ts'
import { seconds, type Millis } from '../core/time.ts'
import { ask } from './ask.ts'
import type { ClockFacts } from './facts.ts'
import type { Bench, Probe } from './probe.ts'
import { siteUrl } from '../world/site-url.ts'
import { tried } from './tried.ts'
import { clientWay, type Way } from './way.ts'

type Offset = ClockFacts['offsets'][number]

const ANSWER_WITHIN: Millis = seconds(5)
/** Date says whole seconds only: on average half of one has passed. */
const HALF_A_SECOND = 500

/** How far this computer's clock is from others': by the Date of whoever answers. */
export const clockProbe: Probe<'clock'> = {
  id: 'clock',
  within: seconds(5.5),
  measure: async (bench, signal) => {
    const way = clientWay(bench, ANSWER_WITHIN)
    // A clock that is wrong makes every certificate wrong: nothing but a Date is asked for here, and nothing is told.
    const unchecked: Way = { ...way, env: { ...way.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } }
    const { portals, site } = bench.controls
    const controls = bench.controlsAllowed === 'yes' ? [...portals.map(({ url }) => url), siteUrl(site).href] : []
    const offsets = await Promise.all(
      [bench.target.url, ...controls].map((url) => offsetOf(url, { bench, way: unchecked }, signal)),
    )
    return { offsets: offsets.filter((offset) => offset !== undefined) }
  },
}

async function offsetOf(
  url: string,
  { bench, way }: { readonly bench: Bench; readonly way: Way },
  signal: AbortSignal,
): Promise<Offset | undefined> {
  const { clock } = bench
  const outcome = await tried(
    async (over) => {
      const before = clock.wall()
      const { headers, firstByteMillis } = await ask({ method: 'HEAD', url, atMost: 0 }, way, over)
      const date = parseHttpDate(headers['date'] ?? '')
      if (date === undefined) return undefined
      // a cache says when it got it, and how long ago that was
      const age = Number(headers['age'] ?? 0) * 1000
      return before + firstByteMillis - date - (Number.isFinite(age) ? age : 0) - HALF_A_SECOND
    },
    { clock, within: ANSWER_WITHIN },
    signal,
  )
  if (!outcome.ok || outcome.saw === undefined) return undefined
  return { host: new URL(url).host, millis: Math.round(outcome.saw) }
}
