import process from 'node:process'
import { PLAIN_SETTINGS } from '../../src/drill/client-reaction.ts'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { playClient, type Fate } from '../soak/client.ts'
import { planOf } from '../soak/plan.ts'

// A program for `holdfast run`: clients that ask one thing after the other until they are told to end. SEED ATONCE.
// Then it prints what became of them, as JSON.

const [seed = 1, atOnce = 1] = process.argv.slice(2).map(Number)
const url = process.env['ANTHROPIC_BASE_URL'] ?? ''
const fates: (Fate & { readonly number: number })[] = []
let next = 0
const ending = new AbortController()
process.on('SIGTERM', () => ending.abort())
process.stdout.write('here\n')

async function one(): Promise<void> {
  while (!ending.signal.aborted) {
    const number = next++
    const roll = seededRandom(seed * 1_000_003 + number)
    const plan = { ...planOf(number, roll), does: { kind: 'stays' } as const }
    // As `run` sets it for Claude Code: ten tries would not outlast a death every few seconds.
    fates.push({
      ...(await playClient(plan, { url, roll, faster: 8, settings: { ...PLAIN_SETTINGS, retryWatchdog: true } })),
      number,
    })
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
