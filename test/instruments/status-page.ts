import { createHash } from 'node:crypto'
import { Upstream, type Call, type Script } from './upstream.ts'
import type { Ending } from './rig.ts'

export const API = 'k8w3r06qmzrp'
export const CLAUDE_CODE = 'yyzkbfz2thpt'

/** An event as the page writes it. */
type PageEvent = Readonly<Record<string, unknown>> & { readonly id: string }

/** What a page says at one moment. Times are ISO texts. */
export type PageState = {
  readonly api: string
  readonly claudeCode: string
  readonly incidents: readonly PageEvent[]
  readonly maintenance: readonly PageEvent[]
  /** What `/api/v2/incidents.json` remembers besides those. */
  readonly past: readonly PageEvent[]
}

export const QUIET: PageState = { api: 'operational', claudeCode: 'operational', incidents: [], maintenance: [], past: [] }

const iso = (at: number): string => new Date(at).toISOString()
const OURS = [{ id: API, name: 'Claude API (api.anthropic.com)' }]

export const pageIncident = (
  id: string,
  {
    name = 'Elevated errors',
    status = 'investigating',
    impact = 'major',
    startedAt,
    announcedAt,
    resolvedAt,
  }: {
    readonly name?: string
    readonly status?: string
    readonly impact?: string
    readonly startedAt: number
    readonly announcedAt?: number
    readonly resolvedAt?: number
  },
): PageEvent => ({
  id,
  name,
  status,
  impact,
  started_at: iso(startedAt),
  created_at: iso(announcedAt ?? startedAt),
  resolved_at: resolvedAt === undefined ? null : iso(resolvedAt),
  components: OURS,
})

export const pageMaintenance = (
  id: string,
  {
    name = 'Database upgrade',
    status = 'scheduled',
    from,
    until,
  }: {
    readonly name?: string
    readonly status?: string
    readonly from: number
    readonly until: number
  },
): PageEvent => ({
  id,
  name,
  status,
  impact: 'maintenance',
  scheduled_for: iso(from),
  scheduled_until: iso(until),
  components: OURS,
})

/** `summary.json` as Statuspage writes it. */
export const summaryText = (
  { api, claudeCode, incidents, maintenance }: PageState,
  updatedAt: number = Date.UTC(2026, 10, 22),
): string =>
  JSON.stringify({
    page: {
      id: 'tymt9n04zgry',
      name: 'Claude',
      url: 'https://status.claude.com',
      time_zone: 'Etc/UTC',
      updated_at: iso(updatedAt),
    },
    status: { indicator: 'none', description: 'All Systems Operational' },
    components: [
      { id: 'rwppv331jlwc', name: 'claude.ai', status: 'major_outage' },
      { id: API, name: 'Claude API (api.anthropic.com)', status: api },
      { id: CLAUDE_CODE, name: 'Claude Code', status: claudeCode },
    ],
    incidents,
    scheduled_maintenances: maintenance,
  })

const pastText = ({ incidents, past }: PageState): string =>
  JSON.stringify({ page: { id: 'tymt9n04zgry', name: 'Claude' }, incidents: [...incidents, ...past] })

/** A status page on loopback: says what it is told, with ETags as the real one has them. */
export class StandInPage {
  state: PageState = QUIET
  /** In place of the page, while set. */
  instead: Script | undefined
  readonly #upstream: Upstream

  constructor() {
    this.#upstream = new Upstream((call) => (this.instead ?? ((one: Call) => this.#serve(one)))(call))
  }

  get url(): string {
    return this.#upstream.url
  }

  get calls(): readonly Call[] {
    return this.#upstream.calls
  }

  async open(t: Ending): Promise<this> {
    await this.#upstream.open()
    t.after(() => this.#upstream.shut())
    return this
  }

  #serve({ path, headers, response }: Call): void {
    const text =
      path === '/api/v2/summary.json'
        ? summaryText(this.state)
        : path === '/api/v2/incidents.json'
          ? pastText(this.state)
          : undefined
    if (text === undefined) {
      response.writeHead(404).end()
      return
    }
    const etag = `W/"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
    if (headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
    else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', etag }).end(text)
  }
}
