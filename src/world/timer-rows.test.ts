import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ms } from '../core/time.ts'
import { TimerRows } from './timer-rows.ts'

type Rig = {
  readonly rows: TimerRows
  readonly pass: (millis: number) => void
  readonly fired: string[]
  readonly started: () => number
}

/** Node's timers, mocked, and a count of how many were started. */
function rig(t: TestContext): Rig {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const start = t.mock.method(globalThis, 'setTimeout')
  let now = 0
  const pass = (millis: number): void => {
    for (let step = 0; step < millis; step++) {
      now += 1
      t.mock.timers.tick(1)
    }
  }
  return { rows: new TimerRows(() => now), pass, fired: [], started: () => start.mock.callCount() }
}

test('timers of one length fire in their order, none early and none 64 ms late', (t) => {
  const { rows, pass, fired } = rig(t)
  rows.set(ms(5000), () => fired.push('a'))
  pass(1000)
  rows.set(ms(5000), () => fired.push('b'))
  pass(3999)
  assert.deepEqual(fired, [])
  pass(65)
  assert.deepEqual(fired, ['a'])
  pass(1000)
  assert.deepEqual(fired, ['a', 'b'])
})

test('a cancelled timer never fires, wherever it stands in its row, and cancelling again does no harm', (t) => {
  const { rows, pass, fired } = rig(t)
  const cancels = ['a', 'b', 'c', 'd', 'e'].map((name) => rows.set(ms(4000), () => fired.push(name)))
  for (const at of [0, 2, 4, 2]) cancels[at]?.()
  pass(4100)
  assert.deepEqual(fired, ['b', 'd'])
  for (const cancel of cancels) cancel()
  rows.set(ms(4000), () => fired.push('f'))
  pass(4100)
  assert.deepEqual(fired, ['b', 'd', 'f'])
})

test('thousands that are set and cleared need one timer of the system', (t) => {
  const { rows, pass, started } = rig(t)
  for (let count = 0; count < 5000; count++) {
    rows.set(ms(30_000), () => assert.fail('it was cancelled'))()
    if (count % 10 === 0) pass(1)
  }
  assert.equal(started(), 1)
})

test('an action that sets a timer of the same length, or cancels the next, is heeded', (t) => {
  const { rows, pass, fired } = rig(t)
  rows.set(ms(3000), () => {
    cancelNext()
    rows.set(ms(3000), () => fired.push('later'))
  })
  const cancelNext = rows.set(ms(3000), () => fired.push('next'))
  pass(3100)
  assert.deepEqual(fired, [])
  pass(3100)
  assert.deepEqual(fired, ['later'])
})

test('a length beyond what Node can time is waited for all the same', (t) => {
  const { rows, pass, fired } = rig(t)
  rows.set(ms(2 ** 31 + 10), () => fired.push('early'))
  pass(10)
  assert.deepEqual(fired, [])
})
