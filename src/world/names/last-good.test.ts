import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test, type TestContext } from 'node:test'
import { folderWith } from '../../../test/instruments/bench-for-probes.ts'
import { addressed } from '../../../test/instruments/scripted-names.ts'
import { VirtualClock } from '../../../test/instruments/virtual-clock.ts'
import { hours, minutes, seconds, unixMillis } from '../../core/time.ts'
import { LastGoodFile, lastGoodPath, networkMark, type FileNews } from './last-good-file.ts'
import { LastGood } from './last-good.ts'

const [HOME, CAFE] = [networkMark('home'), networkMark('cafe')]
const API = 'api.example.test'
const [ONE, TWO] = ['203.0.113.1', '203.0.113.2']

type Kept = {
  readonly clock: VirtualClock
  readonly lastGood: LastGood
  readonly file: LastGoodFile
  readonly news: FileNews[]
  readonly path: string
}

function keptIn(folder: string, clock = new VirtualClock()): Kept {
  const news: FileNews[] = []
  const path = lastGoodPath(folder)
  const lastGood = new LastGood({ wall: clock.wall, staleFor: hours(24), onChange: () => file.write() })
  const file = new LastGoodFile({ path, clock, lastGood, onNews: (one) => news.push(one) })
  file.open()
  return { clock, lastGood, file, news, path }
}

const addresses = ({ lastGood }: Kept, network = HOME): readonly string[] =>
  lastGood.of(network, API).map(({ address }) => address)

const folderOf = (t: TestContext, text?: string): string => folderWith(t, text === undefined ? {} : { 'addresses.json': text })

test('what was good outlives the gateway, for its owner alone, and its age with it', async (t) => {
  const folder = folderOf(t)
  const before = keptIn(folder)
  before.lastGood.proved({ network: HOME, name: API, address: ONE }, before.clock.wall())
  await before.file.close()
  if (process.platform !== 'win32') assert.equal(statSync(before.path).mode & 0o777, 0o600)
  assert.equal(readFileSync(before.path, 'utf8').includes('home'), false, 'where somebody was is told to nobody')
  await before.clock.advance(hours(23))
  const after = keptIn(folder, before.clock)
  assert.deepEqual(addresses(after), [ONE])
  await after.clock.advance(hours(1))
  assert.deepEqual([addresses(after), after.lastGood.size], [[], 0])
})

test('it is written a second after something new, once for several, and not for what is only vouched for anew', async (t) => {
  const it = keptIn(folderOf(t))
  const now = it.clock.wall()
  it.lastGood.proved({ network: HOME, name: API, address: ONE }, now)
  it.lastGood.proved({ network: HOME, name: API, address: TWO }, now)
  await it.clock.advance(seconds(1.1))
  await it.file.close()
  assert.deepEqual(it.news, [{ kind: 'written' }])
  const again = keptIn(folderOf(t), it.clock)
  again.lastGood.adopt(it.lastGood.all())
  await it.clock.advance(minutes(9))
  again.lastGood.heard(HOME, API, addressed(ONE))
  await again.file.close()
  assert.deepEqual(again.news, [])
})

test('two gateways of one directory add to each other, and what one has found to be wrong is gone', async (t) => {
  const folder = folderOf(t)
  const [one, other] = [keptIn(folder), keptIn(folder)]
  one.lastGood.proved({ network: HOME, name: API, address: ONE }, one.clock.wall())
  await one.file.close()
  other.lastGood.proved({ network: HOME, name: API, address: TWO }, other.clock.wall())
  await other.file.close()
  assert.deepEqual(addresses(keptIn(folder)).toSorted(), [ONE, TWO])
  const third = keptIn(folder)
  third.lastGood.disproved({ network: HOME, name: API, address: ONE })
  await third.file.close()
  assert.deepEqual(addresses(keptIn(folder)), [TWO])
})

