import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  closedIncidentOf,
  endOf,
  gatewayRow,
  incidentOf,
  KEEP_ALL,
  NOON,
  startOf,
  stepOf,
} from '../../test/instruments/journal-rows.ts'
import { ms, unixMillis } from '../core/time.ts'
import { byTable, exchangeValues, incidentValues, namesValues, stepValues, type Row } from './columns.ts'
import { JournalFile } from './journal-file.ts'
import { readJournal, type JournalReader } from './read.ts'
import type { EndedExchange, ExchangeEnd, ExchangeRow, IncidentRow, NamesRow, StepRow } from './rows.ts'
import { loadSqlite } from './sqlite.ts'
import { code, ownId, runIdOf } from './words.ts'

const since = unixMillis(NOON)
const newest = { order: 'newest-first', limit: 10 } as const

async function newFile(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-journal-'))
  t.after(() => rm(dir, { recursive: true }))
  return join(dir, 'journal.sqlite')
}

function write(file: string, rows: readonly Row[], gateway: string = 'g1'): void {
  const journal = new JournalFile(file, gatewayRow(gateway), KEEP_ALL)
  assert.deepEqual(journal.write({ rows: byTable(rows), at: NOON + 5000, dropped: 2 }), { kind: 'written', refused: 0 })
  journal.close(NOON + 6000)
}

function ask<T>(file: string, question: (reader: JournalReader) => T): T {
  const read = readJournal(file, question)
  assert.ok(read.ok)
  return read.value
}

const exchange = (row: ExchangeRow): Row => exchangeValues(Number(row.id), row)
const step = (row: StepRow): Row => stepValues(Number(row.exchange), row)
const incident = (row: IncidentRow): Row => incidentValues(row)
const endedAs = (id: string, end: Partial<ExchangeEnd>): EndedExchange => ({ ...endOf(id), end: { ...endOf(id).end, ...end } })

test('rows come back as they were written, with the gateway that wrote them', async (t) => {
  const file = await newFile(t)
  write(file, [
    exchange(endOf('1')),
    step(stepOf('1', 2)),
    step(stepOf('1', 1)),
    step(stepOf('2', 1)),
    incident(closedIncidentOf('7')),
  ])
  const gateway = ownId('g1')
  ask(file, (reader) => {
    assert.deepEqual(reader.exchanges({ since }, newest), [{ gateway, number: 1, ...endOf('1') }])
    const steps = reader.steps({ gateway, number: 1 }).map((found) => ({ exchange: ownId('1'), ...found }))
    assert.deepEqual(steps, [stepOf('1', 1), stepOf('1', 2)])
    assert.deepEqual(reader.incidents(since), [{ gateway, ...closedIncidentOf('7') }])
    assert.deepEqual(reader.gateways(), [{ ...gatewayRow('g1'), wroteAt: NOON + 5000, stoppedAt: NOON + 6000, dropped: 2 }])
  })
})

test('an end takes the place of its beginning, and a beginning that comes late takes nobody’s', async (t) => {
  const file = await newFile(t)
  write(file, [exchange(startOf('1')), incident(incidentOf('7'))])
  ask(file, (reader) => {
    assert.equal(reader.exchanges({ since }, newest)[0]?.end, undefined)
    assert.equal(reader.incidents(since)[0]?.closedAt, undefined)
  })
  write(file, [exchange(endOf('1')), incident(closedIncidentOf('7')), exchange(startOf('1')), incident(incidentOf('7'))])
  ask(file, (reader) => {
    assert.equal(reader.exchanges({ since }, newest)[0]?.end?.outcome, 'completed')
    assert.equal(reader.incidents(since)[0]?.held, 3)
  })
})

test('the same batch written twice is the same as written once', async (t) => {
  const file = await newFile(t)
  const rows: readonly Row[] = [exchange(endOf('1')), step(stepOf('1', 1))]
  write(file, rows)
  write(file, rows)
  ask(file, (reader) => {
    assert.equal(reader.totals({ since }).exchanges, 1)
    assert.equal(reader.steps({ gateway: ownId('g1'), number: 1 }).length, 1)
  })
})

test('exchanges of two gateways with the same number stay two', async (t) => {
  const file = await newFile(t)
  write(file, [exchange(endOf('1'))], 'g1')
  write(file, [exchange(endOf('1'))], 'g2')
  assert.equal(
    ask(file, (reader) => reader.totals({ since }).exchanges),
    2,
  )
})

