import { request, type IncomingMessage } from 'node:http'
import { VERSION } from '../config/version.ts'
import { seconds } from '../core/time.ts'
import type { Address } from '../world/way-out/look-up.ts'
import { knowing } from './connecting.ts'
import type { PortalFacts, Tried } from './facts.ts'
import { namesAt } from './look-up.ts'
import { Patience } from './patience.ts'
import type { Controls, Probe } from './probe.ts'

type Portal = Controls['portals'][number]
type Seen = PortalFacts['tries'][number]['tried'] extends Tried<infer Saw> ? Saw : never

/** For name, connection and answer together. */
const WITHIN = seconds(4.5)

/** C2: does plain HTTP arrive where it should. */
export const portalProbe: Probe<'portal'> = {
  id: 'portal',
  within: seconds(5),
  async measure(bench, signal) {
    const { clock, controls, controlsAllowed } = bench
    const patience = new Patience(clock)
    const portals = controlsAllowed === 'yes' ? controls.portals : []
    const tries = await Promise.all(
      portals.map(async (portal) => {
        const work = async (ended: AbortSignal): Promise<Seen> =>
          await askPortal(portal, await namesAt(bench).lookUp(ended)(new URL(portal.url).hostname), ended)
        const tried = await patience.wait(work, { clock, within: WITHIN }, signal)
        if (tried.ok && tried.saw.asExpected) patience.answered()
        return { url: portal.url, tried }
      }),
    )
    patience.over()
    return { tries }
  },
}

/** More is a page: nobody expects one. */
const BODY_AT_MOST = 16_384

/** One GET, directly, over a connection of its own; a redirect is told and not followed, and nothing is taken from a cache. */
function askPortal({ url, status, body }: Portal, addresses: readonly Address[], signal: AbortSignal): Promise<Seen> {
  const headers = { 'cache-control': 'no-cache', pragma: 'no-cache', 'user-agent': `holdfast/${VERSION}`, connection: 'close' }
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers, agent: false, signal, lookup: knowing(addresses) }, (answer) => {
      const tell = (said: string): void => {
        const { statusCode = 0 } = answer
        const asExpected = statusCode === status && said.startsWith(body)
        const via = answer.headers.via?.slice(0, 80)
        const seen = { status: statusCode, location: redirectOf(answer, url), asExpected, date: dateOf(answer) }
        resolve(via === undefined ? seen : { ...seen, via })
        asking.destroy()
      }
      let said = ''
      answer
        .setEncoding('latin1')
        .on('data', (part: string) => {
          said += part
          if (said.length >= BODY_AT_MOST) tell(said)
        })
        .on('end', () => tell(said))
        // it breaks off behind its head, which says enough
        .on('error', () => tell(said))
    })
    asking.on('error', reject).end()
  })
}

/** Host of the redirect, with its port where it has one. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage, url: string): string | undefined {
  const { location } = headers
  return statusCode >= 300 && statusCode < 400 && location !== undefined ? URL.parse(location, url)?.host : undefined
}

function dateOf({ headers }: IncomingMessage): number | undefined {
  const at = Date.parse(headers.date ?? '')
  return Number.isNaN(at) ? undefined : at
}
