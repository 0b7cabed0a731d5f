import process from 'node:process'
import { startProvider } from '../../src/drill/provider.ts'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { playClient, type Fate } from './client.ts'
import { FAULTS, planOf } from './plan.ts'

// Everything around the gateway, in a process of its own: the failing provider and the clients. Arguments: SEED ATONCE.

export type Order =
  | { readonly kind: 'go'; readonly url: string; readonly from: number; readonly to: number }
  | { readonly kind: 'end' }
export type Told =
  | { readonly kind: 'provider'; readonly url: string }
  | { readonly kind: 'round'; readonly fates: readonly (Fate & { readonly number: number })[] }

const [seed = 1, atOnce = 1] = process.argv.slice(2).map(Number)
const provider = await startProvider({ port: 0, seed })
await provider.set(FAULTS)
const FASTER = 20
const tell = (told: Told): void => void process.send?.(told)

async function round(url: string, from: number, to: number): Promise<void> {
  const fates: (Fate & { number: number })[] = []
  let next = from
  const one = async (): Promise<void> => {
    while (next < to) {
      const number = next++
      // By its number alone: whoever plays it again needs no history.
      const roll = seededRandom(seed * 1_000_003 + number)
      fates.push({ ...(await playClient(planOf(number, roll), { url, roll, faster: FASTER })), number })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  tell({ kind: 'round', fates })
}

process.on('message', (order: Order) => {
  if (order.kind === 'go') void round(order.url, order.from, order.to)
  else process.exit(0)
})
tell({ kind: 'provider', url: provider.url })
