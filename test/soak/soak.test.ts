import { test } from 'node:test'
import process from 'node:process'
import { soak } from './soak.ts'

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000))

test('500 exchanges under random faults on both sides: none lost, none false, nothing left', async (t) => {
  const { fates, seconds } = await soak(t, { exchanges: 500, atOnce: 100, rounds: 1, seed })
  t.diagnostic(`SEED=${seed} ${JSON.stringify(fates)} in ${seconds.toFixed(1)} s`)
})
