import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deskFor, type Desk } from '../instruments/command.ts'

const SETTINGS = '{\r\n  "model": "opus",\r\n  "env": { "API_TIMEOUT_MS": "30000", "MINE": "1" }\r\n}\r\n'

function withSettings(desk: Desk, text: string): string {
  const folder = join(desk.dir, 'home', '.claude')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'settings.json')
  writeFileSync(file, text)
  return file
}

test('tune client changes nothing, with --apply only what it has said, and --undo brings back every byte', async (t) => {
  const desk = deskFor(t)
  const file = withSettings(desk, SETTINGS)
  const looked = await desk.run(['tune', 'client'])
  assert.equal(looked.code, 0, looked.stderr)
  assert.match(looked.stdout, /API_TIMEOUT_MS\n {2}now +30000 \(~\/\.claude\/settings\.json\)\n {2}better +not set/)
  assert.equal(readFileSync(file, 'utf8'), SETTINGS)

  const applied = await desk.run(['tune', 'client', '--apply'])
  assert.equal(applied.code, 0, applied.stderr)
  const { model, env } = JSON.parse(readFileSync(file, 'utf8')) as { readonly model: string; readonly env: unknown }
  assert.equal(model, 'opus')
  assert.deepEqual(env, { MINE: '1', CLAUDE_CODE_MAX_RETRIES: '15', CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1' })
  assert.match((await desk.run(['tune', 'client', '--apply'])).stdout, /There is nothing to apply/)

  const undone = await desk.run(['tune', 'client', '--undo'])
  assert.equal(undone.code, 0, undone.stderr)
  assert.equal(readFileSync(file, 'utf8'), SETTINGS)
  assert.match((await desk.run(['tune', 'client', '--undo'])).stdout, /nothing to undo/)
})

test('--undo refuses with a diff what somebody has changed since', async (t) => {
  const desk = deskFor(t)
  const file = withSettings(desk, SETTINGS)
  await desk.run(['tune', 'client', '--apply'])
  const theirs = readFileSync(file, 'utf8').replace('"opus"', '"haiku"')
  writeFileSync(file, theirs)
  const { code, stderr } = await desk.run(['tune', 'client', '--undo'])
  assert.equal(code, 1)
  assert.match(stderr, /\+ {2}"model": "haiku"/)
  assert.equal(readFileSync(file, 'utf8'), theirs)
})

test('a settings file that cannot be edited is refused with the place', async (t) => {
  const desk = deskFor(t)
  withSettings(desk, '{ "env": [')
  const { code, stderr } = await desk.run(['tune', 'client', '--apply'])
  assert.equal(code, 2)
  assert.match(stderr, /settings\.json:1:11/)
})

test('a value from the shell is told, and not taken for one of the file', async (t) => {
  const desk = deskFor(t)
  const { stdout } = await desk.run(['tune', 'client', '--json'], { env: { API_TIMEOUT_MS: '5' } })
  const { schema, settings } = JSON.parse(stdout) as {
    readonly schema: number
    readonly settings: readonly { readonly setting: string; readonly from?: string; readonly doable: string }[]
  }
  assert.equal(schema, 1)
  const found = settings.find(({ setting }) => setting === 'API_TIMEOUT_MS')
  assert.deepEqual([found?.from, found?.doable], ['shell', 'elsewhere'])
})

test('tune timeouts --apply sets fixed to learned, and says otherwise that there is nothing to apply', async (t) => {
  const desk = deskFor(t)
  const file = join(desk.dir, 'work', 'holdfast.json')
  const before = '{\n  // slow line\n  "policy": { "timeouts": "fixed", },\n}\n'
  writeFileSync(file, before)
  const args = ['tune', 'timeouts', '--config', file]
  const applied = await desk.run([...args, '--apply'])
  assert.equal(applied.code, 0, applied.stderr)
  assert.equal(readFileSync(file, 'utf8'), before.replace('fixed', 'learned'))
  assert.match((await desk.run([...args, '--apply'])).stdout, /nothing to set/)
  await desk.run([...args, '--undo'])
  assert.equal(readFileSync(file, 'utf8'), before)
})

test('bad input is refused with one sentence, and nothing is changed', async (t) => {
  const desk = deskFor(t)
  const both = await desk.run(['tune', 'client', '--apply', '--undo'])
  assert.deepEqual([both.code, both.stderr.trim().split('\n').length], [2, 1])
  mkdirSync(join(desk.dataDir, 'tune'), { recursive: true, mode: 0o700 })
  writeFileSync(join(desk.dataDir, 'tune', 'applied.json'), '{}')
  const broken = await desk.run(['tune', '--undo'])
  assert.equal(broken.code, 2)
  assert.match(broken.stderr, /applied\.json cannot be understood/)
})

test('tune alone sums up all three; an upstream without a name needs no measuring', async (t) => {
  const desk = deskFor(t)
  const file = join(desk.dir, 'work', 'holdfast.json')
  writeFileSync(file, '{ "upstream": "http://127.0.0.1:9" }')
  const { code, stdout } = await desk.run(['tune', '--config', file, '--lang', 'ja'])
  assert.equal(code, 0)
  for (const words of [/^まとめ/, /クライアント: /, /DNS: /, /タイムアウト: /]) assert.match(stdout, words)
  assert.equal(existsSync(join(desk.dataDir, 'tune')), false)
})
