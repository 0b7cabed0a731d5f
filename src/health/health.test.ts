import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as given from '../../test/instruments/situation.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { defaultPolicy } from '../core/policy.ts'
import { seconds, unixMillis } from '../core/time.ts'
import type { Scope, Verdict } from '../core/verdict.ts'
import { blockedBy, failureOf, LocalHealth, report, SCOPES, type LaneKeys, type Lanes } from './health.ts'

const KEYS: LaneKeys = { upstream: 'api.test', family: 'opus', credential: 'c1' }

type Bench = { readonly health: LocalHealth; readonly clock: VirtualClock; readonly lanes: Lanes; readonly sounded: string[] }

function bench(): Bench {
  const clock = new VirtualClock()
  const sounded: string[] = []
  const health = new LocalHealth({
    policy: defaultPolicy,
    clock,
    random: () => 0.5,
    sound: (upstream) => {
      sounded.push(upstream)
      return Promise.resolve('unwell')
    },
    wayOut: () => 'some',
    onChange: () => undefined,
    onWaiting: () => undefined,
  })
  return { health, clock, sounded, lanes: health.lanesOf(KEYS) }
}

/** The health of the three lanes after `verdict` came this often, from as many exchanges. */
function after(verdict: Verdict, times = 3): readonly string[] {
  const { lanes, clock } = bench()
  for (let count = 0; count < times; count++) report(lanes, `e${count}`, verdict, clock.now())
  return SCOPES.map((scope) => lanes[scope].health.is)
}

const WELL = ['fit', 'fit', 'fit']
const TABLE: readonly (readonly [name: string, Verdict, readonly string[]])[] = [
  ['an edge failure', given.EDGE_DOWN, ['unfit', 'fit', 'fit']],
  ['nobody answers', given.UNREACHED, ['unfit', 'fit', 'fit']],
  ['an overload', given.OVERLOADED, ['fit', 'unfit', 'fit']],
  ['an error inside the API', given.BROKEN, ['fit', 'unfit', 'fit']],
  ['a throttle', given.THROTTLED, ['fit', 'fit', 'unfit']],
  ['an expired login', given.EXPIRED, WELL],
  ['a bad certificate', given.BAD_CERTIFICATE, WELL],
  ['a dead pooled connection', given.STALE, WELL],
  ['a cut after content', given.CUT, WELL],
  ['a client that left', { kind: 'gone' }, WELL],
  ['a wait that ended', { kind: 'rested', why: 'time' }, WELL],
  ['an answer', { kind: 'good' }, WELL],
]
for (const [name, verdict, wanted] of TABLE) {
  test(`${name}, three times: upstream, family and credential are ${wanted.join(', ')}`, () =>
    assert.deepEqual(after(verdict), wanted))
}

test('an overload in between shows that the edge is there', () => {
  const { lanes, clock } = bench()
  report(lanes, 'a', given.EDGE_DOWN, clock.now())
  report(lanes, 'b', given.EDGE_DOWN, clock.now())
  report(lanes, 'c', given.OVERLOADED, clock.now())
  assert.equal(lanes.upstream.health.is, 'fit')
  assert.equal(lanes.upstream.lastSuccess?.by, 'c')
})

test("an error of the API's own proves that it is there, a page of somebody else's does not", () => {
  const proves = (verdict: Verdict): boolean => {
    const { lanes, clock } = bench()
    report(lanes, 'a', given.EDGE_DOWN, clock.now())
    report(lanes, 'b', verdict, clock.now())
    return lanes.upstream.health.is === 'fit'
  }
  assert.ok(proves(given.EXPIRED))
  assert.ok(!proves({ kind: 'denied', code: 'cloudflare.challenge', from: 'edge' }))
  assert.ok(!proves({ kind: 'invalid', code: 'middlebox.block-page', from: 'middlebox' }))
  assert.ok(!proves(given.BAD_CERTIFICATE))
})

