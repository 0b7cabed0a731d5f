import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { UnixMillis } from '../core/time.ts'
import { writeFileAtomic } from '../world/atomic-file.ts'
import type { Settings } from './claude-settings.ts'

export type RunSettings = {
  readonly dataDir: string
  readonly runId: string
  readonly settings: Settings
  readonly now: UnixMillis
}

/** No run lasts longer than this; what is older was left by one that was killed. In milliseconds. */
const LEFT_BEHIND_AFTER = 30 * 86_400_000

/**
 * Puts the settings of one run where its client can read them, and nobody else. A file and not an argument: what the
 * person gave may hold keys, and arguments are seen by everybody on the machine.
 * @returns the file's path
 */
export async function writeRunSettings({ dataDir, runId, settings, now }: RunSettings): Promise<string> {
  const dir = join(dataDir, 'runs')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await removeLeftBehind(dir, now)
  const file = join(dir, `${runId}.json`)
  await writeFileAtomic(file, JSON.stringify(settings, null, 2), 0o600)
  return file
}

async function removeLeftBehind(dir: string, now: UnixMillis): Promise<void> {
  for (const name of await readdir(dir)) {
    const file = join(dir, name)
    const found = await stat(file).catch(() => undefined)
    if (found !== undefined && now - found.mtimeMs > LEFT_BEHIND_AFTER) await rm(file, { force: true })
  }
}
