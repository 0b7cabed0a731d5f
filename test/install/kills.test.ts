import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Flags } from '../../src/config/config.ts'
import { bypassPath } from '../../src/install/bypass.ts'
import { freePort } from '../instruments/free-port.ts'
import { bypassIn, endBypassIn, endDueIn, installIn, uninstallIn } from './acts.ts'
import { draftsIn, leaves, SETTINGS, settingsIn, stageFor, type Action, type Stage } from './kill-stage.ts'

type Play = {
  readonly action: Action
  /** Whose record is carried out. */
  readonly state: string
  readonly prepare: () => void
  /** What the settings may be, wherever it was killed. */
  readonly settings: readonly string[]
  /** Commands that set it right, and what they leave. */
  readonly after: readonly Way[]
  readonly steps: number
}

type Way = { readonly by: string; readonly act: () => Promise<unknown>; readonly check: () => void }

/** Kills it at each step in turn, and each time goes on from there in every way. @returns the number of steps */
async function killedEverywhere({ home, saved, killedAt }: Stage, play: Play): Promise<number> {
  const { action, state, prepare, settings, after, steps } = play
  for (let step = 1; ; step++) {
    prepare()
    const ended = await killedAt(step, action, state)
    assert.ok(settings.includes(settingsIn(home)), `${action}, step ${step}: ${settingsIn(home)}`)
    if (ended === 'ended') {
      assert.ok(step > steps, `only ${step - 1} steps of ${action} were found`)
      return step - 1
    }
    const toKilled = saved('killed')
    for (const { by, act, check } of after) {
      toKilled()
      await act()
      const where = `${by} after a kill of ${action} at step ${step}`
      assert.deepEqual(draftsIn(home), [], where)
      try {
        check()
      } catch (error) {
        throw new Error(where, { cause: error })
      }
    }
  }
}

test('kill -9 at any step of install or uninstall: the settings are old or new, and either command sets it right', async (t) => {
  const stage = stageFor(t)
  const { home, saved } = stage
  const before = home.tree()
  const toBefore = saved('before')
  await installIn(home)
  const installed = home.tree()
  const settings = [SETTINGS, settingsIn(home)]
  const toInstalled = saved('installed')
  const after = [
    { by: 'install', act: () => installIn(home), check: leaves(home, installed) },
    { by: 'uninstall', act: () => uninstallIn(home), check: leaves(home, before) },
  ]
  const common = { state: 'installed', settings, after, steps: 8 }
  await killedEverywhere(stage, { ...common, action: 'install', prepare: toBefore })
  await killedEverywhere(stage, { ...common, action: 'uninstall', prepare: toInstalled })
})

test('kill -9 at any step of an install over an install, with other settings: the old one or the new one', async (t) => {
  const stage = stageFor(t)
  const { home, saved } = stage
  const flags: Flags = { port: String(await freePort()), upstream: 'http://127.0.0.1:12' }
  await installIn(home)
  writeFileSync(home.settings, settingsIn(home).replace('opus', 'sonnet'))
  const first = home.tree()
  const old = settingsIn(home)
  const toFirst = saved('first')
  await installIn(home, flags)
  const second = home.tree()
  const settings = [old, settingsIn(home)]
  assert.notEqual(old, settingsIn(home))
  const toSecond = saved('second')
  await uninstallIn(home)
  const settingsGone = settingsIn(home)
  assert.equal(settingsGone, SETTINGS.replace('opus', 'sonnet'))
  const gone = home.tree()
  const after = [
    { by: 'the same install', act: () => installIn(home, flags), check: leaves(home, second) },
    // what was asked for is remembered, once it has begun
    { by: 'a plain install', act: () => installIn(home), check: leaves(home, second, first) },
    { by: 'uninstall', act: () => uninstallIn(home), check: leaves(home, gone) },
  ]
  await killedEverywhere(stage, { action: 'install', state: 'second', prepare: toFirst, settings, after, steps: 6 })
  const whole = { action: 'uninstall', state: 'second', prepare: toSecond, steps: 6 } as const
  await killedEverywhere(stage, { ...whole, settings: [...settings, settingsGone], after })
})

test('kill -9 at any step of bypass or bypass --end: past the gateway or through it, and every command goes on from there', async (t) => {
  const stage = stageFor(t)
  const { home, saved } = stage
  const before = home.tree()
  await installIn(home)
  const installed = home.tree()
  const toInstalled = saved('installed')
  const through = settingsIn(home)
  await bypassIn(home)
  const bypassed = home.tree()
  const settings = [through, settingsIn(home)]
  const toBypassed = saved('bypassed')
  const hasBypass = (there: 'yes' | 'no'): void => assert.equal(existsSync(bypassPath(home.dataDir)) ? 'yes' : 'no', there)
  const past = (): void => (leaves(home, bypassed)(), hasBypass('yes'))
  const back = (): void => (leaves(home, installed)(), hasBypass('no'))
  const after = [
    { by: 'bypass', act: () => bypassIn(home), check: past },
    { by: 'bypass --end', act: () => endBypassIn(home), check: back },
    { by: 'install', act: () => installIn(home), check: back },
    { by: 'uninstall', act: () => uninstallIn(home), check: leaves(home, before) },
  ]
  await killedEverywhere(stage, { action: 'bypass', state: 'installed', prepare: toInstalled, settings, after, steps: 5 })
  await killedEverywhere(stage, { action: 'bypass-end', state: 'installed', prepare: toBypassed, settings, after, steps: 5 })
  const ends = after.slice(2)
  const whole = { state: 'installed', prepare: toBypassed, after: ends, steps: 8 } as const
  await killedEverywhere(stage, { ...whole, action: 'install', settings })
  await killedEverywhere(stage, { ...whole, action: 'uninstall', settings: [...settings, SETTINGS] })
})

test('an end of a bypass that was killed half way is done by whoever comes next, though nobody had said until when', async (t) => {
  const stage = stageFor(t)
  const { home, saved, killedAt } = stage
  await installIn(home)
  const through = settingsIn(home)
  saved('installed')
  await bypassIn(home)
  const toBypassed = saved('bypassed')
  let halves = 0
  for (let step = 1; ; step++) {
    toBypassed()
    if ((await killedAt(step, 'bypass-end', 'installed')) === 'ended') break
    const isBack = settingsIn(home) === through
    if (!isBack) continue
    halves += 1
    await endDueIn(home)
    assert.equal(settingsIn(home), through)
    assert.equal(existsSync(bypassPath(home.dataDir)), false, `step ${step}`)
  }
  assert.ok(halves > 0)
})
