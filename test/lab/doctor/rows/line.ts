import assert from 'node:assert/strict'
import { PROVIDER } from '../../net/lab.ts'
import { ping } from '../../net/observe.ts'
import type { Internet } from '../internet.ts'
import type { Row } from '../row.ts'

const meanOf = async ({ client }: Internet): Promise<number> => (await ping(client, PROVIDER.v4)).meanMillis ?? 0

const farAway: Row = {
  row: '14',
  fault: 'a round trip of 600 ms',
  world: { line: { delay: 300 }, families: ['v4'] },
  observe: async (net) => {
    const mean = await meanOf(net)
    assert.ok(mean > 590 && mean < 800, String(mean))
    return `pings take ${Math.round(mean)} ms`
  },
  due: {
    code: 'NET_HIGH_LATENCY',
    owner: 'network',
    evidence: [{ saw: 'slow-connects' }],
    never: ['NET_LOSSY', 'PMTU_BLACKHOLE', 'TARGET_UNREACHABLE', 'API_SILENT', 'NET_SLOW'],
  },
}

const narrow: Row = {
  row: '15',
  fault: '64 kbit/s each way',
  world: { families: ['v4'] },
  make: async ({ router, provider }) => {
    const limit = (device: string): readonly string[] =>
      `qdisc add dev ${device} root tbf rate 64kbit burst 1600 latency 2s`.split(' ')
    await router.run('tc', ...limit('wan'))
    await provider.run('tc', ...limit('eth0'))
    return undefined
  },
  observe: async (net) => {
    const { meanMillis = 0 } = await ping(net.client, PROVIDER.v4, { count: 8, size: 1500, wait: 5 })
    assert.ok(meanMillis > 150, String(meanMillis))
    return `pings of 1,500 bytes take ${Math.round(meanMillis)} ms`
  },
  due: {
    code: 'NET_SLOW',
    owner: 'network',
    evidence: [{ saw: 'bulk' }],
    never: ['PMTU_BLACKHOLE', 'TARGET_UNREACHABLE', 'API_SILENT'],
  },
}

const lossy: Row = {
  row: '13',
  fault: '30 % of all packets are lost, each way',
  world: { line: { delay: 20, loss: 30 }, families: ['v4'] },
  observe: async ({ client }) => {
    const { sent, received } = await ping(client, PROVIDER.v4, { count: 40 })
    assert.ok(received > 4 && received < 36, `${received} of ${sent}`)
    return `${received} of ${sent} pings answered`
  },
  due: { code: 'NET_LOSSY', owner: 'network', evidence: [{ saw: 'repeated-connects' }], never: ['TARGET_UNREACHABLE'] },
  examinations: 4,
}

const large = async ({ client }: Internet, size: number): Promise<number> =>
  (await ping(client, PROVIDER.v4, { count: 3, size })).received

const mtuHole: Row = {
  row: '17',
  fault: 'packets longer than 900 bytes vanish on the way',
  world: { line: { longest: 900 }, families: ['v4'] },
  observe: async (net) => {
    assert.equal(await large(net, 880), 3)
    assert.equal(await large(net, 1000), 0)
    return 'pings of 880 bytes are answered, of 1,000 bytes not'
  },
  due: {
    code: 'PMTU_BLACKHOLE',
    owner: 'network',
    evidence: [{ saw: 'bulk' }],
    never: ['TLS_STALL', 'API_SILENT', 'PROVIDER_5XX'],
  },
}

/** A device's own limit would be told to the client by the provider, in its greeting. */
const NARROW_LINK = ['ip', 'route', 'replace', '10.86.2.0/24', 'dev', 'wan', 'mtu', 'lock', '900'] as const

/** The router may not say what is too large for it; what it lets pass is not touched. */
const silentRouter: Row = {
  row: '17b',
  fault: 'a link of 900 bytes behind the router, which may not say so (ICMP filtered)',
  world: { families: ['v4'] },
  make: async ({ router, firewall }) => {
    await router.run(...NARROW_LINK)
    const dropped = await firewall.drop('icmp type destination-unreachable', 'output')
    return {
      after: async () => {
        assert.ok((await dropped.packets()) > 0)
        return `${await dropped.packets()} of the router's complaints dropped`
      },
    }
  },
  observe: async (net) => {
    assert.equal(await large(net, 880), 3)
    assert.equal(await large(net, 1200), 0)
    return 'pings of 880 bytes are answered, of 1,200 bytes not'
  },
  due: mtuHole.due,
}

const smallMtu: Row = {
  row: '18',
  fault: 'a link of 900 bytes behind the router, which says so: nothing is wrong',
  world: { families: ['v4'] },
  make: async ({ router }) => void (await router.run(...NARROW_LINK)),
  observe: async ({ client }) => {
    const { out, err } = await client.attempt('ping', '-n', '-c', '1', '-W', '1', '-M', 'do', '-s', '1172', PROVIDER.v4)
    assert.match(out + err, /mtu ?= ?900|Frag needed/i)
    // what it has learned so must not help
    await client.run('ip', 'route', 'flush', 'cache')
    return 'the router tells pings of 1,200 bytes that 900 is the most'
  },
  due: { code: 'HEALTHY', owner: 'nobody', exitCode: 0, never: ['PMTU_BLACKHOLE', 'NET_SLOW'] },
}

/** What the way there is like. */
export const LINE_ROWS: readonly Row[] = [lossy, farAway, narrow, mtuHole, silentRouter, smallMtu]
