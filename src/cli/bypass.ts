import type { Flags } from '../config/config.ts'
import { parseDuration, unixMillis, type UnixMillis } from '../core/time.ts'
import { installTextsIn } from '../i18n/install.ts'
import { beginBypass, endBypass, endDueBypass, readBypass } from '../install/bypass.ts'
import type { InstallRecord } from '../install/record.ts'
import { realClock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import { ensureInstalled } from './installed-gateway.ts'
import { placed, recordOrComplaint, underInstallLock } from './install-ground.ts'
import { fitted } from './print/fitted.ts'
import { configOrComplaint } from './settled.ts'

export type BypassFlags = Flags & {
  readonly for?: string
  readonly end?: boolean
  /** Set by the status line: only one whose time is over. */
  readonly due?: boolean
}

/** `holdfast bypass`. @returns the exit code */
export async function bypass(flags: BypassFlags, context: Context): Promise<number> {
  const { refuse, bypass: texts } = installTextsIn(context.language)
  if (flags.end === true && flags.for !== undefined) throw new Complaint(texts.endsAlone)
  const until = untilOf(flags.for, context)
  const { dataDir } = configOrComplaint(flags, context)
  const found = await recordOrComplaint(dataDir, context)
  if (found === undefined) throw new Complaint(refuse.notInstalled, 1)
  if (found.phase === 'changing') throw new Complaint(refuse.notFinished, 1)
  return await underInstallLock(dataDir, context, async () => {
    const record = (await recordOrComplaint(dataDir, context)) ?? found
    try {
      if (flags.due === true) await endDue(dataDir, record, context)
      else if (flags.end === true) await end(dataDir, record, context)
      else await begin(dataDir, { record, until }, context)
      return 0
    } catch (error) {
      throw placed(error, record.client.file, context)
    }
  })
}

function untilOf(length: string | undefined, { language }: Context): UnixMillis | undefined {
  if (length === undefined) return undefined
  const parsed = parseDuration(length)
  if (parsed === undefined || parsed <= 0)
    throw new Complaint(installTextsIn(language).bypass.badLength(length === '' ? '""' : length))
  return unixMillis(realClock.wall() + parsed)
}

type Beginning = { readonly record: InstallRecord; readonly until: UnixMillis | undefined }

async function begin(dataDir: string, { record, until }: Beginning, { language, say }: Context): Promise<void> {
  const { bypass: texts, done } = installTextsIn(language)
  await beginBypass(dataDir, record, until)
  const when = until === undefined ? '' : new Date(until).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  const lasts = until === undefined ? texts.untilEnded : texts.untilThen(when)
  for (const line of fitted([texts.begun(record.gateway.upstream), lasts, done.restartSessions])) say(line)
}

async function endDue(dataDir: string, record: InstallRecord, context: Context): Promise<void> {
  await ensureInstalled({ dataDir, gateway: record.gateway, kind: record.keeper }, context)
  await endDueBypass(dataDir, realClock.wall())
}

/** The gateway first: the client must not come back to nobody. */
async function end(dataDir: string, record: InstallRecord, context: Context): Promise<void> {
  const { bypass: texts, done } = installTextsIn(context.language)
  const now = await readBypass(dataDir)
  if (now === undefined) {
    context.say(texts.none)
    return
  }
  await ensureInstalled({ dataDir, gateway: record.gateway, kind: record.keeper }, context)
  await endBypass(dataDir, record, now)
  for (const line of fitted([texts.ended(record.gateway), done.restartSessions])) context.say(line)
}
