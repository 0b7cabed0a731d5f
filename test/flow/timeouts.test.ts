import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { seconds } from '../../src/core/time.ts'
import type { GatewayState } from '../../src/gateway/state.ts'
import { readJournal } from '../../src/journal/read.ts'
import { gatewayFor, pass, passUntil, virtualRig, type Rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'
import type { VirtualClock } from '../instruments/virtual-clock.ts'

// Limits of time that follow what was seen: learned, kept, written down, and what they are good for.

const answersWithPing: Script = say.streams([say.START, say.PING, say.BLOCK, say.said('well'), say.STOPPED, say.DELTA, say.STOP])

/** Sixty answers that come at once, over two minutes. */
async function teach({ ask, clock }: Pick<Rig<VirtualClock>, 'ask' | 'clock'>): Promise<void> {
  for (let at = 0; at < 60; at++) {
    await ask().over
    await clock.advance(seconds(2))
  }
}

const limitsIn = (state: GatewayState): Readonly<Record<string, number>> =>
  Object.fromEntries(state.learned.map(({ phase, limitMillis }) => [phase, limitMillis]))

function folderFor(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-timeouts-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

test('a fresh gateway has learned nothing', async (t) => {
  const { ask, state } = await virtualRig(t, answersWithPing)
  await ask().over
  assert.deepEqual(state().learned, [])
})

test('after fifty quick answers nobody waits as long for a stalled one', async (t) => {
  const r = await virtualRig(t, answersWithPing)
  await teach(r)
  const { headers = 0, 'first-event': first = 0, gap = 0 } = limitsIn(r.state())
  assert.ok(headers < 60_000 && headers >= 30_000, String(headers))
  assert.ok(first < 90_000 && first >= 30_000, String(first))
  assert.ok(gap < 90_000 && gap >= 45_000, String(gap))
  for (const [stalls, limit] of [
    [say.never, headers],
    [say.streams([], 'silence'), first],
  ] as const) {
    r.upstream.script = stalls
    const before = r.upstream.starts.length
    const asked = r.ask()
    await pass(r.clock, seconds(1))
    r.upstream.script = answersWithPing
    await pass(r.clock, seconds(limit / 1000 - 2))
    assert.equal(r.upstream.starts.length, before + 1)
    await passUntil(r.clock, () => asked.ended !== 'no', { atMost: seconds(5) })
    // started again within the limit, well before the client's own watchdog, which never hears of it
    assert.equal(r.upstream.starts.length, before + 2)
    assert.equal(asked.status, 200)
    assert.match(asked.text, /well/)
  }
})

test('what was learned is written down with its reason, and is there after a restart', async (t) => {
  const dataDir = folderFor(t)
  const one = await virtualRig(t, answersWithPing, { dataDir })
  await teach(one)
  const learned = limitsIn(one.state())
  await one.gateway.close('drain')
  const read = readJournal(join(dataDir, 'journal.sqlite'), (reader) => reader.limits(one.clock.wall()))
  const all = readJournal(join(dataDir, 'journal.sqlite'), (reader) => reader.limits(0 as never))
  assert.ok(read.ok && all.ok)
  const row = all.value.find(({ phase }) => phase === 'headers') ?? assert.fail('no row')
  assert.deepEqual([row.why, row.samples >= 50, row.to], ['faster', true, learned['headers']])
  assert.ok(row.from > row.to && row.quantile < 1000)
  const { clock, upstream } = one
  const { gateway } = await gatewayFor(t, { upstream: upstream.url, dataDir, clock, port: one.gateway.port })
  await one.ask().over
  assert.deepEqual(limitsIn(gateway.state()), learned)
})

test('what is learned holds no secret, and a file that is none does no harm', async (t) => {
  const dataDir = folderFor(t)
  const one = await virtualRig(t, answersWithPing, { dataDir })
  await one.ask({ body: { model: 'sk-ant-api03-this-is-no-model-at-all', stream: true, max_tokens: 9, messages: [] } }).over
  await one.gateway.close('drain')
  const path = join(dataDir, 'gateways', `learned-${one.gateway.port}.json`)
  assert.doesNotMatch(readFileSync(path, 'utf8'), /sk-ant/)
  for (const text of [
    '',
    '{',
    '[]',
    '{"schema":1,"savedAt":"x","lessons":[]}',
    `{"schema":1,"savedAt":1,"lessons":[${'[],'.repeat(9)}0]}`,
  ]) {
    writeFileSync(path, text)
    const two = await virtualRig(t, answersWithPing, { dataDir, port: one.gateway.port })
    assert.equal((await two.ask().over).status, 200)
    await two.gateway.close('now')
  }
})
