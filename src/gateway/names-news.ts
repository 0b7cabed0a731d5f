import { failureCodeOf } from '../core/failure-code.ts'
import { between, minutes, type Instant } from '../core/time.ts'
import type { Journal } from '../journal/journal.ts'
import type { NamesRow } from '../journal/rows.ts'
import { code, idOf, ownId } from '../journal/words.ts'
import type { Clock } from '../world/clock.ts'
import type { NamesNews } from '../world/names/names.ts'
import type { Network } from '../world/network.ts'
import type { Unstamped } from './log-line.ts'
import type { OwnFaults } from './own-faults.ts'
import type { Upstream } from './upstream.ts'

type Parts = {
  readonly clock: Clock
  readonly faults: OwnFaults
  readonly journal: Journal
  readonly log: (line: Unstamped) => void
  readonly upstream: Upstream
  /** Without any, that names cannot be looked up is no news of the name servers. */
  readonly wayOut: () => 'some' | 'none'
}

type Trouble = Extract<NamesNews, { readonly kind: 'failed' | 'failing' | 'lying' }>
type Told = Trouble | Extract<NamesNews, { readonly kind: 'back' }>

/** Name servers that come and go are rows of the journal no more often than this. */
const ROW_EVERY = minutes(10)

/** From now on log and journal have what becomes of the name servers; of the file with their addresses as of every other file. */
export function tellNames(network: Network, parts: Parts): void {
  const { faults, log, wayOut } = parts
  const record = recorder(parts)
  /** Names of which trouble was told. */
  const troubled = new Set<string>()
  const tell = (news: Told): void => {
    log({ event: 'names', ...news })
    record(news)
  }
  network.onNames((news) => {
    switch (news.kind) {
      case 'failed':
        if (wayOut() === 'none') return undefined
        troubled.add(news.name)
        return tell(news)
      case 'failing':
      case 'lying':
        troubled.add(news.name)
        return tell(news)
      case 'back':
        return troubled.delete(news.name) ? tell(news) : undefined
      case 'set-aside':
        return log({ event: 'trouble', code: 'names.set-aside', file: news.file })
      case 'unwritten':
        return faults.filesFailed(news.error)
      case 'written':
        return faults.filesWork()
    }
  })
}

/** Of the same trouble one row in ten minutes, and an end only where a beginning stands. */
function recorder({ clock, journal, upstream }: Parts): (news: Told) => void {
  const host = new URL(upstream.origin).hostname
  const about = { upstream: idOf(upstream.name) ?? ownId('upstream') }
  const recordedAt = new Map<string, Instant>()
  const open = new Set<string>()
  return (news) => {
    const key = `${news.kind} ${news.name}`
    if (news.kind === 'back') {
      if (!open.delete(news.name)) return
    } else {
      const last = recordedAt.get(key)
      if (last !== undefined && between(last, clock.now()) < ROW_EVERY) return
      recordedAt.set(key, clock.now())
      open.add(news.name)
    }
    journal.namesTold({
      at: clock.wall(),
      ...about,
      whose: news.name === host ? code('upstream') : code('proxy'),
      ...rowOf(news),
    })
  }
}

function rowOf(news: Told): Pick<NamesRow, 'what' | 'code' | 'source' | 'after'> {
  switch (news.kind) {
    case 'failed':
      return { what: code('failed'), code: codeOf(news.code) }
    case 'failing':
      return { what: code('substituted'), code: codeOf(news.code), source: code(news.from) }
    case 'lying':
      return { what: code('lied') }
    case 'back':
      return { what: code('back'), after: news.after }
  }
}

/** @param raw of node:dns */
const codeOf = (raw: string): NamesRow['code'] => code(failureCodeOf({ code: raw, syscall: 'getaddrinfo' }).code)
