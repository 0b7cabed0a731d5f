import type { Flags } from '../config/config.ts'
import { installTextsIn } from '../i18n/install.ts'
import { endDueBypass } from '../install/bypass.ts'
import { realClock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import { ensureInstalled } from './installed-gateway.ts'
import { placed, recordOrComplaint } from './install-ground.ts'
import { configOrComplaint } from './settled.ts'

/** `holdfast start`: brings the installed gateway back if it is not there. @returns the exit code */
export async function startGatewayCommand(flags: Flags, context: Context): Promise<number> {
  const { refuse, started } = installTextsIn(context.language)
  const { dataDir } = configOrComplaint(flags, context)
  const record = await recordOrComplaint(dataDir, context)
  if (record === undefined) throw new Complaint(refuse.notInstalled, 1)
  await ensureInstalled({ dataDir, gateway: record.gateway, kind: record.keeper }, context)
  await endDueBypass(dataDir, realClock.wall()).catch((error: unknown) =>
    Promise.reject(placed(error, record.client.file, context)),
  )
  context.say(started(record.gateway))
  return 0
}
