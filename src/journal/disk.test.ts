import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test, type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endOf, gatewayRow, KEEP_ALL, NOON, startOf, stepOf } from '../../test/instruments/journal-rows.ts'
import { startTalking, type TalkingProcess } from '../../test/instruments/talking-process.ts'
import { ms, unixMillis } from '../core/time.ts'
import { realClock } from '../world/clock.ts'
import { byTable } from './columns.ts'
import { openJournal, type Journal, type JournalNews } from './journal.ts'
import { JournalFile } from './journal-file.ts'
import { readJournal, type Totals } from './read.ts'
import type { ExchangeStart } from './rows.ts'
import { loadSqlite } from './sqlite.ts'
import { ownId, type Code, type Id, type ModelName, type RunId } from './words.ts'
import { threadWriter, type Writer } from './writer.ts'

// The real thread, real files and real processes. Nothing here waits for a time, only for what is said or found.

const PROCESS = fileURLToPath(new URL('../../test/instruments/journal-process.ts', import.meta.url))
const posix = process.platform === 'win32' ? 'no modes and no shell on Windows' : false
const all = { since: unixMillis(0) }

let dir = ''
let made = 0
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdfast-journal-'))
})
after(() => rm(dir, { recursive: true }))
const newFile = (): string => join(dir, `${++made}`, 'journal.sqlite')

type Writing = { readonly file: string; readonly gateway: string; readonly count: number }
const startProcess = (t: TestContext, { file, gateway, count }: Writing): TalkingProcess =>
  startTalking(t, { command: process.execPath, args: [PROCESS, file, gateway, String(count)] })

function totalsOf(file: string): Totals {
  const read = readJournal(file, (reader) => reader.totals(all))
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}

async function untilWritten(file: string, exchanges: number): Promise<void> {
  while (totalsOf(file).exchanges < exchanges) await setTimeout(5)
}

function query(file: string, sql: string): readonly unknown[] {
  const sqlite = loadSqlite()
  assert.ok(sqlite !== undefined)
  const db = new sqlite.DatabaseSync(file)
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0])
  } finally {
    db.close()
  }
}

function open(file: string, writer?: Writer): { readonly journal: Journal; readonly said: readonly string[] } {
  const said: string[] = []
  const options = {
    file,
    clock: realClock,
    gateway: gatewayRow('here'),
    keeping: KEEP_ALL,
    onNews: (news: JournalNews) => void said.push(news.kind === 'trouble' ? news.code : news.kind),
  }
  return { journal: openJournal(options, writer), said }
}

test('rows survive a kill -9 as soon as the time of one batch has passed, and no warning is printed', async (t) => {
  const file = newFile()
  const child = startProcess(t, { file, gateway: 'a', count: 500 })
  await child.said('ready')
  child.tell('go')
  await child.said('appended')
  await untilWritten(file, 500)
  await child.kill()
  assert.deepEqual(query(file, 'PRAGMA integrity_check'), ['ok'])
  assert.deepEqual(query(file, 'SELECT count(*) FROM steps'), [1500])
  assert.equal(totalsOf(file).ended.completed, 500)
  assert.deepEqual(child.output(), ['ready', 'appended'])
})

test('a kill -9 in the middle of writing leaves whole batches, and the next gateway goes on in the same file', async (t) => {
  const file = newFile()
  for (const [round, gateway] of ['a', 'b', 'c'].entries()) {
    const child = startProcess(t, { file, gateway, count: 1_000_000 })
    await child.said('ready')
    const found = totalsOf(file).exchanges
    child.tell('go')
    await untilWritten(file, found + 1 + round * 700)
    await child.kill()
  }
  const { journal, said } = open(file)
  journal.exchangeStarted(startOf('last'))
  journal.exchangeEnded(endOf('last'))
  await journal.close()
  assert.deepEqual(said, [])
  assert.deepEqual(query(file, 'PRAGMA integrity_check'), ['ok'])
  assert.deepEqual(
    query(file, "SELECT count(*) FROM exchanges WHERE gateway = (SELECT key FROM gateways WHERE id = 'here')"),
    [1],
  )
  // As many as the highest number means that none before it is missing.
  assert.deepEqual(query(file, 'SELECT max(number) - count(*) FROM exchanges GROUP BY gateway'), [0, 0, 0, 0])
})

