import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import process from 'node:process'
import { isPinned } from './processes.ts'
import type { Effort, Latency, Memory, Start, Throughput } from './measure.ts'
import type { JournalCost } from './measure-journal.ts'
import type { Streams } from './measure-streams.ts'

export type Row = {
  readonly what: string
  readonly bare: string
  readonly holdfast: string
  readonly result: string
  readonly target: string
  /** Undefined where no target is set. */
  readonly met: boolean | undefined
}

const TARGETS = { throughput: 0.8, latency: 1.3, memory: 600, version: 150, statusLine: 60, listening: 400, journal: 1.03 }

const spread = (ratios: readonly number[]): string => `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`
const micros = (milliseconds: number): string => `${(milliseconds * 1000).toFixed(0)} µs`
const share = (of: number): string => `${(of * 100).toFixed(0)} %`

export function throughputRow({ bare, holdfast, ratio, ratios, busy, failures }: Throughput): Row {
  const rate = (perSecond: number, used: number): string => `${perSecond.toFixed(0)}/s (core ${share(used)})`
  return {
    what: `requests, 32 connections${failures > 0 ? `, **${failures} failed**` : ''}`,
    bare: rate(bare, busy.bare),
    holdfast: rate(holdfast, busy.holdfast),
    result: `${ratio.toFixed(2)} of bare (${spread(ratios)})`,
    target: `at least ${TARGETS.throughput}`,
    met: ratio >= TARGETS.throughput && failures === 0,
  }
}

export function latencyRow({ direct, bare, holdfast, ratio, ratios }: Latency): Row {
  return {
    what: `latency added at one connection, p50 (direct: ${micros(direct)})`,
    bare: micros(bare - direct),
    holdfast: micros(holdfast - direct),
    result: `${ratio.toFixed(2)} of bare (${spread(ratios)})`,
    target: `at most ${TARGETS.latency}`,
    met: ratio <= TARGETS.latency,
  }
}

export function streamsRows({ streams, direct, bare, holdfast, ratio, ratios }: Streams): readonly Row[] {
  const lost = direct.lost + bare.lost + holdfast.lost
  const what = `${streams} streams of 30 events/s${lost > 0 ? `, **${lost} lost**` : ''}`
  const millis = (value: number): string => `${value.toFixed(1)} ms`
  return [
    {
      what: `processor time for 1,000 events, ${what}`,
      bare: millis(bare.cpu),
      holdfast: millis(holdfast.cpu),
      result: `${ratio.toFixed(2)} of bare (${spread(ratios)})`,
      target: '',
      met: undefined,
    },
    {
      what: `gaps between events shifted by, p99, ${what} (direct: ${millis(direct.gapP99)})`,
      bare: millis(bare.gapP99),
      holdfast: millis(holdfast.gapP99),
      result: `p50 ${millis(holdfast.gapP50)}, bare ${millis(bare.gapP50)}, direct ${millis(direct.gapP50)}`,
      target: '',
      met: undefined,
    },
  ]
}

export function journalRow({ on, off, ratio, ratios }: JournalCost): Row {
  return {
    what: 'processor time for a request, with the journal and without (in place of a bare proxy)',
    bare: `${off.toFixed(0)} µs without`,
    holdfast: `${on.toFixed(0)} µs with`,
    result: `${((ratio - 1) * 100).toFixed(1)} % more (${spread(ratios)})`,
    target: `at most ${share(TARGETS.journal - 1)} more`,
    met: ratio <= TARGETS.journal,
  }
}

export function listeningRow(took: number): Row {
  return {
    what: '`holdfast serve` until it listens',
    bare: '',
    holdfast: `${took.toFixed(0)} ms`,
    result: '',
    target: `under ${TARGETS.listening} ms`,
    met: took < TARGETS.listening,
  }
}

export function memoryRow({ streams, held, lost, highest, idle }: Memory): Row {
  return {
    what: `memory, ${streams} held streams with 50 kB each (idle: ${idle.toFixed(0)} MB)`,
    bare: 'cannot hold',
    holdfast: `${highest.toFixed(0)} MB at the highest`,
    result: `${held} held, ${lost} lost`,
    target: `under ${TARGETS.memory} MB`,
    met: highest < TARGETS.memory && held === streams && lost === 0,
  }
}

export function startRows({ version, statusLine, node }: Start): readonly Row[] {
  const row = (what: string, took: number, target: number): Row => ({
    what,
    bare: `${node.toFixed(0)} ms (Node alone)`,
    holdfast: `${took.toFixed(0)} ms`,
    result: `${(took - node).toFixed(0)} ms more`,
    target: `within ${target} ms`,
    met: took <= target,
  })
  return [row('`holdfast --version`', version, TARGETS.version), row('status line, gateway down', statusLine, TARGETS.statusLine)]
}

export function pageOf(rows: readonly Row[], { rounds, seconds }: Effort): { readonly table: string; readonly text: string } {
  const cells = [
    ['', 'bare proxy', 'Holdfast', 'result', 'target', ''],
    ['---', '---', '---', '---', '---', '---'],
    ...rows.map(({ what, bare, holdfast, result, target, met }) => [
      what,
      bare,
      holdfast,
      result,
      target,
      met === undefined ? '' : met ? 'met' : '**missed**',
    ]),
  ]
  const table = cells.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const text = `# Benchmarks

Written by \`npm run bench -- --write\` on ${new Date().toISOString().slice(0, 10)}, on top of commit ${commit}.
${cpus()[0]?.model.trim() ?? 'Unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}.

${table}

How: a stand-in answers each request with 3 kB of server-sent events from memory. A bare proxy (\`bench/bare-proxy.ts\`: node:http in front, undici
behind, the whole request read and sent again) and the built gateway run side by side, ${isPinned ? 'both on one core that nothing else of the bench uses' : 'not pinned to cores'}, and are asked
after 8 s of warming up each, in turn for ${seconds} s each, ${rounds} times over; requests per second with two processes of each, in four times as many
rounds of a quarter. A ratio is formed within each round; the table shows the median and, in brackets, the lowest and highest. Requests are
valid messages of 2 kB. Memory is the highest resident size of the gateway during 75 s of an outage.
`
  return { table, text }
}
