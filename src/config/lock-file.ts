import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { ms, type Millis } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { draftOf } from '../world/leftovers.ts'
import { processStart } from '../world/process-start.ts'
import { isAlive } from './runtime-file.ts'

export type LockOptions = {
  readonly clock: Clock
  /** Number of the process that takes it. */
  readonly pid: number
  /** Where it cannot be told whether a process of that number is the holder: older than this it is not. */
  readonly staleAfter: Millis
  readonly signal: AbortSignal
}

/** Gives the lock back. */
export type Release = () => Promise<void>

const LOOK_EVERY = ms(20)

/**
 * Takes a lock that only one process has, waiting as long as its holder lives.
 * @param path in a directory that exists
 * @throws the signal's reason when it aborts first
 */
export async function takeLock(path: string, options: LockOptions): Promise<Release> {
  const mine = `${options.pid} ${randomBytes(8).toString('hex')} ${(await processStart(options.pid)) ?? ''}`.trimEnd()
  while (!(await claim(path, mine, options.pid))) {
    const holder = await readFile(path, 'utf8').catch(() => undefined)
    if (holder !== undefined && (await isStale(path, holder, options))) await setAside(path, holder, options.pid)
    else await sleep(options.clock, LOOK_EVERY, options.signal)
  }
  return async () => {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === mine) await rm(path, { force: true })
  }
}

/** A link appears whole or not at all: nobody ever reads a lock that does not say yet whose it is. */
async function claim(path: string, mine: string, pid: number): Promise<boolean> {
  const draft = draftOf(path, pid)
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Clears a lock away whose holder is dead; one that is held stays. */
export async function clearStaleLock(path: string, clock: Clock): Promise<void> {
  const holder = await readFile(path, 'utf8')
  if (await isStale(path, holder, { clock, staleAfter: NEVER })) await setAside(path, holder, process.pid)
}

const NEVER = ms(Number.POSITIVE_INFINITY)

async function isStale(
  path: string,
  holder: string,
  { clock, staleAfter }: Pick<LockOptions, 'clock' | 'staleAfter'>,
): Promise<boolean> {
  const [pid, , started] = holder.split(' ')
  if (!isAlive(Number(pid))) return true
  const begun = started === undefined ? undefined : await processStart(Number(pid))
  // A holder that is known to live keeps it however long the machine has slept, and whatever the clock says.
  if (begun !== undefined) return begun !== started
  const made = await stat(path).catch(() => undefined)
  return made !== undefined && clock.wall() - made.mtimeMs > staleAfter
}

/** Two may find the same stale lock: what was moved away is looked at again, and a fresh one is put back. */
async function setAside(path: string, stale: string, pid: number): Promise<void> {
  const aside = draftOf(path, pid)
  try {
    await rename(path, aside)
  } catch {
    return // somebody else was first
  }
  if ((await readFile(aside, 'utf8').catch(() => stale)) !== stale) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}
