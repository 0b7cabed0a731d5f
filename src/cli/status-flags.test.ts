import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textsIn } from '../i18n/index.ts'
import { LANGUAGES, type Language } from '../i18n/language.ts'
import { Complaint, type Context } from './context.ts'
import { statusAskedBy, type StatusFlags } from './status-flags.ts'

const contextIn = (language: Language): Context => ({
  surroundings: { env: {}, home: '/nowhere', platform: 'linux', cwd: '/nowhere', readText: () => '' },
  language,
  texts: textsIn(language),
  entries: { node: '', main: '', statusLine: '' },
  say: () => undefined,
  note: () => undefined,
})

const BAD: readonly (readonly [flags: StatusFlags, names: RegExp])[] = [
  [{ wait: true, timeout: 'soon' }, /`--timeout`.*soon/],
  [{ wait: true, timeout: '' }, /`--timeout`.*""/],
  [{ wait: true, timeout: '5' }, /`--timeout`.*5/],
  [{ timeout: '5m' }, /`--timeout`.*`--wait`/],
  [{ watch: true, timeout: '5m' }, /`--timeout`.*`--wait`/],
  [{ notify: true }, /`--notify`.*`--watch`/],
  [{ controls: '/nowhere/none' }, /none/],
]

test('what does not fit together is refused in one sentence, in both languages', () => {
  for (const language of LANGUAGES)
    for (const [flags, names] of BAD)
      assert.throws(
        () => statusAskedBy(flags, contextIn(language)),
        (error) => {
          assert.ok(error instanceof Complaint && error.exitCode === 2)
          assert.match(error.message, names)
          return !error.message.includes('\n')
        },
      )
})

test('a script that only waits gets lines, a person a page, a program JSON', () => {
  const shown = (flags: StatusFlags): string => {
    const { mode, display } = statusAskedBy(flags, contextIn('en'))
    return `${mode} ${display}`
  }
  assert.equal(shown({}), 'once page')
  assert.equal(shown({ watch: true }), 'watch page')
  assert.equal(shown({ wait: true }), 'wait lines')
  assert.equal(shown({ wait: true, watch: true }), 'wait page')
  assert.equal(shown({ wait: true, json: true }), 'wait json')
})
