import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deskFor } from '../../test/instruments/command.ts'
import { installDir } from '../install/record.ts'

test('an error given as words is explained, and its code is in the JSON with both languages', async (t) => {
  const desk = deskFor(t)
  const said = await desk.run(['explain', 'API', 'Error', '(503 no healthy upstream)', '--json'])
  assert.equal(said.code, 0, said.stderr)
  const { schema, main, errors } = JSON.parse(said.stdout) as {
    schema: number
    main: string
    errors: { owner: string; waitingHelps: boolean; ja: { title: string } }[]
  }
  assert.deepEqual([schema, main, errors[0]?.owner, errors[0]?.waitingHelps], [1, 'envoy.no-healthy-upstream', 'provider', true])
  assert.match(errors[0]?.ja.title ?? '', /。$/)
})

test('what is piped in is read, also as Windows writes it', async (t) => {
  const desk = deskFor(t)
  const utf8 = await desk.run(['explain', '-'], { input: 'Credit balance is too low\n' })
  assert.equal(utf8.code, 0)
  assert.match(utf8.stdout, /account/)
  const japanese = await desk.run(['explain', '--lang', 'ja'], { input: '\uFEFFCredit balance is too low\n' })
  assert.match(japanese.stdout, /残高/)
})

test('what is not understood ends with 1, and bad input with 2 and a sentence', async (t) => {
  const desk = deskFor(t)
  assert.equal((await desk.run(['explain', 'nothing is wrong here'])).code, 1)
  for (const [args, pattern] of [
    [['explain', 'api.overlaoded'], /api\.overloaded/],
    [['explain', '   '], /no text/],
    [['explain', '--list', '503'], /--list/],
  ] as const) {
    const said = await desk.run([...args], { input: '' })
    assert.equal(said.code, 2, args.join(' '))
    assert.match(said.stderr, pattern)
  }
})

test('the name of a file is answered with how its content is explained', async (t) => {
  const desk = deskFor(t)
  const file = join(desk.dir, 'client.log')
  writeFileSync(file, 'API Error: 529 Overloaded\n')
  const said = await desk.run(['explain', file])
  assert.equal(said.code, 2)
  assert.match(said.stderr, /explain - </)
})

test('statuses, the list, a code and the question how to prevent it have answers', async (t) => {
  const desk = deskFor(t)
  for (const [args, pattern] of [
    [['explain', '503'], /always the server\? No/],
    [['explain', '--list'], /path\.tls-cert-expired/],
    [['explain', 'path.refused'], /refused/],
    [['explain', 'prevention'], /holdfast run claude/],
  ] as const) {
    const said = await desk.run([...args])
    assert.equal(said.code, 0)
    assert.match(said.stdout, pattern)
  }
})

test('where no gateway is, nobody is told that one keeps trying; where one is installed, everybody is', async (t) => {
  const desk = deskFor(t)
  const ask = ['explain', 'API Error: 529 Overloaded']
  const without = await desk.run(ask)
  assert.match(without.stdout, /try again[^]*could have held[^]*holdfast run claude/)
  assert.doesNotMatch(without.stdout, /keeps trying/)
  assert.equal((JSON.parse((await desk.run([...ask, '--json'])).stdout) as { through: string }).through, 'no')
  const marked = await desk.run(['explain', 'API Error: 529 Overloaded', 'Holdfast: the API is overloaded', '--json'])
  assert.equal((JSON.parse(marked.stdout) as { through: string }).through, 'yes')
  const dir = installDir(desk.dataDir)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'record.json'), 'of another version')
  assert.match((await desk.run(ask)).stdout, /If the client runs through Holdfast/)
})
