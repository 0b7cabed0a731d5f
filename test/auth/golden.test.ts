// What a person reads, word for word. After a change that is meant: HOLDFAST_WRITE_GOLDEN=1 node --test test/auth/golden.test.ts,
// and then read all of them aloud.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { displayWidth } from '../../src/cli/print/display-width.ts'
import { LANGUAGES } from '../../src/i18n/language.ts'
import { furnish, lookAt, type Home } from './home.ts'
import { CLOCKS, COMMANDS, FILES, FLAWED, TIMES } from './homes-broken.ts'
import { SOURCES } from './homes.ts'

// points of time are shown as they are here
process.env['TZ'] = 'UTC'

const GOLDEN = new URL('golden/', import.meta.url)
const WIDTHS = [80, 40] as const
const isWriting = process.env['HOLDFAST_WRITE_GOLDEN'] === '1'
if (isWriting) mkdirSync(GOLDEN, { recursive: true })

const ALL = [...SOURCES, ...TIMES, ...CLOCKS, ...FILES, ...FLAWED, ...COMMANDS]
const named = (name: string): Home => ALL.find((one) => one.name === name) ?? assert.fail(name)

const SHOWN: Readonly<Record<string, Home>> = {
  'not-logged-in': named('nothing at all'),
  fine: named('a fresh login'),
  shadowed: named('a key goes before a login, and costs money'),
  rejected: named('a rejected key beside a login: -p uses it all the same'),
  malformed: named('quotes around the key'),
  'in-project': named("a key in the project's settings, which others get"),
  expired: named('a login ended, and nothing to renew it with'),
  'half-file': named('half a file'),
  'open-file': named('a login for everybody to read'),
  'clock-behind': named('a clock that is behind the files'),
  'command-fails': named('a command that fails, and says a secret'),
  keychain: named('a login in the keychain'),
}

for (const [name, home] of Object.entries(SHOWN)) {
  for (const language of LANGUAGES) {
    for (const columns of WIDTHS) {
      test(`${name} reads as it was approved, in ${language} at ${columns} columns`, async (t) => {
        const { out } = await lookAt(home, furnish(t, home), { language, columns })
        // what can be typed is never broken
        const wide = out.split('\n').filter((line) => displayWidth(line) > columns && !/^ {7}\S/.test(line))
        assert.deepEqual(wide, [])
        const file = new URL(`${name}.${language}.${columns}.txt`, GOLDEN)
        if (isWriting) writeFileSync(file, out)
        assert.equal(out, readFileSync(file, 'utf8'))
      })
    }
  }
}
