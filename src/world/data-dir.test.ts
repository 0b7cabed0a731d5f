import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test, type TestContext } from 'node:test'
import { dataDir, ensureDataDir } from './data-dir.ts'

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'holdfast-data-'))
  t.after(() => rm(made, { recursive: true }))
  return made
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
const posix = process.platform === 'win32' ? 'no modes on Windows' : false

test('each system has its usual place, and HOLDFAST_DATA_DIR beats them all', () => {
  assert.equal(dataDir({}, 'linux', '/home/me'), '/home/me/.local/state/holdfast')
  assert.equal(dataDir({ XDG_STATE_HOME: '/state' }, 'linux', '/home/me'), '/state/holdfast')
  assert.equal(dataDir({ XDG_STATE_HOME: 'state' }, 'freebsd', '/home/me'), '/home/me/.local/state/holdfast')
  assert.equal(dataDir({ XDG_STATE_HOME: '/state' }, 'darwin', '/Users/me'), '/Users/me/Library/Application Support/holdfast')
  assert.equal(dataDir({ LOCALAPPDATA: 'D:\\Local' }, 'win32', 'C:\\Users\\me'), 'D:\\Local\\holdfast')
  assert.equal(dataDir({}, 'win32', 'C:\\Users\\me'), 'C:\\Users\\me\\AppData\\Local\\holdfast')
  assert.equal(dataDir({ HOLDFAST_DATA_DIR: '/elsewhere', XDG_STATE_HOME: '/state' }, 'linux', '/home/me'), '/elsewhere')
  assert.equal(dataDir({ HOLDFAST_DATA_DIR: '' }, 'linux', '/home/me'), '/home/me/.local/state/holdfast')
})

test('a missing folder is made for its owner alone, with nothing in it', { skip: posix }, async (t) => {
  const dir = join(await folder(t), 'state', 'holdfast')
  assert.deepEqual(await ensureDataDir(dir), { ok: true })
  assert.equal(await modeOf(dir), 0o700)
  assert.deepEqual(await readdir(dir), [])
})

test('an empty folder is closed to others, one with content keeps its mode', { skip: posix }, async (t) => {
  const dir = await folder(t)
  await chmod(dir, 0o755)
  assert.deepEqual(await ensureDataDir(dir), { ok: true })
  assert.equal(await modeOf(dir), 0o700)
  await writeFile(join(dir, 'mine'), '')
  await chmod(dir, 0o755)
  assert.deepEqual(await ensureDataDir(dir), { ok: true })
  assert.equal(await modeOf(dir), 0o755)
  assert.deepEqual(await readdir(dir), ['mine'])
})

test('a folder in which anybody may put files is refused', { skip: posix }, async (t) => {
  const dir = await folder(t)
  await writeFile(join(dir, 'somebody’s'), '')
  await chmod(dir, 0o777)
  assert.deepEqual(await ensureDataDir(dir), { ok: false, code: 'data-dir.open-to-all', path: dir })
})

test('a file in the way is named', async (t) => {
  const file = join(await folder(t), 'file')
  await writeFile(file, '')
  assert.deepEqual(await ensureDataDir(file), { ok: false, code: 'data-dir.not-a-folder', path: file })
  const beneath = join(file, 'beneath')
  assert.deepEqual(await ensureDataDir(beneath), { ok: false, code: 'data-dir.not-a-folder', path: beneath })
})

test('a folder that may not be written is denied, and so is one that cannot be made', { skip: posix }, async (t) => {
  const dir = await folder(t)
  const closed = join(dir, 'closed')
  await mkdir(closed)
  await writeFile(join(closed, 'content'), '')
  await chmod(dir, 0o755)
  await chmod(closed, 0o555)
  // Modes do not stop the superuser: be somebody else for a moment.
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    assert.deepEqual(await ensureDataDir(closed), { ok: false, code: 'data-dir.denied', path: closed })
    const inside = join(closed, 'inside')
    assert.deepEqual(await ensureDataDir(inside), { ok: false, code: 'data-dir.denied', path: inside })
  } finally {
    if (isRoot) process.seteuid?.(0)
    await chmod(closed, 0o755)
  }
})
