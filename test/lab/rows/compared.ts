import assert from 'node:assert/strict'
import { Cast, type Asked } from '../cast.ts'
import type { Lab } from '../net/lab.ts'
import { lasting, measured, within, type Depth, type Measured } from '../row.ts'

// Turns through a gateway, through one without its cache, and without any, for the rows about names and addresses.

const OFF = { dns: { cache: 'off' } }
type Soon = { readonly within: number }
/** Of a busy machine, for what waits for nobody; and for what waits for 1.8 s. */
export const AT_ONCE: Soon = { within: 3000 }
export const AFTER_SILENCE: Soon = { within: 6000 }
/** Who has no answer by then is written down as that. */
export const ENOUGH: number = 12_000

export type Via = NonNullable<Asked['via']>

/** A turn on a connection that did not exist before: the one there is serves another meanwhile, for longer than it is waited for. */
export async function onNewConnection(cast: Cast, via: Via): Promise<Measured> {
  if (via !== 'plain') {
    cast.ask('Hold the line. [[wait:15s]]', { via })
    await lasting(100)
  }
  return measured(await within(cast.ask('On another line.', { via }), ENOUGH))
}

export const warm = async (cast: Cast, all: readonly Via[]): Promise<void> => {
  for (const seen of await Promise.all(all.map((via) => cast.ask('Warm up.', { via }).over))) assert.equal(seen.how, 'finished')
}

export const whose = (depth: Depth): readonly Via[] => (depth === 'quick' ? ['gateway'] : ['gateway', 'beside', 'direct'])

export const enter = async (lab: Lab, depth: Depth, settings?: Readonly<Record<string, unknown>>): Promise<Cast> =>
  await Cast.enter(lab, {}, { ...(depth === 'quick' ? {} : { beside: OFF }), ...(settings === undefined ? {} : { settings }) })

/** The same turn with the others. */
export async function others(
  depth: Depth,
  measure: (via: Via) => Promise<readonly Measured[]>,
): Promise<{
  readonly without: readonly Measured[]
  readonly direct: readonly Measured[]
  readonly plain: readonly Measured[]
}> {
  if (depth === 'quick') return { without: [], direct: [], plain: [] }
  const [without, direct, plain] = await Promise.all([measure('beside'), measure('direct'), measure('plain')])
  return { without, direct, plain }
}
