import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { ms, seconds } from '../core/time.ts'
import { realClock } from '../world/clock.ts'
import type { AllFacts, ProbeId } from '../probes/facts.ts'
import type { Observations } from '../probes/observations.ts'
import type { Bench, Probe } from '../probes/probe.ts'
import { plan, type Asked } from './plan.ts'
import { examine, type Probes } from './run.ts'

type Running = {
  readonly clock: VirtualClock
  readonly ended: readonly string[]
  readonly result: Promise<Observations>
  readonly interrupt: () => void
}

const ASKED: Asked = { target: undefined, offline: 'no', deep: 'no', check: [], skip: [], controls: {} }

function begin(probes: Probes, asked: Partial<Asked> = {}): Running {
  const clock = new VirtualClock()
  const planned = plan({ ...ASKED, ...asked }, { baseUrl: undefined, upstream: undefined, gateways: [] })
  const bench: Bench = { clock, env: {}, home: '/', cwd: '/', platform: 'linux', dataDir: '/', ...planned }
  const ended: string[] = []
  const interrupting = new AbortController()
  const examination = { plan: planned, bench, probes, version: '1.2.3', told: undefined }
  const result = examine(
    {
      ...examination,
      ended: (
        id,
        {
          probes: {
            [id]: { is },
          },
        },
      ) => ended.push(`${id} ${is}`),
    },
    interrupting.signal,
  )
  result.catch(() => undefined)
  return { clock, ended, result, interrupt: () => interrupting.abort(new Error('enough')) }
}

const CLOCK: AllFacts['clock'] = { offsets: [] }
const LINK: AllFacts['link'] = { interfaces: [], routes: [], gateways: [], deviceToTarget: undefined }

function probe<Id extends ProbeId>(id: Id, measure: Probe<Id>['measure'], within = seconds(3)): Probe<Id> {
  return { id, within, measure }
}
const forever = (): Promise<never> => new Promise(() => undefined)
const untilAborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))

test('what each probe saw stands in the observations, with the time it took, one millisecond at least', async () => {
  const { result } = begin({ clock: probe('clock', async () => CLOCK) })
  const { probes, schema, version, platform } = await result
  assert.deepEqual(probes.clock, { is: 'seen', millis: 1, facts: CLOCK })
  assert.deepEqual([schema, version, platform], [1, '1.2.3', 'linux'])
})

test('a probe that crashes, before or behind its first wait, is a row of its own and harms no other', async () => {
  const { result } = begin({
    clock: probe('clock', async () => CLOCK),
    link: probe('link', () => {
      throw new TypeError('no such thing')
    }),
    mtu: probe('mtu', () => Promise.reject(new Error('later'))),
  })
  const { probes } = await result
  assert.deepEqual(probes.link, { is: 'crashed', millis: 1, error: 'TypeError: no such thing' })
  assert.deepEqual(probes.mtu, { is: 'crashed', millis: 1, error: 'Error: later' })
  assert.equal(probes.clock.is, 'seen')
})

test('a probe that never ends is ended at its own limit', async () => {
  const { result, clock } = begin({ link: probe('link', forever, seconds(2)), clock: probe('clock', async () => CLOCK) })
  await clock.advance(ms(2200))
  assert.deepEqual((await result).probes.link, { is: 'timed-out', millis: 2200 })
})

test('a probe whose time is up may still say what it has found', async () => {
  const give = async (_: Bench, signal: AbortSignal): Promise<AllFacts['link']> => {
    await untilAborted(signal)
    return LINK
  }
  const { result, clock } = begin({ link: probe('link', give, seconds(2)) })
  await clock.advance(seconds(2))
  assert.deepEqual((await result).probes.link, { is: 'seen', millis: 2000, facts: LINK })
})

test('a probe that breaks because its time is up has not crashed', async () => {
  const give = async (_: Bench, signal: AbortSignal): Promise<never> => {
    await untilAborted(signal)
    throw signal.reason as Error
  }
  const { result, clock } = begin({ link: probe('link', give, seconds(2)) })
  await clock.advance(seconds(2))
  assert.deepEqual((await result).probes.link, { is: 'timed-out', millis: 2000 })
})