test('two processes that open a new file at once and write at once lose nothing', async (t) => {
  const file = newFile()
  const children = ['a', 'b'].map((gateway) => startProcess(t, { file, gateway, count: 2000 }))
  for (const child of children) await child.said('ready')
  for (const child of children) child.tell('go')
  for (const child of children) await child.said('appended')
  for (const child of children) child.tell('close')
  for (const child of children) await child.said('closed')
  assert.deepEqual(query(file, 'SELECT count(*) FROM exchanges GROUP BY gateway'), [2000, 2000])
  assert.deepEqual(query(file, 'SELECT count(*) FROM steps GROUP BY gateway'), [6000, 6000])
  assert.deepEqual(query(file, 'SELECT dropped FROM gateways WHERE stopped_at IS NOT NULL'), [0, 0])
  for (const child of children) assert.deepEqual(child.output(), ['ready', 'appended', 'closed'])
  await Promise.all(children.map((child) => child.exit))
})

test('folder and files are their owner’s alone from the first moment, whatever the umask', { skip: posix }, async (t) => {
  const umask = process.umask(0)
  t.after(() => process.umask(umask))
  const file = newFile()
  const { journal } = open(file)
  journal.exchangeStarted(startOf('1'))
  journal.exchangeEnded(endOf('1'))
  await journal.flush()
  const names = await readdir(join(file, '..'))
  assert.deepEqual(names.toSorted(), ['journal.sqlite', 'journal.sqlite-lock', 'journal.sqlite-shm', 'journal.sqlite-wal'])
  for (const name of names) assert.equal((await stat(join(file, '..', name))).mode & 0o777, 0o600, name)
  assert.equal((await stat(join(file, '..'))).mode & 0o777, 0o700)
  await journal.close()
  assert.deepEqual(await readdir(join(file, '..')), ['journal.sqlite', 'journal.sqlite-lock'])
})

test('a file that others could read is closed to them', { skip: posix }, async () => {
  const file = newFile()
  await open(file).journal.close()
  await chmod(file, 0o644)
  await open(file).journal.close()
  assert.equal((await stat(file)).mode & 0o777, 0o600)
})

test('a folder or a file that may not be written is said once, and appending goes on', { skip: posix }, async () => {
  const file = newFile()
  await mkdir(join(file, '..'))
  await chmod(join(file, '..'), 0o555)
  // In this thread, since it has to be somebody whom modes stop, and a new thread may not find its source as somebody else.
  const disk = new JournalFile(file, gatewayRow('here'), KEEP_ALL)
  const writer: Writer = { write: async (batch) => disk.write(batch), close: async () => {}, abandon: () => {} }
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    const { journal, said } = open(file, writer)
    journal.exchangeStarted(startOf('1'))
    for (let ordinal = 1; ordinal <= 1000; ordinal++) journal.step(stepOf('1', ordinal))
    await journal.flush()
    await journal.flush()
    await journal.close()
    assert.deepEqual(said, ['journal.read-only'])
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
})

test('a path where nothing can be made is said once by the thread', async () => {
  const file = newFile()
  await writeFile(join(file, '..'), 'a file where a folder should be')
  const { journal, said } = open(join(file, 'beneath', 'journal.sqlite'))
  journal.exchangeStarted(startOf('1'))
  journal.exchangeEnded(endOf('1'))
  await journal.flush()
  await journal.flush()
  await journal.close()
  assert.deepEqual(said, ['journal.cannot-open'])
})

