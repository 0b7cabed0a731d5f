import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { takeLock } from '../config/lock-file.ts'
import { seconds, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'

/** A person reads the plan while it is held. */
const HELD_AT_MOST = seconds(3600)

/** Runs `action` while nobody else changes what install has changed. @returns `busy` when somebody did so all along */
export async function underLockOfInstall<Result>(
  dataDir: string,
  { clock, within }: { readonly clock: Clock; readonly within: Millis },
  action: () => Promise<Result>,
): Promise<Result | 'busy'> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const options = { clock, pid: process.pid, staleAfter: HELD_AT_MOST, signal: AbortSignal.timeout(within) }
  const release = await takeLock(join(dataDir, 'install.lock'), options).catch(() => undefined)
  if (release === undefined) return 'busy'
  try {
    return await action()
  } finally {
    await release()
  }
}
