import type { Told } from './asking.ts'
import { NOT_HERE } from './not-here.ts'
import type { Row } from './row.ts'

export type Played = { readonly row: Row } & (
  | { readonly is: 'right'; readonly told: Pick<Told, 'verdict' | 'secondary' | 'examined' | 'took'>; readonly observed: string }
  | { readonly is: 'failed' | 'skipped'; readonly why: string }
)

const HEAD = ['Row', 'What is wrong', 'An observer saw', 'Diagnosis', 'Whose', 'Time']

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

export const inSeconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

/** In Markdown. Times are those of the probes. */
export function tableOf(all: readonly Played[]): string {
  const rows = all.map((played) => {
    const { row, fault } = played.row
    if (played.is !== 'right') return [row, fault, '–', `**${played.is}**: ${played.why}`, '–', '–']
    const { verdict, secondary, examined } = played.told
    const beside = secondary.map(({ code }) => ` + \`${code}\``).join('')
    return [
      row,
      fault,
      played.observed,
      `\`${verdict.code}\`${beside}`,
      `${verdict.owner}, ${verdict.confidence}`,
      inSeconds(examined),
    ]
  })
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The value below which this share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0
}

/** Rows of networks in which nothing is wrong at all. */
const HEALTHY = '102'

export function summaryOf(all: readonly Played[]): string {
  const right = all.flatMap((played) => (played.is === 'right' ? [played.told] : []))
  const times = (of: 'examined' | 'took'): string => {
    const values = right.map((told) => told[of])
    return `median ${inSeconds(quantile(values, 0.5))}, p95 ${inSeconds(quantile(values, 0.95))}, longest ${inSeconds(Math.max(...values))}`
  }
  const count = (is: Played['is']): number => all.filter((one) => one.is === is).length
  const healthy = all.flatMap((one) => (one.is === 'right' && one.row.row.startsWith(HEALTHY) ? [one.told.examined] : []))
  const calm =
    healthy.length === 0 ? '' : ` The ${healthy.length} healthy networks took ${inSeconds(Math.max(...healthy))} at most.`
  return `${right.length} right, ${count('failed')} wrong, ${count('skipped')} skipped. Time to the diagnosis: ${times('examined')}; of the whole command, from its start to its end: ${times('took')}.${calm}`
}

/**
 * Why it takes too long as a whole: half of all rows within 3 s, nearly all within 6 s. Undefined where it does not.
 * @param allowance by which factor that is widened, where several are played at once
 */
export function slownessIn(all: readonly Played[], allowance = 1): string | undefined {
  const times = all.flatMap((played) => (played.is === 'right' ? [played.told.examined / allowance] : []))
  const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
  return median <= 3000 && p95 <= 6000 ? undefined : `too slow: median ${inSeconds(median)} of 3 s, p95 ${inSeconds(p95)} of 6 s`
}

/** Sections of the page, each between marks of its own. */
export const MATRIX = 'lab'
export const HUNT = 'hunt'

/** The page with this section between its marks; at its end where it has none yet. */
export function pageWith(page: string, mark: string, section: string): string {
  const [begin, end] = [`<!-- ${mark}: npm run lab:doctor -->`, `<!-- /${mark} -->`]
  const whole = `${begin}\n${section}\n${end}`
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  return from === -1 || to === -1 ? `${page.trimEnd()}\n\n${whole}\n` : page.slice(0, from) + whole + page.slice(to + end.length)
}

/** The numbers of all rows on the page. */
export function rowsOn(page: string): readonly string[] {
  const section = page.split(`<!-- ${MATRIX}:`)[1]?.split(`<!-- /${MATRIX} -->`)[0] ?? ''
  return [...section.matchAll(/^\| (\d\S*) \|/gm)].map(([, row = '']) => row)
}

/** In Markdown, with its heading. */
export const sectionOf = (all: readonly Played[]): string => `## Shown in real networks

Written by \`npm run lab:doctor -- --write\`. Client, router and everybody else (the API with its edge, the status page, public
resolvers, control sites) each have a network of their own on one machine, with real links, routes, packet filters, name servers, proxies and
certificates. The name server of the network is Dnsmasq; Unbound, Tinyproxy, Squid, HAProxy, Nginx, mitmproxy and faketime are there where a row
names them; all other servers are small programs of the lab. An observer that knows nothing of doctor shows that each fault was in force. The command is
\`holdfast doctor --json --controls FILE\` on the client; what it observed is kept in \`test/doctor/replays\`, and judged again by every
\`npm test\`. Several codes are the diagnosis, and what else was found. Times are those of the checks, from the first to the last.

${tableOf(all)}

${summaryOf(all)}

What this lab does not show, and why:

${NOT_HERE.map(({ row, fault, why }) => `- ${row}, ${fault}: ${why}`).join('\n')}`
