import type { Flags } from '../config/config.ts'
import { parseDuration, unixMillis, type UnixMillis } from '../core/time.ts'
import { installTextsIn } from '../i18n/install.ts'
import { beginBypass, endBypass, readBypass, SettingsChanged } from '../install/bypass.ts'
import { clearDraftsOf } from '../install/carry-out.ts'
import type { InstallRecord } from '../install/record.ts'
import { realClock } from '../world/clock.ts'
import { comeBack, tellChanged } from './come-back.ts'
import { Complaint, type Context } from './context.ts'
import { ensureInstalled } from './installed-gateway.ts'
import { placed, recordOrComplaint, underInstallLock } from './install-ground.ts'
import { fitted } from './print/fitted.ts'
import { localTime } from './print/local-time.ts'
import { configOrComplaint } from './settled.ts'

export type BypassFlags = Flags & {
  readonly for?: string
  readonly end?: boolean
  /** Set by the status line: only one whose time is over. */
  readonly due?: boolean
}

/** `holdfast bypass`. @returns the exit code */
export async function bypass(flags: BypassFlags, context: Context): Promise<number> {
  const { bypass: texts } = installTextsIn(context.language)
  if (flags.end === true && flags.for !== undefined) throw new Complaint(texts.endsAlone)
  const until = untilOf(flags.for, context)
  const { dataDir } = configOrComplaint(flags, context)
  if (flags.due === true) {
    await comeBack(dataDir, context, { reader: 'nobody', retry: 'later' })
    return 0
  }
  await installedOrComplaint(dataDir, context)
  return await underInstallLock(dataDir, context, async () => {
    const record = await installedOrComplaint(dataDir, context)
    await clearDraftsOf(dataDir, record, realClock.wall())
    try {
      if (flags.end === true) await end(dataDir, record, context)
      else await begin(dataDir, { record, until }, context)
      return 0
    } catch (error) {
      if (!(error instanceof SettingsChanged)) throw placed(error, record.client.file, context)
      tellChanged(error, record, context)
      return 1
    }
  })
}

async function installedOrComplaint(dataDir: string, context: Context): Promise<InstallRecord> {
  const { refuse } = installTextsIn(context.language)
  const record = await recordOrComplaint(dataDir, context)
  if (record === undefined) throw new Complaint(refuse.notInstalled, 1)
  if (record.phase !== 'installed') throw new Complaint(refuse.notFinished, 1)
  return record
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
  const when = until === undefined ? '' : localTime(until, { language, now: realClock.wall(), zone: undefined })
  const lasts = until === undefined ? texts.untilEnded : texts.untilThen(when)
  for (const line of fitted([texts.begun(record.gateway.upstream), lasts, done.restartSessions])) say(line)
}

/** The gateway first: the client must not come back to nobody. */
async function end(dataDir: string, record: InstallRecord, context: Context): Promise<void> {
  const { bypass: texts, done } = installTextsIn(context.language)
  const there = await readBypass(dataDir)
  if (there === undefined) {
    context.say(texts.none)
    return
  }
  await ensureInstalled({ dataDir, gateway: record.gateway, kind: record.keeper }, context)
  await endBypass(dataDir, { record, bypass: there, now: realClock.wall() })
  for (const line of fitted([texts.ended(record.gateway), done.restartSessions])) context.say(line)
}
