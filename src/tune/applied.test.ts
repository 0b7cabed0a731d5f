import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { seconds, unixMillis } from '../core/time.ts'
import { contentOf, type Content } from '../install/content.ts'
import { applyChange, appliedPath, readApplied, undoLast, type Outcome, type Part } from './applied.ts'

type Ending = { readonly after: (action: () => void) => void }

const bytes = (text: string, mode: number = 0o600): Content => ({ bytes: Buffer.from(text), mode })

type Bench = {
  readonly dataDir: string
  readonly path: string
  readonly clock: VirtualClock
  readonly apply: (text: string, about?: { readonly part?: Part; readonly verify?: () => Promise<void> }) => Promise<Outcome>
}

function benchFor(t: Ending, before?: string): Bench {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-tune-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const path = join(dataDir, 'made', 'folders', 'config.json')
  if (before !== undefined) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, before)
    chmodSync(path, 0o640)
  }
  const clock = new VirtualClock()
  const apply: Bench['apply'] = async (text, { part = 'dns', verify = () => Promise.resolve() } = {}) => {
    const now = await contentOf(path)
    const change = { part, at: unixMillis(0), path, before: now, after: bytes(text, now?.mode ?? 0o600) }
    return await applyChange(dataDir, change, { clock, verify })
  }
  return { dataDir, path, clock, apply }
}

test('undo brings back bytes and mode, and leaves no record behind', async (t) => {
  const { dataDir, path, apply } = benchFor(t, '\uFEFF{ "port": 1, }\r\n')
  assert.deepEqual(await apply('{}'), { is: 'applied' })
  assert.equal(readFileSync(path, 'utf8'), '{}')
  assert.equal((await undoLast(dataDir, ['dns'])).undone.length, 1)
  assert.equal(readFileSync(path, 'utf8'), '\uFEFF{ "port": 1, }\r\n')
  assert.equal(statSync(path).mode & 0o777, 0o640)
  assert.equal(existsSync(appliedPath(dataDir)), false)
})

test('undo of a file that was not there takes it and its folders away', async (t) => {
  const { dataDir, path, apply } = benchFor(t)
  await apply('{}')
  await undoLast(dataDir, ['dns'])
  assert.equal(existsSync(dirname(dirname(path))), false)
})

test('the record is on the disk before the file is changed, for its owner alone', async (t) => {
  const { dataDir, apply } = benchFor(t, 'old')
  await apply('new', {
    verify: async () => {
      const [change] = await readApplied(dataDir)
      assert.equal(change?.before?.bytes.toString(), 'old')
      assert.equal(statSync(appliedPath(dataDir)).mode & 0o777, 0o600)
    },
  })
})

test('a change that does not work is taken back', async (t) => {
  const { dataDir, path, apply } = benchFor(t, 'old')
  const why = new Error('no')
  assert.deepEqual(await apply('new', { verify: () => Promise.reject(why) }), { is: 'taken-back', why })
  assert.equal(readFileSync(path, 'utf8'), 'old')
  assert.deepEqual(await readApplied(dataDir), [])
})

test('a change that nobody can tell of within 30 s is taken back', async (t) => {
  const { path, apply, clock } = benchFor(t, 'old')
  let begun = (): void => undefined
  const verifying = new Promise<void>((resolve) => (begun = resolve))
  const outcome = apply('new', {
    verify: () => {
      begun()
      return new Promise(() => undefined)
    },
  })
  await verifying
  await clock.advance(seconds(29))
  assert.equal(readFileSync(path, 'utf8'), 'new')
  await clock.advance(seconds(1))
  assert.equal((await outcome).is, 'taken-back')
  assert.equal(readFileSync(path, 'utf8'), 'old')
})

