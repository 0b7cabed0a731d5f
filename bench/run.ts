// Holdfast beside a bare proxy, in one run: speed, latency, long streams, memory in an outage, start.
//   npm run bench [-- --rounds N --seconds N --only throughput|latency|streams|journal|memory|start --write]
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { measureLatency, measureMemory, measureStart, measureThroughput } from './measure.ts'
import { measureJournal } from './measure-journal.ts'
import { measureListening, measureStreams } from './measure-streams.ts'
import { stopAll } from './processes.ts'
import {
  journalRow,
  latencyRow,
  listeningRow,
  memoryRow,
  pageOf,
  startRows,
  streamsRows,
  throughputRow,
  type Row,
} from './table.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: ['throughput', 'latency', 'streams', 'journal', 'memory', 'start'] },
    write: { type: 'boolean', default: false },
  },
})
const effort = { rounds: Number(options.rounds), seconds: Number(options.seconds) }

process.on('exit', stopAll)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const MEASUREMENTS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  throughput: async () => [throughputRow(await measureThroughput(effort))],
  latency: async () => [latencyRow(await measureLatency(effort))],
  streams: async () => streamsRows(await measureStreams(effort)),
  journal: async () => [journalRow(await measureJournal(effort))],
  memory: async () => [memoryRow(await measureMemory())],
  start: async () => [...startRows(measureStart(21)), listeningRow(await measureListening(11))],
}

const rows: Row[] = []
for (const name of options.only) {
  const measure = MEASUREMENTS[name]
  if (measure === undefined) throw new Error(`nothing called ${name} is measured`)
  process.stderr.write(`measuring ${name}…\n`)
  rows.push(...(await measure()))
}

const page = pageOf(rows, effort)
process.stdout.write(`${page.table}\n`)
if (options.write) writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), page.text)
