import { seconds, type Millis } from '../core/time.ts'
import { parseHttpDate } from '../core/http-date.ts'
import { objectionTo, OLD_AFTER } from '../status-page/objection.ts'
import { readStatusPage, type StatusPage } from '../status-page/page.ts'
import { siteUrl } from '../world/site-url.ts'
import { ask, type Reply } from './ask.ts'
import type { StatusPageFacts } from './facts.ts'
import type { Bench, Probe } from './probe.ts'
import { ABORTED, notTried, tried, Unfit } from './tried.ts'
import { clientWay, type Way } from './way.ts'

/** All hosts together; the first may hang and the second must still have its turn. */
const WITHIN: Millis = seconds(5.5)
const EACH_WITHIN: Millis = seconds(2.5)
/** A summary has two or three kilobytes, in a bad week thirty. */
const READ_AT_MOST = 1_000_000

type Page = StatusPageFacts['page']
type PageFacts = Extract<Page, { ok: true }>['saw']

/** What the provider says of itself. Any doubt about what came is a failed try: silence is never good news. */
export const statusProbe: Probe<'status'> = {
  id: 'status',
  within: WITHIN,
  measure: async (bench, signal) => {
    if (bench.controlsAllowed === 'no') return { page: notTried('NOT_ASKED') }
    const way = clientWay(bench, EACH_WITHIN)
    const found: Page[] = []
    for (const site of bench.controls.statusPages) {
      const page = await pageAt(site, { bench, way }, signal)
      if (page.ok && !isKept(page.saw, bench.clock.wall())) return { page }
      found.push(page)
      if (!page.ok && page.code === ABORTED) break
    }
    // an old copy is told before a failure; of several failures that of the first host, which is the page's own
    return { page: found.find(({ ok }) => ok) ?? found[0] ?? notTried('NOT_ASKED') }
  },
}

function pageAt(site: string, { bench, way }: { readonly bench: Bench; readonly way: Way }, signal: AbortSignal): Promise<Page> {
  const { clock } = bench
  const url = new URL('/api/v2/summary.json', siteUrl(site))
  return tried(
    async (over) => {
      const reply = await ask({ method: 'GET', url: url.href, atMost: READ_AT_MOST }, way, over)
      const objection = objectionTo(reply, clock.wall())
      // how old it is, is told: whether by the page's or this computer's clock, the diagnosis knows better
      if (objection !== undefined && objection !== 'STATUS_OLD') throw new Unfit(objection)
      const read = readStatusPage(reply.body, url.host)
      if (!read.ok) throw new Unfit(read.code)
      return { ...factsIn(read.value), ...ageIn(reply) }
    },
    { clock, within: EACH_WITHIN },
    signal,
  )
}

type Age = Pick<PageFacts, 'saidAt' | 'keptMillis'>

function ageIn({ headers }: Reply): Age {
  const saidAt = parseHttpDate(headers['date'] ?? '')
  const kept = Number(headers['age'] ?? Number.NaN) * 1000
  return { ...(saidAt !== undefined && { saidAt }), ...(kept > 0 && { keptMillis: kept }) }
}

/** Another host may have a newer one. */
const isKept = ({ keptMillis = 0, saidAt }: Age, wall: number): boolean =>
  keptMillis > OLD_AFTER || (saidAt !== undefined && wall - saidAt > OLD_AFTER)

/** What a diagnosis needs of it. */
const factsIn = ({ host, updatedAt, components, incidents, maintenance }: StatusPage): PageFacts => ({
  host,
  updatedAt,
  components: components.map(({ name, status }) => ({ name, status })),
  incidents: incidents.map(({ name, status, impact, startedAt }) => ({ name, status, impact, startedAt })),
  maintenance: maintenance.map(({ name, status, from, until }) => ({ name, from, until, status })),
})
