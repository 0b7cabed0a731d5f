import type { Flags } from '../config/config.ts'
import { installTextsIn } from '../i18n/install.ts'
import { readBypass, recordDuring } from '../install/bypass.ts'
import { beforeOf, changedSince, clearDraftsOf, undo, type Changes } from '../install/carry-out.ts'
import { contentOf, same } from '../install/content.ts'
import type { FileChange, InstallRecord } from '../install/record.ts'
import { realClock } from '../world/clock.ts'
import { agreed, needsPerson, type AskFlags } from './ask-first.ts'
import { Complaint, type Context } from './context.ts'
import { keeperFor, stopInstalled, type Keeping } from './installed-gateway.ts'
import { placed, recordOrComplaint, underInstallLock } from './install-ground.ts'
import { changesPage, changesPaper, commandLines, type Change } from './print/changes-page.ts'
import { fitted } from './print/fitted.ts'
import { configOrComplaint } from './settled.ts'

export type UninstallFlags = Flags & AskFlags & { readonly keepChanges?: boolean; readonly discardChanges?: boolean }

/** `holdfast uninstall`. @returns the exit code */
export async function uninstall(flags: UninstallFlags, context: Context): Promise<number> {
  const { refuse } = installTextsIn(context.language)
  if (flags.keepChanges === true && flags.discardChanges === true) throw new Complaint(refuse.bothFlags)
  needsPerson('uninstall', flags, context)
  const { dataDir } = configOrComplaint(flags, context)
  if ((await recordOrComplaint(dataDir, context)) === undefined) {
    await clearDraftsOf(dataDir, undefined, realClock.wall())
    throw new Complaint(refuse.notInstalled, 1)
  }
  return await underInstallLock(dataDir, context, async () => {
    const record = await recordOrComplaint(dataDir, context)
    if (record === undefined) throw new Complaint(refuse.notInstalled, 1)
    return await takeBack(recordDuring(record, await readBypass(dataDir)), { dataDir, flags }, context)
  })
}

type Asked = { readonly dataDir: string; readonly flags: UninstallFlags }

async function takeBack(record: InstallRecord, { dataDir, flags }: Asked, context: Context): Promise<number> {
  const { say } = context
  const { done } = installTextsIn(context.language)
  const { file } = record.client
  try {
    await refuseChanged(record, flags, context)
    const changes: Changes = flags.discardChanges === true ? 'discard' : 'keep'
    const keeping: Keeping = { dataDir, gateway: record.gateway, kind: record.keeper }
    for (const line of await page(record, { keeping, changes }, context)) say(line)
    if ((await agreed(flags, context)) === 'no') return 0
    await clearDraftsOf(dataDir, record, realClock.wall())
    const stopGateway = (): Promise<void> => stopInstalled(keeping, context)
    const { left } = await undo(dataDir, record, { changes, stopGateway })
    const names = left.map(({ path }) => `\`${path.at(-1) ?? ''}\``).join(', ')
    const kept = left.length > 0 ? [done.left(names, file)] : []
    for (const line of fitted([...kept, done.uninstalled, done.journalStays(dataDir), done.restartSessions])) say(line)
    return 0
  } catch (error) {
    throw placed(error, file, context)
  }
}

/** Nobody's changes are lost without their word. */
async function refuseChanged(record: InstallRecord, flags: UninstallFlags, context: Context): Promise<void> {
  if (flags.keepChanges === true || flags.discardChanges === true) return
  const changed = await changedSince(record)
  if (changed.length === 0) return
  const { refuse, plan } = installTextsIn(context.language)
  for (const file of changed) {
    context.note(`holdfast: ${refuse.changed(file.path)}`)
    for (const line of changesPage([await changeSince(file)], changesPaper(context)).slice(2)) context.note(line)
  }
  throw new Complaint([plan.nothingDone, ...refuse.changedHow].join('\n'), 1)
}

const changeSince = async ({ path, after }: FileChange): Promise<Change> => ({ path, from: after, to: await contentOf(path) })

async function page(
  record: InstallRecord,
  { keeping, changes }: { readonly keeping: Keeping; readonly changes: Changes },
  context: Context,
): Promise<readonly string[]> {
  const { plan } = installTextsIn(context.language)
  const kept = changes === 'keep' ? await changedSince(record) : []
  const all = await Promise.all(
    record.files.map(async (file): Promise<Change> => {
      const from = await contentOf(file.path)
      if (file.path === record.client.file) return { path: file.path, from, to: (await beforeOf(file, record, changes)).content }
      return { path: file.path, from, to: kept.includes(file) ? from : file.before }
    }),
  )
  const { stop } = keeperFor(keeping, context)
  return [
    plan.undoTitle,
    ...changesPage(
      all.filter(({ from, to }) => !same(from, to)),
      changesPaper(context),
    ),
    '',
    ...(stop.length === 0 ? [plan.stops] : [plan.commands, ...commandLines(stop)]),
    '',
  ]
}