test('a file that is none of ours is set aside and named, and a new one is begun', async (t) => {
  const good = { network: HOME, name: API, address: ONE, heardAt: 1 }
  const broken: readonly string[] = [
    '',
    'no JSON',
    'null',
    '[]',
    '{"schema":2,"goods":[]}',
    '{"schema":1,"goods":{}}',
    JSON.stringify({ schema: 1, goods: [{ ...good, address: 'evil.example' }] }),
    JSON.stringify({ schema: 1, goods: [{ ...good, name: 'two\nlines' }] }),
    JSON.stringify({ schema: 1, goods: [{ ...good, heardAt: '1' }] }),
    JSON.stringify({ schema: 1, goods: [{ ...good, network: '../..' }] }),
    JSON.stringify({ schema: 1, goods: [null] }),
    JSON.stringify({ schema: 1, goods: Array.from({ length: 5000 }, () => good) }),
    '['.repeat(300_000),
  ]
  for (const text of broken) {
    const folder = folderOf(t, text)
    const it = keptIn(folder)
    assert.deepEqual(it.news, [{ kind: 'set-aside', file: `${it.path}.broken` }], text.slice(0, 60))
    assert.deepEqual(readdirSync(folder), ['addresses.json.broken'])
    it.lastGood.proved({ network: HOME, name: API, address: TWO }, it.clock.wall())
    await it.file.close()
    assert.deepEqual(addresses(keptIn(folder, it.clock)), [TWO])
  }
})

test('what a file says of the future, or of more than a day ago, is not believed: no file makes an address outlive its bound', (t) => {
  const clock = new VirtualClock()
  const at = (millis: number): object => ({ network: HOME, name: API, address: ONE, heardAt: clock.wall() + millis })
  for (const millis of [hours(1), hours(24 * 365), hours(24) * -1]) {
    const it = keptIn(folderOf(t, JSON.stringify({ schema: 1, goods: [at(millis)] })), clock)
    assert.deepEqual(addresses(it), [], String(millis))
  }
  assert.deepEqual(addresses(keptIn(folderOf(t, JSON.stringify({ schema: 1, goods: [at(minutes(1))] })), clock)), [ONE])
})

test('a directory that cannot be written is told, and nothing else happens', async (t) => {
  const folder = folderOf(t)
  // in the place of the file: no right helps against that, not even root's
  mkdirSync(join(folder, 'addresses.json', 'in-the-way'), { recursive: true })
  const it = keptIn(folder)
  it.lastGood.proved({ network: HOME, name: API, address: ONE }, it.clock.wall())
  await it.file.close()
  assert.deepEqual(
    it.news.map(({ kind }) => kind),
    ['unwritten'],
  )
  assert.deepEqual(addresses(it), [ONE])
})

test('of each network its own addresses; of others the public ones alone, and only where there are none of its own', () => {
  const clock = new VirtualClock()
  const lastGood = new LastGood({ wall: clock.wall, staleFor: hours(24) })
  const proved = (network: string, address: string): void =>
    lastGood.proved({ network, name: API, address }, unixMillis(clock.wall()))
  for (const address of [ONE, '10.1.2.3', '192.168.1.1', '100.64.0.1', 'fd00::1', '2001:db8::1']) proved(HOME, address)
  assert.deepEqual(
    lastGood.of(CAFE, API).map(({ address }) => address),
    [ONE, '2001:db8::1'],
  )
  proved(CAFE, TWO)
  assert.deepEqual(
    lastGood.of(CAFE, API).map(({ address }) => address),
    [TWO],
  )
})

test('it stays small: eight addresses of a name on a network, the last ones vouched for', async () => {
  const clock = new VirtualClock()
  const lastGood = new LastGood({ wall: clock.wall, staleFor: hours(24) })
  for (let at = 1; at <= 300; at++) {
    lastGood.proved({ network: HOME, name: API, address: `203.0.113.${at % 250}` }, clock.wall())
    lastGood.proved({ network: HOME, name: `name${at}.test`, address: ONE }, clock.wall())
    await clock.advance(seconds(1))
  }
  assert.equal(lastGood.of(HOME, API).length, 8)
  assert.equal(lastGood.of(HOME, API)[0]?.address, '203.0.113.50')
  assert.ok(lastGood.size <= 256)
})
