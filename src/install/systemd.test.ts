import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import type { Kept } from './kept.ts'
import { systemdUnits } from './systemd.ts'

const kept = (home: string, ...args: readonly string[]): Kept => ({
  command: [process.execPath, 'serve', ...args],
  host: '127.0.0.1',
  port: 4180,
  home,
  env: {},
  dataDir: join(home, 'data'),
  uid: 1000,
})

const missing =
  spawnSync('systemd-analyze', ['--version']).status === 0 ? false : 'systemd-analyze is missing (apt-get install systemd)'

test('systemd-analyze finds nothing wrong with the units', { skip: missing }, (t) => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-units-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  const { files } = systemdUnits(kept(home, '--upstream', 'https://x/%20$a', '--data-dir', 'a folder "of" mine\\'))
  for (const { path, bytes } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', ...files.map(({ path }) => path)], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: join(home, '.config') },
  })
  assert.deepEqual([status, stdout, stderr], [0, '', ''])
})

test('a word of the command is quoted as systemd reads it', () => {
  const { files } = systemdUnits(kept('/home/a', 'plain', 'two words', '100%', '$HOME', 'a"b\\'))
  const text = files.map(({ bytes }) => bytes.toString()).join('')
  assert.ok(text.includes(`serve plain "two words" 100%% $$HOME "a\\"b\\\\"\n`), text)
})

test('units go where the person keeps configuration', () => {
  const { files } = systemdUnits({ ...kept('/home/a'), env: { XDG_CONFIG_HOME: '/elsewhere' } })
  assert.equal(files[0]?.path, '/elsewhere/systemd/user/holdfast.socket')
})
