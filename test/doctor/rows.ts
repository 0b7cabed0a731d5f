import type { Row } from './row.ts'
import { ACCOUNT_ROWS, ANSWER_ROWS, PAIR_ROWS } from './rows-answers.ts'
import { BETWEEN_ROWS } from './rows-between.ts'
import { V6_ROWS } from './rows-family.ts'
import { FLAW_ROWS } from './rows-flaws.ts'
import { NAME_ROWS } from './rows-names.ts'
import { MORE_ROWS } from './rows-more.ts'
import { LINK_ROWS } from './rows-network.ts'
import { TLS_ROWS } from './rows-tls.ts'

/** Every row of the fault matrix as facts, A to H. */
export const ROWS: readonly Row[] = [
  ...LINK_ROWS,
  ...NAME_ROWS,
  ...BETWEEN_ROWS,
  ...TLS_ROWS,
  ...V6_ROWS,
  ...ACCOUNT_ROWS,
  ...ANSWER_ROWS,
  ...PAIR_ROWS,
  ...MORE_ROWS,
  ...FLAW_ROWS,
]
