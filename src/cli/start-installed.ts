import type { Flags } from '../config/config.ts'
import { installTextsIn } from '../i18n/install.ts'
import { finishCutShort } from '../install/cut-short.ts'
import { realClock } from '../world/clock.ts'
import { comeBack } from './come-back.ts'
import { Complaint, type Context } from './context.ts'
import { ensureInstalled } from './installed-gateway.ts'
import { recordOrComplaint } from './install-ground.ts'
import { configOrComplaint } from './settled.ts'

/** `holdfast start`: brings the installed gateway back if it is not there. @returns the exit code */
export async function startGatewayCommand(flags: Flags, context: Context): Promise<number> {
  const { refuse, started } = installTextsIn(context.language)
  const { dataDir } = configOrComplaint(flags, context)
  const record = await recordOrComplaint(dataDir, context)
  if (record === undefined) throw new Complaint(refuse.notInstalled, 1)
  await ensureInstalled({ dataDir, gateway: record.gateway, kind: record.keeper }, context)
  context.say(started(record.gateway))
  if (record.phase !== 'installed') {
    await finishCutShort(dataDir, record.gateway, realClock)
    if ((await recordOrComplaint(dataDir, context))?.phase !== 'installed') throw new Complaint(refuse.notFinished, 1)
  }
  // the gateway is there again, which may have been all that was missing
  await comeBack(dataDir, context, { reader: 'person', retry: 'at-once' })
  return 0
}
