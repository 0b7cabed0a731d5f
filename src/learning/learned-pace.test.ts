import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { defaultPolicy, type Policy, type TimeoutsMode } from '../core/policy.ts'
import { hours, minutes, ms, seconds, type Millis } from '../core/time.ts'
import { seededRandom, type Roll } from '../drill/seeded-random.ts'
import type { Pace, PacedPhase } from '../world/way-out/pace.ts'
import { Learner } from './learner.ts'
import { learnedPace } from './learned-pace.ts'
import type { Learned } from './lesson.ts'

// Limits of making connections on traces that repeat themselves: slow links, lost packets, other networks, few connections.

const API = 'api.test'
const PROXY = 'proxy.test'

class Line {
  readonly clock: VirtualClock
  readonly learned: Learned[] = []
  readonly learner: Learner
  readonly pace: Pace
  readonly roll: Roll
  /** Connections, and those of them that were given up at a limit. */
  made = 0
  cut = 0

  constructor({
    mode = 'learned',
    policy = {},
    seed = 11,
    before,
  }: { readonly mode?: TimeoutsMode; readonly policy?: Partial<Policy>; readonly seed?: number; readonly before?: Line } = {}) {
    this.clock = before?.clock ?? new VirtualClock()
    this.roll = seededRandom(seed)
    this.learner = new Learner({ clock: this.clock, onLearned: (learned) => void this.learned.push(learned) })
    if (before !== undefined) this.learner.recall(before.learner.keep(), ms(0))
    const upstream = { host: API, name: `${API}:8443` }
    const all = { ...defaultPolicy, ...policy }
    this.pace = learnedPace({ learner: this.learner, policy: all, mode, clock: this.clock, upstream })
  }

  /** As a connection does it: what takes longer than its limit is given up, and is no sample. */
  async make(phase: PacedPhase, length: Millis, host: string = API): Promise<void> {
    this.made += 1
    if (length <= this.pace.within(phase, host)) this.pace.took(phase, host, length)
    else {
      this.cut += 1
      this.pace.late(phase, host)
    }
    await Promise.resolve()
  }

  async play(count: number, phase: PacedPhase, length: () => number, every: Millis = minutes(2)): Promise<void> {
    for (let at = 0; at < count; at++) {
      await this.clock.advance(every)
      await this.make(phase, ms(length()))
    }
  }

  /** A little more or less, as lines have it. */
  readonly around = (millis: number): number => millis * (0.9 + 0.3 * this.roll())
}

test('fewer than fifty connections change nothing, and after fifty no step is more than a halving', async () => {
  const line = new Line()
  await line.play(49, 'connect', () => line.around(20))
  assert.equal(line.pace.within('connect', API), seconds(8))
  await line.play(1000, 'connect', () => line.around(20))
  assert.ok(line.pace.within('connect', API) < seconds(2), String(line.pace.within('connect', API)))
  assert.ok(line.pace.within('connect', API) >= ms(1500))
  assert.ok(line.learned.length >= 2)
  for (const { from, proposal } of line.learned) assert.ok(proposal.limit >= from / 2 - 1 && proposal.limit <= from * 2 + 1)
})

test('a round trip of 600 ms is never cut, not even where a packet is lost now and then', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const line = new Line({ seed })
    // less often than the quantile sees it: one in two thousand
    const lost = (millis: number): number => (line.roll() < 0.0005 ? millis : 0)
    await line.play(4000, 'connect', () => line.around(600) + lost(1000))
    await line.play(4000, 'secure', () => line.around(600) + lost(1800))
    await line.play(4000, 'look-up', () => line.around(700) + lost(1000))
    assert.equal(line.cut, 0)
    // a SYN that is lost at any time comes again after a second
    assert.ok(line.pace.within('connect', API) > 1000 + 600 * 1.2, String(line.pace.within('connect', API)))
    assert.ok(line.pace.within('connect', API) < seconds(8))
    assert.ok(line.pace.within('secure', API) >= 4 * 600, String(line.pace.within('secure', API)))
  }
})

