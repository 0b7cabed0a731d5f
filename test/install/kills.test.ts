import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { installIn, uninstallIn } from './acts.ts'
import { homeFor, type Home } from './home.ts'

const PLAYER = fileURLToPath(new URL('./killed-step.ts', import.meta.url))
const SETTINGS = '{\n  "model": "opus", // mine\n  "env": { "ANTHROPIC_BASE_URL": "http://127.0.0.1:11" }\n}\n'

/** @returns whether it was killed, rather than at its end */
async function killedAt(step: number, home: Home, action: 'install' | 'uninstall'): Promise<'killed' | 'ended'> {
  const args = [action, home.dataDir, `${home.dir}-installed/data`, String(step)]
  const child = spawn(process.execPath, [PLAYER, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  assert.ok(signal === 'SIGKILL' || code === 0, `exit ${code}`)
  return signal === 'SIGKILL' ? 'killed' : 'ended'
}

const settingsIn = ({ settings }: Home): string => (existsSync(settings) ? readFileSync(settings, 'utf8') : '')

/** @returns puts the home back as it is now */
function saved(home: Home, name: string): () => void {
  const copy = `${home.dir}-${name}`
  rmSync(copy, { recursive: true, force: true })
  cpSync(home.dir, copy, { recursive: true, verbatimSymlinks: true })
  return () => {
    rmSync(home.dir, { recursive: true, force: true })
    cpSync(copy, home.dir, { recursive: true, verbatimSymlinks: true })
  }
}

test('kill -9 at any step of install or uninstall: the settings are old or new, and either command sets it right', async (t) => {
  const home = homeFor(t)
  mkdirSync(dirname(home.settings))
  writeFileSync(home.settings, SETTINGS)
  const before = home.tree()
  const toBefore = saved(home, 'before')
  await installIn(home)
  const after = home.tree()
  const installedSettings = settingsIn(home)
  const toInstalled = saved(home, 'installed')
  t.after(() => {
    for (const name of ['before', 'installed', 'killed']) rmSync(`${home.dir}-${name}`, { recursive: true, force: true })
  })
  const plays = [
    ['install', toBefore],
    ['uninstall', toInstalled],
  ] as const
  for (const [action, prepare] of plays) {
    let step = 1
    for (; ; step++) {
      prepare()
      const ended = await killedAt(step, home, action)
      assert.ok([SETTINGS, installedSettings].includes(settingsIn(home)), `${action}, step ${step}: ${settingsIn(home)}`)
      if (ended === 'ended') break
      const toKilled = saved(home, 'killed')
      await installIn(home)
      assert.deepEqual(home.tree(), after, `install after a kill of ${action} at step ${step}`)
      toKilled()
      await uninstallIn(home)
      assert.deepEqual(home.tree(), before, `uninstall after a kill of ${action} at step ${step}`)
    }
    t.diagnostic(`${step - 1} steps of ${action}`)
    assert.ok(step > 8, `only ${step - 1} steps of ${action} were found`)
  }
})
