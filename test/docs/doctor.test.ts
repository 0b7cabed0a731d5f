import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { addDoctor } from '../../src/cli/doctor-commands.ts'
import type { Context } from '../../src/cli/context.ts'
import { CHECK_NAMES } from '../../src/core/evidence.ts'
import { USUAL_CONTROLS } from '../../src/doctor/controls.ts'
import { textsIn } from '../../src/i18n/index.ts'
import { ROOT } from '../architecture/sources.ts'

const text = readFileSync(join(ROOT, 'docs/doctor.md'), 'utf8')

/** First cells of the table under a heading, without their marks. */
function firstCells(heading: string): readonly string[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| `?([^`|]+?)`? \|/gm)].map(([, cell = '']) => cell).slice(1)
}

test('docs/doctor.md names every option of doctor, as its help does, and no other', () => {
  const program = new Command('holdfast')
  addDoctor(program, { texts: textsIn('en'), language: 'en' } as Context, () => undefined)
  const options = program.commands[0]?.options.map(({ flags }) => flags) ?? []
  assert.ok(options.length > 5)
  assert.deepEqual(firstCells('Options').toSorted(), [...options, '--lang <language>'].toSorted())
})

test('docs/doctor.md names every check, in its order', () => {
  assert.deepEqual(firstCells('Checks'), CHECK_NAMES)
})

test('docs/doctor.md names the exit codes', () => {
  assert.deepEqual(firstCells('Exit codes'), ['0', '1', '2', '3', '130'])
})

test('docs/doctor.md shows the usual controls as they are', () => {
  const block = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
  assert.deepEqual(JSON.parse(block), USUAL_CONTROLS)
})
