import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { minutes, seconds, unixMillis, type UnixMillis } from '../core/time.ts'
import { draftOf } from '../world/leftovers.ts'
import type { Clock } from '../world/clock.ts'
import type { Exchange } from './exchange.ts'
import type { OwnFaults } from './own-faults.ts'
import type { Place, Returning } from './returning.ts'

type PlacesOptions = {
  readonly dataDir: string
  readonly clock: Clock
  readonly returning: Returning
  readonly faults: OwnFaults
  /** Those that run now. */
  readonly exchanges: () => readonly Exchange[]
}

/** A client that has not come within this long comes no more. */
const STALE_AFTER = minutes(10)
/** Written again this often while nothing changes, so that its age says whether anybody keeps it. */
const WRITE_EVERY = seconds(30)
/** Bytes of requests hashed at one look, which takes some ten milliseconds; the rest at the next. */
const HASHED_AT_ONCE = 8 * 1024 * 1024

export const placesPath = (dataDir: string, port: number): string => join(dataDir, 'gateways', `places-${port}.json`)

/**
 * Who waits, and since when, in a small file: a gateway that follows on the same port, after a crash, a restart or an
 * upgrade, gives each its place back when it comes again. Of a request the file holds a salted hash, nothing else.
 */
export class Places {
  readonly #options: PlacesOptions
  readonly #keys = new WeakMap<Exchange, string>()
  #path = ''
  #written = ''
  #writtenAt = unixMillis(0)
  #busy: 'no' | 'writing' = 'no'
  #last: 'written' | 'failed' = 'written'

  constructor(options: PlacesOptions) {
    this.#options = options
  }

  /** Takes over what a gateway before has left. To be called before anybody comes in. */
  open(port: number): void {
    const { dataDir, clock, returning } = this.#options
    this.#path = placesPath(dataDir, port)
    const now = clock.wall()
    for (const place of readPlaces(this.#path, now)) {
      // A clock that was set back meanwhile must not put anybody before all others.
      returning.remember(place.key, { ...place, since: unixMillis(Math.min(place.since, now)) })
    }
  }

  /** Writes the file if something has changed. Never throws. */
  async keep(): Promise<void> {
    if (this.#path === '' || this.#busy === 'writing') return
    const text = this.#text()
    const now = this.#options.clock.wall()
    const due = text !== '' && Math.abs(now - this.#writtenAt) >= WRITE_EVERY
    if (text === this.#written && !due && this.#last === 'written') return
    this.#busy = 'writing'
    try {
      const draft = text === '' ? undefined : await draftFor(this.#path, text, now)
      // Closed meanwhile: what was said last stays.
      if (this.#path === '') {
        if (draft !== undefined) rmSync(draft, { force: true })
        return
      }
      if (draft === undefined) rmSync(this.#path, { force: true })
      else renameSync(draft, this.#path)
      this.#wrote(text, now)
    } catch (error) {
      this.#last = 'failed'
      this.#options.faults.filesFailed(error)
    } finally {
      this.#busy = 'no'
    }
  }

  /** The last word, before anybody is handed back; waits for the disk, for the next gateway may be at the door. */
  close(): void {
    if (this.#path === '') return
    const text = this.#text(Number.POSITIVE_INFINITY)
    const now = this.#options.clock.wall()
    try {
      if (text !== '') replaceFileNow(this.#path, text, now)
      else if (this.#written !== '' || this.#busy === 'writing') rmSync(this.#path, { force: true })
    } catch (error) {
      this.#options.faults.filesFailed(error)
    }
    this.#path = ''
  }

  #wrote(text: string, now: UnixMillis): void {
    this.#written = text
    this.#writtenAt = now
    this.#last = 'written'
    // To remove a file shows nothing of a disk that is full.
    if (text !== '') this.#options.faults.filesWork()
  }

  /** Of those who wait and of those who are on their way back; empty when there are none. */
  #text(hashed: number = HASHED_AT_ONCE): string {
    let left = hashed
    const waiting = this.#options.exchanges().flatMap((exchange): readonly Place[] => {
      if (!waits(exchange)) return []
      let key = this.#keys.get(exchange)
      if (key === undefined) {
        if (left <= 0) return []
        left -= exchange.accepted.body.length
        key = exchange.accepted.key()
        this.#keys.set(exchange, key)
      }
      const { back, run } = exchange.accepted
      return [{ key, since: back.since, rounds: back.rounds + 1, run }]
    })
    const places = [...waiting, ...this.#options.returning.places()]
    return places.length === 0 ? '' : JSON.stringify(places)
  }
}

/** Has it waited, and not yet been answered? Who was never held has no place to lose. */
function waits({ activity, held, accepted }: Exchange): boolean {
  if (accepted.described.kind !== 'messages' || accepted.line.told === 'content') return false
  return activity.is === 'holding' || (activity.is !== 'relaying' && (held > 0 || accepted.back.rounds > 0))
}

const fileText = (text: string, savedAt: UnixMillis): string => `{"savedAt":${savedAt},"places":${text}}\n`

/** Not `recursive`: that says ENOENT where the disk is read-only. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

async function draftFor(path: string, text: string, now: UnixMillis): Promise<string> {
  const draft = draftOf(path, process.pid)
  try {
    await mkdir(dirname(path), { mode: 0o700 }).catch(unlessThere)
    await writeFile(draft, fileText(text, now), { mode: 0o600, flag: 'wx' })
    return draft
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
}

function replaceFileNow(path: string, text: string, now: UnixMillis): void {
  const draft = draftOf(path, process.pid)
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 })
  writeFileSync(draft, fileText(text, now), { mode: 0o600, flag: 'wx' })
  renameSync(draft, path)
}

/** Whatever is wrong with the file: nobody has a place then. */
function readPlaces(path: string, now: UnixMillis): readonly Place[] {
  try {
    const { savedAt, places } = JSON.parse(readFileSync(path, 'utf8')) as { readonly savedAt: unknown; readonly places: unknown }
    if (typeof savedAt !== 'number' || now - savedAt > STALE_AFTER || !Array.isArray(places)) return []
    return places.filter(isPlace)
  } catch {
    return []
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false
  const { key, since, rounds, run } = value as Readonly<Record<string, unknown>>
  const known = typeof key === 'string' && Number.isFinite(since) && Number.isSafeInteger(rounds)
  return known && (run === undefined || typeof run === 'string')
}
