import { NameAsker } from '../world/names/name-asker.ts'
import type { Bench } from './probe.ts'

const askers = new WeakMap<Bench, NameAsker>()

/** The one whom all probes at this bench ask. Its child goes with the last who waits, so that no probe leaves anything behind. */
export function namesAt(bench: Bench): NameAsker {
  const known = askers.get(bench)
  if (known !== undefined) return known
  const fresh = new NameAsker({ env: bench.env })
  askers.set(bench, fresh)
  return fresh
}
