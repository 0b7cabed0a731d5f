import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { between, hours, minutes, ms, seconds, unixMillis } from '../../src/core/time.ts'
import type { GatewayState } from '../../src/gateway/state.ts'
import { statusLine } from '../../src/gateway/status-line.ts'
import { logSentence } from '../../src/cli/print/log-printer.ts'
import { readJournal } from '../../src/journal/read.ts'
import { CLAUDE_CODE, Asking, message, type Question } from '../instruments/asking.ts'
import { addresses, INSIDE } from '../instruments/interfaces.ts'
import { AFAR, Laptop } from '../instruments/laptop.ts'
import { gatewayFor, pass, passUntil, until, type GatewayOptions, type Running } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import { Upstream } from '../instruments/upstream.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'

// A whole gateway on a machine that loses its network, finds it again, moves to another and sleeps.

type Table = Running & {
  readonly laptop: Laptop
  readonly upstream: Upstream
  readonly clock: VirtualClock
  readonly ask: (question?: Question) => Asking
  readonly state: () => GatewayState
}

async function table(t: TestContext, options: Partial<GatewayOptions> = {}): Promise<Table> {
  const clock = new VirtualClock()
  const upstream = await new Upstream(say.answers, { clock }).open()
  t.after(async () => await upstream.shut())
  const laptop = new Laptop(upstream.url)
  const { interfaces, through } = laptop
  const running = await gatewayFor(t, {
    upstream: AFAR,
    clock,
    interfaces,
    nameSettings: () => laptop.nameSettings,
    through,
    ...options,
  })
  const { gateway } = running
  const ask = (question: Question = {}): Asking => new Asking(gateway.url, { clock, body: message('Hello'), ...question })
  return { ...running, laptop, upstream, clock, ask, state: () => gateway.state() }
}

async function lose({ laptop, clock }: Table): Promise<void> {
  laptop.link = 'down'
  await pass(clock, seconds(1))
}

const line = ({ state }: Table): string => statusLine(state().exchanges, undefined, (code) => code)

test('offline: a request is held, nobody is asked, and everything says that it is this computer', async (t) => {
  const it = await table(t)
  const { laptop, clock, state } = it
  await lose(it)
  const asked = it.ask()
  await until(() => state().network === 'offline')
  const { tries } = laptop
  assert.equal(tries, 1)
  await pass(clock, seconds(40))
  assert.equal(laptop.tries, tries)
  assert.equal(it.upstream.calls.length, 0)
  const lane = state().lanes.find(({ scope }) => scope === 'upstream')
  assert.equal(lane?.health, 'offline')
  assert.equal(lane.next, 'network')
  assert.equal(state().exchanges[0]?.hold?.code, 'path.offline')
  assert.equal(line(it), 'offline - holding 40s')
  const said = it.lines.flatMap((one) => (one.event === 'listening' ? [] : [logSentence(one, 'en')]))
  assert.ok(said.some((one) => one.includes('cannot be reached: this computer has no network')))
  assert.ok(said.some((one) => one.includes('holding it (this computer is offline)')))
  assert.equal(asked.ended, 'no')
})

test('offline: is over within two seconds of the return, and the held request is answered', async (t) => {
  const it = await table(t)
  const { laptop, clock } = it
  await lose(it)
  const asked = it.ask()
  await until(() => it.state().network === 'offline')
  await pass(clock, seconds(133))
  laptop.link = 'up'
  const back = clock.now()
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(2), step: ms(50) })
  assert.ok(between(back, clock.now()) <= seconds(2))
  assert.equal(asked.ended, 'whole')
  assert.equal(it.upstream.soundings.length, 0)
  assert.equal(it.state().network, 'online')
  assert.ok(laptop.freshened >= 2)
})

test('offline: hundreds who waited come back one after another, not all at once', async (t) => {
  const it = await table(t)
  const { laptop, clock, upstream } = it
  await lose(it)
  const askings = Array.from({ length: 100 }, (_, index) => it.ask({ body: message(`question ${index}`) }))
  await until(() => it.state().exchanges.filter(({ hold }) => hold !== undefined).length === 100)
  await pass(clock, seconds(20))
  laptop.link = 'up'
  const back = clock.now()
  await passUntil(clock, () => askings.every(({ ended }) => ended === 'whole'), { atMost: seconds(15), step: ms(50) })
  const early = upstream.starts.filter(({ at }) => between(back, at) <= 2000)
  assert.ok(early.length >= 1 && early.length <= 5, String(early.length))
  assert.equal(upstream.starts.length, 100)
})

