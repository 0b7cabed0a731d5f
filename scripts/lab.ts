// Plays exchanges in real networks with real faults, shows a table of what was seen, and writes it into docs/faults.md and docs/tune.md.
//   npm run lab [-- --write] [-- NAME]     NAME picks rows by a part of their name, `dns` all of docs/tune.md; --write writes the pages all of whose rows were played
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { withLab } from '../test/lab/net/lab.ts'
import { labObstacle } from '../test/lab/net/obstacle.ts'
import { AT_A_TIME, isAboutNames, ROWS } from '../test/lab/rows.ts'
import type { Row } from '../test/lab/row.ts'
import { DNS_SECTION, FAULTS_SECTION, pageWith, tableOf, type Played } from '../test/lab/table.ts'

const { values: options, positionals: names } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
})

async function played(row: Row): Promise<Played> {
  const obstacle = labObstacle(row.needs)
  if (obstacle !== undefined) return { row, is: 'skipped', why: obstacle }
  const began = Date.now()
  try {
    const seen = await withLab(row.lab ?? {}, (lab) => row.play(lab, 'whole'))
    process.stderr.write(`ok      ${row.name} (${((Date.now() - began) / 1000).toFixed(0)} s)\n`)
    return { row, is: 'served', seen }
  } catch (error) {
    process.stderr.write(`FAILED  ${row.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return { row, is: 'failed', why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

const isWanted = (row: Row): boolean =>
  names.length === 0 || names.some((part) => row.name.includes(part) || (part === 'dns' && isAboutNames(row)))
const wanted = ROWS.filter(isWanted)
const waiting = wanted.values()
const results = new Map<Row, Played>()
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (const row of waiting) results.set(row, await played(row))
  }),
)

const all = wanted.map((row) => results.get(row)).filter((one) => one !== undefined)
process.stdout.write(`${tableOf(all)}\n`)
const count = (is: Played['is']): number => all.filter((one) => one.is === is).length
process.stdout.write(`\n${count('served')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`)
const pages = [
  { file: new URL('../docs/faults.md', import.meta.url), section: FAULTS_SECTION, rows: ROWS },
  { file: new URL('../docs/tune.md', import.meta.url), section: DNS_SECTION, rows: ROWS.filter(isAboutNames) },
]
for (const { file, section, rows } of options.write ? pages : []) {
  const those = rows.map((row) => results.get(row)).filter((one) => one !== undefined)
  if (those.length === rows.length) writeFileSync(file, pageWith(readFileSync(file, 'utf8'), section, those))
}
process.exitCode = count('failed') > 0 || count('served') === 0 ? 1 : 0
