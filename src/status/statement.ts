import { REFUSALS, FAILURES, type Owner } from '../core/catalogue.ts'
import type { UnixMillis } from '../core/time.ts'
import type { EdgeWord } from './edge-word.ts'
import { standingOf, type GatewaySeen, type Standing } from './gateway-word.ts'
import type { PageWord } from './page-word.ts'

export type Usable = 'yes' | 'degraded' | 'no' | 'unknown'

/** Whose word it goes by. */
export type GoesBy = 'gateway' | 'page-and-edge' | 'page' | 'edge' | 'nobody'

/** The one sentence. */
export type Headline =
  | 'requests-go-through'
  | 'said-and-seen-well'
  /** The same, though the page has a report that is not closed. */
  | 'well-with-report'
  | 'front-door-answers'
  | 'said-degraded'
  | 'holding'
  | 'own-trouble'
  | 'said-outage'
  | 'said-maintenance'
  | 'front-door-refuses'
  | 'unreachable'
  | 'unknown'

/** Whether the page tells of the trouble that is seen here. `not-theirs`: there is nothing for it to tell. */
export type Announced = 'yes' | 'no' | 'unknown' | 'not-theirs'

/** Where requests go. `official`: the page speaks of it. */
export type Place = { readonly host: string; readonly official: 'yes' | 'no' }

export type Seen = {
  readonly at: UnixMillis
  readonly place: Place
  readonly page: PageWord
  readonly gateway: GatewaySeen
  readonly edge: EdgeWord
}

/** What the page says and what was seen here, made into one statement. */
export type Statement = Seen & {
  readonly usable: Usable
  readonly by: GoesBy
  readonly headline: Headline
  readonly standing: Standing
  readonly announced: Announced
  /** Since when it is so, where anybody has said. */
  readonly since: UnixMillis | undefined
}

type Verdict = Pick<Statement, 'usable' | 'by' | 'headline'>

export function statementOf(seen: Seen): Statement {
  const standing = standingOf(seen.gateway, seen.at)
  const verdict = verdictOn(seen, standing)
  return { ...seen, ...verdict, standing, announced: announcedIn(seen, verdict), since: sinceOf(seen, verdict) }
}

/** What was seen goes before what was said, and what is going on before what was. */
function verdictOn(seen: Seen, standing: Standing): Verdict {
  const { place, page, gateway, edge } = seen
  if (standing === 'holding') {
    const theirs = gateway.is !== 'answers' || isTheirs(gateway.trouble?.code)
    return { usable: 'no', by: 'gateway', headline: theirs ? 'holding' : 'own-trouble' }
  }
  if (standing === 'working') return { usable: 'yes', by: 'gateway', headline: 'requests-go-through' }
  const said = place.official === 'yes' ? saidOn(page) : undefined
  if (said !== undefined) return said
  const isSaid = place.official === 'yes' && page.word === 'operational'
  return askedAt(edge, {
    said: !isSaid ? undefined : hasReport(page) ? 'well-with-report' : 'said-and-seen-well',
    mayGoByEdge: place.official === 'no' || standing === 'quiet',
  })
}

const hasReport = (page: PageWord): boolean => page.is === 'read' && page.incidents.some(({ impact }) => impact !== 'none')

/** What of the page decides by itself. */
function saidOn({ word }: PageWord): Verdict | undefined {
  switch (word) {
    case 'outage':
      return { usable: 'no', by: 'page', headline: 'said-outage' }
    case 'maintenance':
      return { usable: 'no', by: 'page', headline: 'said-maintenance' }
    case 'degraded':
      return { usable: 'degraded', by: 'page', headline: 'said-degraded' }
    case 'operational':
    case 'unknown':
      return undefined
  }
}

function askedAt(
  edge: EdgeWord,
  { said, mayGoByEdge }: { readonly said: Headline | undefined; readonly mayGoByEdge: boolean },
): Verdict {
  switch (edge.is) {
    case 'unwell':
      return { usable: 'no', by: 'edge', headline: 'front-door-refuses' }
    case 'unreachable':
      return { usable: 'no', by: 'edge', headline: 'unreachable' }
    case 'well':
      if (said !== undefined) return { usable: 'yes', by: 'page-and-edge', headline: said }
      return mayGoByEdge ? { usable: 'yes', by: 'edge', headline: 'front-door-answers' } : UNKNOWN
    case 'not-asked':
      return UNKNOWN
  }
}

const UNKNOWN: Verdict = { usable: 'unknown', by: 'nobody', headline: 'unknown' }

const THEIRS: ReadonlySet<Owner> = new Set<Owner>(['provider', 'unknown'])

/** May the provider know of it? A limit of one's own plan, or a network that is gone, stands on no page. */
export function isTheirs(code: string | undefined): boolean {
  const table: Readonly<Record<string, { readonly owner: Owner }>> = { ...REFUSALS, ...FAILURES }
  const owner = Object.hasOwn(table, code ?? '') ? table[code ?? '']?.owner : 'unknown'
  return THEIRS.has(owner ?? 'unknown')
}

function announcedIn({ place, page }: Seen, { usable, by, headline }: Verdict): Announced {
  if (place.official === 'no' || usable !== 'no' || headline === 'own-trouble') return 'not-theirs'
  if (by === 'page') return 'yes'
  if (page.is === 'read' && (page.word === 'outage' || page.word === 'degraded' || page.word === 'maintenance')) return 'yes'
  if (hasReport(page)) return 'yes'
  return page.word === 'unknown' ? 'unknown' : 'no'
}

function sinceOf({ page, gateway }: Seen, { usable, by, headline }: Verdict): UnixMillis | undefined {
  if (by === 'gateway') return usable === 'no' && gateway.is === 'answers' ? gateway.trouble?.since : undefined
  if (by !== 'page' || page.is !== 'read') return undefined
  const begun = [
    ...(headline === 'said-maintenance' ? [] : page.incidents.map(({ startedAt }) => startedAt)),
    ...(headline === 'said-maintenance' ? page.maintenance.filter(({ when }) => when !== 'planned').map(({ from }) => from) : []),
  ].filter((at) => at !== undefined)
  return begun.length === 0 ? undefined : (Math.min(...begun) as UnixMillis)
}
