import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GatewayState } from '../gateway/state.ts'
import { textsIn } from '../i18n/index.ts'
import { homeSentence } from './home.ts'

const en = textsIn('en')

type Told = { readonly held?: number; readonly health?: GatewayState['lanes'][number]['health'] }

function gateway({ held = 0, health = 'fit' }: Told): GatewayState {
  const lanes = [{ scope: 'upstream', name: 'up', health, waiting: held }]
  const exchanges = Array.from({ length: held }, () => ({ step: 'holding' }))
  const network = health === 'offline' ? 'offline' : 'online'
  return { url: 'http://127.0.0.1:4180', upstream: 'https://up.example', network, lanes, exchanges } as unknown as GatewayState
}

const states: readonly (readonly [readonly GatewayState[], RegExp])[] = [
  [[], /^No gateway is running/],
  [[gateway({})], /^A gateway on http:\/\/127\.0\.0\.1:4180 .* all is well/],
  [[gateway({ health: 'unfit' })], /^https:\/\/up\.example cannot answer at the moment; nothing is waiting/],
  [[gateway({ health: 'unfit', held: 1 })], /1 request is held/],
  [[gateway({ health: 'offline' })], /^This computer is offline, so https:\/\/up\.example is not asked; nothing is waiting/],
  [[gateway({ health: 'offline', held: 2 })], /^This computer is offline.*2 requests are held/],
  [[gateway({}), gateway({ health: 'unfit', held: 2 })], /^2 gateways are running\. .*2 requests are held/],
]
for (const [given, sentence] of states) {
  test(`${given.length} gateways: ${String(sentence)}`, () => {
    assert.match(homeSentence(given, en), sentence)
  })
}
