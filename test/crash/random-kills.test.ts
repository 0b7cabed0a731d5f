import process from 'node:process'
import { test } from 'node:test'
import { hasHaproxy } from '../instruments/haproxy.ts'
import { randomKills } from './random-kills.ts'

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000))

test(
  'gateway, thread, upstream and balancer killed at 10 random moments: no answer lost, none false',
  { skip: !hasHaproxy },
  async (t) => {
    const { kills, answered, lostOutside, back } = await randomKills(t, { moments: 10, seed, atOnce: 8 })
    t.diagnostic(
      `SEED=${seed} ${JSON.stringify(kills)} answered ${answered}, outside the bounds ${lostOutside}; back after ${back.join(', ')} ms`,
    )
  },
)
