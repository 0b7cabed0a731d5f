import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { seconds } from '../core/time.ts'
import { realClock } from '../world/clock.ts'
import { takeLock, type LockOptions } from './lock-file.ts'

const NOBODY = 2 ** 30

function lockIn(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-lock-'))
  t.after(() => rmSync(dir, { recursive: true }))
  return join(dir, 'key.lock')
}

const options = (parts: Partial<LockOptions> = {}): LockOptions => ({
  clock: realClock,
  pid: process.pid,
  staleAfter: seconds(60),
  signal: AbortSignal.timeout(5000),
  ...parts,
})

test('of many who ask at once, one after the other has it', async (t) => {
  const path = lockIn(t)
  let inside = 0
  let most = 0
  const work = async (): Promise<void> => {
    const release = await takeLock(path, options())
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
    await release()
  }
  await Promise.all(Array.from({ length: 8 }, work))
  assert.equal(most, 1)
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('the lock of a process that is gone is taken over by one of many', async (t) => {
  const path = lockIn(t)
  writeFileSync(path, `${NOBODY} 0011`)
  const order: number[] = []
  await Promise.all(
    [1, 2, 3].map(async (number) => {
      const release = await takeLock(path, options())
      order.push(number)
      assert.match(readFileSync(path, 'utf8'), new RegExp(`^${process.pid} `))
      await release()
    }),
  )
  assert.equal(order.length, 3)
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('a lock that nobody can hold so long is taken over though its number is in use again', async (t) => {
  const path = lockIn(t)
  writeFileSync(path, `${process.pid} 0011`)
  const old = Date.now() / 1000 - 120
  utimesSync(path, old, old)
  await (
    await takeLock(path, options())
  )()
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('whoever gives up waiting hears why, and takes nothing', async (t) => {
  const path = lockIn(t)
  const release = await takeLock(path, options())
  const reason = new Error('enough')
  const controller = new AbortController()
  const waiting = takeLock(path, options({ signal: controller.signal }))
  controller.abort(reason)
  await assert.rejects(waiting, reason)
  await release()
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('a lock that was taken over is not removed by its former holder', async (t) => {
  const path = lockIn(t)
  const release = await takeLock(path, options())
  writeFileSync(path, 'somebody else')
  await release()
  assert.equal(readFileSync(path, 'utf8'), 'somebody else')
})

test(
  'a living holder keeps its lock, however far the clock is set forward',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const path = lockIn(t)
    const release = await takeLock(path, options())
    utimesSync(path, 1000, 1000)
    await assert.rejects(takeLock(path, options({ signal: AbortSignal.timeout(200) })))
    await release()
    assert.deepEqual(readdirSync(join(path, '..')), [])
  },
)
