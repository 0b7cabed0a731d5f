import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { nameSettingsMark } from './settings-mark.ts'

type Bench = { readonly write: (text: string) => void; readonly remove: () => void; readonly mark: () => string }

/** A resolv.conf that is replaced as the system does it, by another file of the same name. */
function bench(t: TestContext, text: string): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-resolv-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'resolv.conf')
  const write = (next: string): void => {
    writeFileSync(`${file}.new`, next)
    renameSync(`${file}.new`, file)
  }
  write(text)
  return { write, remove: () => rmSync(file), mark: nameSettingsMark('linux', [file, join(folder, 'not-there')]) }
}

test('other name servers, or another search list, are other settings', (t) => {
  const { write, mark } = bench(t, 'nameserver 192.0.2.53\n')
  const first = mark()
  write('nameserver 198.51.100.53\n')
  const second = mark()
  write('search corp.example\nnameserver 198.51.100.53\n')
  assert.equal(new Set([first, second, mark()]).size, 3)
  write('nameserver 192.0.2.53\n')
  assert.equal(mark(), first)
})

test('a file that is written anew with the same in it is the same settings, whatever its remarks say', (t) => {
  const { write, mark } = bench(t, '# Monday\nnameserver 192.0.2.53\n')
  const first = mark()
  write('; Tuesday\n\n  nameserver 192.0.2.53\n')
  assert.equal(mark(), first)
})

test('a file that is missing or empty for a moment says what it said before', (t) => {
  const { write, remove, mark } = bench(t, 'nameserver 192.0.2.53\n')
  const first = mark()
  remove()
  assert.equal(mark(), first)
  write('')
  assert.equal(mark(), first)
  write('nameserver 198.51.100.53\n')
  assert.notEqual(mark(), first)
})

test('where there is no such file nothing ever changes', (t) => {
  const { mark } = bench(t, '')
  assert.equal(mark(), mark())
  assert.equal(nameSettingsMark('win32')(), '')
})
