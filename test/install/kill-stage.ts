import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Ending } from '../instruments/rig.ts'
import { homeFor, type Home } from './home.ts'

const PLAYER = fileURLToPath(new URL('./killed-step.ts', import.meta.url))
export const SETTINGS = '{\n  "model": "opus", // mine\n  "env": { "ANTHROPIC_BASE_URL": "http://127.0.0.1:11" }\n}\n'

export type Action = 'install' | 'uninstall' | 'bypass' | 'bypass-end'

/** A home, its states and what the settings were in each. */
export type Stage = {
  readonly home: Home
  /** Remembers the home as it is now. @returns puts it back so */
  readonly saved: (name: string) => () => void
  /** @returns whether it was killed, rather than at its end. @param state whose record is carried out */
  readonly killedAt: (step: number, action: Action, state: string) => Promise<'killed' | 'ended'>
}

export function stageFor(t: Ending): Stage {
  const home = homeFor(t)
  mkdirSync(dirname(home.settings))
  writeFileSync(home.settings, SETTINGS)
  const copyOf = (name: string): string => `${home.dir}-${name}`
  const saved = (name: string): (() => void) => {
    const copy = copyOf(name)
    rmSync(copy, { recursive: true, force: true })
    t.after(() => rmSync(copy, { recursive: true, force: true }))
    cpSync(home.dir, copy, { recursive: true, verbatimSymlinks: true })
    return () => {
      rmSync(home.dir, { recursive: true, force: true })
      cpSync(copy, home.dir, { recursive: true, verbatimSymlinks: true })
    }
  }
  const killedAt = async (step: number, action: Action, state: string): Promise<'killed' | 'ended'> => {
    const args = [action, home.dataDir, join(copyOf(state), 'data'), String(step)]
    const child = spawn(process.execPath, [PLAYER, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.ok(signal === 'SIGKILL' || code === 0, `exit ${code}`)
    return signal === 'SIGKILL' ? 'killed' : 'ended'
  }
  return { home, saved, killedAt }
}

export const settingsIn = ({ settings }: Home): string => (existsSync(settings) ? readFileSync(settings, 'utf8') : '')

/** Drafts hold settings, and those may hold keys. */
export function draftsIn({ dir, dataDir }: Home): readonly string[] {
  const folders = [join(dir, '.claude'), join(dataDir, 'install')].filter((folder) => existsSync(folder))
  return folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.tmp')))
}

/** Each is a tree of files that must be there again, byte for byte. */
export const leaves = (home: Home, ...trees: readonly (readonly string[])[]): (() => void) => {
  const known = trees.map((tree) => JSON.stringify(tree))
  return () => {
    if (!known.includes(JSON.stringify(home.tree()))) assert.deepEqual(home.tree(), trees[0])
  }
}
