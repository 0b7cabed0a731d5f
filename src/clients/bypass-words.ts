import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import process from 'node:process'
import { unixMillis, type UnixMillis } from '../core/time.ts'
import type { Language } from '../i18n/language.ts'
import { STATUS_LINE_TEXTS } from '../i18n/status-line.ts'
import { bypassStage, type BypassEnd } from './bypass-stage.ts'

/** Who holds it longer waits for a person, and may have been killed. */
const AT_IT_WITHIN = 60_000

/**
 * What the status line says of a bypass. One whose time is over is left to a process of its own: this line is drawn every
 * second, and the gateway may not be there to end it.
 * @param path of the file that says so
 */
export function bypassWords(path: string, language: Language): string {
  const now = unixMillis(Date.now())
  const end = endIn(path)
  const stage = bypassStage(end, now)
  const dataDir = dirname(dirname(path))
  if (stage === 'due' && !isSomebodyAtIt(dataDir, now)) endBypass(dataDir)
  const { bypassed, bypassOver } = STATUS_LINE_TEXTS[language]
  return stage === 'lasts' ? bypassed(end.until === undefined ? '' : timeOf(end.until, { now, language })) : bypassOver
}

function endIn(path: string): BypassEnd {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as BypassEnd | null) ?? {}
  } catch {
    return {}
  }
}

function timeOf(until: UnixMillis, { now, language }: { readonly now: UnixMillis; readonly language: Language }): string {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const isToday = new Date(until).toDateString() === new Date(now).toDateString()
  return new Date(until).toLocaleString(language, isToday ? time : { month: 'numeric', day: 'numeric', ...time })
}

function isSomebodyAtIt(dataDir: string, now: UnixMillis): boolean {
  const lock = statSync(join(dataDir, 'install.lock'), { throwIfNoEntry: false })
  return lock !== undefined && now - lock.mtimeMs < AT_IT_WITHIN
}

/** Nobody waits for it; one that comes too late finds nothing to do. */
function endBypass(dataDir: string): void {
  const entry = process.argv[1] ?? ''
  const main = join(dirname(entry), `main${extname(entry)}`)
  const args = [main, 'bypass', '--due', '--data-dir', dataDir]
  spawn(process.execPath, args, { detached: true, stdio: 'ignore', windowsHide: true })
    .on('error', () => undefined)
    .unref()
}
