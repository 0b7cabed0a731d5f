import { parseHttpDate } from '../core/http-date.ts'
import { minutes, seconds, type Millis, type UnixMillis } from '../core/time.ts'
import { ask, type Reply } from './ask.ts'
import type { StatusPageFacts } from './facts.ts'
import type { Bench, Probe } from './probe.ts'
import { siteUrl } from './site-url.ts'
import { readStatusPage } from './status-page.ts'
import { ABORTED, notTried, tried, Unfit } from './tried.ts'
import { clientWay, type Way } from './way.ts'

/** All hosts together; the first may hang and the second must still have its turn. */
const WITHIN: Millis = seconds(5.5)
const EACH_WITHIN: Millis = seconds(2.5)
/** What a cache has kept for longer says nothing of now. */
const OLD_AFTER: Millis = minutes(30)
/** A summary has two or three kilobytes, in a bad week thirty. */
const READ_AT_MOST = 1_000_000

type Page = StatusPageFacts['page']

/** What the provider says of itself. Any doubt about what came is a failed try: silence is never good news. */
export const statusProbe: Probe<'status'> = {
  id: 'status',
  within: WITHIN,
  measure: async (bench, signal) => {
    if (bench.controlsAllowed === 'no') return { page: notTried('NOT_ASKED') }
    const way = clientWay(bench, EACH_WITHIN)
    let first: Page | undefined
    for (const site of bench.controls.statusPages) {
      const page = await pageAt(site, { bench, way }, signal)
      // the first host is the page's own: of several failures its is told
      if (page.ok) return { page }
      first ??= page
      if (page.code === ABORTED) break
    }
    return { page: first ?? notTried('NOT_ASKED') }
  },
}

function pageAt(site: string, { bench, way }: { readonly bench: Bench; readonly way: Way }, signal: AbortSignal): Promise<Page> {
  const { clock } = bench
  const url = new URL('/api/v2/summary.json', siteUrl(site))
  return tried(
    async (over) => {
      const reply = await ask({ method: 'GET', url: url.href, atMost: READ_AT_MOST }, way, over)
      const objection = objectionTo(reply, clock.wall())
      if (objection !== undefined) throw new Unfit(objection)
      return readStatusPage(reply.body, url.host)
    },
    { clock, within: EACH_WITHIN },
    signal,
  )
}

/** What is wrong with an answer before it is read. */
function objectionTo({ status, headers, body, end }: Reply, wall: UnixMillis): string | undefined {
  if (status !== 200) return `HTTP_${status}`
  if (/html/i.test(headers['content-type'] ?? '') || /^\s*</.test(body)) return 'STATUS_NOT_JSON'
  if (end === 'cut') return 'STATUS_TRUNCATED'
  const age = Number(headers['age'] ?? 0) * 1000
  const date = parseHttpDate(headers['date'] ?? '') ?? wall
  return age > OLD_AFTER || wall - date > OLD_AFTER ? 'STATUS_OLD' : undefined
}
