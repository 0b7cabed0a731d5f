#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { extname } from 'node:path'
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
  enableCompileCache()
  const { runCommandLine } = await import('./cli/command-line.ts')
  const main = fileURLToPath(import.meta.url)
  // beside this file and of its kind: a source runs sources, a built one built ones
  const statusLine = fileURLToPath(new URL(`./statusline${extname(main)}`, import.meta.url))
  process.exitCode = await runCommandLine(argv, { node: process.execPath, main, statusLine })
}
