import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { seconds } from '../core/time.ts'
import { IdleConnections, type Connection } from './idle-connections.ts'
import { KEEP_ALIVE } from './limits.ts'

class FakeConnection implements Connection {
  bytesRead = 0
  bytesWritten = 0
  answering = false
  closed = false
  #onClose: (() => void) | undefined

  once(_event: 'close', callback: () => void): void {
    this.#onClose = callback
  }

  destroySoon(): void {
    this.closed = true
    this.#onClose?.()
  }
}

type Rig = { readonly clock: VirtualClock; readonly one: FakeConnection; readonly other: FakeConnection }

function rig(): Rig {
  const clock = new VirtualClock()
  const idle = new IdleConnections<FakeConnection>({ clock, isAnswering: (connection) => connection.answering })
  const [one, other] = [new FakeConnection(), new FakeConnection()]
  idle.add(one)
  idle.add(other)
  return { clock, one, other }
}

/** In seconds. */
const LONG_ENOUGH = KEEP_ALIVE / 1000

test('a connection on which nothing moves is closed, not before its time and not much later', async () => {
  const { clock, one, other } = rig()
  await clock.advance(seconds(LONG_ENOUGH - 1))
  assert.deepEqual([one.closed, other.closed], [false, false])
  await clock.advance(seconds(LONG_ENOUGH / 4))
  assert.deepEqual([one.closed, other.closed], [true, true])
})

test('one that asks now and then stays', async () => {
  const { clock, one, other } = rig()
  for (let minute = 0; minute < 30; minute++) {
    one.bytesRead += 100
    await clock.advance(seconds(60))
  }
  assert.deepEqual([one.closed, other.closed], [false, true])
})

test('one whose request is held for hours stays, and has its time once it is answered', async () => {
  const { clock, one } = rig()
  one.answering = true
  await clock.advance(seconds(6 * 3600))
  assert.equal(one.closed, false)
  one.answering = false
  one.bytesWritten += 3000
  await clock.advance(seconds(LONG_ENOUGH - 1))
  assert.equal(one.closed, false)
  await clock.advance(seconds(LONG_ENOUGH / 4))
  assert.equal(one.closed, true)
})

test('nobody looks while there are no connections', async () => {
  const { clock, one, other } = rig()
  one.destroySoon()
  other.destroySoon()
  await clock.advance(seconds(LONG_ENOUGH))
  assert.equal(clock.pending, 0)
})
