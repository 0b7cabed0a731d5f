import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { attend } from '../../src/cli/auth.ts'
import type { AuthFlags, AuthPractice } from '../../src/cli/auth-look.ts'
import type { Context } from '../../src/cli/context.ts'
import { textsIn } from '../../src/i18n/index.ts'
import type { Language } from '../../src/i18n/language.ts'
import { MARK } from '../instruments/canary.ts'
import type { Ending } from '../instruments/rig.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'

/** The wall clock of every home, unless it says otherwise. */
export const NOW: number = Date.UTC(2026, 10, 22, 12)

export type Planted =
  | string
  | { readonly text: string; readonly mode?: number; readonly modified?: number }
  | { readonly is: 'folder' | 'pipe' | 'circle' }

export type Home = {
  readonly name: string
  /** Beneath a root in which `home`, `home/work` and `managed` are. */
  readonly files?: Readonly<Record<string, Planted>>
  /** `ROOT` stands for the root. */
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: AuthFlags
  readonly wall?: number
  readonly platform?: NodeJS.Platform
  /** How macOS answers for its keychain. */
  readonly keychain?: number | 'silent'
  readonly due: {
    readonly code: 0 | 1 | 3
    /** With -p; then in a conversation, where that is another. */
    readonly uses: string | null
    readonly talks?: string | null
    /** Weight and finding, the gravest first. */
    readonly finds: readonly string[]
    /** Of the first finding: what it must hold. */
    readonly with?: Readonly<Record<string, unknown>>
  }
}

const BODY = `${MARK}-a-made-up-secret-`.repeat(4)
/** As long as real ones, with the mark at both ends. */
export const secret = (prefix: string): string => `${prefix}${BODY}`.slice(0, 96) + MARK

export const KEY: string = secret('sk-ant-api03-')
export const LOGIN: string = secret('sk-ant-oat01-')
export const REFRESH: string = secret('sk-ant-ort01-')

export type Rooted = { readonly root: string; readonly home: string; readonly work: string; readonly managed: string }

/** Makes it on disk, with nothing in it younger than a day. */
export function furnish(t: Ending, { files = {} }: Pick<Home, 'files'>): Rooted {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-auth-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const rooted = { root, home: join(root, 'home'), work: join(root, 'home', 'work'), managed: join(root, 'managed') }
  for (const folder of [rooted.home, rooted.work, rooted.managed]) mkdirSync(folder)
  for (const [name, planted] of Object.entries(files)) plant(join(root, name), planted)
  return rooted
}

export function plant(path: string, planted: Planted): void {
  mkdirSync(dirname(path), { recursive: true })
  if (typeof planted === 'object' && 'is' in planted) {
    if (planted.is === 'folder') mkdirSync(path)
    else if (planted.is === 'circle') symlinkSync(path, path)
    else execFileSync('mkfifo', [path])
    return
  }
  const { text, mode = 0o600, modified = NOW - 86_400_000 } = typeof planted === 'string' ? { text: planted } : planted
  writeFileSync(path, text)
  chmodSync(path, mode)
  utimesSync(path, modified / 1000, modified / 1000)
}

/** Names, modes, times and contents of all that is beneath. */
export const snapshot = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const path = join(root, name)
      const stat = lstatSync(path)
      const sum = stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      return `${name} ${stat.mode.toString(8)} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${sum}`
    })

export type Shown = { readonly code: number; readonly out: string; readonly notes: string }

export type Looking = {
  readonly language?: Language
  readonly flags?: AuthFlags
  readonly columns?: number
  readonly clock?: VirtualClock
  readonly practice?: Partial<AuthPractice>
}

/** Looks at a home, as the command does. */
export async function lookAt(one: Home, rooted: Rooted, looking: Looking = {}): Promise<Shown> {
  const { language = 'en', flags, columns, clock = new VirtualClock(one.wall ?? NOW), practice } = looking
  let out = ''
  const notes: string[] = []
  const context: Context = {
    surroundings: {
      env: {
        PATH: process.env['PATH'] ?? '',
        LANG: 'C.UTF-8',
        NO_COLOR: '1',
        HOLDFAST_DATA_DIR: '/nonexistent',
        ...envOf(one, rooted),
      },
      home: rooted.home,
      platform: one.platform ?? 'linux',
      cwd: rooted.work,
      readText: () => '',
    },
    language,
    texts: textsIn(language),
    entries: { node: '', main: '', statusLine: '' },
    say: (line) => void (out += `${line}\n`),
    note: (line) => void notes.push(line),
  }
  const code = await attend({ ...one.flags, ...flags }, context, {
    clock,
    run: () =>
      one.keychain === 'silent'
        ? Promise.reject(new Error('silent'))
        : Promise.resolve({ status: one.keychain ?? 44, stdout: '' }),
    managed: [rooted.managed],
    write: (text) => void (out += text),
    terminal: columns === undefined ? undefined : { columns },
    nextLine: undefined,
    signal: new AbortController().signal,
    ...practice,
  })
  return { code, out, notes: notes.join('\n') }
}

const envOf = ({ env = {} }: Home, { root }: Rooted): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replaceAll('ROOT', root)]))
