import { prepareInstall } from '../../src/cli/install-ground.ts'
import { unixMillis } from '../../src/core/time.ts'
import { carryOut, clearDraftsOf, undo } from '../../src/install/carry-out.ts'
import { readRecord, type InstallRecord } from '../../src/install/record.ts'
import type { Home } from './home.ts'

const nothing = (): Promise<void> => Promise.resolve()

/** What `holdfast install` does, without a gateway. */
export async function installIn({ dataDir, context }: Home): Promise<InstallRecord> {
  const former = await readRecord(dataDir)
  const { record } = await prepareInstall({ flags: {}, former }, context)
  await clearDraftsOf(record, unixMillis(Date.now()))
  await carryOut(dataDir, record, nothing)
  return record
}

/** What `holdfast uninstall --keep-changes` does, without a gateway. */
export async function uninstallIn({ dataDir }: Home): Promise<readonly string[]> {
  const record = await readRecord(dataDir)
  if (record === undefined) return []
  await clearDraftsOf(record, unixMillis(Date.now()))
  const { left } = await undo(dataDir, record, { changes: 'keep', stopGateway: nothing })
  return left.map(({ path }) => path.join('.'))
}
