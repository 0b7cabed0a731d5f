import type { PageIncident, PageMaintenance } from '../status-page/page.ts'
import type { HistoryEntry } from '../status/history.ts'
import type { PageWord } from '../status/page-word.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** What the provider's status page says when the report is made, and what it announced in the period. */
export type PagePart = {
  readonly word: PageWord
  /** The newest first: seen here, announced there, or both. */
  readonly history: readonly HistoryEntry[]
  /** Could the page's memory be read? `not-theirs`: requests go to somebody of whom it never speaks. */
  readonly memory: 'read' | 'unread' | 'not-theirs'
}

/** More of them nobody reads. */
const AT_MOST = 20

/** @param free for texts that the page's people have written */
export function allowedPage({ word, history, memory }: PagePart, names: Pseudonyms, free: (text: string) => string): PagePart {
  const incident = (one: PageIncident): PageIncident => ({
    id: free(one.id),
    name: free(one.name),
    status: free(one.status),
    impact: free(one.impact),
    startedAt: one.startedAt,
    announcedAt: one.announcedAt,
    resolvedAt: one.resolvedAt,
  })
  return { word: allowedWord(word, { names, free, incident }), history: history.slice(0, AT_MOST).map(entry), memory }

  function entry({ at, seen, announced, announcement, late }: HistoryEntry): HistoryEntry {
    return {
      at,
      seen: seen === undefined ? undefined : { ...seen, upstream: names.place(seen.upstream) },
      announced: announced === undefined ? undefined : incident(announced),
      announcement,
      late,
    }
  }
}

type Kit = {
  readonly names: Pseudonyms
  readonly free: (text: string) => string
  readonly incident: (one: PageIncident) => PageIncident
}

function allowedWord(page: PageWord, { names, free, incident }: Kit): PageWord {
  if (page.is === 'unread') {
    const { word, askedAt, before } = page
    return { is: 'unread', word, code: /^[A-Z_0-9]{2,40}$/.test(page.code) ? page.code : 'UNKNOWN', askedAt, before }
  }
  const { word, host, askedAt, saidAt, components, incidents, maintenance } = page
  const planned = <Some extends PageMaintenance>(one: Some): Some => ({
    ...one,
    id: free(one.id),
    name: free(one.name),
    status: free(one.status),
  })
  return {
    is: 'read',
    word,
    host: names.place(host),
    askedAt,
    saidAt,
    components: components.map((one) => ({
      id: free(one.id),
      name: free(one.name),
      status: free(one.status),
      word: one.word,
    })),
    incidents: incidents.map(incident),
    maintenance: maintenance.map(planned),
  }
}
