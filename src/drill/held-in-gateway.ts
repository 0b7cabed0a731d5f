import { z } from 'zod'
import { ms, type Millis } from '../core/time.ts'

const stateSchema = z.looseObject({
  exchanges: z.array(
    z.looseObject({ hold: z.looseObject({ nextTryInMillis: z.number().optional(), attempt: z.number() }).optional() }),
  ),
})

export type NextTry = { readonly in: Millis; readonly attempt: number }

/** The next try of a gateway for those it holds, out of its state; undefined when it holds nobody or says it otherwise. */
export function nextTryIn(state: unknown): NextTry | undefined {
  const parsed = stateSchema.safeParse(state)
  const holds = parsed.data?.exchanges.flatMap((exchange) => exchange.hold ?? []) ?? []
  const tries = holds.flatMap((hold) =>
    hold.nextTryInMillis === undefined ? [] : { in: ms(hold.nextTryInMillis), attempt: hold.attempt },
  )
  return tries.toSorted((one, other) => one.in - other.in)[0]
}
