import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { benchFor, folderWith, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { freePort } from '../../test/instruments/free-port.ts'
import { gatewayOn } from '../../test/instruments/journal-on-file.ts'
import { closedIncidentOf, endOf, NOON, stepOf } from '../../test/instruments/journal-rows.ts'
import { rig, SECRET } from '../../test/instruments/rig.ts'
import { Upstream, type Script } from '../../test/instruments/upstream.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { writeRuntime } from '../config/runtime-file.ts'
import { minutes, ms, seconds, unixMillis } from '../core/time.ts'
import { exchangeValues, incidentValues, stepValues } from '../journal/columns.ts'
import type { StepRow } from '../journal/rows.ts'
import { code } from '../journal/words.ts'
import type { GatewayFacts } from './gateway-facts.ts'
import { lookUpsIn } from './gateway-look-ups.ts'
import { gatewayProbe } from './gateway.ts'

const runtime = { key: 'k', mode: 'background', status: 'running', host: '127.0.0.1', version: '0.1.0', configHash: 'c' } as const

async function seenAt(
  t: TestContext,
  port: number,
  more: { readonly pid?: number; readonly target?: string; readonly status?: 'running' | 'stopped' } = {},
): Promise<GatewayFacts> {
  const dataDir = folderWith(t)
  const { pid = process.pid, target = 'https://api.example.test', status = 'running' } = more
  const url = `http://127.0.0.1:${port}`
  const upstream = 'https://me:planted-secret@api.example.test/base'
  await writeRuntime(dataDir, {
    ...runtime,
    key: 'abc',
    status,
    pid,
    port,
    url,
    secret: SECRET,
    upstream,
    startedAt: unixMillis(1),
    launch: [],
  })
  return await gatewayProbe.measure(benchFor(t, target, { dataDir }), NEVER)
}

test('no gateway was ever here', async (t) => {
  const facts = await gatewayProbe.measure(benchFor(t, 'https://api.example.test'), NEVER)
  assert.deepEqual(
    [facts.running, facts.url, facts.recent.completed, facts.recent.lastCompletedAt],
    ['none', undefined, 0, undefined],
  )
})

test('a gateway proves itself and tells its lanes and whom it holds; no secret stands in what is told', async (t) => {
  const noUpstream: Script = ({ response }) => void response.writeHead(503, { server: 'envoy' }).end('no healthy upstream')
  const { gateway, upstream, state, ask } = await rig(t, noUpstream)
  upstream.edge = noUpstream
  ask()
  while (state().exchanges[0]?.step !== 'holding') await new Promise((resolve) => setImmediate(resolve))
  const facts = await seenAt(t, gateway.port)
  assert.deepEqual([facts.running, facts.url, facts.upstream, facts.held], ['answers', gateway.url, 'api.example.test', 1])
  const [lane] = facts.lanes
  assert.deepEqual([lane?.scope, lane?.health, lane?.code], ['upstream', 'unfit', 'envoy.no-healthy-upstream'])
  assert.ok(Math.abs(Date.now() - (lane?.since ?? 0)) < 5000)
  const text = JSON.stringify(facts)
  assert.equal(text.includes(SECRET) || text.includes('planted-secret'), false)
})

test('a gateway that goes on with addresses that it knows, since the name servers fail, says so', async (t) => {
  const { gateway } = await rig(t, () => undefined, {
    through: (network) => ({
      ...network,
      seen: () => {
        const { names, racing } = network.seen()
        const known = { name: 'api.test', addresses: ['192.0.2.1'], answeredAt: unixMillis(1), until: unixMillis(2) }
        return {
          racing,
          names: {
            ...names,
            system: 'fails',
            failing: { since: unixMillis(1000), code: 'EAI_AGAIN' },
            names: [
              { ...known, is: 'stale', from: 'last-good' },
              { ...known, is: 'kept', from: 'second' },
              { ...known, is: 'kept', from: 'system' },
            ],
          },
        }
      },
    }),
  })
  const { names } = await seenAt(t, gateway.port)
  assert.deepEqual(names, { since: 1000, code: 'EAI_AGAIN', stale: 1 })
})

test('what a gateway knows of names is told: whence, for how long, and what racing has saved', async (t) => {
  const { gateway } = await rig(t, () => undefined, {
    through: (network) => ({
      ...network,
      seen: () => ({
        names: {
          cache: 'on',
          system: 'answers',
          names: [
            {
              name: 'api.test',
              is: 'kept',
              addresses: ['192.0.2.1'],
              from: 'system',
              server: '192.0.2.53',
              answeredAt: unixMillis(1),
              until: unixMillis(2),
            },
          ],
          lastGood: 1,
          counts: { asked: 9, kept: 7, substituted: 1 },
        },
        racing: { raced: 5, rescued: 1, spared: 2, savedMillis: ms(500) },
      }),
    }),
  })
  const { names, lookUps } = await seenAt(t, gateway.port)
  assert.equal(names, undefined)
  const known = [{ name: 'api.test', is: 'kept', from: 'system', server: '192.0.2.53', addresses: ['192.0.2.1'], until: 2 }]
  const counts = { asked: 9, kept: 7, substituted: 1, raced: 5, rescued: 1, spared: 2, savedMillis: 500 }
  assert.deepEqual(lookUps, { known, ...counts })
})

test('what another version writes of names otherwise is left out', () => {
  const name = { name: 'api.test', is: 'kept', from: 'system', addresses: ['192.0.2.1'], until: 2 }
  const odd = [{ ...name, is: 'melting' }, { ...name, from: 3 }, null, 'api.test', { ...name, until: 'soon' }]
  assert.deepEqual(lookUpsIn({ cache: 'on', names: [...odd, name] })?.known, [{ ...name, server: undefined }])
  for (const state of [{}, { cache: 'off', names: [name] }, { cache: 'on' }, { cache: 'on', names: odd }])
    assert.equal(lookUpsIn(state), undefined)
})

test('another program on the port, nobody there, and one that was stopped, are told apart', async (t) => {
  const other = await new Upstream(({ response }) => void response.writeHead(200).end('hello')).open()
  t.after(() => other.shut())
  assert.equal((await seenAt(t, other.port)).running, 'somebody-else')
  const port = await freePort()
  assert.equal((await seenAt(t, port)).running, 'silent')
  assert.equal((await seenAt(t, port, { status: 'stopped' })).running, 'none')
  // no process has this number
  const gone = 2 ** 22 + 1
  assert.equal((await seenAt(t, port, { pid: gone })).running, 'none')
  assert.equal((await seenAt(t, port, { pid: gone, target: `http://127.0.0.1:${port}` })).running, 'silent')
})

test('one that hears and does not answer is silent after a second', async (t) => {
  const mute = await new Upstream(() => undefined).open()
  t.after(() => mute.shut())
  const facts = await seenAt(t, mute.port)
  assert.equal(facts.running, 'silent')
})

test('the journal of the last half hour: completions, failures by code, cuts with their age, and being offline', async (t) => {
  const dataDir = folderWith(t)
  mkdirSync(dataDir, { recursive: true })
  const { write } = gatewayOn(t, join(dataDir, 'journal.sqlite'))
  const step = (ordinal: number, at: number, saw: StepRow['saw']): StepRow => ({
    ...stepOf('e', ordinal),
    at: unixMillis(at),
    saw,
  })
  const ended = (name: string, startedAt: number): ReturnType<typeof endOf> => ({
    ...endOf(name),
    startedAt: unixMillis(startedAt),
  })
  const overloaded = { kind: code('refused'), code: code('api.overloaded'), status: 529 }
  const hoursAgo = NOON - 2 * 3_600_000
  write([
    exchangeValues(1, ended('e1', NOON - minutes(5))),
    stepValues(1, step(1, NOON - minutes(5), overloaded)),
    stepValues(1, step(2, NOON - minutes(4), { kind: code('opened') })),
    stepValues(1, step(3, NOON - minutes(4) + 20_000, { kind: code('torn'), code: code('cut'), progress: code('content') })),
    exchangeValues(2, { ...ended('e2', NOON - minutes(3)), end: { ...endOf('e2').end, outcome: 'gave-up' } }),
    stepValues(2, step(1, NOON - minutes(3), stepOf('e2', 1).saw)),
    stepValues(2, step(2, NOON - minutes(2), overloaded)),
    exchangeValues(3, ended('e3', hoursAgo)),
    stepValues(3, step(1, hoursAgo, { kind: code('failed'), code: code('path.refused') })),
    // it began long ago, and ended just now
    exchangeValues(4, { ...ended('e4', hoursAgo), end: { ...endOf('e4').end, outcome: 'gave-up', finishedAfter: minutes(119) } }),
    stepValues(4, step(1, hoursAgo + 1000, { kind: code('failed'), code: code('path.refused') })),
    stepValues(4, step(2, hoursAgo + 2000, { kind: code('torn'), code: code('cut') })),
    incidentValues({
      ...closedIncidentOf('i1'),
      code: code('path.offline'),
      openedAt: unixMillis(NOON - minutes(10)),
      closedAt: unixMillis(NOON - minutes(9)),
    }),
  ])
  const bench = benchFor(t, 'https://api.example.test', { dataDir, clock: new VirtualClock(NOON - 1000) })
  const { recent } = await gatewayProbe.measure(bench, NEVER)
  assert.deepEqual(recent, {
    completed: 1,
    lastCompletedAt: NOON - minutes(5) + ms(63_000),
    failures: [
      { code: 'api.overloaded', count: 2, lastAt: NOON - minutes(2), requestId: undefined },
      { code: 'envoy.no-healthy-upstream', count: 1, lastAt: NOON - minutes(3), requestId: '8a1b2c3d4e5f6789-SJC' },
    ],
    cuts: [{ at: NOON - minutes(4) + 20_000, afterMillis: seconds(20), by: 'cut' }],
    wokeAt: undefined,
    offlineAt: NOON - minutes(10),
  })
})

test('of long answers it is known whether they came piece by piece; those that were tried twice, held or short do not count', async (t) => {
  const dataDir = folderWith(t)
  mkdirSync(dataDir, { recursive: true })
  const { write } = gatewayOn(t, join(dataDir, 'journal.sqlite'))
  const rows = [
    { firstByteAfter: ms(7900), finishedAfter: seconds(8) },
    { firstByteAfter: seconds(3), finishedAfter: seconds(20) },
    { firstByteAfter: ms(900), finishedAfter: seconds(1) },
    { firstByteAfter: ms(29_950), finishedAfter: seconds(30), attempts: 2 },
    { firstByteAfter: ms(29_950), finishedAfter: seconds(30), held: seconds(4) },
  ]
  write(
    rows.map((times, index) => {
      const row = endOf(`e${index}`)
      const end = { ...row.end, attempts: 1, held: ms(0), ...times }
      return exchangeValues(index + 1, { ...row, startedAt: unixMillis(NOON - minutes(5)), end })
    }),
  )
  const bench = benchFor(t, 'https://api.example.test', { dataDir, clock: new VirtualClock(NOON - 1000) })
  const { recent } = await gatewayProbe.measure(bench, NEVER)
  assert.deepEqual(recent.streamed, { long: 2, atOnce: 1, longestMillis: 20_000 })
})

test('a journal that is no journal says nothing', async (t) => {
  const dataDir = folderWith(t, { 'journal.sqlite': 'not a database' })
  const { recent } = await gatewayProbe.measure(benchFor(t, 'https://api.example.test', { dataDir }), NEVER)
  assert.equal(recent.completed, 0)
})
