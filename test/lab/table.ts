import { seconds, type Measured, type Row, type Seen } from './row.ts'

export type Played = { readonly row: Row } & (
  | { readonly is: 'served'; readonly seen: Seen }
  | { readonly is: 'failed' | 'skipped'; readonly why: string }
)

const HEAD = ['Fault', 'The observer saw', 'First byte through Holdfast', 'The same client without']
const DNS_HEAD = [
  'Fault',
  'The observer saw',
  'Through Holdfast',
  'With `dns.cache: off`',
  'The same client without Holdfast',
  'Plain Node',
]

/** What was seen, in Markdown. */
export const tableOf = (all: readonly Played[]): string => linesOf(HEAD, all, ({ gateway, direct }) => [gateway, direct])

function linesOf(
  head: readonly string[],
  all: readonly Played[],
  columns: (seen: Seen) => readonly (readonly Measured[])[],
): string {
  const none = head.slice(3).map(() => '–')
  const rows = all.map((played) => {
    const { fault } = played.row
    switch (played.is) {
      case 'served':
        return [fault, played.seen.evidence, ...columns(played.seen).map((turns) => times(turns, played.seen))]
      case 'failed':
        return [fault, '–', `**failed**: ${played.why}`, ...none]
      case 'skipped':
        return [fault, '–', `skipped: ${played.why}`, ...none]
    }
  })
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function times(turns: readonly Measured[], { from }: Seen): string {
  if (turns.length === 0) return '–'
  const each = turns.map(({ how, firstByte }) => {
    if (how === 'finished') return seconds(firstByte)
    return firstByte === undefined ? how : `${how} after ${seconds(firstByte)}`
  })
  const served = turns.some(({ how }) => how === 'finished')
  return `${each.join(', ')}${served && from === 'its end' ? ' after its end' : ''}`
}

/** A part of a page that a run writes, between marks that nobody sees. */
export type Section<One = Played> = { readonly begin: string; readonly end: string; readonly of: (all: readonly One[]) => string }

/** The page with this section between its marks; at its end where it has none yet. */
export function pageWith<One>(page: string, section: Section<One>, all: readonly One[]): string {
  const { begin: mark, end: endMark, of } = section
  const text = `${mark}\n${of(all)}\n${endMark}`
  const [begin, end] = [page.indexOf(mark), page.indexOf(endMark)]
  if (begin === -1 || end === -1) return `${page.trimEnd()}\n\n${text}\n`
  return page.slice(0, begin) + text + page.slice(end + endMark.length)
}

/** In docs/tune.md: rows whose fault is one of names and addresses. */
export const DNS_SECTION: Section = {
  begin: '<!-- lab: npm run lab -- --write dns -->',
  end: '<!-- /lab -->',
  of: (all) => linesOf(DNS_HEAD, all, ({ gateway, without = [], direct, plain = [] }) => [gateway, without, direct, plain]),
}

/** In docs/faults.md: all rows. */
export const FAULTS_SECTION: Section = {
  begin: '<!-- lab: npm run lab -->',
  end: '<!-- /lab -->',
  of: (all) => sectionOf(all),
}

const sectionOf = (all: readonly Played[]): string => `## Real networks, really broken

Written by \`npm run lab -- --write\`. Client, router and provider each have a network of their own on one machine: real links, routes, packet
filters, resolvers and proxies. The gateway is \`holdfast serve\` beside the client; the provider is the drill's stand-in, over TLS. An observer that
knows nothing of either (ping, packet counters, the kernel's table of connections) shows that each fault was in force.

The client is the drill's simulated Claude Code, with its retries and limits; the last column is the same client at the same time in the same
network, asking the provider directly with Node's fetch. Several times in one cell are turns one after the other.

${tableOf(all)}

What nobody can mend from inside a program: on a Linux that does not look for path-MTU holes (\`tcp_mtu_probing=0\`, the usual setting) a large
request stays stuck for as long as the hole is there.`
