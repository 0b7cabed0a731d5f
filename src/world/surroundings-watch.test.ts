import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addresses, INSIDE, WIFI } from '../../test/instruments/interfaces.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { between, hours, minutes, ms, seconds, type Millis } from '../core/time.ts'
import type { Interfaces } from './outside.ts'
import { SurroundingsWatch, type Change } from './surroundings-watch.ts'

/** Exact to a look. */
const isAbout = (length: Millis, expected: Millis): boolean => Math.abs(length - expected) <= 2000

class Bench {
  readonly clock: VirtualClock = new VirtualClock()
  readonly changes: Change[] = []
  interfaces: Interfaces = WIFI
  nameSettings = 'nameserver 192.0.2.53'
  pace: 'close' | 'loose' = 'close'
  looks = 0
  readonly watch: SurroundingsWatch = new SurroundingsWatch({
    clock: this.clock,
    interfaces: () => {
      this.looks += 1
      return this.interfaces
    },
    nameSettings: () => this.nameSettings,
    pace: () => this.pace,
    onChange: (change) => this.changes.push(change),
  })

  get kinds(): readonly string[] {
    return this.changes.map(({ kind }) => kind)
  }

  async pass(length: Millis): Promise<void> {
    await this.clock.advance(length)
  }
}

test('the network: its loss and its return are told within a second while somebody waits', async () => {
  const bench = new Bench()
  await bench.pass(seconds(10))
  bench.interfaces = INSIDE
  await bench.pass(seconds(1))
  assert.deepEqual(bench.kinds, ['cut-off'])
  assert.equal(bench.watch.wayOut, 'none')
  await bench.pass(seconds(30))
  bench.interfaces = WIFI
  await bench.pass(seconds(1))
  assert.deepEqual(bench.kinds, ['cut-off', 'back'])
  assert.equal(bench.watch.wayOut, 'some')
})

test('the network: another address is another network, told once', async () => {
  const bench = new Bench()
  bench.interfaces = addresses({ wlan0: ['192.0.2.8'] })
  await bench.pass(minutes(1))
  assert.deepEqual(bench.kinds, ['moved'])
})

test('the network: a VPN that flaps every second is one change in ten seconds', async () => {
  const bench = new Bench()
  for (let second = 0; second < 60; second++) {
    bench.interfaces = second % 2 === 0 ? addresses({ wlan0: ['192.0.2.7'], tun0: ['10.8.0.2'] }) : WIFI
    await bench.pass(seconds(1))
  }
  assert.ok(bench.kinds.length <= 7, bench.kinds.join(' '))
  assert.ok(bench.kinds.every((kind) => kind === 'moved'))
})

test('the network: a change within the quiet time is told after it if it stays', async () => {
  const bench = new Bench()
  bench.interfaces = addresses({ wlan0: ['192.0.2.8'] })
  await bench.pass(seconds(1))
  bench.interfaces = addresses({ wlan0: ['198.51.100.8'] })
  await bench.pass(seconds(3))
  assert.deepEqual(bench.kinds, ['moved'])
  await bench.pass(seconds(10))
  assert.deepEqual(bench.kinds, ['moved', 'moved'])
})

test('the network: the loss of it is told within the quiet time as well', async () => {
  const bench = new Bench()
  bench.interfaces = addresses({ wlan0: ['192.0.2.8'] })
  await bench.pass(seconds(1))
  bench.interfaces = INSIDE
  await bench.pass(seconds(1))
  bench.interfaces = WIFI
  await bench.pass(seconds(1))
  assert.deepEqual(bench.kinds, ['moved', 'cut-off', 'back'])
})

test('the network: who asks whether there is a way out gets it as it is now', async () => {
  const bench = new Bench()
  bench.pace = 'loose'
  await bench.pass(seconds(10))
  bench.interfaces = INSIDE
  await bench.pass(seconds(1))
  assert.equal(bench.watch.wayOut, 'none')
  assert.deepEqual(bench.kinds, ['cut-off'])
})

test('the network: a thousand questions at once are one look', async () => {
  const bench = new Bench()
  await bench.pass(seconds(10.5))
  const before = bench.looks
  for (let count = 0; count < 1000; count++) void bench.watch.wayOut
  assert.ok(bench.looks - before <= 1)
})

test('names: other name servers are told within a second while somebody waits, though no address is another one', async () => {
  const bench = new Bench()
  await bench.pass(seconds(10))
  assert.deepEqual(bench.kinds, [])
  bench.nameSettings = 'nameserver 10.8.0.1'
  await bench.pass(seconds(1))
  assert.deepEqual(bench.kinds, ['other-name-servers'])
  await bench.pass(minutes(1))
  assert.equal(bench.kinds.length, 1)
})

