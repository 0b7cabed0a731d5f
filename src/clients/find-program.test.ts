import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findProgram } from './find-program.ts'

test('a program is found as the shell finds it', { skip: process.platform === 'win32' }, (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'holdfast-path-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  for (const dir of ['first', 'second', 'second/folder']) mkdirSync(join(cwd, dir))
  for (const [file, mode] of [
    ['first/agent', 0o644],
    ['second/agent', 0o755],
  ] as const) {
    writeFileSync(join(cwd, file), '')
    chmodSync(join(cwd, file), mode)
  }
  const place = { env: { PATH: `${cwd}/first::${cwd}/second` }, cwd, platform: process.platform }
  assert.equal(findProgram('agent', place), join(cwd, 'second/agent'))
  assert.equal(findProgram('second/agent', place), join(cwd, 'second/agent'))
  assert.equal(findProgram('./first/agent', place), undefined)
  assert.equal(findProgram('folder', place), undefined)
  assert.equal(findProgram('gone', { ...place, env: {} }), undefined)
})
