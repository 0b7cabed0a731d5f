import { seededRandom } from '../../../src/drill/seeded-random.ts'
import type { Row } from './row.ts'
import { ACCOUNT_ROWS, ANSWER_ROWS, PAIR_ROWS } from './rows/answers.ts'
import { INTERCEPT_ROWS, PORTAL_ROWS, PROXY_ROWS } from './rows/between.ts'
import { CACHE_ROW, HEALTHY_ROWS } from './rows/healthy.ts'
import { LINK_ROWS } from './rows/link.ts'
import { NAME_ROWS } from './rows/names.ts'
import { FAMILY_ROWS, TLS_ROWS } from './rows/tls.ts'

/** All that this lab makes, in the order of the matrix. */
export const ROWS: readonly Row[] = [
  ...LINK_ROWS,
  ...NAME_ROWS,
  ...PORTAL_ROWS,
  CACHE_ROW,
  ...PROXY_ROWS,
  ...INTERCEPT_ROWS,
  ...TLS_ROWS,
  ...FAMILY_ROWS,
  ...ACCOUNT_ROWS,
  ...ANSWER_ROWS,
  ...HEALTHY_ROWS,
  ...PAIR_ROWS,
]

/** One of each part, and none that waits for anything. */
const ALWAYS: ReadonlySet<string> = new Set(['9a', '45', '63', '97', '102b'])

/** What every `npm test` plays: some always, and a tenth that another seed draws otherwise. */
export function drawn(seed: number): readonly Row[] {
  const roll = seededRandom(seed)
  const others = ROWS.filter(({ row }) => !ALWAYS.has(row))
  const tenth = Array.from({ length: Math.round(ROWS.length / 10) }, () =>
    others.splice(Math.floor(roll() * others.length), 1),
  ).flat()
  return ROWS.filter((row) => ALWAYS.has(row.row) || tenth.includes(row))
}
