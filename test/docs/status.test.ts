import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import type { Context } from '../../src/cli/context.ts'
import { statusJson } from '../../src/cli/print/status-json.ts'
import { addStatus } from '../../src/cli/status-commands.ts'
import { textsIn } from '../../src/i18n/index.ts'
import { statementOf } from '../../src/status/statement.ts'
import { ROOT } from '../architecture/sources.ts'
import { seen } from '../status/seen.ts'

const text = readFileSync(join(ROOT, 'docs/status.md'), 'utf8')

/** First cells of the table under a heading, without their marks. */
function firstCells(heading: string): readonly string[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell.replaceAll('`', '')).slice(1)
}

test('docs/status.md names every option of status, as its help does, and no other', () => {
  const program = new Command('holdfast')
  addStatus(program, { texts: textsIn('en'), language: 'en' } as Context, () => undefined)
  const options = program.commands[0]?.options.map(({ flags }) => flags) ?? []
  assert.ok(options.length > 5)
  assert.deepEqual(firstCells('Options').toSorted(), [...options, '--lang <language>'].toSorted())
})

test('docs/status.md names every field of the JSON', () => {
  const fields = Object.keys(statusJson(statementOf(seen()), { entries: [], known: 'neither' }, []))
  const named = firstCells('JSON').flatMap((cell) => cell.split(', '))
  assert.deepEqual([...named, 'schema'].toSorted(), fields.toSorted())
})

test('docs/status.md names the exit codes', () => {
  assert.deepEqual(firstCells('Exit codes'), ['0', '1', '2', '3', '130'])
})
