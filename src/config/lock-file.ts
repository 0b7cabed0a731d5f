import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { ms, type Millis } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { isAlive } from './runtime-file.ts'

export type LockOptions = {
  readonly clock: Clock
  /** Number of the process that takes it. */
  readonly pid: number
  /** Older than this it belongs to nobody: process numbers are used again, and no holder keeps it that long. */
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
  const mine = `${options.pid} ${randomBytes(8).toString('hex')}`
  while (!(await claim(path, mine))) {
    const holder = await readFile(path, 'utf8').catch(() => undefined)
    if (holder !== undefined && (await isStale(path, holder, options))) await setAside(path, holder)
    else await sleep(options.clock, LOOK_EVERY, options.signal)
  }
  return async () => {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === mine) await rm(path, { force: true })
  }
}

/** A link appears whole or not at all: nobody ever reads a lock that does not say yet whose it is. */
async function claim(path: string, mine: string): Promise<boolean> {
  const draft = `${path}.${mine.replace(' ', '-')}`
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

async function isStale(path: string, holder: string, { clock, staleAfter }: LockOptions): Promise<boolean> {
  if (!isAlive(Number(holder.split(' ')[0]))) return true
  const made = await stat(path).catch(() => undefined)
  return made !== undefined && clock.wall() - made.mtimeMs > staleAfter
}

/** Two may find the same stale lock: what was moved away is looked at again, and a fresh one is put back. */
async function setAside(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomBytes(8).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    return // somebody else was first
  }
  if ((await readFile(aside, 'utf8').catch(() => stale)) !== stale) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}
