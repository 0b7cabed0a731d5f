import assert from 'node:assert/strict'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test, type TestContext } from 'node:test'
import { writeFileAtomic } from './atomic-file.ts'

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'holdfast-atomic-'))
  t.after(() => rm(made, { recursive: true }))
  return made
}

const skip = process.platform === 'win32' ? 'no modes on Windows' : false

test('a written file is its owner’s alone, and nothing else is left in the folder', { skip }, async (t) => {
  const dir = await folder(t)
  await writeFileAtomic(join(dir, 'secret'), 'x')
  assert.equal((await stat(join(dir, 'secret'))).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(dir), ['secret'])
})

test('the mode asked for is given whatever the umask and whatever the file had', { skip }, async (t) => {
  const path = join(await folder(t), 'settings')
  await writeFile(path, 'old')
  await chmod(path, 0o640)
  const umask = process.umask(0o077)
  t.after(() => process.umask(umask))
  await writeFileAtomic(path, 'new', 0o644)
  assert.equal((await stat(path)).mode & 0o777, 0o644)
  assert.equal(await readFile(path, 'utf8'), 'new')
})

test('readers find the old content or the new while it is replaced again and again, never a part', async (t) => {
  const path = join(await folder(t), 'file')
  const contents = [Buffer.alloc(200_000, 'a'), Buffer.alloc(200_000, 'b')] as const
  await writeFileAtomic(path, contents[0])
  const write = async (): Promise<void> => {
    for (let round = 1; round <= 40; round++) await writeFileAtomic(path, contents[round % 2 === 0 ? 0 : 1])
  }
  const read = async (): Promise<void> => {
    for (let round = 1; round <= 200; round++) {
      const found = await readFile(path)
      assert.ok(contents.some((content) => content.equals(found)))
    }
  }
  await Promise.all([write(), read()])
})

test('a failed write leaves the folder as it was', async (t) => {
  const dir = await folder(t)
  await mkdir(join(dir, 'taken'))
  await writeFile(join(dir, 'taken', 'inside'), '')
  await assert.rejects(writeFileAtomic(join(dir, 'taken'), 'x'))
  assert.deepEqual(await readdir(dir), ['taken'])
  await assert.rejects(writeFileAtomic(join(dir, 'missing', 'file'), 'x'), { code: 'ENOENT' })
})

test('a link stays a link, and what it points to is replaced', { skip }, async (t) => {
  const dir = await folder(t)
  await writeFile(join(dir, 'real'), 'old')
  await symlink(join(dir, 'real'), join(dir, 'link'))
  await writeFileAtomic(join(dir, 'link'), 'new')
  assert.ok((await lstat(join(dir, 'link'))).isSymbolicLink())
  assert.equal(await readFile(join(dir, 'real'), 'utf8'), 'new')
})
