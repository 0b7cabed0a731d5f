import process from 'node:process'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { playClient } from '../soak/client.ts'
import { planOf } from '../soak/plan.ts'

// A program for `holdfast run`: so many clients, each asking one thing until it has an answer. COUNT.
// Prints what became of them.

const count = Number(process.argv[2])
const url = process.env['ANTHROPIC_BASE_URL'] ?? ''
const parent = process.ppid
const alive = setInterval(() => {
  if (process.ppid !== parent) process.exit(1)
}, 500)
const fates = await Promise.all(
  Array.from({ length: count }, async (_, number) => {
    const roll = seededRandom(number)
    return await playClient({ ...planOf(number, roll), streaming: true, does: { kind: 'stays' } }, { url, roll, faster: 4 })
  }),
)
clearInterval(alive)
process.stdout.write(`fates ${fates.map((fate) => fate.is).join(' ')}\n`)
