import process from 'node:process'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { playClient, type Fate } from '../soak/client.ts'
import { planOf } from '../soak/plan.ts'

// A program for `holdfast run`: clients that ask one thing after the other until they are told to end. SEED ATONCE.
// Then it prints what became of them, as JSON.

const [seed = 1, atOnce = 1] = process.argv.slice(2).map(Number)
const url = process.env['ANTHROPIC_BASE_URL'] ?? ''
const fates: (Fate & { readonly number: number })[] = []
let next = 0
let ending = false
process.on('SIGTERM', () => (ending = true))
process.stdout.write('here\n')

async function one(): Promise<void> {
  while (!ending) {
    const number = next++
    const roll = seededRandom(seed * 1_000_003 + number)
    const plan = { ...planOf(number, roll), does: { kind: 'stays' } as const }
    // Slower than the soak's: a gateway on a busy machine needs a second or two to be back.
    fates.push({ ...(await playClient(plan, { url, roll, faster: 8 })), number })
  }
}

// The clock's timers keep nothing alive.
const parent = process.ppid
const alive = setInterval(() => {
  // Whoever started it was killed, with the test.
  if (process.ppid !== parent) process.exit(1)
}, 500)
await Promise.all(Array.from({ length: atOnce }, one))
clearInterval(alive)
process.stdout.write(`fates ${JSON.stringify(fates)}\n`)
