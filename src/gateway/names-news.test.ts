import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { minutes, ms, seconds } from '../core/time.ts'
import { nullJournal } from '../journal/journal.ts'
import type { NamesRow } from '../journal/rows.ts'
import type { NamesNews } from '../world/names/names.ts'
import type { Network } from '../world/network.ts'
import { tellNames } from './names-news.ts'
import { OwnFaults } from './own-faults.ts'
import { upstreamOf } from './upstream.ts'

const API = 'api.example.test'

class Bench {
  readonly clock: VirtualClock = new VirtualClock()
  readonly rows: NamesRow[] = []
  readonly logged: string[] = []
  wayOut: 'some' | 'none' = 'some'
  news: (news: NamesNews) => void = () => assert.fail('nobody listens')

  constructor() {
    const { clock } = this
    const log = (line: object): void => void this.logged.push('kind' in line ? String(line.kind) : JSON.stringify(line))
    const network: Pick<Network, 'onNames'> = { onNames: (onNews) => (this.news = onNews) }
    tellNames(network as Network, {
      clock,
      log,
      faults: new OwnFaults(clock, log),
      journal: { ...nullJournal, namesTold: (row) => this.rows.push(row) },
      upstream: upstreamOf(`https://${API}:8443/v1`),
      wayOut: () => this.wayOut,
    })
  }

  get kinds(): readonly string[] {
    return this.rows.map(({ what, whose }) => `${whose} ${what}`)
  }
}

test('a name server that fails, what serves in its place, and its return are rows without the name that was asked for', () => {
  const it = new Bench()
  it.news({ kind: 'failed', name: API, code: 'EAI_AGAIN' })
  it.news({ kind: 'failing', name: API, code: 'ETIMEOUT', from: 'last-good' })
  it.news({ kind: 'back', name: API, after: ms(90_000) })
  it.news({ kind: 'lying', name: 'proxy.secret.test', address: '192.0.2.66' })
  const at = it.clock.wall()
  const about = { at, upstream: `${API}:8443`, whose: 'upstream' }
  assert.deepEqual(it.rows, [
    { ...about, what: 'failed', code: 'path.dns-temporary' },
    { ...about, what: 'substituted', code: 'path.dns-timeout', source: 'last-good' },
    { ...about, what: 'back', after: 90_000 },
    { ...about, whose: 'proxy', what: 'lied' },
  ])
  assert.doesNotMatch(JSON.stringify(it.rows), /secret|192\.0\.2/)
})

test('without a network it is no news that no name can be looked up, nor that they can be again', () => {
  const it = new Bench()
  it.wayOut = 'none'
  it.news({ kind: 'failed', name: API, code: 'EAI_AGAIN' })
  it.wayOut = 'some'
  it.news({ kind: 'back', name: API, after: ms(1000) })
  assert.deepEqual([it.rows, it.logged], [[], []])
})

test('a name server that comes and goes all day is a few rows an hour, and each end has its beginning', async () => {
  const it = new Bench()
  for (let time = 0; time < 60; time++) {
    it.news({ kind: 'failing', name: API, code: 'EAI_AGAIN', from: 'last-good' })
    await it.clock.advance(seconds(30))
    it.news({ kind: 'back', name: API, after: ms(30_000) })
    await it.clock.advance(seconds(30))
  }
  assert.deepEqual(
    it.kinds,
    Array.from({ length: 6 }).flatMap(() => ['upstream substituted', 'upstream back']),
  )
  assert.equal(it.logged.length, 120)
  await it.clock.advance(minutes(10))
  it.news({ kind: 'back', name: 'another.example.test', after: ms(1) })
  assert.equal(it.rows.length, 12)
})
