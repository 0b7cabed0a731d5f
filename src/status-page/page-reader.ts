import { readRetryAfter } from '../core/retry-after.ts'
import { seconds, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { Network } from '../world/network.ts'
import { siteUrl } from '../world/site-url.ts'
import { get } from './get.ts'
import { ageOf, objectionTo } from './objection.ts'
import { readPastIncidents, readStatusPage, type PageIncident, type PageResult, type StatusPage } from './page.ts'

/** Each host: with a look-up, a proxy and TLS before the answer. */
const EACH_WITHIN: Millis = seconds(6)
/** A summary has two or three kilobytes, in a bad week thirty; fifty incidents with all their updates a few hundred. */
const SUMMARY_AT_MOST = 1_000_000
const PAST_AT_MOST = 4_000_000

/** What was read, or why nothing was: never a guess. */
export type Reading<Value> =
  | {
      readonly is: 'read'
      readonly value: Value
      /** When it was asked for. */
      readonly at: UnixMillis
      /** When the copy was made that came. */
      readonly saidAt: UnixMillis
    }
  | {
      readonly is: 'unread'
      readonly code: string
      readonly at: UnixMillis
      /** They asked to be left alone for so long. */
      readonly retryAfter: Millis | undefined
    }

export type PageReader = {
  readonly summary: (signal: AbortSignal) => Promise<Reading<StatusPage>>
  readonly past: (signal: AbortSignal) => Promise<Reading<readonly PageIncident[]>>
}

/** `hosts`: in order, as settings write them. */
export type PageReaderOptions = { readonly network: Network; readonly clock: Clock; readonly hosts: readonly string[] }

/** Asks the hosts in order until one gives the page. What has not changed since is not sent again (ETag). */
export function pageReader(options: PageReaderOptions): PageReader {
  const summary = new Document<StatusPage>(options, {
    path: '/api/v2/summary.json',
    atMost: SUMMARY_AT_MOST,
    read: readStatusPage,
  })
  const past = new Document<readonly PageIncident[]>(options, {
    path: '/api/v2/incidents.json',
    atMost: PAST_AT_MOST,
    read: readPastIncidents,
  })
  return { summary: (signal) => summary.look(signal), past: (signal) => past.look(signal) }
}

type Kind<Value> = {
  readonly path: string
  readonly atMost: number
  readonly read: (text: string, host: string) => PageResult<Value>
}

/** One document on all hosts, with what each of them last gave. */
class Document<Value> {
  readonly #options: PageReaderOptions
  readonly #kind: Kind<Value>
  readonly #kept = new Map<string, { readonly etag: string; readonly value: Value }>()

  constructor(options: PageReaderOptions, kind: Kind<Value>) {
    this.#options = options
    this.#kind = kind
  }

  async look(signal: AbortSignal): Promise<Reading<Value>> {
    let first: Extract<Reading<Value>, { is: 'unread' }> | undefined
    for (const site of this.#options.hosts) {
      const reading = await this.#lookAt(site, signal)
      // the first host is the page's own: of several failures its is told
      if (reading.is === 'read') return reading
      first ??= reading
    }
    return first ?? { is: 'unread', code: 'NOT_ASKED', at: this.#options.clock.wall(), retryAfter: undefined }
  }

  async #lookAt(site: string, signal: AbortSignal): Promise<Reading<Value>> {
    const { network, clock } = this.#options
    const { path, atMost, read } = this.#kind
    const url = new URL(path, siteUrl(site))
    const kept = this.#kept.get(site)
    const condition = kept === undefined ? [] : ['if-none-match', kept.etag]
    const got = await get(url, condition, { network, clock, within: EACH_WITHIN, atMost }, signal)
    const at = clock.wall()
    if (got.is === 'failed') return { is: 'unread', code: got.code, at, retryAfter: undefined }
    const { headers, status, body } = got.answer
    const isUnchanged = status === 304 && kept !== undefined
    const code = objectionTo(isUnchanged ? { ...got.answer, status: 200, end: 'whole' } : got.answer, at)
    const result =
      code !== undefined
        ? { ok: false as const, code }
        : isUnchanged
          ? { ok: true as const, value: kept.value }
          : read(body, url.host)
    if (!result.ok) return { is: 'unread', code: result.code, at, retryAfter: readRetryAfter(headers, at) }
    const etag = headers['etag']
    if (!isUnchanged && etag !== undefined && etag.length < 200) this.#kept.set(site, { etag, value: result.value })
    return { is: 'read', value: result.value, at, saidAt: unixMillis(at - ageOf(headers, at)) }
  }
}
