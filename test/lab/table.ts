import { seconds, type Measured, type Row, type Seen } from './row.ts'

export type Played = { readonly row: Row } & (
  | { readonly is: 'served'; readonly seen: Seen }
  | { readonly is: 'failed' | 'skipped'; readonly why: string }
)

const HEAD = ['Fault', 'The observer saw', 'First byte through Holdfast', 'The same client without']

/** What was seen, in Markdown. */
export function tableOf(all: readonly Played[]): string {
  const rows = all.map((played) => {
    switch (played.is) {
      case 'served':
        return [
          played.row.fault,
          played.seen.evidence,
          times(played.seen.gateway, played.seen),
          times(played.seen.direct, played.seen),
        ]
      case 'failed':
        return [played.row.fault, '–', `**failed**: ${played.why}`, '–']
      case 'skipped':
        return [played.row.fault, '–', `skipped: ${played.why}`, '–']
    }
  })
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n')
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

const BEGIN = '<!-- lab: npm run lab -->'
const END = '<!-- /lab -->'

/** The page with this section between its marks; at its end where it has none yet. */
export function pageWith(page: string, all: readonly Played[]): string {
  const section = `${BEGIN}\n${sectionOf(all)}\n${END}`
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin === -1 || end === -1) return `${page.trimEnd()}\n\n${section}\n`
  return page.slice(0, begin) + section + page.slice(end + END.length)
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
