import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import type { Context } from '../../src/cli/context.ts'
import { addExplain } from '../../src/cli/explain-commands.ts'
import { textsIn } from '../../src/i18n/index.ts'
import { ROOT } from '../architecture/sources.ts'
import { heldBackRows, knownRows } from '../explain/corpus.ts'

const text = readFileSync(join(ROOT, 'docs/explain.md'), 'utf8')

test('docs/explain.md names every option of explain, as its help does, and no other', () => {
  const program = new Command('holdfast')
  addExplain(program, { texts: textsIn('en'), language: 'en' } as Context, () => undefined)
  const options = program.commands[0]?.options.map(({ flags }) => flags) ?? []
  const section = text.split('\n## Options\n')[1]?.split('\n## ')[0] ?? ''
  const named = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell)
  assert.deepEqual(named.toSorted(), [...options, '--lang <language>'].toSorted())
})

test('docs/explain.md counts the corpus as it is', () => {
  assert.match(text, new RegExp(`corpus of ${knownRows.length + heldBackRows.length} real wordings`))
  assert.match(text, new RegExp(`rules were written \\(2026-11-22\\) \\| ${knownRows.length} \\|`))
  assert.match(text, new RegExp(`before anything was mended \\(2026-11-22\\) \\| ${heldBackRows.length} \\|`))
})
