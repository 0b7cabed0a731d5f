import process from 'node:process'
import { test } from 'node:test'
import { soak } from '../soak/soak.ts'

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000))

test('5,000 exchanges, 200 at once, under random faults on both sides: none lost, none false, nothing left, memory flat', async (t) => {
  const { fates, heaps, seconds } = await soak(t, { exchanges: 5000, atOnce: 200, rounds: 10, seed })
  const sizes = heaps.map((bytes) => Math.round(bytes / 1e6)).join(', ')
  t.diagnostic(`SEED=${seed} ${JSON.stringify(fates)} in ${seconds.toFixed(1)} s; memory after each round: ${sizes} MB`)
})
