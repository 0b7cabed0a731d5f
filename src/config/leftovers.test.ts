import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { hours, minutes, unixMillis } from '../core/time.ts'
import { realClock } from '../world/clock.ts'
import { draftOf } from '../world/leftovers.ts'
import { clearLeftovers } from './leftovers.ts'
import { runtimePath, writeRuntime, type RuntimeInfo } from './runtime-file.ts'

/** No process has it: Linux numbers end before. */
const NOBODY = 2 ** 30

const INFO: RuntimeInfo = {
  key: 'abc',
  mode: 'background',
  status: 'running',
  pid: NOBODY,
  host: '127.0.0.1',
  port: 1,
  url: 'http://127.0.0.1:1',
  secret: 's',
  version: '1',
  upstream: 'http://127.0.0.1:9',
  configHash: 'h',
  startedAt: unixMillis(0),
  launch: [],
}

test('what the dead have left is cleared away; what belongs to the living, or may still be wanted, stays', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-leftovers-'))
  t.after(() => rmSync(dataDir, { recursive: true }))
  const gateways = join(dataDir, 'gateways')
  mkdirSync(gateways)
  const now = Date.now()
  const write = (path: string, text = '', age = 0): string => {
    writeFileSync(path, text)
    utimesSync(path, (now - age) / 1000, (now - age) / 1000)
    return path
  }
  const stays = [
    write(draftOf(join(gateways, 'abc-1.json'), process.pid)),
    write(join(gateways, 'mine.lock'), `${process.pid} 00`),
    write(join(gateways, 'places-7.json'), '{}', minutes(9)),
    write(join(dataDir, 'journal.sqlite')),
    write(join(dataDir, '.somebody-else.tmp')),
  ]
  write(draftOf(join(gateways, 'abc-1.json'), NOBODY))
  write(draftOf(join(dataDir, 'replay'), NOBODY))
  write(draftOf(join(dataDir, 'replay'), process.pid), '', hours(2))
  write(join(gateways, 'dead.lock'), `${NOBODY} 00`)
  // The number is in use again, by another process than the one that took it.
  write(join(gateways, 'reborn.lock'), `${process.pid} 00 1`)
  write(join(gateways, 'places-8.json'), '{}', minutes(11))
  const at = (ago: number): RuntimeInfo['startedAt'] => unixMillis(now - ago)
  await writeRuntime(dataDir, { ...INFO, port: 1, startedAt: at(hours(30)) })
  stays.push(
    await writeRuntime(dataDir, { ...INFO, port: 2, startedAt: at(hours(29)), pid: process.pid }),
    await writeRuntime(dataDir, { ...INFO, port: 3, startedAt: at(hours(28)) }),
    await writeRuntime(dataDir, { ...INFO, key: 'def', port: 4, startedAt: at(hours(29)) }),
  )
  await clearLeftovers(dataDir, realClock)
  const found = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  assert.deepEqual(found.map((entry) => join(entry.parentPath, entry.name)).toSorted(), stays.toSorted())
  assert.ok(!stays.includes(runtimePath(dataDir, { key: 'abc', port: 1 })))
})