test('who connects slowly on purpose moves no limit out of its bounds', async () => {
  const bounds = { 'look-up': [3600, 8000], connect: [1500, 8000], secure: [2000, 15_000] } as const
  for (const phase of ['look-up', 'connect', 'secure'] as const)
    for (const share of [0, 0.01, 0.3, 1]) {
      const line = new Line()
      for (let at = 0; at < 1500; at++) {
        await line.clock.advance(seconds(20))
        line.pace.took(phase, API, ms(line.roll() < share ? 1e9 : 1))
        const limit = line.pace.within(phase, API)
        assert.ok(limit >= bounds[phase][0] && limit <= bounds[phase][1], `${phase} ${share}: ${limit}`)
      }
    }
})

test('on a network that has become slower than the limit, connections are made all the same, and the limit follows', async () => {
  const line = new Line()
  await line.play(2000, 'secure', () => line.around(40))
  assert.ok(line.pace.within('secure', API) < seconds(2.5))
  await line.play(1, 'secure', () => 5000)
  assert.equal(line.cut, 1)
  assert.equal(line.pace.within('secure', API), seconds(10), 'the usual limit, for the next try')
  await line.play(400, 'secure', () => line.around(5000))
  assert.ok(line.cut <= 4, String(line.cut))
  assert.ok(line.pace.within('secure', API) > seconds(6), String(line.pace.within('secure', API)))
})

test('a limit that has cut once in an outage is back once fifty more have come', async () => {
  const line = new Line()
  await line.play(2000, 'connect', () => line.around(40))
  const limit = line.pace.within('connect', API)
  await line.play(30, 'connect', () => 60_000)
  assert.equal(line.pace.within('connect', API), seconds(8))
  await line.play(100, 'connect', () => line.around(40))
  assert.equal(line.pace.within('connect', API), limit)
})

test('gateways that live for twenty connections each learn together', async () => {
  let line = new Line()
  for (let life = 0; life < 8; life++) {
    line = new Line({ before: line })
    await line.play(20, 'connect', () => line.around(30))
  }
  assert.ok(line.pace.within('connect', API) <= seconds(4), String(line.pace.within('connect', API)))
})

test('eight connections a day are too few for ever: what is three days old counts half', async () => {
  let line = new Line()
  for (let day = 0; day < 40; day++) {
    const next = new Line()
    next.learner.recall(line.learner.keep(), hours(24))
    line = next
    await line.play(8, 'connect', () => line.around(30), minutes(1))
  }
  assert.equal(line.pace.within('connect', API), seconds(8))
})

test('a proxy and the upstream behind it are two lessons, each under its own name', async () => {
  const line = new Line()
  for (let at = 0; at < 200; at++) {
    await line.clock.advance(minutes(1))
    await line.make('connect', ms(2), PROXY)
    await line.make('secure', ms(1900))
  }
  assert.ok(line.pace.within('connect', PROXY) < seconds(8))
  assert.equal(line.pace.within('connect', API), seconds(8))
  assert.equal(line.pace.within('secure', PROXY), seconds(10))
  assert.deepEqual(
    new Set(line.learned.map(({ subject }) => `${subject.phase} ${subject.upstream}`)),
    new Set(['connect proxy.test']),
  )
  assert.deepEqual(
    line.learner.keep().flatMap(({ subject, seen }) => (seen.bins.length > 0 ? [`${subject.phase} ${subject.upstream}`] : [])),
    ['secure api.test:8443', 'connect proxy.test'],
  )
})

test('a look-up is given up only after what is used in place of the system has had its turn', async () => {
  for (const [namesWithin, least] of [
    [ms(1800), ms(3600)],
    [seconds(3), seconds(6)],
    [seconds(20), seconds(8)],
  ] as const) {
    const line = new Line({ policy: { namesWithin } })
    await line.play(2000, 'look-up', () => line.around(5))
    assert.ok(line.pace.within('look-up', API) >= least, `${namesWithin}: ${line.pace.within('look-up', API)}`)
    assert.ok(line.pace.within('look-up', API) <= seconds(8))
  }
})

test('where limits are fixed they are measured, and not applied', async () => {
  const line = new Line({ mode: 'fixed' })
  await line.play(500, 'connect', () => line.around(20), seconds(1))
  assert.equal(line.pace.within('connect', API), seconds(8))
  assert.equal(line.learner.all()[0]?.evidence().all.samples, 500)
})
