// Makes the faults of the matrix in real networks, asks `holdfast doctor` there, and shows a table of what it said.
//   npm run lab:doctor [-- --write] [NAME...]     NAME picks rows by number or by a part of their text; --write keeps what was
//                                                 observed as replays, and with all rows the table in docs/doctor.md
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { keepReplay } from '../test/lab/doctor/replays.ts'
import { play, type Row } from '../test/lab/doctor/row.ts'
import { ROWS } from '../test/lab/doctor/rows.ts'
import { pageWith, summaryOf, tableOf, type Played } from '../test/lab/doctor/table.ts'
import { labObstacle } from '../test/lab/net/obstacle.ts'

const { values: options, positionals: names } = parseArgs({
  options: { write: { type: 'boolean', default: false }, 'at-a-time': { type: 'string', default: '1' } },
  allowPositionals: true,
})

const PAGE = new URL('../docs/doctor.md', import.meta.url)

async function played(row: Row): Promise<Played> {
  const obstacle = labObstacle(row.needs)
  if (obstacle !== undefined) return { row, is: 'skipped', why: obstacle }
  try {
    const { told, observed } = await play(row)
    process.stderr.write(`ok      ${row.row} ${row.fault}: ${told.verdict.code} (${told.examined} ms, ${told.took} ms)\n`)
    if (options.write) keepReplay(row, told.observations)
    return { row, is: 'right', told, observed }
  } catch (error) {
    process.stderr.write(
      `FAILED  ${row.row} ${row.fault}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return { row, is: 'failed', why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

const wanted = ROWS.filter(
  ({ row, fault }) => names.length === 0 || names.some((name) => row === name || (name.length > 3 && fault.includes(name))),
)
const waiting = wanted.values()
const results = new Map<Row, Played>()
await Promise.all(
  Array.from({ length: Number(options['at-a-time']) }, async () => {
    for (const row of waiting) results.set(row, await played(row))
  }),
)

const all = wanted.map((row) => results.get(row)).filter((one) => one !== undefined)
process.stdout.write(`${tableOf(all)}\n\n${summaryOf(all)}\n`)
if (options.write && names.length === 0) writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), all))
process.exitCode = all.some(({ is }) => is === 'failed') || !all.some(({ is }) => is === 'right') ? 1 : 0
