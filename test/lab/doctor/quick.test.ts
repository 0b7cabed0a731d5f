import assert from 'node:assert/strict'
import process from 'node:process'
import { describe, test } from 'node:test'
import { labObstacle } from '../net/obstacle.ts'
import { commandFor } from './asking.ts'
import { withInternet } from './internet.ts'
import { play } from './row.ts'
import { drawn } from './rows.ts'

// The quick rows of the fault matrix in real networks, and some others; which ones is up to the seed: HOLDFAST_SEED=7.
// All of them: npm run lab:doctor, or test/long/doctor.test.ts.

const SEED = Number(process.env['HOLDFAST_SEED'] ?? 1)
const skip = labObstacle() ?? false
/** Other tests are at work: only time may be short. */
const ALLOWANCE = 3

describe(`doctor in real networks (seed ${SEED})`, { concurrency: 4 }, () => {
  for (const row of drawn(SEED)) {
    test(`${row.row}: ${row.fault} is ${row.due.code}`, { skip: labObstacle(row.needs) ?? false }, async (t) => {
      const { observed, told } = await play(row, ALLOWANCE)
      t.diagnostic(`${row.row}: ${observed}; ${told.examined} ms`)
    })
  }

  test('104c: in Japanese, and without any input', { skip }, async () => {
    await withInternet({ says: { api: 'envoy-503' } }, async (net) => {
      const command = await commandFor(net, { env: { LANG: 'ja_JP.UTF-8' } })
      const { code, out } = await net.client.attempt('sh', '-c', 'exec "$@" <&-', 'sh', ...command)
      assert.equal(code, 1, out)
      const [title = '', action = ''] = out.split('\n')
      for (const line of [title, action]) assert.match(line, /\p{Script=Hiragana}/u)
      assert.match(out, /no healthy upstream/)
    })
  })
})

/** From the key to the prompt, in milliseconds. */
const AT_ONCE = 200
/** Other programs may have the processor just then: the best of so many counts. */
const TRIES = 6

// by itself: it is measured how soon it ends
test('104d: Ctrl-C ends it at once, also while the system waits for a silent name server', { skip }, async (t) => {
  await withInternet({}, async (net) => {
    await net.firewall.drop('meta l4proto { tcp, udp } th dport 53', 'input')
    const command = await commandFor(net, {})
    // measured inside: the way into the network takes its time too
    const script =
      's=${EPOCHREALTIME/./}; timeout --preserve-status -s INT 1.2 "$@"; c=$?; e=${EPOCHREALTIME/./}; echo "$c $(((e-s)/1000-1200))"'
    const times: number[] = []
    while (times.length < TRIES && !times.some((took) => took < AT_ONCE)) {
      const { out } = await net.client.attempt('bash', '-c', script, 'bash', ...command)
      const [code = '', took = ''] = (out.trim().split('\n').at(-1) ?? '').split(' ')
      assert.equal(code, '130', out)
      times.push(Number(took))
    }
    t.diagnostic(`ended after ${times.join(', ')} ms`)
    assert.ok(Math.min(...times) < AT_ONCE, `${times.join(', ')} ms`)
  })
})