test('what somebody changed meanwhile is left alone, before and after', async (t) => {
  const { dataDir, path, apply, clock } = benchFor(t, 'old')
  const verify = (): Promise<void> => {
    writeFileSync(path, 'theirs')
    return Promise.reject(new Error('no'))
  }
  assert.equal((await apply('new', { verify })).is, 'left')
  const stale = { part: 'dns', at: unixMillis(0), path, before: bytes('old'), after: bytes('new') } as const
  const outcome = await applyChange(dataDir, stale, { clock, verify: () => Promise.resolve() })
  assert.equal(outcome.is, 'not-begun')
  assert.equal(readFileSync(path, 'utf8'), 'theirs')
})

test('undo refuses what somebody has changed since, and touches nothing', async (t) => {
  const { dataDir, path, apply } = benchFor(t, 'old')
  await apply('new')
  writeFileSync(path, 'theirs')
  const { undone, objection } = await undoLast(dataDir, ['dns'])
  assert.deepEqual([undone.length, objection?.why], [0, 'changed'])
  assert.equal(readFileSync(path, 'utf8'), 'theirs')
})

test('two parts in one file are undone together, the later one first, and the earlier one not alone', async (t) => {
  const { dataDir, path, apply } = benchFor(t, 'old')
  await apply('dns')
  await apply('dns and timeouts', { part: 'timeouts' })
  const { objection } = await undoLast(dataDir, ['dns'])
  assert.deepEqual(objection?.why === 'later' ? objection.later : objection, 'timeouts')
  assert.equal((await undoLast(dataDir, ['dns', 'timeouts'])).undone.length, 2)
  assert.equal(readFileSync(path, 'utf8'), 'old')
})

test('killed before the file was changed, it is old, and nothing is in the way of the next try', async (t) => {
  const { dataDir, path, apply } = benchFor(t, 'old')
  await apply('new')
  writeFileSync(path, 'old') // as if the kill had come between the record and the file
  assert.deepEqual(await apply('newer'), { is: 'applied' })
  assert.equal((await readApplied(dataDir)).length, 1)
  await undoLast(dataDir, ['dns'])
  assert.equal(readFileSync(path, 'utf8'), 'old')
})

/** In a process of its own, which is killed at a certain write to the disk. */
const SCRIPT = `
import { mock } from 'node:test'
import * as fs from 'node:fs/promises'
const [, , at, dataDir, path] = process.argv
let count = 0
const killing = (name) => async (...args) => {
  if (++count === Number(at)) process.kill(process.pid, 'SIGKILL')
  return await fs[name](...args)
}
mock.module('node:fs/promises', { namedExports: { ...fs, rename: killing('rename'), open: killing('open'), mkdir: killing('mkdir') } })
const { applyChange } = await import(${JSON.stringify(new URL('./applied.ts', import.meta.url).href)})
const { realClock } = await import(${JSON.stringify(new URL('../world/clock.ts', import.meta.url).href)})
const before = { bytes: Buffer.from('old'), mode: 0o640 }
await applyChange(dataDir, { part: 'dns', at: 0, path, before, after: { bytes: Buffer.from('new'), mode: 0o640 } },
  { clock: realClock, verify: async () => { if (++count === Number(at)) process.kill(process.pid, 'SIGKILL') } })
`

test('kill -9 at every step leaves the old file or the new one, and undo brings the old one back', async (t) => {
  let killed = 0
  for (let at = 1; ; at++) {
    const { dataDir, path } = benchFor(t, 'old')
    const args = [
      '--experimental-test-module-mocks',
      '--no-warnings',
      '--input-type=module',
      '-e',
      SCRIPT,
      '--',
      'kill',
      String(at),
      dataDir,
      path,
    ]
    // with -e there is no script name before the arguments
    const { signal, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (signal === null) {
      assert.equal(status, 0, stderr)
      break
    }
    killed += 1
    assert.ok(['old', 'new'].includes(readFileSync(path, 'utf8')), `step ${at}`)
    await undoLast(dataDir, ['dns'])
    assert.equal(readFileSync(path, 'utf8'), 'old', `step ${at}`)
    assert.equal(statSync(path).mode & 0o777, 0o640)
  }
  assert.ok(killed >= 6, `${killed} steps`)
})
