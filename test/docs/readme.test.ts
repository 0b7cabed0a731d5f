import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { ROOT } from '../architecture/sources.ts'
import { commandsOn, readPage } from './markdown.ts'

const MOST_WORDS = 400

const english = readPage('README.md')
const japanese = readPage('README.ja.md')
const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts)

const inlineCode = (prose: string): readonly string[] => [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).toSorted()

test('README.md is short enough to be read: 400 words, without its blocks', () => {
  const words = english.prose.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  assert.ok(words.length <= MOST_WORDS, `${words.length} words`)
})

test('both READMEs have the same outline', () => {
  assert.deepEqual(japanese.headings, english.headings)
})

test('both READMEs show the same blocks', () => {
  assert.deepEqual(japanese.blocks, english.blocks)
})

test('both READMEs lead to the same places, in their own language where there are two, and to each other', () => {
  const places = (links: readonly string[]): readonly string[] => links.map((link) => link.replace(/\.ja\.md$/, '.md'))
  assert.deepEqual(places(japanese.links), places(english.links))
  assert.ok(english.links.includes('README.ja.md') && japanese.links.includes('README.md'))
})

test('both READMEs name the same code', () => {
  assert.deepEqual(inlineCode(japanese.prose), inlineCode(english.prose))
})

for (const page of ['README.md', 'CONTRIBUTING.md'].map(readPage)) {
  test(`every npm script that ${page.path} names exists`, () => {
    const text = `${page.prose}\n${commandsOn(page).join('\n')}`
    const named = [...text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, script, short]) => script ?? short ?? '')
    assert.ok(named.length > 0)
    assert.deepEqual(
      named.filter((script) => !scripts.includes(script)),
      [],
    )
  })
}

test('every holdfast command that README.md names exists', () => {
  const named = new Set(commandsOn(english).flatMap((line) => /^npx holdfast (\w+)/.exec(line)?.[1] ?? []))
  assert.ok(named.size > 0)
  for (const name of named) {
    const ran = spawnSync(process.execPath, ['src/main.ts', name, '--help'], { cwd: ROOT, encoding: 'utf8' })
    assert.equal(ran.status, 0, ran.stderr)
    assert.match(ran.stdout, new RegExp(`holdfast ${name}\\b`))
  }
})
