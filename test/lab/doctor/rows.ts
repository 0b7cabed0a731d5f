import { seededRandom } from '../../../src/drill/seeded-random.ts'
import { replayTook } from './replays.ts'
import type { Row } from './row.ts'
import { ACCOUNT_ROWS } from './rows/account.ts'
import { ANSWER_ROWS, PAIR_ROWS } from './rows/answers.ts'
import { INTERCEPT_ROWS, PORTAL_ROWS } from './rows/between.ts'
import { CACHE_ROW, HEALTHY_ROWS } from './rows/healthy.ts'
import { LINE_ROWS } from './rows/line.ts'
import { LINK_ROWS } from './rows/link.ts'
import { NAME_ROWS } from './rows/names.ts'
import { PROXY_ROWS } from './rows/proxies.ts'
import { FAMILY_ROWS, TLS_ROWS } from './rows/tls.ts'

/** All that this lab makes, in the order of the matrix. */
export const ROWS: readonly Row[] = [
  ...LINK_ROWS,
  ...LINE_ROWS,
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

/** When its replay was kept, the probes were through within this, in milliseconds. */
const QUICK = 500

/** Takes half a minute to begin where other tests are at work: its rows are played with all of them. */
const SLOW_TO_BEGIN = 'mitmdump'

/** What every `npm test` plays: all that is quick, and of the others a tenth that another seed draws otherwise. */
export function drawn(seed: number): readonly Row[] {
  const roll = seededRandom(seed)
  const isQuick = ({ row, extra }: Row): boolean => extra !== true && replayTook(row) <= QUICK
  const others = ROWS.filter((row) => !isQuick(row) && row.needs?.includes(SLOW_TO_BEGIN) !== true)
  const tenth = Array.from({ length: Math.round(ROWS.length / 10) }, () =>
    others.splice(Math.floor(roll() * others.length), 1),
  ).flat()
  return ROWS.filter((row) => isQuick(row) || tenth.includes(row))
}