test('totals say how exchanges ended, what was absorbed and how long was held, of one run alone if asked', async (t) => {
  const file = await newFile(t)
  const run = runIdOf('123e4567-e89b-12d3-a456-426614174000')
  assert.ok(run !== undefined)
  write(file, [
    exchange({ ...endOf('1'), run }),
    exchange({ ...endedAs('2', { outcome: 'gave-up', held: ms(1500.6), absorbed: 1, attempts: 2 }), run }),
    exchange(endedAs('3', { outcome: 'client-left', held: ms(90_000), absorbed: 0, attempts: 1 })),
    exchange(startOf('4')),
    exchange({ ...endOf('5'), startedAt: unixMillis(NOON - 1) }),
  ])
  const ended = { completed: 1, 'relayed-error': 0, 'handed-back': 0, 'gave-up': 1, 'client-left': 1 }
  ask(file, (reader) => {
    assert.deepEqual(reader.totals({ since }), {
      exchanges: 4,
      troubled: 4,
      ended,
      unfinished: 1,
      attempts: 7,
      absorbed: 4,
      held: 151_501,
      longestHold: 90_000,
    })
    assert.deepEqual(reader.totals({ since, run }), {
      exchanges: 2,
      troubled: 2,
      ended: { ...ended, 'client-left': 0 },
      unfinished: 0,
      attempts: 6,
      absorbed: 4,
      held: 61_501,
      longestHold: 60_000,
    })
    assert.equal(reader.exchanges({ since, run }, newest).length, 2)
    assert.equal(reader.exchanges({ since }, { ...newest, limit: 3 }).length, 3)
  })
})

test('an incident that is still open is always shown, a closed one when it ended within the time', async (t) => {
  const file = await newFile(t)
  write(file, [incident(incidentOf('1')), incident(closedIncidentOf('2'))])
  const shown = (from: number): readonly string[] =>
    ask(file, (reader) => reader.incidents(unixMillis(from)).map((row) => row.id))
  assert.deepEqual(shown(NOON), ['1', '2'])
  assert.deepEqual(shown(NOON + 62_000), ['1', '2'])
  assert.deepEqual(shown(NOON + 62_001), ['1'])
})

test('a journal that is not there is missing, and asking does not make one', async (t) => {
  const file = await newFile(t)
  assert.deepEqual(
    readJournal(file, () => 1),
    { ok: false, code: 'journal.missing' },
  )
  await assert.rejects(stat(file), { code: 'ENOENT' })
})

test('a file that is no database is called corrupt and left alone', async (t) => {
  const file = await newFile(t)
  await writeFile(file, 'not a database, and longer than the header of one would be'.repeat(10))
  assert.deepEqual(
    readJournal(file, () => 1),
    { ok: false, code: 'journal.corrupt' },
  )
})

test('a newer file is refused in reading and in writing, byte for byte as it was', async (t) => {
  const file = await newFile(t)
  write(file, [exchange(endOf('1'))])
  const sqlite = loadSqlite()
  assert.ok(sqlite !== undefined)
  const db = new sqlite.DatabaseSync(file)
  db.exec('PRAGMA user_version = 99')
  db.close()
  const before = await readFile(file)
  assert.deepEqual(
    readJournal(file, () => 1),
    { ok: false, code: 'journal.newer' },
  )
  const journal = new JournalFile(file, gatewayRow('g2'), KEEP_ALL)
  assert.deepEqual(journal.write({ rows: byTable([]), at: NOON, dropped: 0 }), { kind: 'failed', code: 'journal.newer' })
  journal.close(NOON)
  assert.deepEqual(await readFile(file), before)
})

test('a question that fails is its asker’s fault and closes the file all the same', async (t) => {
  const file = await newFile(t)
  write(file, [])
  const fail = (): never => {
    throw new Error('asked wrongly')
  }
  assert.throws(() => readJournal(file, fail), /asked wrongly/)
})

test('what became of the name servers comes back as it was written, newest first', async (t) => {
  const file = await newFile(t)
  const names = (what: 'failed' | 'back', at: number): NamesRow => ({
    at: unixMillis(at),
    upstream: ownId('api.anthropic.com'),
    whose: code('upstream'),
    what: code(what),
    code: what === 'failed' ? code('path.dns-timeout') : undefined,
    source: undefined,
    after: what === 'back' ? ms(5000) : undefined,
  })
  const rows = [names('failed', NOON + 1), names('back', NOON + 5001)]
  write(file, [...rows.map((row, index) => namesValues(index + 1, row)), namesValues(3, names('failed', NOON - 1))])
  const gateway = ownId('g1')
  assert.deepEqual(
    ask(file, (reader) => reader.names(since)),
    rows.toReversed().map((row) => ({ gateway, ...row })),
  )
})
