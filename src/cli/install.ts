import type { Flags } from '../config/config.ts'
import { VERSION } from '../config/version.ts'
import { installTextsIn } from '../i18n/install.ts'
import { readBypass, recordDuring } from '../install/bypass.ts'
import { carryOut, clearDraftsOf, rollBack } from '../install/carry-out.ts'
import { findClients } from '../install/found-clients.ts'
import { changesIn } from '../install/plan.ts'
import type { InstallRecord } from '../install/record.ts'
import { realClock } from '../world/clock.ts'
import { agreed, needsPerson, type AskFlags } from './ask-first.ts'
import type { Context } from './context.ts'
import { ensureInstalled, keeperFor, proofOfInstalled, startInstalled, stopInstalled, type Keeping } from './installed-gateway.ts'
import { placed, prepareInstall, recordOrComplaint, startLine, underInstallLock, type Prepared } from './install-ground.ts'
import { changesPage, changesPaper, commandLines } from './print/changes-page.ts'
import { clientLines } from './print/client-lines.ts'
import { fitted } from './print/fitted.ts'
import { configOrComplaint, dataDirOrComplaint } from './settled.ts'

export type InstallFlags = Flags & AskFlags

/** `holdfast install`. @returns the exit code */
export async function install(flags: InstallFlags, context: Context): Promise<number> {
  needsPerson('install', flags, context)
  const { dataDir } = configOrComplaint(flags, context)
  if (flags.dryRun !== true) await dataDirOrComplaint(dataDir, context)
  const act = async (): Promise<number> => {
    const former = await recordOrComplaint(dataDir, context)
    const bypass = await readBypass(dataDir)
    const known = former === undefined ? undefined : recordDuring(former, bypass)
    const prepared = await prepareInstall({ flags, former: known }, context)
    return await installPrepared(prepared, { flags, former }, context)
  }
  return flags.dryRun === true ? await act() : await underInstallLock(dataDir, context, act)
}

type Wanted = { readonly flags: InstallFlags; readonly former: InstallRecord | undefined }

async function installPrepared(prepared: Prepared, { flags, former }: Wanted, context: Context): Promise<number> {
  const { record, dataDir, notes } = prepared
  const { say, note } = context
  const { done, notes: own } = installTextsIn(context.language)
  const keeping: Keeping = { dataDir, gateway: record.gateway, kind: record.keeper }
  const cutShort = former === undefined || former.phase === 'installed' ? [] : [own.cutShort]
  for (const line of [...cutShort, ...notes]) note(`holdfast: ${line}`)
  const clients = clientLines(findClients(context.surroundings), record.gateway, context)
  const start = await whatToStart(keeping, record, former)
  if (start === 'nothing' && changesIn(record).length === 0 && former?.phase === 'installed') {
    for (const line of fitted([done.already(record.gateway), ...clients])) say(line)
    return 0
  }
  for (const line of planPage(keeping, { record, start }, context)) say(line)
  if ((await agreed(flags, context)) === 'no') return 0
  await clearDraftsOf(dataDir, record, realClock.wall())
  await installOrRollBack(keeping, { record, former, start }, context)
  await endFormer(former, keeping, context)
  const page = [
    done.installed(record.gateway),
    ...keptLines(keeping, context),
    ...clients,
    '',
    done.restartSessions,
    done.wayBack,
  ]
  for (const line of fitted(page)) say(line)
  return 0
}

type Start = 'anew' | 'if-gone' | 'nothing'

/** A gateway that serves is not disturbed without need. */
async function whatToStart(keeping: Keeping, record: InstallRecord, former: InstallRecord | undefined): Promise<Start> {
  const proof = await proofOfInstalled(keeping)
  const other = JSON.stringify(former?.gateway) !== JSON.stringify(record.gateway) || former?.keeper !== record.keeper
  const files = changesIn(record).some(({ path }) => path !== record.client.file)
  if (other || files || (proof !== undefined && proof.version !== VERSION)) return 'anew'
  return proof === undefined ? 'if-gone' : 'nothing'
}

type Doing = { readonly record: InstallRecord; readonly start: Start }

function planPage(keeping: Keeping, { record, start }: Doing, context: Context): readonly string[] {
  const texts = installTextsIn(context.language)
  const changes = changesIn(record).map(({ path, was, after }) => ({ path, from: was, to: after }))
  const commands = start === 'nothing' ? [] : keeperFor(keeping, context).start
  const starts = commands.length === 0 ? [texts.plan.starts] : [texts.plan.commands, ...commandLines(commands)]
  return [
    texts.plan.title,
    ...changesPage(changes, changesPaper(context)),
    ...(start === 'nothing' ? [] : ['', ...starts]),
    '',
    ...fitted([texts.plan.way(record.gateway)]),
  ]
}

async function installOrRollBack(
  keeping: Keeping,
  { record, former, start }: Doing & Pick<Wanted, 'former'>,
  context: Context,
): Promise<void> {
  const { dataDir } = keeping
  const startGateway = async (): Promise<void> => {
    await (start === 'anew' ? startInstalled : ensureInstalled)(keeping, context)
  }
  try {
    await carryOut(dataDir, record, startGateway)
  } catch (error) {
    if (former === undefined) await stopInstalled(keeping, context)
    await rollBack(dataDir, record, former)
    // the earlier one, as well as it can be had: what went wrong is told anyhow
    if (former !== undefined)
      await startInstalled({ dataDir, gateway: former.gateway, kind: former.keeper }, context).catch(() => undefined)
    context.note(`holdfast: ${installTextsIn(context.language).plan.nothingDone}`)
    throw placed(error, record.client.file, context)
  }
}

/** One that nobody keeps goes on by itself. Units of the system have the same name before and after: it ends the earlier one. */
async function endFormer(former: InstallRecord | undefined, { gateway, dataDir }: Keeping, context: Context): Promise<void> {
  if (former?.keeper !== 'nobody') return
  const { key, port } = former.gateway
  if (key !== gateway.key || port !== gateway.port)
    await stopInstalled({ dataDir, gateway: former.gateway, kind: 'nobody' }, context)
}

function keptLines({ kind, dataDir }: Keeping, context: Context): readonly string[] {
  const { done } = installTextsIn(context.language)
  switch (kind) {
    case 'systemd':
      return [done.kept.systemd]
    case 'launchd':
    case 'task-scheduler':
      return [done.kept[kind], done.untested]
    case 'nobody':
      return [done.kept.nobody, ...done.nobodySteps(startLine(dataDir, context))]
  }
}