test('an upstream is shared by all, a family by all credentials, a throttle by nobody else', () => {
  const { health, lanes } = bench()
  const other = (differs: Partial<LaneKeys>): readonly boolean[] => {
    const others = health.lanesOf({ ...KEYS, ...differs })
    return SCOPES.map((scope) => others[scope] === lanes[scope])
  }
  assert.deepEqual(other({}), [true, true, true])
  assert.deepEqual(other({ credential: 'c2' }), [true, true, false])
  assert.deepEqual(other({ family: 'haiku' }), [true, false, false])
  assert.deepEqual(other({ upstream: 'b.test' }), [false, false, false])
})

test('who is stopped waits for the widest lane, unless that lane has let it pass', () => {
  const { lanes } = bench()
  const throttle = failureOf({ ...given.THROTTLED, retryAfter: seconds(60) })
  assert.equal(blockedBy(lanes, []), undefined)
  lanes.credential.failed('a', throttle)
  assert.equal(blockedBy(lanes, []), 'credential')
  lanes.family.failed('a', throttle)
  lanes.upstream.failed('a', throttle)
  assert.equal(blockedBy(lanes, []), 'upstream')
  assert.equal(blockedBy(lanes, [lanes.upstream]), 'family')
  assert.equal(
    blockedBy(
      lanes,
      SCOPES.map((scope) => lanes[scope]),
    ),
    undefined,
  )
})

test('only a failure of the whole upstream is one that a sounding can tell to be over', () => {
  const byEdge = (verdict: Parameters<typeof failureOf>[0]): string => failureOf(verdict).byEdge
  assert.equal(byEdge(given.EDGE_DOWN), 'yes')
  assert.equal(byEdge(given.UNREACHED), 'yes')
  assert.equal(byEdge(given.OVERLOADED), 'no')
  assert.equal(byEdge(given.THROTTLED), 'no')
})

type Waiting = { readonly id: string; readonly meets: typeof given.EDGE_DOWN }

/** Joins the line of `scope`; woken, it reports `meets`. */
function waiting({ lanes, clock }: Bench, scope: Scope, { id, meets }: Waiting): void {
  const waiter = {
    id,
    since: unixMillis(Number(id)),
    streaming: 'yes',
    wake: () => report(lanes, id, meets, clock.now()),
  } as const
  lanes[scope].join(waiter, failureOf(scope === 'upstream' ? meets : given.OVERLOADED))
}

test('a line behind an overload does not run into an edge that failed meanwhile', async () => {
  const crowd = bench()
  const { lanes, clock } = crowd
  let met = 0
  for (let id = 0; id < 200; id++) waiting(crowd, 'family', { id: String(id), meets: given.EDGE_DOWN })
  const failed = lanes.upstream.failed.bind(lanes.upstream)
  lanes.upstream.failed = (exchange, failure) => {
    met += 1
    failed(exchange, failure)
  }
  await clock.advance(seconds(30))
  assert.ok(met >= 2 && met <= 6, `${met} sent in 30 s`)
})

test('soundings ask the upstream that is unfit', async () => {
  const asked = bench()
  const { clock, sounded, health } = asked
  waiting(asked, 'upstream', { id: '1', meets: given.EDGE_DOWN })
  await clock.advance(seconds(6))
  assert.deepEqual(sounded, ['api.test', 'api.test'])
  health.close()
  assert.equal(clock.pending, 0)
})

test('lanes with nothing to remember are dropped when there are many, others are kept', () => {
  const { health, lanes, clock } = bench()
  for (let count = 0; count < 3; count++) report(lanes, `e${count}`, given.OVERLOADED, clock.now())
  for (let count = 0; count < 5000; count++) health.lanesOf({ ...KEYS, credential: `c${count}`, family: `f${count}` })
  assert.ok(health.all().length < 300)
  assert.equal(health.lanesOf(KEYS).family, lanes.family)
})
