import assert from 'node:assert/strict'
import process from 'node:process'
import { describe, test } from 'node:test'
import { labObstacle } from '../net/obstacle.ts'
import { commandFor } from './asking.ts'
import { withInternet } from './internet.ts'
import { play } from './row.ts'
import { drawn } from './rows.ts'

// Some rows of the fault matrix in real networks, others with another seed: HOLDFAST_SEED=7. All of them: npm run lab:doctor.

const SEED = Number(process.env['HOLDFAST_SEED'] ?? 1)
const skip = labObstacle() ?? false
/** Other tests are at work. */
const ALLOWANCE = 1.5

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

// by itself: it is measured how soon it ends
test('104d: Ctrl-C ends it at once, also while the system waits for a silent name server', { skip }, async (t) => {
  await withInternet({}, async (net) => {
    await net.firewall.drop('meta l4proto { tcp, udp } th dport 53', 'input')
    const command = await commandFor(net, {})
    // measured inside: the way into the network takes its time too
    const script =
      's=${EPOCHREALTIME/./}; timeout --preserve-status -s INT 0.9 "$@"; c=$?; e=${EPOCHREALTIME/./}; echo "$c $(((e-s)/1000-900))"'
    const { out } = await net.client.attempt('bash', '-c', script, 'bash', ...command)
    const [code = '', took = ''] = (out.trim().split('\n').at(-1) ?? '').split(' ')
    assert.equal(code, '130', out)
    t.diagnostic(`ended after ${took} ms`)
    assert.ok(Number(took) < 200 * ALLOWANCE, `${took} ms`)
  })
})
