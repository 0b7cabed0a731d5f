import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOf, gatewayRow, KEEP_ALL, NOON, startOf, stepOf } from '../../test/instruments/journal-rows.ts'
import { settle, VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { ms, seconds } from '../core/time.ts'
import type { Batch } from './append.ts'
import { nullJournal, openJournal, type Journal, type JournalNews } from './journal.ts'
import type { Written } from './journal-file.ts'
import type { JournalTrouble } from './trouble.ts'
import type { StepRow } from './rows.ts'
import type { Code } from './words.ts'
import type { Writer } from './writer.ts'

type Stage = {
  readonly journal: Journal
  readonly clock: VirtualClock
  /** What the disk was given, the batch of the start included. */
  readonly batches: readonly Batch[]
  /** Troubles by their code, all else by its kind. */
  readonly said: readonly string[]
  readonly news: readonly JournalNews[]
  readonly ends: readonly ('closed' | 'abandoned')[]
}

const written: Written = { kind: 'written', refused: 0 }
const failed = (code: JournalTrouble): Written => ({ kind: 'failed', code })
const never = (): Promise<Written> => new Promise(() => {})

/** A journal on a disk that answers as the test says. */
function journalOn(disk: (batch: Batch, nth: number) => Written | Promise<Written>): Stage {
  const clock = new VirtualClock(NOON)
  const batches: Batch[] = []
  const said: string[] = []
  const ends: ('closed' | 'abandoned')[] = []
  const writer: Writer = {
    write: async (batch) => disk(batch, batches.push(batch)),
    close: async () => void ends.push('closed'),
    abandon: () => void ends.push('abandoned'),
  }
  const news: JournalNews[] = []
  const onNews = (one: JournalNews): void => {
    news.push(one)
    said.push(one.kind === 'trouble' ? one.code : one.kind)
  }
  const journal = openJournal({ file: 'unused', clock, gateway: gatewayRow('g1'), keeping: KEEP_ALL, onNews }, writer)
  return { journal, clock, batches, said, news, ends }
}

const sizeOf = ({ rows }: Batch): number => rows.exchange.length + rows.step.length + rows.incident.length
const sizes = (batches: readonly Batch[]): readonly number[] => batches.map(sizeOf)

test('the gateway itself is written before any exchange, so that trouble shows at the start', async () => {
  const { batches, said } = journalOn(() => failed('journal.read-only'))
  await settle()
  assert.deepEqual(sizes(batches), [0])
  assert.deepEqual(said, ['journal.read-only'])
})

test('rows are on their way 200 ms after the first of them, in one batch', async () => {
  const { journal, clock, batches } = journalOn(() => written)
  await settle()
  journal.exchangeStarted(startOf('1'))
  await clock.advance(ms(150))
  journal.step(stepOf('1', 1))
  assert.deepEqual(sizes(batches), [0])
  await clock.advance(ms(50))
  assert.deepEqual(sizes(batches), [0, 2])
  assert.equal(clock.pending, 0)
})

test('256 rows do not wait for the time', async () => {
  const { journal, batches } = journalOn(() => written)
  await settle()
  journal.exchangeStarted(startOf('1'))
  for (let ordinal = 1; ordinal <= 255; ordinal++) journal.step(stepOf('1', ordinal))
  await settle()
  assert.deepEqual(sizes(batches), [0, 256])
})

test('while the disk works on a batch no other is sent, and appending goes on', async () => {
  const { journal, clock, batches } = journalOn(never)
  journal.exchangeStarted(startOf('1'))
  for (let ordinal = 1; ordinal <= 3000; ordinal++) journal.step(stepOf('1', ordinal))
  await clock.advance(seconds(60))
  assert.equal(batches.length, 1)
})

test('an exchange that is over before its batch is one row, later it is two', async () => {
  const { journal, clock, batches } = journalOn(() => written)
  await settle()
  journal.exchangeStarted(startOf('1'))
  journal.exchangeEnded(endOf('1'))
  journal.exchangeStarted(startOf('2'))
  await clock.advance(ms(200))
  journal.exchangeEnded(endOf('2'))
  await clock.advance(ms(200))
  assert.deepEqual(sizes(batches), [0, 2, 1])
  assert.ok(batches.at(-1)?.rows.exchange[0]?.includes('completed'))
})

test('steps are kept from the first that did not go well, with those before it; where all went well none are', async () => {
  const { journal, batches } = journalOn(() => written)
  const good = (id: string, ordinal: number): StepRow => ({ ...stepOf(id, ordinal), judged: 'good' as Code })
  for (const id of ['1', '2']) journal.exchangeStarted(startOf(id))
  journal.step(good('1', 1))
  journal.step(good('2', 1))
  await journal.flush()
  assert.deepEqual(sizes(batches), [0, 2])
  journal.step(stepOf('2', 2))
  journal.step(good('2', 3))
  for (const id of ['1', '2']) journal.exchangeEnded(endOf(id))
  await journal.flush()
  const steps = batches.flatMap((batch) => batch.rows.step)
  assert.deepEqual(
    steps.map(([exchange, ordinal]) => [exchange, ordinal]),
    [
      [2, 1],
      [2, 2],
      [2, 3],
    ],
  )
})

test('of an exchange that was not started, or is over, nothing is kept', async () => {
  const { journal, batches } = journalOn(() => written)
  journal.step(stepOf('1', 1))
  journal.exchangeEnded(endOf('1'))
  journal.exchangeStarted(startOf('1'))
  journal.exchangeEnded(endOf('1'))
  journal.step(stepOf('1', 1))
  await journal.flush()
  assert.deepEqual(sizes(batches), [0, 1])
})

test('what piled up is written in pieces', async () => {
  let release: (answer: Written) => void = () => {}
  const slow = new Promise<Written>((resolve) => (release = resolve))
  const { journal, batches } = journalOn((_, nth) => (nth === 1 ? slow : written))
  journal.exchangeStarted(startOf('1'))
  for (let ordinal = 1; ordinal <= 2099; ordinal++) journal.step(stepOf('1', ordinal))
  release(written)
  await journal.flush()
  assert.deepEqual(sizes(batches), [0, 1024, 1024, 52])
})

test('on a disk that hangs the queue stays bounded: steps go first, the loss is counted and said once', async () => {
  let release: (answer: Written) => void = () => {}
  const hung = new Promise<Written>((resolve) => (release = resolve))
  const { journal, batches, said } = journalOn((_, nth) => (nth === 1 ? hung : written))
  journal.exchangeStarted(startOf('1'))
  for (let ordinal = 1; ordinal <= 100_000; ordinal++) journal.step(stepOf('1', ordinal))
  assert.deepEqual(said, ['journal.dropping'])
  release(written)
  await journal.flush()
  const kept = sizes(batches).reduce((sum, size) => sum + size, 0)
  assert.ok(kept <= 16_384)
  assert.equal(kept + journal.dropped(), 100_001)
  assert.equal(batches.flatMap((batch) => batch.rows.exchange).length, 1)
  assert.equal(batches.at(-1)?.dropped, journal.dropped())
})

test('a full disk is said once; the same rows are tried again, ever more rarely, until there is room', async () => {
  let isFull = true
  const { journal, clock, batches, said } = journalOn((batch) =>
    isFull && sizeOf(batch) > 0 ? failed('journal.disk-full') : written,
  )
  journal.exchangeStarted(startOf('1'))
  await clock.advance(ms(300))
  assert.equal(batches.length, 2)
  await clock.advance(seconds(60))
  const tries = batches.length
  assert.ok(tries >= 6 && tries <= 8, String(tries))
  assert.deepEqual(said, ['journal.disk-full'])
  isFull = false
  journal.step(stepOf('1', 1))
  await clock.advance(seconds(31))
  assert.deepEqual(sizes(batches.slice(tries)), [1, 1])
  assert.equal(journal.dropped(), 0)
})

test('that a trouble is over is said once as well, and trouble that comes and goes is said every ten minutes at most', async () => {
  let code: JournalTrouble | undefined = 'journal.disk-full'
  const { journal, clock, said } = journalOn(() => (code === undefined ? written : failed(code)))
  const fail = async (next: JournalTrouble | undefined): Promise<void> => {
    code = next
    journal.exchangeStarted(startOf(String(clock.now())))
    await clock.advance(seconds(31))
  }
  await fail('journal.disk-full')
  await fail(undefined)
  assert.deepEqual(said, ['journal.disk-full', 'trouble-over'])
  await fail('journal.disk-full')
  await fail(undefined)
  assert.deepEqual(said, ['journal.disk-full', 'trouble-over'])
  await fail('journal.busy')
  await fail(undefined)
  assert.deepEqual(said.slice(2), ['journal.busy', 'trouble-over'])
  await clock.advance(seconds(600))
  await fail('journal.disk-full')
  await fail(undefined)
  assert.deepEqual(said.slice(4), ['journal.disk-full', 'trouble-over'])
})

test('a file that was set aside is named', async () => {
  const { journal, news } = journalOn(() => ({ ...written, aside: '/data/journal.sqlite.broken-1' }))
  await journal.flush()
  assert.deepEqual(news, [{ kind: 'set-aside', file: '/data/journal.sqlite.broken-1' }])
})

test('a newer file ends the journal for good, and appending to it stays harmless', async () => {
  const { journal, clock, batches, said, ends } = journalOn(() => failed('journal.newer'))
  await settle()
  journal.exchangeStarted(startOf('1'))
  for (let ordinal = 1; ordinal <= 1000; ordinal++) journal.step(stepOf('1', ordinal))
  await clock.advance(seconds(120))
  await journal.flush()
  await journal.close()
  assert.deepEqual(sizes(batches), [0])
  assert.deepEqual(said, ['journal.newer'])
  assert.deepEqual(ends, ['abandoned'])
})

test('a worker that dies is begun again, and given up when it dies again and again', async () => {
  const { journal, clock, batches, said } = journalOn(() => failed('journal.worker-died'))
  journal.exchangeStarted(startOf('1'))
  await clock.advance(seconds(600))
  assert.deepEqual(sizes(batches), [0, 1, 1, 1, 1])
  assert.deepEqual(said, ['journal.worker-died'])
  assert.equal(clock.pending, 0)
})

test('a row that fits no schema is said and counted, and the others are written', async () => {
  const { journal, said } = journalOn((batch) => ({ kind: 'written', refused: sizeOf(batch) > 0 ? 1 : 0 }))
  journal.exchangeStarted(startOf('1'))
  journal.step(stepOf('1', 1))
  await journal.flush()
  assert.deepEqual(said, ['journal.row-refused'])
  assert.equal(journal.dropped(), 1)
})

test('a flush ends when its rows are written, and also when they cannot be', async () => {
  const { journal, clock, batches } = journalOn((_, nth) => (nth <= 2 ? failed('journal.disk-full') : written))
  await settle()
  journal.exchangeStarted(startOf('1'))
  await journal.flush()
  assert.equal(batches.length, 2)
  await journal.flush()
  assert.deepEqual(sizes(batches), [0, 1, 1])
  assert.equal(clock.pending, 0)
})

test('closing writes what is there, closes the file, and leaves nothing that waits', async () => {
  const { journal, clock, batches, ends } = journalOn(() => written)
  journal.exchangeStarted(startOf('1'))
  await Promise.all([journal.close(), journal.close()])
  journal.step(stepOf('1', 1))
  await clock.advance(seconds(10))
  assert.deepEqual(sizes(batches), [0, 1])
  assert.deepEqual(ends, ['closed'])
  assert.equal(clock.pending, 0)
})

test('closing does not wait longer than three seconds for a disk that hangs', async () => {
  const { journal, clock, ends } = journalOn(never)
  journal.exchangeStarted(startOf('1'))
  let closed = 'no'
  void journal.close().then(() => (closed = 'yes'))
  await clock.advance(ms(2999))
  assert.equal(closed, 'no')
  await clock.advance(ms(1))
  assert.equal(closed, 'yes')
  assert.deepEqual(ends, ['abandoned'])
})

test('where there is no journal everything can be said to it all the same', async () => {
  nullJournal.exchangeEnded(endOf('1'))
  await nullJournal.flush()
  await nullJournal.close()
  assert.equal(nullJournal.dropped(), 0)
})
