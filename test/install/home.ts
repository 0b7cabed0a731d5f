import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Context } from '../../src/cli/context.ts'
import { textsIn } from '../../src/i18n/index.ts'
import type { Ending } from '../instruments/rig.ts'

/** A person's home on a machine where nobody keeps programs running. */
export type Home = {
  readonly dir: string
  readonly settings: string
  readonly dataDir: string
  readonly context: Context
  /** Every file, folder and link with mode and content, save for Holdfast's own data. */
  readonly tree: () => readonly string[]
}

export function homeFor(t: Ending): Home {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-home-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return homeAt(dir)
}

export function homeAt(dir: string): Home {
  const dataDir = join(dir, 'data')
  mkdirSync(join(dir, 'work'), { recursive: true })
  const said: string[] = []
  const context: Context = {
    surroundings: {
      env: { PATH: '', HOLDFAST_DATA_DIR: dataDir },
      home: dir,
      platform: 'linux',
      cwd: join(dir, 'work'),
      readText: (path) => readFileSync(path, 'utf8'),
    },
    language: 'en',
    texts: textsIn('en'),
    entries: { node: '/usr/bin/node', main: '/opt/holdfast/main.mjs', statusLine: '/opt/holdfast/statusline.mjs' },
    say: (line) => said.push(line),
    note: (line) => said.push(line),
  }
  return { dir, settings: join(dir, '.claude', 'settings.json'), dataDir, context, tree: () => treeOf(dir, dir) }
}

function treeOf(dir: string, root: string): readonly string[] {
  return readdirSync(dir).flatMap((name): readonly string[] => {
    const path = join(dir, name)
    if (path === join(root, 'data')) return []
    const found = lstatSync(path)
    const word = `${relative(root, path)} ${(found.mode & 0o7777).toString(8)}`
    if (found.isSymbolicLink()) return [`${word} -> ${readlinkSync(path)}`]
    if (found.isDirectory()) return [word, ...treeOf(path, root)]
    return [`${word} ${readFileSync(path).toString('base64')}`]
  })
}
