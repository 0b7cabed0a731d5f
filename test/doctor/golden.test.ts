// What a person reads, word for word. After a change that is meant: HOLDFAST_WRITE_GOLDEN=1 node --test test/doctor/golden.test.ts,
// and then read all of them aloud.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { judged, type Judged } from '../../src/cli/doctor-judged.ts'
import { doctorPage } from '../../src/cli/print/doctor-page.ts'
import { signsFor } from '../../src/cli/print/doctor-signs.ts'
import { pageOf } from '../../src/cli/print/doctor-words.ts'
import { displayWidth } from '../../src/cli/print/display-width.ts'
import { readReplay } from '../../src/doctor/replay.ts'
import { doctorScreenIn } from '../../src/i18n/doctor-screen.ts'
import { LANGUAGES, type Language } from '../../src/i18n/language.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const WIDTHS = [80, 40] as const
const isWriting = process.env['HOLDFAST_WRITE_GOLDEN'] === '1'

const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.json') ? [file.replace(/\.json$/, '')] : []))

function found(name: string): Judged {
  const result = readReplay(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8'))
  assert.ok(result.ok)
  return judged(result.observations)
}

function shown(
  name: string,
  language: Language,
  { width, locale }: { readonly width: number; readonly locale: string },
): readonly string[] {
  const signs = signsFor({ LANG: locale }, 'linux')
  return doctorPage(pageOf(found(name), language), { texts: doctorScreenIn(language), signs, paint: (text) => text, width })
}

for (const name of names) {
  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      test(`${name} reads as it was approved, in ${language} at ${width} columns`, () => {
        const lines = shown(name, language, { width, locale: 'C.UTF-8' })
        assert.deepEqual(
          lines.filter((line) => displayWidth(line) > width),
          [],
        )
        const file = new URL(`${name}.${language}.${width}.txt`, GOLDEN)
        if (isWriting) writeFileSync(file, `${lines.join('\n')}\n`)
        assert.equal(`${lines.join('\n')}\n`, readFileSync(file, 'utf8'))
      })
    }
  }
}

test('in English, a screen that knows ASCII alone gets nothing else', () => {
  for (const name of names) assert.match(shown(name, 'en', { width: 80, locale: 'C' }).join(''), /^[\x20-\x7e]*$/, name)
})
