#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { extname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

// Before anything is loaded: a status line is due within milliseconds, and a version needs no parser of arguments.
const argv = process.argv.slice(2)
if (argv[0] === 'statusline' && !argv.includes('--help') && !argv.includes('-h')) {
  const { showStatusLine } = await import('./clients/status-line.ts')
  await showStatusLine(argv.slice(1), process.env)
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  const { VERSION } = await import('./config/version.ts')
  process.stdout.write(`${VERSION}\n`)
} else {
  // 130 means the same from the beginning; the others end by the signal until they stand
  if (commandIn(argv) === 'doctor') process.once('SIGINT', (await import('./cli/leave-early.ts')).leaveEarly)
  // whoever looks at credentials has promised to write nothing
  if (commandIn(argv) !== 'auth') enableCompileCache(cacheDir())
  const { runCommandLine } = await import('./cli/command-line.ts')
  const main = fileURLToPath(import.meta.url)
  // beside this file and of its kind: a source runs sources, a built one built ones
  const statusLine = fileURLToPath(new URL(`./statusline${extname(main)}`, import.meta.url))
  process.exitCode = await runCommandLine(argv, { node: process.execPath, main, statusLine })
}

function commandIn(words: readonly string[]): string | undefined {
  return words[0] === '--lang' ? words[2] : words.find((word) => !word.startsWith('-'))
}

/** Not the usual place on Linux: in a shared /tmp somebody else could have put compiled code for us to run. */
function cacheDir(): string | undefined {
  if (process.platform !== 'linux') return undefined
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'holdfast', 'compiled')
}