test('offline: an upstream on this machine is asked as ever', async (t) => {
  const it = await table(t, { interfaces: () => INSIDE })
  const near = await gatewayFor(t, { upstream: it.upstream.url, clock: it.clock, interfaces: () => INSIDE })
  const asked = await new Asking(near.gateway.url, { clock: it.clock, body: message('Hello') }).over
  assert.equal(asked.ended, 'whole')
  await it.upstream.shut()
  const held = new Asking(near.gateway.url, { clock: it.clock, body: message('Hello') })
  await passUntil(it.clock, () => near.gateway.state().lanes.some(({ health }) => health === 'unfit'), { atMost: seconds(10) })
  await pass(it.clock, seconds(10))
  assert.equal(near.gateway.state().network, 'online')
  await it.upstream.open()
  await passUntil(it.clock, () => held.ended === 'whole', { atMost: seconds(20) })
})

test('offline: interfaces that show no way out are not believed while requests are answered', async (t) => {
  const it = await table(t)
  it.laptop.shows = INSIDE
  await pass(it.clock, seconds(10))
  const asked = it.ask()
  await passUntil(it.clock, () => asked.ended !== 'no', { atMost: seconds(1) })
  assert.equal(asked.ended, 'whole')
  assert.equal(it.state().network, 'online')
})

test('no route although an address is there: asked about every second at first, and the answer comes soon after', async (t) => {
  const it = await table(t)
  it.laptop.link = 'down'
  it.laptop.shows = addresses({ tun0: ['100.64.0.2'] })
  const asked = it.ask()
  await pass(it.clock, seconds(8))
  assert.equal(it.state().network, 'online')
  assert.equal(it.state().lanes.find(({ scope }) => scope === 'upstream')?.health, 'unfit')
  it.laptop.link = 'up'
  await passUntil(it.clock, () => asked.ended === 'whole', { atMost: seconds(2) })
})

test('other name servers: who waits because no name is found is tried at once, and connections that stand go on', async (t) => {
  const it = await table(t)
  const { laptop, clock } = it
  laptop.dns = 'fails'
  const asked = it.ask()
  await pass(clock, minutes(2))
  assert.equal(asked.ended, 'no')
  laptop.dns = 'works'
  laptop.nameSettings = 'nameserver 10.8.0.1'
  const changed = clock.now()
  await passUntil(clock, () => asked.ended === 'whole', { atMost: seconds(2), step: ms(50) })
  assert.ok(between(changed, clock.now()) <= seconds(2))
  assert.deepEqual([laptop.namesFreshened, laptop.freshened], [1, 0])
  const said = it.lines.flatMap((one) => (one.event === 'surroundings' ? [logSentence(one, 'en')] : []))
  assert.deepEqual(said, ['this computer asks other DNS servers now: names are looked up anew'])
})

test('other name servers: a provider that is down is asked no sooner for it', async (t) => {
  const it = await table(t)
  it.upstream.edge = say.noHealthyUpstream
  const asked = it.ask()
  await pass(it.clock, minutes(2))
  const before = it.upstream.soundings.length
  await passUntil(it.clock, () => it.upstream.soundings.length > before, { atMost: seconds(20), step: ms(100) })
  const { tries } = it.laptop
  it.laptop.nameSettings = 'nameserver 10.8.0.1'
  await pass(it.clock, seconds(5))
  assert.deepEqual([it.laptop.namesFreshened, it.laptop.tries - tries, asked.ended], [1, 0, 'no'])
})

test('another network: who waits is tried at once, although the next sounding would be far', async (t) => {
  const it = await table(t)
  it.upstream.edge = say.noHealthyUpstream
  const asked = it.ask()
  await pass(it.clock, minutes(2))
  // Right after a sounding, the next is 15 s away.
  const before = it.upstream.soundings.length
  await passUntil(it.clock, () => it.upstream.soundings.length > before, { atMost: seconds(20), step: ms(100) })
  it.upstream.edge = undefined
  it.laptop.shows = addresses({ wlan0: ['198.51.100.3'] })
  await passUntil(it.clock, () => asked.ended === 'whole', { atMost: seconds(2), step: ms(50) })
  assert.ok(it.laptop.freshened >= 1)
})

