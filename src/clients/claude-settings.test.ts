import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { environmentIn, findManagedSettings, findSettings, givenSettings, variableOf } from './claude-settings.ts'

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-settings-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

test('settings are found where Claude Code looks, the weakest first; broken ones say nothing', (t) => {
  const home = folderWith(t, { '.claude/settings.json': '\uFEFF{"model":"user"}' })
  const cwd = folderWith(t, { '.claude/settings.json': '{ broken', '.claude/settings.local.json': '{"model":"local"}' })
  const place = { env: {}, home, cwd, platform: 'linux' as const }
  assert.deepEqual(
    findSettings(place, undefined).map(({ scope, settings }) => [scope, settings['model']]),
    [
      ['user', 'user'],
      ['local', 'local'],
    ],
  )
  assert.deepEqual(
    findSettings(place, ['user']).map(({ scope }) => scope),
    ['user'],
  )
})

test('CLAUDE_CONFIG_DIR moves the settings of the person', (t) => {
  const moved = folderWith(t, { 'settings.json': '{"model":"moved"}' })
  const place = { env: { CLAUDE_CONFIG_DIR: moved }, home: '/nowhere', cwd: '/nowhere', platform: 'linux' as const }
  assert.deepEqual(findSettings(place, undefined)[0]?.settings, { model: 'moved' })
})

test('managed settings include their drop-ins, in order', (t) => {
  const dir = folderWith(t, {
    'managed-settings.json': '{"n":0}',
    'managed-settings.d/20-b.json': '{"n":2}',
    'managed-settings.d/10-a.json': '{"n":1}',
    'managed-settings.d/readme.txt': '{"n":9}',
  })
  assert.deepEqual(
    findManagedSettings([dir, '/nowhere']).map(({ settings }) => settings['n']),
    [0, 1, 2],
  )
})

test('--settings is JSON or a file, and nothing else', (t) => {
  const cwd = folderWith(t, { 'mine.json': '{"model":"m"}', 'list.json': '[]' })
  assert.deepEqual(givenSettings('{"model":"m"}', cwd), { scope: 'given', file: undefined, settings: { model: 'm' } })
  assert.deepEqual(givenSettings('mine.json', cwd), { scope: 'given', file: join(cwd, 'mine.json'), settings: { model: 'm' } })
  for (const bad of ['gone.json', '{"model":', 'list.json', '']) assert.equal(givenSettings(bad, cwd), undefined)
})

test('variables of settings are texts, whatever was written', () => {
  assert.deepEqual(environmentIn({ env: { A: 1, B: true, C: 'c', D: null, E: {} } }), { A: '1', B: 'true', C: 'c' })
  assert.deepEqual(environmentIn({ env: ['x'] }), {})
})

test('a variable is as the nearest settings say, then as the shell says', () => {
  const user = { scope: 'user', file: '/u', settings: { env: { A: 'user' } } } as const
  assert.deepEqual(variableOf('A', { A: 'shell' }, [user]), { value: 'user', by: user })
  assert.deepEqual(variableOf('B', { B: 'shell' }, [user]), { value: 'shell', by: 'shell' })
  assert.equal(variableOf('C', {}, [user]), undefined)
})
