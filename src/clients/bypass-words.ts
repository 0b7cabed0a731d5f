import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import process from 'node:process'
import type { Language } from '../i18n/language.ts'
import { STATUS_LINE_TEXTS } from '../i18n/status-line.ts'

/**
 * What the status line says of a bypass. One whose time is over is ended: this line is drawn every second, and the gateway
 * may not be there to do it.
 * @param path of the file that says so
 */
export function bypassWords(path: string, language: Language): string {
  const { until } = JSON.parse(readFileSync(path, 'utf8')) as { readonly until?: number }
  const { bypassed } = STATUS_LINE_TEXTS[language]
  if (until === undefined) return bypassed('')
  if (Date.now() >= until) endBypass(dirname(dirname(path)))
  return bypassed(new Date(until).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' }))
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