for (const how of ['counted', 'not-counted'] as const) {
  test(`sleep: a night takes nothing from the patience, and who waits is tried on waking (${how})`, async (t) => {
    const it = await table(t, { policy: { patience: minutes(30) } })
    it.upstream.edge = say.noHealthyUpstream
    const asked = it.ask()
    await pass(it.clock, minutes(10))
    const starts = it.upstream.starts.length
    it.clock.sleep(hours(8), how)
    await pass(it.clock, seconds(2))
    assert.equal(asked.ended, 'no')
    assert.ok(it.upstream.starts.length > starts)
    assert.ok(it.lines.some((one) => one.event === 'surroundings' && one.kind === 'woke'))
    const left = it.state().exchanges[0]?.hold?.endsInMillis ?? 0
    assert.ok(Math.abs(left - minutes(20)) <= seconds(10), String(left))
    await pass(it.clock, minutes(18))
    assert.equal(asked.ended, 'no')
    await passUntil(it.clock, () => asked.ended !== 'no', { atMost: minutes(3) })
    assert.equal(asked.ended, 'aborted')
  })

  test(`sleep: a request that was handed back before it comes again with what is left of its patience (${how})`, async (t) => {
    const it = await table(t, { policy: { patience: minutes(10) } })
    it.upstream.edge = say.noHealthyUpstream
    const headers = { ...CLAUDE_CODE, 'x-stainless-timeout': '60', 'user-agent': 'Anthropic/JS 1.12.0', 'x-stainless-lang': 'js' }
    const question = { headers, body: message('Hello', { stream: false }) }
    const first = it.ask(question)
    await passUntil(it.clock, () => first.ended !== 'no', { atMost: seconds(70) })
    assert.equal(first.status, 503)
    await pass(it.clock, seconds(3))
    it.clock.sleep(hours(8), how)
    await pass(it.clock, seconds(3))
    const again = it.ask(question)
    await pass(it.clock, seconds(30))
    assert.equal(again.ended, 'no')
    it.upstream.edge = undefined
    await passUntil(it.clock, () => again.ended !== 'no', { atMost: seconds(20) })
    assert.equal(again.status, 200)
  })
}

test('the journal: a missing network and a provider that is down are two incidents', async (t) => {
  const it = await table(t)
  await lose(it)
  const asked = it.ask()
  await until(() => it.state().network === 'offline')
  await pass(it.clock, seconds(30))
  it.upstream.edge = say.noHealthyUpstream
  it.laptop.link = 'up'
  await pass(it.clock, seconds(30))
  it.upstream.edge = undefined
  await passUntil(it.clock, () => asked.ended === 'whole', { atMost: seconds(30) })
  await pass(it.clock, seconds(5))
  await it.gateway.close('now')
  const read = readJournal(join(it.dataDir, 'journal.sqlite'), (reader) => reader.incidents(unixMillis(0)))
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.map(({ code, closedAt }) => [code, closedAt !== undefined]),
    [
      ['envoy.no-healthy-upstream', true],
      ['path.offline', true],
    ],
  )
})

test('a gap: what went out before it and has heard nothing is asked again on the return, at the pace of a ramp', async (t) => {
  const it = await table(t)
  it.upstream.script = say.never
  const askings = Array.from({ length: 8 }, (_, index) => it.ask({ body: message(`question ${index}`) }))
  const slow = it.ask({ body: message('in one piece', { stream: false }) })
  await until(() => it.upstream.starts.length === 9)
  await pass(it.clock, seconds(1))
  await lose(it)
  await pass(it.clock, seconds(5))
  it.upstream.script = say.answers
  it.laptop.link = 'up'
  const back = it.clock.now()
  await passUntil(it.clock, () => askings.every(({ ended }) => ended === 'whole'), { atMost: seconds(5), step: ms(50) })
  const again = it.upstream.starts.slice(9).map(({ at }) => between(back, at))
  assert.equal(again.length, 8)
  assert.ok(Math.min(...again) <= 1000, again.join(' '))
  assert.ok(again.filter((after) => after <= 1000).length <= 2, again.join(' '))
  // It may be under way, and paid for.
  assert.equal(slow.ended, 'no')
  assert.equal(it.state().lanes.find(({ scope }) => scope === 'upstream')?.health, 'fit')
})

test('a gap: a short one is left to the kernel, and so is an answer that has begun', async (t) => {
  const it = await table(t)
  it.upstream.script = say.never
  it.ask()
  await until(() => it.upstream.starts.length === 1)
  await lose(it)
  it.laptop.link = 'up'
  await pass(it.clock, seconds(10))
  assert.equal(it.upstream.starts.length, 1)
  it.upstream.script = ({ response }) => {
    response.writeHead(200, say.SSE as string[]).write(say.START + say.BLOCK + say.said('Half'))
  }
  const begun = it.ask({ body: message('begun') })
  await until(() => begun.text.includes('Half'))
  await lose(it)
  await pass(it.clock, seconds(10))
  it.laptop.link = 'up'
  await pass(it.clock, seconds(10))
  assert.equal(begun.ended, 'no')
  assert.equal(it.upstream.starts.filter(({ body }) => body.includes('begun')).length, 1)
})
