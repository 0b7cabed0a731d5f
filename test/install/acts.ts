import { prepareInstall } from '../../src/cli/install-ground.ts'
import type { Flags } from '../../src/config/config.ts'
import { unixMillis } from '../../src/core/time.ts'
import { beginBypass, endBypass, readBypass, recordDuring } from '../../src/install/bypass.ts'
import { carryOut, clearDraftsOf, undo } from '../../src/install/carry-out.ts'
import { finishCutShort } from '../../src/install/cut-short.ts'
import { endDueBypass, type DueEnd } from '../../src/install/due-bypass.ts'
import { readRecord, type InstallRecord } from '../../src/install/record.ts'
import { realClock } from '../../src/world/clock.ts'
import type { Home } from './home.ts'

const nothing = (): Promise<void> => Promise.resolve()

/** What `holdfast install` does, without a gateway. */
export async function installIn({ dataDir, context }: Home, flags: Flags = {}): Promise<InstallRecord> {
  const { record } = await prepareInstall({ flags, former: await knownIn(dataDir) }, context)
  await clearDraftsOf(dataDir, record, unixMillis(Date.now()))
  await carryOut(dataDir, record, nothing)
  return record
}

/** What `holdfast uninstall --keep-changes` does, without a gateway. */
export async function uninstallIn({ dataDir }: Home): Promise<readonly string[]> {
  const record = await knownIn(dataDir)
  await clearDraftsOf(dataDir, record, unixMillis(Date.now()))
  if (record === undefined) return []
  const { left } = await undo(dataDir, record, { changes: 'keep', stopGateway: nothing })
  return left.map(({ path }) => path.join('.'))
}

/** What `holdfast bypass` does. */
export async function bypassIn({ dataDir }: Home): Promise<void> {
  const record = await readRecord(dataDir)
  if (record === undefined) return
  await clearDraftsOf(dataDir, record, unixMillis(Date.now()))
  await beginBypass(dataDir, record, undefined)
}

/** What `holdfast bypass --end` does, without a gateway. */
export async function endBypassIn({ dataDir }: Home): Promise<void> {
  const [record, bypass] = [await readRecord(dataDir), await readBypass(dataDir)]
  if (record === undefined) return
  await clearDraftsOf(dataDir, record, unixMillis(Date.now()))
  if (bypass !== undefined) await endBypass(dataDir, { record, bypass, now: unixMillis(Date.now()) })
}

/** What every other command does, without a gateway. */
export const endDueIn = ({ dataDir }: Home): Promise<DueEnd> =>
  endDueBypass(dataDir, { clock: realClock, gateway: nothing, reader: 'person', retry: 'later' })

/** What the gateway of that install does, every time that it looks. */
export const finishIn = ({ dataDir }: Home, { gateway }: InstallRecord): Promise<'nothing' | 'finished' | 'busy'> =>
  finishCutShort(dataDir, gateway, realClock)

async function knownIn(dataDir: string): Promise<InstallRecord | undefined> {
  const record = await readRecord(dataDir)
  return record === undefined ? undefined : recordDuring(record, await readBypass(dataDir))
}
