import { rm } from 'node:fs/promises'
import { bypassStage, type BypassFailure } from '../clients/bypass-stage.ts'
import { seconds } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { bypassPath, endBypass, readBypass, writeBypass, type Bypass } from './bypass.ts'
import { underLockOfInstall } from './install-lock.ts'
import { readRecord, type InstallRecord } from './record.ts'

export type Ending = {
  readonly clock: Clock
  /** Brings the gateway back if it is not there: the client must not come back to nobody. Rejects when it cannot. */
  readonly gateway: (record: InstallRecord) => Promise<unknown>
  /** Whoever has a person in front of it tries at once what nobody has been told of. */
  readonly reader: 'person' | 'nobody'
  /** When it has failed a moment ago. */
  readonly retry: 'at-once' | 'later'
}

/** `news`: a person has not been told of it yet, and is to be told now. */
export type DueEnd =
  | { readonly is: 'nothing-due' | 'busy' }
  | { readonly is: 'ended'; readonly record: InstallRecord }
  | {
      readonly is: 'failed'
      readonly why: BypassFailure['why']
      readonly error: unknown
      readonly record: InstallRecord
      readonly news: 'yes' | 'no'
    }

/** Whoever is at it just now ends it as well. */
const FREE_WITHIN = seconds(1)
const NOTHING_DUE: DueEnd = { is: 'nothing-due' }

/** Ends a bypass whose time is over. Of several at the same moment one does it, and the others find nothing to do. */
export async function endDueBypass(dataDir: string, ending: Ending): Promise<DueEnd> {
  if (!mayEnd(await readBypass(dataDir), ending)) return NOTHING_DUE
  const ended = await underLockOfInstall(dataDir, { clock: ending.clock, within: FREE_WITHIN }, async () => {
    const bypass = await readBypass(dataDir)
    return bypass === undefined || !mayEnd(bypass, ending) ? NOTHING_DUE : await end(dataDir, bypass, ending)
  })
  return ended === 'busy' ? { is: 'busy' } : ended
}

function mayEnd(bypass: Bypass | undefined, { clock, reader, retry }: Ending): boolean {
  if (bypass === undefined) return false
  switch (bypassStage(bypass, clock.wall())) {
    case 'lasts':
      return false
    case 'due':
      return true
    case 'stuck':
      return retry === 'at-once' || (reader === 'person' && bypass.failed?.told === 'no')
  }
}

async function end(dataDir: string, bypass: Bypass, { clock, gateway, reader }: Ending): Promise<DueEnd> {
  const record = await readRecord(dataDir)
  if (record === undefined) {
    await rm(bypassPath(dataDir), { force: true })
    return NOTHING_DUE
  }
  // the next install or uninstall completes what was cut short, and this with it
  if (record.phase !== 'installed') return NOTHING_DUE
  let why: BypassFailure['why'] = 'gateway'
  try {
    await gateway(record)
    why = 'settings'
    await endBypass(dataDir, { record, bypass, now: clock.wall() })
    return { is: 'ended', record }
  } catch (error) {
    const news = bypass.failed?.why === why && bypass.failed.told === 'yes' ? 'no' : 'yes'
    const told = reader === 'person' || news === 'no' ? 'yes' : 'no'
    // a disk that takes nothing may be the very reason
    await writeBypass(dataDir, { ...bypass, failed: { why, at: clock.wall(), told } }).catch(() => undefined)
    return { is: 'failed', why, error, record, news }
  }
}
