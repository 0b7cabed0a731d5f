// Starts the real Claude Code in real networks with broken names and addresses, by itself and behind a gateway, and shows how long it took.
//   npm run lab:claude [-- --write] [-- PART]     PART picks rows by a part of their fault; --write writes docs/tune.md when all were played
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { claudeFolder } from '../test/e2e/claude-package.ts'
import { labObstacle } from '../test/lab/net/obstacle.ts'
import { playReal, REAL_ROWS, REAL_SECTION, type RealSeen } from '../test/lab/real-client.ts'
import { pageWith } from '../test/lab/table.ts'

const { values: options, positionals: names } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const obstacle = labObstacle()
if (obstacle !== undefined) {
  say(`not played: ${obstacle}`)
  process.exit(1)
}
const claude = await claudeFolder(say)
const seen: RealSeen[] = []
for (const row of REAL_ROWS.filter(({ fault }) => names.length === 0 || names.some((part) => fault.includes(part)))) {
  const one = await playReal(row, claude)
  seen.push(one)
  say(`${one.behind.every(({ how }) => how === 'answered') ? 'ok    ' : 'FAILED'}  ${row.fault}`)
}
process.stdout.write(`${REAL_SECTION.of(seen)}\n`)
if (options.write && seen.length === REAL_ROWS.length) {
  const page = new URL('../docs/tune.md', import.meta.url)
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), REAL_SECTION, seen))
}
const isRight = seen.length > 0 && seen.every(({ behind }) => behind.every(({ how }) => how === 'answered'))
process.exitCode = isRight ? 0 : 1
