// Makes the faults of the matrix in real networks, asks `holdfast doctor` there, and shows a table of what it said.
//   npm run lab:doctor [-- --write] [NAME...]     NAME picks rows by number or by a part of their text; --write keeps what was
//                                                 observed as replays, and with all rows the table in docs/doctor.md
//                                                 --allowance 2 widens the limits of time where other programs are at work
//   npm run lab:doctor -- --hunt [--seed N] [--pairs M] [--write]     two faults at a time, drawn by the seed; A+B plays one pair
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { playPair, type Hunted } from '../test/lab/doctor/hunt.ts'
import { huntLine, huntSection, huntSummary } from '../test/lab/doctor/hunt-table.ts'
import { drawnPairs, pairName, pairNamed, type Pair } from '../test/lab/doctor/pairs.ts'
import { keepReplay } from '../test/lab/doctor/replays.ts'
import { play, type Row } from '../test/lab/doctor/row.ts'
import { ROWS } from '../test/lab/doctor/rows.ts'
import { HUNT, MATRIX, pageWith, sectionOf, slownessIn, summaryOf, tableOf, type Played } from '../test/lab/doctor/table.ts'
import { labObstacle } from '../test/lab/net/obstacle.ts'

const { values: options, positionals: names } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    'at-a-time': { type: 'string', default: '1' },
    allowance: { type: 'string', default: '1' },
    hunt: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    pairs: { type: 'string', default: '12' },
  },
  allowPositionals: true,
})

const allowance = Number(options.allowance)
const PAGE = new URL('../docs/doctor.md', import.meta.url)

async function played(row: Row): Promise<Played> {
  const obstacle = labObstacle(row.needs)
  if (obstacle !== undefined) return { row, is: 'skipped', why: obstacle }
  try {
    const { told, observed } = await play(row, allowance)
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

/** In the order in which they stand, so many at a time. */
async function each<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const waiting = items.entries()
  const results: Result[] = []
  await Promise.all(
    Array.from({ length: Number(options['at-a-time']) }, async () => {
      for (const [index, item] of waiting) results[index] = await act(item)
    }),
  )
  return results
}

async function matrix(): Promise<boolean> {
  const wanted = ROWS.filter(
    ({ row, fault }) => names.length === 0 || names.some((name) => row === name || (name.length > 3 && fault.includes(name))),
  )
  const all = await each(wanted, played)
  const slow = names.length === 0 ? slownessIn(all, allowance) : undefined
  process.stdout.write(`${tableOf(all)}\n\n${summaryOf(all)}\n${slow === undefined ? '' : `${slow}\n`}`)
  if (options.write && names.length === 0) write(MATRIX, sectionOf(all))
  return slow === undefined && all.some(({ is }) => is === 'right') && !all.some(({ is }) => is === 'failed')
}

async function hunt(): Promise<boolean> {
  const obstacle = labObstacle(['tinyproxy', 'squid', 'haproxy'])
  if (obstacle !== undefined) throw new Error(obstacle)
  const seed = Number(options.seed)
  const pairs = names.length > 0 ? names.map(pairNamed) : drawnPairs(seed, Number(options.pairs))
  const all = await each(pairs, hunted)
  process.stdout.write(`${huntSummary(all)}\n`)
  if (options.write && names.length === 0) write(HUNT, huntSection(seed, all))
  return !all.some(({ is }) => is === 'wrong')
}

async function hunted(pair: Pair): Promise<Hunted> {
  try {
    const found = await playPair(pair, allowance)
    process.stderr.write(`${huntLine(found)}\n`)
    return found
  } catch (error) {
    throw new Error(`pair ${pairName(pair)}`, { cause: error })
  }
}

const write = (mark: string, section: string): void => writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), mark, section))

process.exitCode = (await (options.hunt ? hunt() : matrix())) ? 0 : 1
