import { existsSync } from 'node:fs'
import { seconds } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { bypassPath } from './bypass.ts'
import { carryOut, changedSince, clearDraftsOf } from './carry-out.ts'
import { contentOf, same } from './content.ts'
import { underLockOfInstall } from './install-lock.ts'
import { readRecord, type InstalledGateway, type InstallRecord } from './record.ts'

/** Which gateway it is. */
export type OwnGateway = Pick<InstalledGateway, 'key' | 'port'>

/** Whoever installs just now does it all. */
const FREE_WITHIN = seconds(1)

/**
 * Does the rest of an install over an install that was killed once its gateway had begun: until then the client goes where
 * the earlier one was, and finds nobody. A first install waits for a person: its client still has its way.
 * @param own the gateway of that install, which is there
 * @returns `busy` when somebody is at it
 */
export async function finishCutShort(dataDir: string, own: OwnGateway, clock: Clock): Promise<'nothing' | 'finished' | 'busy'> {
  if ((await toFinish(dataDir, own)) === undefined) return 'nothing'
  return await underLockOfInstall(dataDir, { clock, within: FREE_WITHIN }, async () => {
    const record = await toFinish(dataDir, own)
    if (record === undefined) return 'nothing'
    await clearDraftsOf(dataDir, record, clock.wall())
    await carryOut(dataDir, record, () => Promise.resolve())
    return 'finished'
  })
}

async function toFinish(dataDir: string, { key, port }: OwnGateway): Promise<InstallRecord | undefined> {
  const record = await readRecord(dataDir)
  if (record?.phase !== 'installing' || record.gateway.key !== key || record.gateway.port !== port) return undefined
  // what somebody has changed since is a person's to decide
  const isOurs = (await changedSince(record)).length === 0
  return isOurs && (await isCutShort(dataDir, record)) ? record : undefined
}

/** Whether the client's settings are those of an earlier install or of its bypass, or already those of this one. */
async function isCutShort(dataDir: string, { files, client }: InstallRecord): Promise<boolean> {
  const file = files.find(({ path }) => path === client.file)
  if (file === undefined) return false
  const now = await contentOf(file.path)
  if (same(now, file.after)) return true
  return same(now, file.was) && (!same(file.was, file.before) || existsSync(bypassPath(dataDir)))
}
