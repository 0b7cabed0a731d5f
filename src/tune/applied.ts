import { mkdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { seconds, type UnixMillis } from '../core/time.ts'
import { contentOf, missingFolders, put, same, type Content } from '../install/content.ts'
import { replaced, revived } from '../install/record.ts'
import { writeFileAtomic } from '../world/atomic-file.ts'
import type { Clock } from '../world/clock.ts'

// What `tune --apply` has changed, with the exact states before and after: it is on the disk before anything is changed, so that
// whoever is killed in the middle leaves a file that is old or new, and a record that knows both.

export type Part = 'dns' | 'timeouts' | 'client'

/** One file that was changed, or was about to be. */
export type Applied = {
  readonly part: Part
  readonly at: UnixMillis
  readonly path: string
  readonly before: Content
  readonly after: Content
  /** Folders that had to be made for it, the outermost first. */
  readonly folders: readonly string[]
}

const VERSION = 1

export const appliedPath = (dataDir: string): string => join(dataDir, 'tune', 'applied.json')

/** Another version wrote it, or somebody changed it. */
export class BadApplied extends Error {
  readonly path: string
  constructor(path: string) {
    super(path)
    this.path = path
  }
}

/** The oldest first. @throws BadApplied */
export async function readApplied(dataDir: string): Promise<readonly Applied[]> {
  const path = appliedPath(dataDir)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (text === undefined) return []
  try {
    const { version, changes } = JSON.parse(text, revived) as { readonly version?: unknown; readonly changes?: unknown }
    if (version === VERSION && Array.isArray(changes)) return changes as readonly Applied[]
  } catch {
    // told below
  }
  throw new BadApplied(path)
}

/** For its owner alone: settings hold keys. */
async function writeApplied(dataDir: string, changes: readonly Applied[]): Promise<void> {
  const path = appliedPath(dataDir)
  if (changes.length === 0) {
    await rm(path, { force: true })
    await rmdir(join(dataDir, 'tune')).catch(() => undefined)
    return
  }
  await mkdir(join(dataDir, 'tune'), { recursive: true, mode: 0o700 })
  await writeFileAtomic(path, `${JSON.stringify({ version: VERSION, changes }, replaced, 2)}\n`)
}

export type Change = Omit<Applied, 'folders'>

export type Outcome =
  | { readonly is: 'applied' }
  /** All is as it was. */
  | { readonly is: 'taken-back'; readonly why: unknown }
  /** Somebody changed the file while it was looked at: it was left alone. */
  | { readonly is: 'left'; readonly why: unknown }
  /** Somebody changed it after the change was thought out. */
  | { readonly is: 'not-begun' }

export type Verifying = {
  readonly clock: Clock
  /** Rejects when it does not work. Ends with its signal. */
  readonly verify: (signal: AbortSignal) => Promise<void>
}

/** Longer than a look-up, a reading and an answer together; whoever waits still looks on. */
const VERIFIED_WITHIN = seconds(30)

/** Changes a file, looks whether it works, and goes back by itself when it does not. */
export async function applyChange(dataDir: string, change: Change, verifying: Verifying): Promise<Outcome> {
  const earlier = await withoutUndone(await readApplied(dataDir))
  if (!same(await contentOf(change.path), change.before)) return { is: 'not-begun' }
  const applied: Applied = { ...change, folders: await missingFolders(change.path) }
  await writeApplied(dataDir, [...earlier, applied])
  await put(change.path, change.after)
  try {
    await verified(verifying)
    return { is: 'applied' }
  } catch (why) {
    if (!same(await contentOf(change.path), change.after)) return { is: 'left', why }
    await takeBack(applied)
    await writeApplied(dataDir, earlier)
    return { is: 'taken-back', why }
  }
}

function verified({ clock, verify }: Verifying): Promise<void> {
  const late = new AbortController()
  return new Promise((resolve, reject) => {
    const cancel = clock.after(VERIFIED_WITHIN, () => {
      reject(new Error('ETIMEDOUT'))
      late.abort(new Error('ETIMEDOUT'))
    })
    verify(late.signal).finally(cancel).then(resolve, reject)
  })
}

/** Killed before its file was changed: nothing is left to be undone. */
async function withoutUndone(changes: readonly Applied[]): Promise<readonly Applied[]> {
  const last = changes.at(-1)
  if (last === undefined) return changes
  const now = await contentOf(last.path)
  return same(now, last.before) && !same(now, last.after) ? changes.slice(0, -1) : changes
}

async function takeBack({ path, before, folders }: Applied): Promise<void> {
  await put(path, before)
  // what somebody has put something into stays
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined)
}

/** Why nothing is undone. */
export type NotUndone =
  /** Neither what was there before nor what was written. */
  | { readonly why: 'changed'; readonly change: Applied; readonly now: Content }
  /** A later change of the same file comes first. */
  | { readonly why: 'later'; readonly change: Applied; readonly later: Part }

export type Undone = { readonly undone: readonly Applied[]; readonly objection?: NotUndone }

/** Takes back what was applied last of each of these parts, or nothing at all. */
export async function undoLast(dataDir: string, parts: readonly Part[]): Promise<Undone> {
  const all = await readApplied(dataDir)
  const wanted = parts
    .map((part) => all.findLast((change) => change.part === part))
    .filter((change) => change !== undefined)
    .toSorted((one, other) => all.indexOf(other) - all.indexOf(one))
  const objection = await objectionTo(wanted, all)
  if (objection !== undefined) return { undone: [], objection }
  for (const change of wanted) await takeBack(change)
  await writeApplied(
    dataDir,
    all.filter((change) => !wanted.includes(change)),
  )
  return { undone: wanted }
}

async function objectionTo(wanted: readonly Applied[], all: readonly Applied[]): Promise<NotUndone | undefined> {
  const states = new Map<string, Content>()
  for (const change of wanted) {
    const now = states.has(change.path) ? states.get(change.path) : await contentOf(change.path)
    const isKnown = same(now, change.after) || same(now, change.before)
    const later = all.slice(all.indexOf(change) + 1).find((one) => one.path === change.path && !wanted.includes(one))
    if (!isKnown && later !== undefined && same(now, later.after)) return { why: 'later', change, later: later.part }
    if (!isKnown) return { why: 'changed', change, now }
    states.set(change.path, change.before)
  }
  return undefined
}