test('six seconds are the end whatever a probe claims for itself; eight with --deep', async () => {
  for (const [deep, end] of [['no', 6000] as const, ['yes', 8000] as const]) {
    const { result, clock } = begin({ link: probe('link', forever, seconds(60)) }, { deep })
    await clock.advance(ms(end))
    assert.deepEqual((await result).probes.link, { is: 'timed-out', millis: end })
  }
})

const ANSWER: AllFacts['http'] = {
  front: { ok: true, millis: 1, saw: { status: 401, headers: {}, body: '', code: 'api.authentication', firstByteMillis: 1 } },
  messages: undefined,
  control: undefined,
  deep: undefined,
}

test('once the API has answered, a status page that is late is not waited for: all is done within 1.5 s', async () => {
  const { result, clock } = begin({
    http: probe('http', async () => ANSWER),
    status: probe('status', forever),
  })
  await clock.advance(ms(1450))
  const { probes } = await result
  assert.deepEqual(probes.status, { is: 'timed-out', millis: 1450 })
  assert.equal(probes.http.is, 'seen')
})

test('what is slow on the way to the target itself is waited for, though the API has answered', async () => {
  const { result, clock } = begin({
    http: probe('http', async () => ANSWER),
    tcp: probe('tcp', forever, seconds(2)),
  })
  await clock.advance(ms(2200))
  assert.deepEqual((await result).probes.tcp, { is: 'timed-out', millis: 2200 })
})

test('a refusal by anybody but the API gives every probe its time', async () => {
  const saw = { status: 503, headers: {}, body: '', code: 'envoy.no-healthy-upstream', firstByteMillis: 1 }
  const { result, clock, ended } = begin({
    http: probe('http', async () => ({ ...ANSWER, messages: { ok: true, millis: 1, saw } })),
    status: probe('status', forever, seconds(3)),
  })
  await clock.advance(ms(3100))
  assert.equal(ended.includes('status timed-out'), false)
  await clock.advance(ms(100))
  assert.deepEqual((await result).probes.status, { is: 'timed-out', millis: 3200 })
})

test('what was not asked for or does not exist here is skipped, and says why', async () => {
  const { result } = begin({ clock: probe('clock', forever) }, { skip: ['clock'], offline: 'yes' })
  const { probes } = await result
  assert.deepEqual(probes.clock, { is: 'skipped', why: 'not-asked' })
  assert.deepEqual(probes.status, { is: 'skipped', why: 'offline' })
  assert.deepEqual(probes.link, { is: 'skipped', why: 'not-here' })
})

test('an interruption reaches every probe at once and ends all of them within 60 ms', async () => {
  const told: string[] = []
  const { result, clock, interrupt } = begin({
    link: probe('link', async (_, signal) => {
      await untilAborted(signal)
      told.push('link')
      return LINK
    }),
    egress: probe('egress', forever),
  })
  await clock.advance(ms(500))
  interrupt()
  await clock.advance(ms(0))
  assert.deepEqual(told, ['link'])
  await clock.advance(ms(60))
  await assert.rejects(result, /enough/)
  assert.equal(clock.pending, 0)
})

test('nothing of the clock is left when all is done', async () => {
  const { result, clock } = begin({ http: probe('http', async () => ANSWER), clock: probe('clock', async () => CLOCK) })
  await result
  assert.equal(clock.pending, 0)
})

test('how late timers came is told, so that nobody takes a busy computer for a slow network', async () => {
  const busy = probe('clock', async () => {
    const until = Date.now() + 300
    await Promise.resolve()
    while (Date.now() < until);
    return CLOCK
  })
  const planned = plan(ASKED, { baseUrl: undefined, upstream: undefined, gateways: [] })
  const bench: Bench = { clock: realClock, env: {}, home: '/', cwd: '/', platform: 'linux', dataDir: '/', ...planned }
  // another one that is still at work when the timer comes at last
  const link = probe('link', async () => await new Promise((resolve) => setTimeout(() => resolve(LINK), 400)))
  const examination = { plan: planned, bench, probes: { clock: busy, link }, version: '1.2.3', told: undefined }
  const { lag = 0 } = await examine(examination, new AbortController().signal)
  assert.ok(lag >= 200, String(lag))
})
