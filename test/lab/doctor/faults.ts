import { diagnosisEntry, type DiagnosisCode, type Rung } from '../../../src/core/diagnosis-code.ts'
import type { Authorities, Authority } from './papers.ts'
import type { Row } from './row.ts'
import { ROWS } from './rows.ts'

// What is known of each fault of the lab apart from what doctor says of it: where it sits, what it takes up, and who meets it.

/** Said by the client, and no fault of the lab. */
const TOLD = '99e'

/** Rows that are one fault each. */
export const FAULTS: readonly Row[] = ROWS.filter(
  ({ row, due, extra }) => due.code !== 'HEALTHY' && extra !== true && !/^10[2-4]/.test(row) && row !== TOLD,
)

/** The order of the rules, by what is concluded: the lower is met first. */
const RANKS: Readonly<Record<Rung, number>> = {
  none: 20,
  link: 2,
  portal: 3,
  settings: 4,
  internet: 5,
  dns: 7,
  proxy: 8,
  tcp: 9,
  mtu: 10,
  tls: 13,
  http: 14,
  provider: 15,
  live: 15,
  account: 16,
  quality: 18,
}

const RANKS_APART: Readonly<Partial<Record<DiagnosisCode, number>>> = {
  CLOCK_FAST: 11,
  CLOCK_SLOW: 11,
  CA_FILE_BAD: 12,
  TLS_INTERCEPT: 12,
  LIMIT_REACHED: 17,
  SPEND_LIMIT: 17,
  PROVIDER_INCIDENT: 19,
  // the name leads nowhere: no mere degradation
  DNS_SEARCH_WILDCARD: 7,
}

export function rankOf({ due: { code } }: Row): number {
  const { rung, gravity } = diagnosisEntry(code)
  return RANKS_APART[code] ?? (gravity === 'degrades' && code !== 'CAPTIVE_PORTAL' ? 18 : RANKS[rung])
}

export const rungOf = ({ due }: Row): Rung => diagnosisEntry(due.code).rung

/** What only one fault can take up at a time. */
export type Part = string

const PARTS: Readonly<Partial<Record<Rung, readonly Part[]>>> = {
  link: ["the client's own network"],
  internet: ["the client's own network"],
  portal: ['connections diverted by the router'],
  dns: ['the name server'],
  proxy: ['the proxy'],
  tcp: ['the way to the API alone'],
  mtu: ['the line'],
  account: ['the credential'],
}

const PARTS_APART: Readonly<Record<string, readonly Part[]>> = {
  '5': ['the line'],
  '15': ['the line'],
  '57': ['the proxy'],
  '58': ['the proxy'],
  '63': ['connections diverted by the router'],
  '66a': ['connections diverted by the router'],
  '66b': ['connections diverted by the router'],
  '81': ['IPv6'],
  '82': ['IPv6'],
  '85a': ['IPv6'],
  '88a': ['the credential'],
  '88b': ['the credential'],
  '88c': ['the credential'],
  '98b': ['gateway'],
}

export function partsOf(fault: Row): ReadonlySet<Part> {
  const { world = {}, asked = {}, row } = fault
  return new Set([
    ...(PARTS[rungOf(fault)] ?? []),
    ...(PARTS_APART[row] ?? []),
    ...(world.line === undefined ? [] : ['the line']),
    ...(world.behind === undefined ? [] : ['the clock']),
    ...Object.keys(world.says ?? {}),
    ...doorsOf(fault),
    ...Object.keys(asked.env ?? {}),
    ...(asked.args?.filter((word) => word.startsWith('--')) ?? []),
  ])
}

/** Places in which this fault has somebody else answer. */
export const doorsOf = ({ world = {} }: Row): readonly string[] => Object.keys(world.doors?.(NOBODY_SIGNS) ?? {})

const PAPERLESS: Authority = { cert: '', papers: () => ({ cert: '', key: '' }) }
const NOBODY_SIGNS: Authorities = { provider: PAPERLESS, world: PAPERLESS, company: PAPERLESS, stranger: PAPERLESS }

/** The host that the client asks, where it is not the API. */
export function asksElsewhere({ asked = {} }: Row): boolean {
  const base = asked.env?.['ANTHROPIC_BASE_URL'] ?? ''
  return asked.args?.includes('--target') === true || (base !== '' && !base.includes('//api.example.test'))
}

/** Only who asks the API itself meets it. */
export const isOfApi = (fault: Row): boolean =>
  fault.world?.says?.api !== undefined ||
  doorsOf(fault).includes('api') ||
  ['9a', '9b', '10', '11', '11b', '26', '29a', '29b', '30a', '30b', '31a', '31b', '39', '53', '89', '96'].includes(fault.row)

/** Requests leave by a proxy on the router, or would if the settings were right. */
export const isOfProxy = (fault: Row): boolean => partsOf(fault).has('the proxy')
