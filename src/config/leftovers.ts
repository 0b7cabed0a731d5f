import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hours, minutes } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { clearDrafts } from '../world/leftovers.ts'
import { clearStaleLock } from './lock-file.ts'
import { gatewaysDir, isAlive, listRuntimes, type RuntimeFile } from './runtime-file.ts'

/** A client that has not come back to a gateway within this long comes no more: see Places. */
const PLACES_FOR = minutes(10)
/** Somebody may still bring such a gateway back, and finds its port and secret there. */
const DEAD_FOR = hours(24)

/**
 * Clears away what killed processes have left in a data directory: drafts, locks, places of clients that come no more, and
 * where gateways were, save for the last of each kind, whose port and secret the next one takes. What belongs to a living
 * process stays. Never throws.
 */
export async function clearLeftovers(dataDir: string, clock: Clock): Promise<void> {
  const folder = gatewaysDir(dataDir)
  const now = clock.wall()
  for (const place of [dataDir, folder, join(dataDir, 'runs'), join(dataDir, 'install')])
    await clearDrafts(place, { isAlive, now })
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const path = join(folder, name)
    if (name.endsWith('.lock')) await clearStaleLock(path, clock).catch(() => undefined)
    if (!/^places-\d+\.json$/.test(name)) continue
    const written = await stat(path).catch(() => undefined)
    if (written !== undefined && now - written.mtimeMs > PLACES_FOR) await rm(path, { force: true }).catch(() => undefined)
  }
  const files = await listRuntimes(dataDir)
  for (const file of files) {
    if (isForgotten(file, files) && now - file.info.startedAt > DEAD_FOR)
      await rm(file.path, { force: true }).catch(() => undefined)
  }
}

/** Nobody is there, and a later one of its kind is known: the first of each kind is the last that was started. */
function isForgotten({ info, path }: RuntimeFile, files: readonly RuntimeFile[]): boolean {
  return !isAlive(info.pid) && files.find((other) => other.info.key === info.key)?.path !== path
}
