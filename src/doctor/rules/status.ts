import type { Evidence } from '../../core/evidence.ts'
import type { StatusPageFacts } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { ago, factsOf, shortly, worked } from '../seen.ts'

type Page = Extract<StatusPageFacts['page'], { ok: true }>['saw']

const pageOf = (observations: Observations): Page | undefined => {
  const page = factsOf(observations, 'status')?.page
  return worked(page) ? page.saw : undefined
}

const isOpen = ({ status }: Page['incidents'][number]): boolean => !/^(?:resolved|postmortem|completed)$/.test(status)

const troubled = ({ components }: Page): Page['components'] => components.filter(({ status }) => status !== 'operational')

/**
 * The provider's own word on the API and Claude Code. `incident`: out of order, wholly or in part; `minor`: slower, being
 * maintained, or named in an open report; `quiet`: nothing is said, which proves nothing.
 */
export function statusWord(observations: Observations): 'incident' | 'minor' | 'quiet' | 'unknown' {
  const page = pageOf(observations)
  if (page === undefined) return 'unknown'
  if (page.components.some(({ status }) => status.endsWith('_outage'))) return 'incident'
  const open = page.incidents.filter(isOpen)
  if (page.components.length === 0 && open.some(({ impact }) => /^(?:major|critical)$/.test(impact))) return 'incident'
  return troubled(page).length > 0 || open.some(({ impact }) => impact !== 'none') ? 'minor' : 'quiet'
}

export function statusShown(observations: Observations): readonly Evidence[] {
  const page = pageOf(observations)
  if (page === undefined) return []
  const shown: readonly Evidence[] = [
    ...troubled(page).map(
      ({ name, status }) => ({ saw: 'status-component', host: page.host, name: shortly(name), status }) as const,
    ),
    ...page.incidents.filter(isOpen).map(({ name, startedAt }) => ({
      saw: 'incident' as const,
      name: shortly(name),
      ago: startedAt === undefined ? undefined : ago(observations, startedAt),
    })),
  ]
  return shown.length > 0 ? shown.slice(0, 3) : [{ saw: 'status-quiet', host: page.host }]
}

/** The page says that something is wrong, and every probe passes: models may be affected, which no probe asks. */
const incident: Rule = (observations) => {
  const word = statusWord(observations)
  if (!observations.target.official || (word !== 'incident' && word !== 'minor')) return undefined
  return finding('PROVIDER_INCIDENT', {
    confidence: word === 'incident' ? 'likely' : 'possible',
    evidence: statusShown(observations),
    wouldChange: ['model-answers'],
    fixes: ['ask-deep', 'hold-with-gateway'],
  })
}

export const STATUS_RULES: readonly Rule[] = [incident]
