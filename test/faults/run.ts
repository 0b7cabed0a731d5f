// The whole fault suite: npm run faults [-- --write] [part of a fault's name]
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { PAIRS } from './cases.ts'
import { playSuite } from './play-suite.ts'
import type { PairResult } from './play-pair.ts'
import { rowOf, tables, troubleIn } from './table.ts'

const PAGE = new URL('../../docs/faults.md', import.meta.url)
const BEGIN = '<!-- tables: npm run faults -- --write -->\n'
const END = '<!-- /tables -->'

const [part = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const pairs = PAIRS.filter((pair) => pair.fault.name.includes(part))
const began = Date.now()
let broken = 0

const results = await playSuite(pairs, {
  seed: 1,
  abreast: { here: 8, processes: 6 },
  onResult: (result) => {
    const bad = troubleIn(result)
    if (bad.length > 0) broken += 1
    say(result, bad)
  },
})
const took = Math.round((Date.now() - began) / 1000)
process.stdout.write(`\n${results.length} pairs in ${took} s, ${broken} not as they should be\n`)
if (process.argv.includes('--write') && broken === 0 && part === '') write(results)
process.exit(broken === 0 ? 0 : 1)

function say(result: PairResult, bad: readonly string[]): void {
  const { client, form, fault, completed, told, lost, turns } = result
  const what = `${completed} completed, ${told} told, ${lost} lost of ${turns}`
  const why = bad.length === 0 ? '' : `: ${[...bad, ...result.reasons].join('; ')}`
  process.stdout.write(`${bad.length === 0 ? '  ' : '! '}${client} ${form}, ${fault}: ${what}${why}\n`)
}

function write(all: readonly PairResult[]): void {
  const page = readFileSync(PAGE, 'utf8')
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from < 0 || to < 0) throw new Error('docs/faults.md has lost the marks of its tables')
  const body = `Run on ${new Date().toISOString().slice(0, 10)}, ${all.length} pairs in ${took} s.\n\n${tables(all.map((one) => rowOf(one)))}`
  writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n${body}\n\n${page.slice(to)}`)
}
