import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { Command } from 'commander'
import { textsIn } from '../i18n/index.ts'
import type { Language } from '../i18n/language.ts'
import { addCommands } from './commands.ts'
import { completables } from './completion.ts'
import type { Context } from './context.ts'
import { bashScript } from './print/completion-bash.ts'
import { fishScript } from './print/completion-fish.ts'
import { powershellScript } from './print/completion-powershell.ts'
import { zshScript } from './print/completion-zsh.ts'

function programIn(language: Language): Command {
  const program = new Command('holdfast')
  const context: Context = {
    surroundings: { env: {}, home: '/', platform: 'linux', cwd: '/', readText: () => '' },
    language,
    texts: textsIn(language),
    entries: { node: '', main: '', statusLine: '' },
    say: () => undefined,
    note: () => undefined,
  }
  addCommands(program, context, () => undefined)
  return program
}

const commands = completables(programIn('en'))
const missing = (shell: string): string | false => (spawnSync(shell, ['--version']).status === 0 ? false : `${shell} is missing`)

/** What a person has typed, and what must be offered and what must not. */
const TYPED: readonly (readonly [typed: readonly string[], offered: readonly string[], not: readonly string[]])[] = [
  [
    ['holdfast', ''],
    ['run', 'doctor', 'install', 'drill', 'completion'],
    ['serve --port', 'list'],
  ],
  [['holdfast', 'ins'], ['install'], ['uninstall', 'doctor']],
  [['holdfast', 'drill', ''], ['list', 'run', 'serve'], ['install']],
  [['holdfast', 'drill', 'run', '--'], ['--seed', '--client'], ['--port']],
  [['holdfast', 'drill', 'run', ''], ['outage'], ['list']],
  [
    ['holdfast', 'serve', '--'],
    ['--port', '--upstream'],
    ['--background', '--installed'],
  ],
  [['holdfast', '--lang', ''], ['en', 'ja'], ['run']],
  [['holdfast', 'completion', ''], ['bash', 'zsh', 'fish', 'powershell'], []],
  [['holdfast', 'doctor', '--check', 'd'], ['dns'], ['tls']],
]

type Ask = (typed: readonly string[]) => readonly string[]

function assertOffers(ask: Ask): void {
  for (const [typed, offered, not] of TYPED) {
    const got = ask(typed)
    for (const word of offered) assert.ok(got.includes(word), `${typed.join(' ')}: ${word} is not among ${got.join(' ')}`)
    for (const word of not) assert.ok(!got.includes(word), `${typed.join(' ')}: ${word} is offered`)
  }
}

function script(t: { readonly after: (action: () => void) => void }, text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-completion-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  writeFileSync(join(dir, 'script'), text)
  return join(dir, 'script')
}

test('every command and every option that the help shows is in every script', () => {
  assert.ok(commands.length > 15)
  for (const [shell, text] of Object.entries({
    bash: bashScript(commands),
    zsh: zshScript(commands),
    fish: fishScript(commands),
    powershell: powershellScript(commands),
  })) {
    for (const { path, options } of commands) {
      assert.ok(text.includes(path), `${shell}: ${path}`)
      for (const flag of options.flatMap(({ flags }) => flags)) {
        assert.ok(text.includes(shell === 'fish' ? flag.replace(/^--?/, '') : flag), `${shell}: ${path} ${flag}`)
      }
    }
  }
})

test('bash completes', { skip: missing('bash') }, (t) => {
  const file = script(t, bashScript(commands))
  assertOffers((typed) => {
    const ask = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _holdfast; printf "%s\\n" "${COMPREPLY[@]}"'
    return spawnSync('bash', ['--norc', '-c', ask, 'bash', file, ...typed], { encoding: 'utf8' }).stdout.split('\n')
  })
})

test('zsh completes', { skip: missing('zsh') }, (t) => {
  const file = script(t, zshScript(commands))
  assertOffers((typed) => {
    // what it would offer is said instead
    const ask = `compdef() { : }; compadd() { local -a o; o=("$@"); print -l -- "\${o[@]:\${o[(i)--]}}" }
_describe() { local name; for name in "$@"; do [[ "$name" == (commands|options) ]] && print -l -- "\${(@P)name%%:*}"; done }
_files() { print files }; _command_names() { print programs }
source "$1"; shift; words=("$@"); CURRENT=$#; _holdfast`
    const { stdout } = spawnSync('zsh', ['-f', '-c', ask, 'zsh', file, ...typed], { encoding: 'utf8' })
    return stdout.split('\n').filter((word) => word.startsWith(typed.at(-1) ?? ''))
  })
})

test('fish completes, in Japanese as well', { skip: missing('fish') }, (t) => {
  for (const language of ['en', 'ja'] as const) {
    const file = script(t, fishScript(completables(programIn(language))))
    assertOffers((typed) => {
      const ask = `source ${file}; complete -C '${typed.join(' ')}'`
      const env = { ...process.env, HOME: '/nonexistent', LANG: 'C.UTF-8' }
      const { stdout } = spawnSync('fish', ['--no-config', '-c', ask], { encoding: 'utf8', env })
      return stdout.split('\n').map((line) => line.split('\t')[0] ?? '')
    })
  }
})

test('PowerShell completes', { skip: missing('pwsh') }, (t) => {
  const file = script(t, powershellScript(commands))
  assertOffers((typed) => {
    const line = typed.join(' ')
    const ask = `Invoke-Expression (Get-Content -Raw '${file}'); (TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`
    return spawnSync('pwsh', ['-NoProfile', '-Command', ask], { encoding: 'utf8' }).stdout.split(/\r?\n/)
  })
})
