import type { Row } from './row.ts'
import { ADDRESS_ROWS } from './rows/addresses.ts'
import { DNS_ROWS } from './rows/dns.ts'
import { LINE_ROWS } from './rows/line.ts'
import { LINK_ROWS } from './rows/link.ts'
import { NAME_ROWS } from './rows/names.ts'
import { NAT_ROWS } from './rows/nat.ts'
import { PROXY_ROWS } from './rows/proxies.ts'

/** They mostly wait; more of them side by side would measure how busy the machine is. */
export const AT_A_TIME = 6

/** Those that take longest first, so that side by side they end together. */
export const ROWS: readonly Row[] = [
  ...NAT_ROWS,
  ...LINK_ROWS,
  ...DNS_ROWS,
  ...ADDRESS_ROWS,
  ...NAME_ROWS,
  ...LINE_ROWS,
  ...PROXY_ROWS,
]

/** Those that docs/tune.md tells of. */
export const isAboutNames = (row: Row): boolean =>
  [...DNS_ROWS, ...ADDRESS_ROWS].includes(row) || ['IPv6 black-holed', '600 ms round trip'].includes(row.name)
