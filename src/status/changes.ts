import type { PageIncident } from '../status-page/page.ts'
import type { MaintenanceSeen, PageWord, Word } from './page-word.ts'
import type { Statement } from './statement.ts'

/** What is new between two statements, each for a line of its own. */
export type Change =
  | { readonly kind: 'statement' }
  | { readonly kind: 'component'; readonly name: string; readonly status: string; readonly word: Word }
  | { readonly kind: 'incident'; readonly incident: PageIncident; readonly how: 'new' | 'moved' }
  | { readonly kind: 'incident-over'; readonly incident: PageIncident }
  | { readonly kind: 'maintenance'; readonly maintenance: MaintenanceSeen }
  | { readonly kind: 'maintenance-over'; readonly maintenance: MaintenanceSeen }
  | { readonly kind: 'page-unread'; readonly code: string }
  | { readonly kind: 'page-read-again' }

/** @param lastRead what the page said when it was last read: what it says after a gap is compared with that */
export function changesBetween(
  before: Statement,
  after: Statement,
  lastRead: Extract<PageWord, { is: 'read' }> | undefined,
): readonly Change[] {
  const isOther = before.usable !== after.usable || before.headline !== after.headline
  return [...(isOther ? [{ kind: 'statement' } as const] : []), ...pageChanges(before.page, after.page, lastRead)]
}

function pageChanges(
  before: PageWord,
  after: PageWord,
  lastRead: Extract<PageWord, { is: 'read' }> | undefined,
): readonly Change[] {
  if (after.is === 'unread')
    return before.is === 'unread' && before.code === after.code ? [] : [{ kind: 'page-unread', code: after.code }]
  const again: readonly Change[] = before.is === 'unread' ? [{ kind: 'page-read-again' }] : []
  if (lastRead === undefined) return again
  return [
    ...again,
    ...componentChanges(lastRead, after),
    ...incidentChanges(lastRead, after),
    ...maintenanceChanges(lastRead, after),
  ]
}

type Read = Extract<PageWord, { is: 'read' }>

const componentChanges = (before: Read, after: Read): readonly Change[] =>
  after.components
    .filter(({ id, status }) => !before.components.some((one) => one.id === id && one.status === status))
    .map(({ name, status, word }) => ({ kind: 'component', name, status, word }))

function incidentChanges(before: Read, after: Read): readonly Change[] {
  const news = after.incidents.flatMap((incident): readonly Change[] => {
    const known = before.incidents.find(({ id }) => id === incident.id)
    if (known?.status === incident.status && known.impact === incident.impact) return []
    return [{ kind: 'incident', incident, how: known === undefined ? 'new' : 'moved' }]
  })
  const over = before.incidents
    .filter(({ id }) => !after.incidents.some((one) => one.id === id))
    .map((incident) => ({ kind: 'incident-over', incident }) as const)
  return [...news, ...over]
}

function maintenanceChanges(before: Read, after: Read): readonly Change[] {
  const news = after.maintenance.flatMap((maintenance): readonly Change[] => {
    const known = before.maintenance.find(({ id }) => id === maintenance.id)
    const isSame = known?.when === maintenance.when && known.from === maintenance.from && known.until === maintenance.until
    return isSame ? [] : [{ kind: 'maintenance', maintenance }]
  })
  const over = before.maintenance
    .filter(({ id, when }) => when !== 'planned' && !after.maintenance.some((one) => one.id === id))
    .map((maintenance) => ({ kind: 'maintenance-over', maintenance }) as const)
  return [...news, ...over]
}
