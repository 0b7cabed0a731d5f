import type { KnownBad } from '../core/evidence.ts'

type Fact = {
  readonly id: KnownBad
  /** First bad version; undefined: as far back as is known. */
  readonly from?: string
  /** First good one. */
  readonly before: string
  /** Where it shows: everywhere, or only behind another base URL than the provider's. */
  readonly where: 'anywhere' | 'behind-a-gateway'
}

/** From the client's changelog and release notes. */
const FACTS: readonly Fact[] = [
  { id: 'names-wrong-status-page', before: '2.1.143', where: 'behind-a-gateway' },
  { id: 'sends-login-to-gateway', before: '2.1.153', where: 'behind-a-gateway' },
  { id: 'no-cache-behind-gateway', before: '2.1.181', where: 'behind-a-gateway' },
  { id: 'discards-partial-output', before: '2.1.199', where: 'anywhere' },
  { id: 'background-agents-lose-base-url', before: '2.1.203', where: 'behind-a-gateway' },
  { id: 'wake-logs-out', before: '2.1.211', where: 'anywhere' },
  { id: 'stale-sockets', before: '2.1.214', where: 'anywhere' },
  // https://github.com/anthropics/claude-code/issues/80619
  { id: 'stalls-aborted', from: '2.1.216', before: '2.1.219', where: 'anywhere' },
  { id: 'pings-do-not-count', before: '2.1.222', where: 'behind-a-gateway' },
  { id: 'idle-not-recovered', before: '2.1.232', where: 'behind-a-gateway' },
  { id: 'no-cache-behind-gateway', from: '2.1.181', before: '2.1.237', where: 'behind-a-gateway' },
  { id: 'forced-gateway-login', from: '2.1.265', before: '2.1.266', where: 'behind-a-gateway' },
  { id: 'artifact-tool-refused', from: '2.1.265', before: '2.1.268', where: 'behind-a-gateway' },
  { id: 'advisor-tool-refused', from: '2.1.275', before: '2.1.276', where: 'behind-a-gateway' },
  { id: 'no-proxy-ignored', before: '2.1.292', where: 'anywhere' },
]

/** @param where whether its requests go to the provider itself @returns none for a version that cannot be read */
export function knownBadIn(version: string, where: Fact['where']): readonly KnownBad[] {
  if (!/^\d+\.\d+\.\d+/.test(version)) return []
  const holds = ({ from, before, where: shows }: Fact): boolean =>
    isBefore(version, before) && (from === undefined || !isBefore(version, from)) && (shows === 'anywhere' || shows === where)
  return [...new Set(FACTS.filter(holds).map(({ id }) => id))]
}

/** Both as `2.1.330`; what follows the three numbers does not count. */
export function isBefore(one: string, other: string): boolean {
  const [left, right] = [numbersIn(one), numbersIn(other)]
  const at = left.findIndex((number, index) => number !== right[index])
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0)
}

const numbersIn = (version: string): readonly number[] => (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '').split('.').map(Number)
