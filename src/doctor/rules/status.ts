import type { Evidence } from '../../core/evidence.ts'
import type { StatusPageFacts } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { OLD_AFTER } from '../../status-page/objection.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { ago, clockOffset, factsOf, shortly, worked } from '../seen.ts'

type Page = Extract<StatusPageFacts['page'], { ok: true }>['saw']

const pageOf = (observations: Observations): Page | undefined => {
  const page = factsOf(observations, 'status')?.page
  return worked(page) && !isOld(page.saw, observations) ? page.saw : undefined
}

/**
 * What a cache has kept for long says nothing of now, be it good or bad: by the cache's own word, or by the date of the answer
 * on a clock that is right.
 */
function isOld({ keptMillis = 0, saidAt }: Page, observations: Observations): boolean {
  const now = observations.at - (clockOffset(observations)?.offset ?? 0)
  return keptMillis > OLD_AFTER || (saidAt !== undefined && now - saidAt > OLD_AFTER)
}

/** It answered, and with an old copy. */
export const statusIsOld = (observations: Observations): boolean =>
  worked(factsOf(observations, 'status')?.page) && pageOf(observations) === undefined

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
