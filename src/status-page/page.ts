import { asObject, asText, parseJson, type JsonObject } from '../core/recognise/look.ts'
import { unixMillis, type UnixMillis } from '../core/time.ts'
import { pageText } from './page-text.ts'

/** Hosts of the page, in order. The second serves the same without the first one's challenges to programs. */
export const STATUS_HOSTS: readonly string[] = ['status.claude.com', 'anthropic.statuspage.io']

/** As seen on the page since 2025: names change, ids do not. */
const PAGE = 'tymt9n04zgry'
export const API_COMPONENT = 'k8w3r06qmzrp'
const CLAUDE_CODE_COMPONENT = 'yyzkbfz2thpt'
/** What happens to the others is no reason for a failed request. */
const COMPONENTS: ReadonlySet<string> = new Set([API_COMPONENT, CLAUDE_CODE_COMPONENT])

const OVER: ReadonlySet<string> = new Set(['resolved', 'postmortem', 'completed'])
/** More than any week has seen; a page of millions must not fill a screen or a memory. */
const EVENTS_AT_MOST = 100

/** `status` as the page writes it, which may be a word that nobody here knows. */
export type PageComponent = { readonly id: string; readonly name: string; readonly status: string }

export type PageIncident = {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly impact: string
  /** When it began, as they found out later. */
  readonly startedAt: UnixMillis | undefined
  /** When it appeared on the page. */
  readonly announcedAt: UnixMillis | undefined
  readonly resolvedAt: UnixMillis | undefined
}

export type PageMaintenance = {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly from: UnixMillis | undefined
  readonly until: UnixMillis | undefined
}

/** What the page says of the API and of Claude Code. */
export type StatusPage = {
  readonly host: string
  readonly updatedAt: UnixMillis | undefined
  readonly components: readonly PageComponent[]
  /** Not over yet. */
  readonly incidents: readonly PageIncident[]
  /** Going on, or to come. */
  readonly maintenance: readonly PageMaintenance[]
}

/** Why a text is not the page. None of these is a word that all is well. */
export type PageFault = 'STATUS_NOT_JSON' | 'STATUS_OTHER_PAGE' | 'STATUS_INCOMPLETE'

export type PageResult<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: PageFault }

/** `/api/v2/summary.json` of a Statuspage. */
export function readStatusPage(text: string, host: string): PageResult<StatusPage> {
  const summary = ownPage(text)
  if (!summary.ok) return summary
  const { page, content } = summary.value
  const components = objectsIn(content['components']).filter(({ id }) => COMPONENTS.has(asText(id)))
  if (components.length === 0) return { ok: false, code: 'STATUS_INCOMPLETE' }
  const value: StatusPage = {
    host,
    updatedAt: pointIn(page['updated_at']),
    components: components.map(({ id, name, status }) => ({ id: asText(id), name: pageText(name), status: pageText(status) })),
    incidents: objectsIn(content['incidents']).filter(isOpen).filter(concerns).map(incidentIn),
    maintenance: objectsIn(content['scheduled_maintenances']).filter(isOpen).filter(concerns).map(maintenanceIn),
  }
  return { ok: true, value }
}

/** `/api/v2/incidents.json`: the page's memory, about fifty incidents back, newest first. */
export function readPastIncidents(text: string): PageResult<readonly PageIncident[]> {
  const past = ownPage(text)
  if (!past.ok) return past
  const incidents = past.value.content['incidents']
  if (!Array.isArray(incidents)) return { ok: false, code: 'STATUS_INCOMPLETE' }
  return { ok: true, value: objectsIn(incidents).filter(concerns).map(incidentIn) }
}

function ownPage(text: string): PageResult<{ readonly page: JsonObject; readonly content: JsonObject }> {
  const content = parseJson(text.trim())
  if (content === undefined) return { ok: false, code: 'STATUS_NOT_JSON' }
  const page = asObject(content['page'])
  return page?.['id'] === PAGE ? { ok: true, value: { page, content } } : { ok: false, code: 'STATUS_OTHER_PAGE' }
}

const isOpen = ({ status }: JsonObject): boolean => !OVER.has(asText(status))

/** About one of ours, or about nobody in particular. */
function concerns(event: JsonObject): boolean {
  const named = objectsIn(event['components'])
  return named.length === 0 || named.some(({ id }) => COMPONENTS.has(asText(id)))
}

function incidentIn(one: JsonObject): PageIncident {
  const announcedAt = pointIn(one['created_at'])
  return {
    id: pageText(one['id']),
    name: pageText(one['name']),
    status: pageText(one['status']),
    impact: pageText(one['impact']),
    startedAt: pointIn(one['started_at']) ?? announcedAt,
    announcedAt: announcedAt ?? pointIn(one['started_at']),
    resolvedAt: pointIn(one['resolved_at']),
  }
}

const maintenanceIn = (one: JsonObject): PageMaintenance => ({
  id: pageText(one['id']),
  name: pageText(one['name']),
  status: pageText(one['status']),
  from: pointIn(one['scheduled_for']),
  until: pointIn(one['scheduled_until']),
})

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value)
    ? value
        .slice(0, EVENTS_AT_MOST)
        .map(asObject)
        .filter((entry) => entry !== undefined)
    : []

function pointIn(value: unknown): UnixMillis | undefined {
  const at = Date.parse(asText(value))
  return Number.isNaN(at) ? undefined : unixMillis(at)
}
