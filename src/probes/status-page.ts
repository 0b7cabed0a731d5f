import { asObject, asText, parseJson, type JsonObject } from '../core/recognise/look.ts'
import type { StatusPageFacts } from './facts.ts'
import { Unfit } from './tried.ts'

export type StatusPage = Extract<StatusPageFacts['page'], { ok: true }>['saw']

/** As seen on the page since 2025: names change, ids do not. */
const PAGE = 'tymt9n04zgry'
/** The API and Claude Code; what happens to the others is no reason for a failed request. */
const COMPONENTS: ReadonlySet<string> = new Set(['k8w3r06qmzrp', 'yyzkbfz2thpt'])

const OVER: ReadonlySet<string> = new Set(['resolved', 'postmortem', 'completed'])

/**
 * What `/api/v2/summary.json` of a Statuspage says of the API and of Claude Code.
 * @throws Unfit when it is no such page, another one, or only part of one: none of these is a word that all is well
 */
export function readStatusPage(text: string, host: string): StatusPage {
  const summary = parseJson(text.trim())
  if (summary === undefined) throw new Unfit('STATUS_NOT_JSON')
  const page = asObject(summary['page'])
  if (page?.['id'] !== PAGE) throw new Unfit('STATUS_OTHER_PAGE')
  const components = objectsIn(summary['components']).filter(({ id }) => COMPONENTS.has(asText(id)))
  if (components.length === 0) throw new Unfit('STATUS_INCOMPLETE')
  return {
    host,
    updatedAt: pointIn(page['updated_at']),
    components: components.map(({ name, status }) => ({ name: line(name), status: line(status) })),
    incidents: objectsIn(summary['incidents'])
      .filter(concerns)
      .map((one) => ({
        name: line(one['name']),
        status: line(one['status']),
        impact: line(one['impact']),
        startedAt: pointIn(one['started_at'] ?? one['created_at']),
      })),
    maintenance: objectsIn(summary['scheduled_maintenances'])
      .filter(concerns)
      .map((one) => ({
        name: line(one['name']),
        from: pointIn(one['scheduled_for']),
        until: pointIn(one['scheduled_until']),
        status: line(one['status']),
      })),
  }
}

/** Not over yet, and about one of ours, or about nobody in particular. */
function concerns(event: JsonObject): boolean {
  const named = objectsIn(event['components'])
  return !OVER.has(asText(event['status'])) && (named.length === 0 || named.some(({ id }) => COMPONENTS.has(asText(id))))
}

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.map(asObject).filter((entry) => entry !== undefined) : []

/** Comes to the screen: one line, and not a long one. */
const line = (value: unknown): string =>
  asText(value)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)

function pointIn(value: unknown): number | undefined {
  const at = Date.parse(asText(value))
  return Number.isNaN(at) ? undefined : at
}