test('a disk that takes no more is said once, the process goes on and the file stays whole', { skip: posix }, async (t) => {
  const file = newFile()
  // A limit on the size of files, in blocks of 512 or 1024 bytes, stands for the disk.
  const script = `trap '' XFSZ; ulimit -f 400; exec "$0" "$@"`
  const child = startTalking(t, { command: '/bin/sh', args: ['-c', script, process.execPath, PROCESS, file, 'a', '5000'] })
  await child.said('ready')
  child.tell('go')
  await child.said('trouble journal.disk-error')
  await child.said('appended')
  child.tell('close')
  await child.said('closed')
  assert.equal(child.output().filter((line) => line.startsWith('trouble journal.disk')).length, 1)
  assert.deepEqual(query(file, 'PRAGMA integrity_check'), ['ok'])
})

test('a thread that ended is begun again with the next batch', async () => {
  const writer = threadWriter({ file: newFile(), gateway: gatewayRow('here'), keeping: KEEP_ALL })
  const batch = { rows: byTable([]), at: NOON, dropped: 0 }
  assert.deepEqual(await writer.write(batch), { kind: 'written', refused: 0 })
  writer.abandon()
  assert.deepEqual(await writer.write(batch), { kind: 'failed', code: 'journal.worker-died' })
  assert.deepEqual(await writer.write(batch), { kind: 'written', refused: 0 })
  await writer.close(unixMillis(NOON))
})

test('a file that is taken away while it is open is made anew', async () => {
  const file = newFile()
  const { journal, said } = open(file)
  journal.exchangeStarted(startOf('1'))
  journal.exchangeEnded(endOf('1'))
  await journal.flush()
  await rm(join(file, '..'), { recursive: true })
  journal.exchangeStarted(startOf('2'))
  journal.exchangeEnded(endOf('2'))
  await journal.close()
  assert.deepEqual(said, [])
  assert.deepEqual(query(file, 'SELECT id FROM exchanges'), ['2'])
})

test('no secret reaches the disk, not even through a cast in every field of every row', async () => {
  const secrets = [
    `sk-ant-api03-${'Zz9_'.repeat(23)}AA`,
    'sk-ant-oat01-Zz9',
    'my diary says: Zz9',
    'https://me:Zz9@proxy/',
    'Zz9Zz9Zz9Zz9 Zz9',
  ]
  const file = newFile()
  const { journal } = open(file)
  for (const [number, secret] of secrets.entries()) {
    const [asCode, asId] = [secret as Code, secret as Id]
    const exchange: ExchangeStart = {
      ...startOf(String(number)),
      client: asCode,
      model: secret as ModelName,
      path: asCode,
      run: secret as RunId,
    }
    const end = { ...endOf('1').end, code: asCode, envelopeId: asId, messageId: asId, requestId: asId }
    journal.exchangeStarted({ ...exchange, id: asId })
    journal.exchangeStarted(exchange)
    const saw = { kind: asCode, phase: asCode, progress: asCode, code: asCode, requestId: asId }
    journal.step({ ...stepOf(String(number), 1), did: { kind: asCode, because: asCode }, saw, judged: asCode })
    journal.exchangeEnded({ ...exchange, end: { ...end, held: ms(0) } })
    const incident = { scope: asCode, code: asCode, family: secret as ModelName, openedAt: unixMillis(NOON) }
    journal.incidentOpened({ ...incident, id: ownId(`i${number}`), upstream: asId })
    journal.incidentOpened({ ...incident, id: ownId(`i${number}`), upstream: ownId('api.anthropic.com') })
  }
  await journal.flush()
  assert.equal(totalsOf(file).exchanges, secrets.length)
  const clean = async (): Promise<void> => {
    for (const name of await readdir(join(file, '..'))) {
      const bytes = await readFile(join(file, '..', name))
      assert.equal(bytes.includes('Zz9'), false, name)
    }
  }
  await clean()
  await journal.close()
  await clean()
})
