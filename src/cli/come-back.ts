import { existsSync } from 'node:fs'
import process from 'node:process'
import { readConfig, type Flags } from '../config/config.ts'
import { installTextsIn } from '../i18n/install.ts'
import { bypassPath, SettingsChanged } from '../install/bypass.ts'
import { endDueBypass, type DueEnd, type Ending } from '../install/due-bypass.ts'
import type { InstallRecord } from '../install/record.ts'
import { realClock } from '../world/clock.ts'
import type { Context } from './context.ts'
import { ensureInstalled } from './installed-gateway.ts'
import { placed } from './install-ground.ts'
import { changesPage, changesPaper } from './print/changes-page.ts'
import { fitted } from './print/fitted.ts'

type How = Pick<Ending, 'reader' | 'retry'>

/** Before a command begins. What is wrong with its settings it says itself. */
export async function comeBackFirst(flags: Flags, context: Context): Promise<void> {
  const read = readConfig(flags, context.surroundings)
  if (read.ok) await comeBack(read.config.dataDir, context, { reader: 'person', retry: 'later' })
}

/** Ends a bypass whose time is over, and says so. Whatever is in the way is no reason for a command to fail. */
export async function comeBack(dataDir: string, context: Context, how: How): Promise<void> {
  if (!existsSync(bypassPath(dataDir))) return
  const gateway = ({ gateway: installed, keeper }: InstallRecord): Promise<unknown> =>
    ensureInstalled({ dataDir, gateway: installed, kind: keeper }, context)
  const ended = await endDueBypass(dataDir, { clock: realClock, gateway, ...how }).catch(() => undefined)
  if (ended !== undefined && how.reader === 'person') tell(ended, context)
}

function tell(ended: DueEnd, context: Context): void {
  const { bypass: texts } = installTextsIn(context.language)
  const note = (sentence: string): void => {
    for (const line of fitted([sentence], process.stderr)) context.note(line)
  }
  switch (ended.is) {
    case 'nothing-due':
    case 'busy':
      return
    case 'ended':
      note(`holdfast: ${texts.over(ended.record.gateway)}`)
      return
    case 'failed':
      if (ended.news === 'no') return
      note(`holdfast: ${texts.overStill[ended.why]}`)
      if (ended.error instanceof SettingsChanged) tellChanged(ended.error, ended.record, context)
      else note(messageOf(placed(ended.error, ended.record.client.file, context)))
  }
}

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason))

/** What somebody has set otherwise during a bypass, and the ways from there. */
export function tellChanged({ from, to }: SettingsChanged, { client }: InstallRecord, context: Context): void {
  const { bypass: texts, plan } = installTextsIn(context.language)
  const diff = changesPage([{ path: client.file, from, to }], changesPaper(context)).slice(2)
  const lines = [
    ...fitted([`holdfast: ${texts.changed(client.file)}`], process.stderr),
    ...diff,
    ...fitted([plan.nothingDone, ...texts.changedHow], process.stderr),
  ]
  for (const line of lines) context.note(line)
}
