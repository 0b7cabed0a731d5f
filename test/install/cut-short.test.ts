import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { watchInstall } from '../../src/cli/watch-install.ts'
import { seconds } from '../../src/core/time.ts'
import { bypassPath } from '../../src/install/bypass.ts'
import { underLockOfInstall } from '../../src/install/install-lock.ts'
import { readRecord, type InstallRecord } from '../../src/install/record.ts'
import { realClock } from '../../src/world/clock.ts'
import { freePort } from '../instruments/free-port.ts'
import type { Ending } from '../instruments/rig.ts'
import { settle, VirtualClock } from '../instruments/virtual-clock.ts'
import { bypassIn, finishIn, installIn } from './acts.ts'
import { draftsIn, leaves, settingsIn, stageFor, type Stage } from './kill-stage.ts'

/** A home with an install, and the record of a second one to another port, ready to be carried out and killed. */
type TwoInstalls = {
  readonly stage: Stage
  /** The home as the first install has left it. */
  readonly toFirst: () => void
  readonly first: readonly string[]
  readonly toSecond: () => void
  readonly second: readonly string[]
  readonly record: InstallRecord
}

async function twoInstalls(t: Ending): Promise<TwoInstalls> {
  const stage = stageFor(t)
  const { home, saved } = stage
  await installIn(home)
  const first = home.tree()
  const toFirst = saved('first')
  const record = await installIn(home, { port: String(await freePort()), upstream: 'http://127.0.0.1:12' })
  return { stage, toFirst, first, toSecond: saved('second'), second: home.tree(), record }
}

const phaseIn = async ({ home }: Stage): Promise<InstallRecord['phase'] | undefined> => (await readRecord(home.dataDir))?.phase

test('the gateway of an install over an install does the rest, wherever that was killed', async (t) => {
  const { stage, toFirst, first, second, record } = await twoInstalls(t)
  const { home, killedAt } = stage
  let finished = 0
  for (let step = 1; ; step++) {
    toFirst()
    if ((await killedAt(step, 'install', 'second')) === 'ended') break
    // before its first word and after its last there is nothing to do
    const begun = (await phaseIn(stage)) === 'installing'
    assert.equal(await finishIn(home, record), begun ? 'finished' : 'nothing', `step ${step}`)
    leaves(home, ...(begun ? [second] : [first, second]))()
    assert.equal(await phaseIn(stage), 'installed')
    assert.deepEqual(begun ? draftsIn(home) : [], [])
    finished += begun ? 1 : 0
  }
  assert.ok(finished > 3, `${finished}`)
})

test('during a bypass as well, and the client comes back', async (t) => {
  const { stage, toFirst, second, record } = await twoInstalls(t)
  const { home, saved, killedAt } = stage
  toFirst()
  await bypassIn(home)
  const toBypassed = saved('bypassed')
  let finished = 0
  for (let step = 1; ; step++) {
    toBypassed()
    if ((await killedAt(step, 'install', 'second')) === 'ended') break
    if ((await finishIn(home, record)) === 'nothing') continue
    finished += 1
    leaves(home, second)()
    assert.equal(existsSync(bypassPath(home.dataDir)), false)
  }
  assert.ok(finished > 0)
})

test('a first install that was killed waits for its person, and an uninstall is never undone', async (t) => {
  const stage = stageFor(t)
  const { home, saved, killedAt } = stage
  const toBefore = saved('before')
  const untouched = settingsIn(home)
  const record = await installIn(home)
  const toInstalled = saved('installed')
  const installed = settingsIn(home)
  for (const [action, prepare] of [
    ['install', toBefore],
    ['uninstall', toInstalled],
  ] as const) {
    for (let step = 1; ; step++) {
      prepare()
      if ((await killedAt(step, action, 'installed')) === 'ended') break
      const left = settingsIn(home)
      const done = await finishIn(home, record)
      assert.equal(settingsIn(home), left, `${action}, step ${step}`)
      assert.ok([untouched, installed].includes(left))
      if (action === 'uninstall') assert.equal(done, 'nothing')
    }
  }
})

/** The second install, killed before the client's settings were written. */
async function cutShort({ stage: { home, killedAt }, toFirst }: TwoInstalls): Promise<string> {
  toFirst()
  const old = settingsIn(home)
  for (let step = 1; ; step++) {
    toFirst()
    assert.equal(await killedAt(step, 'install', 'second'), 'killed')
    if ((await readRecord(home.dataDir))?.phase === 'installing' && settingsIn(home) === old) return old
  }
}

test('another gateway leaves it alone, and so does its own where somebody has changed the settings since', async (t) => {
  const installs = await twoInstalls(t)
  const { home } = installs.stage
  const old = await cutShort(installs)
  const { gateway } = installs.record
  const other = { ...installs.record, gateway: { ...gateway, port: gateway.port + 1 } }
  assert.equal(await finishIn(home, other), 'nothing')
  assert.equal(settingsIn(home), old)
  writeFileSync(home.settings, old.replace('opus', 'haiku'))
  assert.equal(await finishIn(home, installs.record), 'nothing')
  assert.equal(settingsIn(home), old.replace('opus', 'haiku'))
})

test('while somebody installs it waits, and looks again a second after', async (t) => {
  const installs = await twoInstalls(t)
  const { home } = installs.stage
  const old = await cutShort(installs)
  installs.toSecond()
  const wanted = readFileSync(home.settings, 'utf8')
  await cutShort(installs)
  const clock = new VirtualClock()
  const looked = async (): Promise<void> => {
    while (clock.pending === 0) await settle()
  }
  let unwatch = (): void => undefined
  await underLockOfInstall(home.dataDir, { clock: realClock, within: seconds(1) }, async () => {
    unwatch = watchInstall(home.dataDir, installs.record.gateway, clock)
    assert.equal(await finishIn(home, installs.record), 'busy')
    assert.equal(settingsIn(home), old)
  })
  await looked()
  while (settingsIn(home) === old) {
    await clock.advance(seconds(1))
    await looked()
  }
  assert.equal(settingsIn(home), wanted)
  assert.ok(clock.now() <= 2000)
  unwatch()
})
