import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hours, type UnixMillis } from '../core/time.ts'

/** Where a file is written before it takes its name: beside it, and with the number of who writes it. */
export const draftOf = (path: string, pid: number): string =>
  join(dirname(path), `.${basename(path)}.${pid}-${randomBytes(6).toString('hex')}.tmp`)

const DRAFT = /^\..+[.-](\d+)-[0-9a-f]{12,16}\.tmp$/

/** A draft is there for milliseconds. One that is this old is not that process's, though its number is in use again. */
const NOBODYS_AFTER = hours(1)

type Clearing = {
  /** Is there a process of this number? */
  readonly isAlive: (pid: number) => boolean
  readonly now: UnixMillis
}

/** Removes the drafts of processes that were killed while they wrote; those of living ones stay. Never throws. */
export async function clearDrafts(folder: string, { isAlive, now }: Clearing): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const pid = Number(DRAFT.exec(name)?.[1])
    if (!Number.isSafeInteger(pid)) continue
    const path = join(folder, name)
    const made = await stat(path).catch(() => undefined)
    if (made === undefined || (isAlive(pid) && now - made.mtimeMs < NOBODYS_AFTER)) continue
    await rm(path, { force: true }).catch(() => undefined)
  }
}
