import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { deskFor } from '../instruments/command.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

test('holdfast alone says how things stand and where to begin, without leaving a trace', async (t) => {
  const desk = deskFor(t)
  const { code, stdout, stderr } = await desk.run([])
  assert.deepEqual([code, stderr], [0, ''])
  const [sentence = '', ...commands] = stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
  assert.match(sentence, /^No gateway is running/)
  assert.deepEqual(
    commands.map((line) => line.trim().split(/ {2,}/)[0]),
    ['holdfast run claude', 'holdfast doctor', 'holdfast drill', 'holdfast --help'],
  )
  assert.deepEqual(await desk.gateways(), [])
})

test('a gateway that runs is spoken of in the language of the person', async (t) => {
  const desk = deskFor(t)
  await desk.start(['serve', '--port', '0', '--upstream', 'http://127.0.0.1:9']).says(/listening on/)
  const { stdout } = await desk.run([], { env: { HOLDFAST_LANG: 'ja' } })
  assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+ のゲートウェイが http:\/\/127\.0\.0\.1:9 の手前で動作しており/)
})

test('the version is that of the package', async (t) => {
  const desk = deskFor(t)
  for (const flag of ['--version', '-V']) {
    assert.deepEqual(await desk.run([flag]), { code: 0, stdout: `${version}\n`, stderr: '' })
  }
})

test('help comes in the language that is asked for, wherever it is asked', async (t) => {
  const desk = deskFor(t)
  assert.match((await desk.run(['serve', '--help', '--lang', 'ja'])).stdout, /^使い方: holdfast serve/)
  assert.match((await desk.run(['help', 'run'])).stdout, /^Usage: holdfast run/)
})

test('bad input is one sentence and exit code 2', async (t) => {
  const desk = deskFor(t)
  for (const args of [
    ['serv'],
    ['serve', '--prot', '1'],
    ['--lang', 'fr'],
    ['run'],
    ['drill', 'serve', '--scenario', 'no-such'],
  ]) {
    const { code, stdout, stderr } = await desk.run(args)
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, /^holdfast: .+\n$/)
  }
})
