import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, later, ms, unixMillis, type Instant } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { ResolverSeen } from './dns.ts'
import { measureDns, type DnsNetwork, type NeededName } from './measure-dns.ts'

const API: NeededName = { host: 'api.example', port: 443, security: 'tls' }
const LOGIN: NeededName = { host: 'login.example', port: 443, security: 'tls' }
const refused = (code: string): Error => Object.assign(new Error(code), { code })

/** Time passes only where the network lets it. */
class Stage implements Clock {
  #now = instant(0)
  readonly asked: string[] = []
  readonly now = (): Instant => this.#now
  readonly wall = (): ReturnType<typeof unixMillis> => unixMillis(this.#now)
  readonly after: Clock['after'] = () => () => undefined
  pass(length: number): void {
    this.#now = later(this.#now, ms(length))
  }
}

type Server = { readonly takes: number; readonly says: (name: string) => readonly string[] | string }

async function measured(
  servers: Readonly<Record<string, Server>>,
  connects: Readonly<Record<string, number | 'other' | 'dead'>> = {},
): Promise<{ readonly seen: readonly ResolverSeen[]; readonly stage: Stage; readonly connected: readonly string[] }> {
  const stage = new Stage()
  const connected: string[] = []
  const network: DnsNetwork = {
    ask: (server, name) => {
      const { takes, says } = servers[server] ?? assert.fail(server)
      stage.asked.push(server)
      stage.pass(takes)
      const said = says(name)
      return typeof said === 'string' ? Promise.reject(refused(said)) : Promise.resolve(said)
    },
    connect: (address) => {
      connected.push(address)
      const how = connects[address] ?? 10
      if (how === 'dead') return Promise.reject(refused('ETIMEDOUT'))
      return Promise.resolve({ took: ms(how === 'other' ? 5 : how), certificate: how === 'other' ? 'other' : 'fits' })
    },
  }
  const seen = await measureDns(
    {
      resolvers: Object.keys(servers).map((server, at) => ({ server, whose: at === 0 ? 'system' : 'public' })),
      names: [API, LOGIN],
      madeUp: ['made-up.invalid'],
      network,
      clock: stage,
      onProgress: () => undefined,
    },
    new AbortController().signal,
  )
  return { seen, stage, connected }
}

const honest = (takes: number, address = '192.0.2.1'): Server => ({
  takes,
  says: (name) => (name.endsWith('.invalid') ? 'ENOTFOUND' : [address]),
})

test('all resolvers are asked in turns, at least 25 times each, and nobody always first', async () => {
  const { seen, stage } = await measured({ one: honest(20), two: honest(5) })
  assert.deepEqual(
    seen.map(({ answers, lost }) => [answers.length, lost]),
    [
      [26, 0],
      [26, 0],
    ],
  )
  assert.deepEqual(stage.asked.slice(0, 4), ['one', 'two', 'two', 'one'])
  assert.deepEqual([seen[0]?.answers[3], seen[1]?.answers[3]], [20, 5])
})

test('a resolver that names addresses for what cannot exist is found out', async () => {
  const { seen } = await measured({ one: honest(20), liar: { takes: 5, says: () => ['203.0.113.9'] } })
  assert.deepEqual(
    seen.map(({ invents }) => invents),
    ['no', 'yes'],
  )
})

test('an address behind which another certificate is shown counts against whoever named it', async () => {
  const { seen } = await measured({ one: honest(20), two: honest(5, '203.0.113.9') }, { '203.0.113.9': 'other' })
  assert.deepEqual(
    seen.map(({ certificates }) => certificates),
    ['fit', 'others'],
  )
})

test('a dead address is tried once, and a live one as often as it takes to be sure', async () => {
  const { seen, connected } = await measured({ one: honest(20), two: honest(5, '203.0.113.9') }, { '203.0.113.9': 'dead' })
  assert.deepEqual(seen[1]?.connects, [undefined, undefined])
  assert.equal(connected.filter((address) => address === '203.0.113.9').length, 2)
  assert.equal(connected.filter((address) => address === '192.0.2.1').length, 6)
})

test('whoever never answers is not asked 25 times', async () => {
  const { seen, stage } = await measured({ one: honest(20), silent: { takes: 1000, says: () => 'ETIMEOUT' } })
  assert.deepEqual([seen[1]?.lost, seen[1]?.invents, seen[0]?.answers.length], [5, 'unknown', 26])
  assert.ok(stage.now() < 10_000)
})

test('it ends in time, whatever the resolvers do', async () => {
  const slow: Server = { takes: 990, says: (name) => honest(0).says(name) }
  const { seen, stage } = await measured({ one: slow, two: slow, three: slow })
  assert.ok(stage.now() < 65_000)
  assert.ok((seen[0]?.answers.length ?? 0) < 25)
})

test('addresses that mean another machine elsewhere are noted', async () => {
  const { seen } = await measured({ one: honest(1, '10.1.2.3'), two: honest(1, '93.184.216.34') })
  assert.deepEqual(
    seen.map(({ inward }) => inward),
    ['yes', 'no'],
  )
})
