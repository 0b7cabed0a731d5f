import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../core/time.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { clientsAtMost } from './listen.ts'
import { OwnFaults } from './own-faults.ts'
import type { Unstamped } from './log-line.ts'

function bench(): { readonly clock: VirtualClock; readonly faults: OwnFaults; readonly said: string[] } {
  const clock = new VirtualClock()
  const said: string[] = []
  const say = (line: Unstamped): void => void said.push('code' in line ? `${line.event} ${line.code}` : line.event)
  return { clock, said, faults: new OwnFaults(clock, say) }
}

test('a fault is said once when it begins and once when it has not been met for half a minute', async () => {
  const { clock, faults, said } = bench()
  for (let time = 0; time < 5; time++) {
    faults.met('connections.used-up')
    await clock.advance(seconds(20))
  }
  assert.deepEqual(said, ['trouble connections.used-up'])
  await clock.advance(seconds(11))
  assert.deepEqual(said, ['trouble connections.used-up', 'trouble-over connections.used-up'])
  assert.equal(clock.pending, 0)
})

test('a disk that is full and then read-only is one fault after the other; when files can be written again, it is over', async () => {
  const { clock, faults, said } = bench()
  const failing = (code: string): void => faults.filesFailed(Object.assign(new Error(code), { code }))
  faults.filesWork()
  failing('ENOSPC')
  failing('EDQUOT')
  await clock.advance(seconds(100))
  failing('EROFS')
  faults.filesWork()
  faults.filesWork()
  assert.deepEqual(said, [
    'trouble files.disk-full',
    'trouble-over files.disk-full',
    'trouble files.read-only',
    'trouble-over files.read-only',
  ])
})

test('clients never get all handles: as many are kept for the upstream, and some for ourselves', () => {
  assert.deepEqual([undefined, 1024, 120, 10].map(clientsAtMost), [undefined, 480, 28, 8])
})