test('names: settings that change every second are told once in ten seconds, and the last of them is told', async () => {
  const bench = new Bench()
  for (let second = 0; second < 60; second++) {
    bench.nameSettings = `nameserver 192.0.2.${second}`
    await bench.pass(seconds(1))
  }
  assert.ok(bench.kinds.length <= 7, String(bench.kinds.length))
  const before = bench.kinds.length
  bench.nameSettings = 'nameserver 192.0.2.99'
  await bench.pass(seconds(11))
  assert.equal(bench.kinds.length, before + 1)
})

test('the network: a machine that does not let programs look is taken to be connected', async () => {
  const clock = new VirtualClock()
  const kinds: string[] = []
  const interfaces = (): Interfaces => {
    throw new Error('EACCES')
  }
  const watch = new SurroundingsWatch({
    clock,
    interfaces,
    nameSettings: () => '',
    pace: () => 'close',
    onChange: ({ kind }) => kinds.push(kind),
  })
  await clock.advance(minutes(1))
  assert.equal(watch.wayOut, 'some')
  assert.deepEqual(kinds, [])
})

test('looks are seldom while nobody waits, and often from the moment that somebody does', async () => {
  const bench = new Bench()
  bench.pace = 'loose'
  await bench.pass(minutes(1))
  const seldom = bench.looks
  assert.ok(seldom <= 20, String(seldom))
  bench.pace = 'close'
  bench.watch.hurry()
  await bench.pass(seconds(1))
  const soon = bench.looks - seldom
  assert.ok(soon >= 1 && soon <= 3, String(soon))
  await bench.pass(seconds(9))
  assert.ok(bench.looks - seldom >= 10)
})

test('nothing is left when it is closed', async () => {
  const bench = new Bench()
  bench.watch.close()
  assert.equal(bench.clock.pending, 0)
})

for (const how of ['counted', 'not-counted'] as const) {
  test(`sleep: is told with its length when monotonic clocks have it ${how}`, async () => {
    const bench = new Bench()
    await bench.pass(seconds(20))
    bench.clock.sleep(hours(8), how)
    await bench.pass(seconds(1))
    const [change] = bench.changes
    assert.equal(change?.kind, 'woke')
    assert.ok(change.kind === 'woke' && Math.abs(change.slept - hours(8)) <= 1000)
    assert.ok(Math.abs((bench.watch.wokeAt ?? 0) - bench.clock.wall()) <= 60_000)
    await bench.pass(minutes(5))
    assert.equal(bench.changes.length, 1)
  })

  test(`sleep: is no time awake when monotonic clocks have it ${how}, noticed or not`, async () => {
    const bench = new Bench()
    await bench.pass(seconds(10))
    const wall = bench.clock.wall()
    const at = bench.clock.now()
    const awake = bench.watch.awakeNow()
    await bench.pass(seconds(20))
    bench.clock.sleep(hours(8), how)
    assert.ok(isAbout(bench.watch.awakeSince(at), seconds(20)), String(bench.watch.awakeSince(at)))
    assert.ok(isAbout(bench.watch.awakeSinceWall(wall), seconds(20)), String(bench.watch.awakeSinceWall(wall)))
    await bench.pass(seconds(30))
    bench.clock.sleep(hours(2), how)
    await bench.pass(seconds(10))
    assert.ok(isAbout(bench.watch.awakeSince(at), seconds(60)), String(bench.watch.awakeSince(at)))
    assert.ok(isAbout(bench.watch.awakeSinceWall(wall), seconds(60)), String(bench.watch.awakeSinceWall(wall)))
    assert.ok(isAbout(between(awake, bench.watch.awakeNow()), seconds(60)))
    // Of the sleeps before it, nothing is taken away.
    const later = bench.clock.now()
    await bench.pass(seconds(20))
    assert.equal(bench.watch.awakeSince(later), seconds(20))
  })
}

test('sleep: is told when it comes right after somebody began to wait', async () => {
  const bench = new Bench()
  bench.pace = 'loose'
  await bench.pass(seconds(5.5))
  bench.pace = 'close'
  bench.watch.hurry()
  bench.clock.sleep(seconds(6.5), 'counted')
  await bench.pass(seconds(1))
  assert.deepEqual(bench.kinds, ['woke'])
})

test('sleep: a clock that is set back takes no time back', async () => {
  const bench = new Bench()
  const at = bench.clock.now()
  await bench.pass(minutes(5))
  bench.clock.sleep(ms(-3_600_000), 'not-counted')
  await bench.pass(minutes(5))
  assert.equal(bench.watch.awakeSince(at), minutes(10))
  assert.deepEqual(bench.changes, [])
})

test('sleep: a machine that is too busy to look for three seconds has not slept', async () => {
  const bench = new Bench()
  await bench.pass(seconds(10))
  bench.clock.sleep(seconds(3), 'counted')
  await bench.pass(minutes(1))
  assert.deepEqual(bench.changes, [])
})
