import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Presence } from './presence.ts'
import { loadSqlite } from './sqlite.ts'

test('who holds the lock is known by the system alone: the first is alone, the second among others, and alone again later', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-presence-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'journal.sqlite')
  const sqlite = loadSqlite() ?? assert.fail('no SQLite')
  const [one, other] = [new Presence(sqlite, file), new Presence(sqlite, file)]
  t.after(() => [one, other].map((presence) => presence.leave()))
  assert.equal(
    one.arrive((company) => company),
    'alone',
  )
  assert.equal(
    other.arrive((company) => company),
    'among-others',
  )
  assert.equal(
    one.takeTurn(() => other.takeTurn(() => 'both')),
    undefined,
  )
  assert.equal(
    one.takeTurn(() => 'mine'),
    'mine',
  )
  one.leave()
  assert.equal(
    other.arrive((company) => company),
    'alone',
  )
  assert.equal(statSync(`${file}-lock`).size, 0)
})
