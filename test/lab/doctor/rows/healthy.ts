import assert from 'node:assert/strict'
import { PROVIDER, ROUTER } from '../../net/lab.ts'
import { badLine } from '../../net/line.ts'
import type { Expected } from '../expected.ts'
import { assertAnswer, assertAnswers, assertLooksUp, assertSilent } from '../observers.ts'
import { IPV4_OF, PLACES } from '../places.ts'
import type { Row } from '../row.ts'

const { api, resolverOne, resolverTwo, wellKnown } = PLACES

/** From the first probe to the last, where nothing is wrong. */
const SOON = 1500

const healthy: Expected = {
  code: 'HEALTHY',
  owner: 'nobody',
  exitCode: 0,
  confidence: 'certain',
  evidence: [{ saw: 'answer', status: 401 }],
}

const plain: Row = {
  row: '102a',
  fault: 'nothing: IPv4 alone',
  world: { families: ['v4'] },
  within: SOON,
  make: async ({ client }) => void (await client.shell('ip -6 addr flush dev eth0; ip -6 route flush dev eth0')),
  observe: async ({ client }) => await assertAnswer(client, api, /^HTTP\/1.1 401/),
  due: { ...healthy, never: ['V6_ABSENT', 'DNS_PUBLIC_BLOCKED', 'TLS_INTERCEPT_TRUSTED'] },
}

const dualStack: Row = {
  row: '102b',
  fault: 'nothing: IPv4 and IPv6',
  within: SOON,
  observe: async ({ client }) => await assertAnswers(client, api.v4, api.v6),
  due: { ...healthy, never: ['V6_ABSENT', 'DNS_PUBLIC_BLOCKED', 'TLS_INTERCEPT_TRUSTED'] },
}

const proxyAlone: Row = {
  row: '102c',
  fault: 'nothing: a proxy is the only way out, and it is set',
  within: SOON,
  make: async ({ firewall, router, serve }) => {
    const shut = await firewall.drop('iifname "lan"')
    await serve(router, { doors: [{ address: ROUTER.v4, port: 3128, deed: { is: 'proxy', to: IPV4_OF } }] })
    return {
      asked: { env: { HTTPS_PROXY: `http://${ROUTER.v4}:3128` } },
      after: async () => `${await shut.packets()} packets past the proxy dropped`,
    }
  },
  observe: async ({ client }) => await assertSilent(client, api.v4, wellKnown.v4),
  due: { ...healthy, beside: ['PROXY_ONLY'], never: ['NET_UPSTREAM_DOWN', 'CAPTIVE_PORTAL', 'DNS_SERVER_DEAD'] },
}

/** There is no NAT64 in this kernel; to a client, names with addresses of its family are the same. */
const sixAlone: Row = {
  row: '102d',
  fault: 'nothing: IPv6 alone',
  world: { families: ['v6'] },
  within: SOON,
  make: async ({ client }) => {
    await client.run('ip', '-4', 'addr', 'flush', 'dev', 'eth0')
    await client.nameservers(ROUTER.v6)
    return undefined
  },
  observe: async ({ client }) => {
    assert.equal(await client.run('ip', '-4', '-o', 'addr', 'show', 'dev', 'eth0'), '')
    return `eth0 has no IPv4 address; ${await assertAnswers(client, PROVIDER.v6)}`
  },
  due: { ...healthy, never: ['NET_NO_ROUTE', 'NET_UPSTREAM_DOWN', 'V6_ONLY_NAME', 'V6_BROKEN'] },
}

/** A tunnel that works: to the client, nothing but its device and its routes tell it from a stale one. */
const vpnUp: Row = {
  row: '102e',
  fault: 'nothing: a VPN is up',
  world: { families: ['v4'] },
  within: SOON,
  make: async ({ client, router }) => {
    const near = { machine: client, device: 'wan0', addresses: ['10.8.0.2/24'] }
    await badLine(near, { machine: router, device: 'wan0', addresses: ['10.8.0.1/24'] }, {})
    await client.shell('for half in 0.0.0.0/1 128.0.0.0/1; do ip route add $half via 10.8.0.1; done')
    return undefined
  },
  observe: async ({ client }) => {
    assert.match(await client.run('ip', 'route', 'get', PROVIDER.v4), /dev wan0/)
    return `the way to ${PROVIDER.v4} is a tunnel; ${await assertAnswers(client, PROVIDER.v4)}`
  },
  due: { ...healthy, never: ['VPN_STALE', 'PMTU_BLACKHOLE'] },
}

const forbiddenControls: Row = {
  row: '102f',
  fault: 'nothing: well-known addresses and public resolvers are forbidden',
  within: SOON,
  make: async ({ firewall }) => {
    const places = [resolverOne, resolverTwo]
    const four = await firewall.drop(`ip daddr { ${places.map(({ v4 }) => v4).join(', ')} }`)
    await firewall.drop(`ip6 daddr { ${places.map(({ v6 }) => v6).join(', ')} }`)
    return { after: async () => `${await four.packets()} packets dropped` }
  },
  observe: async ({ client }) => await assertSilent(client, resolverOne.v4, resolverTwo.v4),
  due: { ...healthy, beside: ['DNS_PUBLIC_BLOCKED'], never: ['NET_UPSTREAM_DOWN', 'NET_LOSSY', 'DNS_SERVER_DEAD'] },
}

const allControls = Object.entries(PLACES).flatMap(([name, place]) => (name === 'api' ? [] : [place]))

const noControls: Row = {
  row: '104a',
  fault: 'every control host is out of reach, and the API is not',
  make: async ({ firewall }) => {
    const four = await firewall.drop(`ip daddr { ${allControls.map(({ v4 }) => v4).join(', ')} }`)
    await firewall.drop(`ip6 daddr { ${allControls.map(({ v6 }) => v6).join(', ')} }`)
    return { after: async () => `${await four.packets()} packets dropped` }
  },
  observe: async ({ client }) => {
    await assertSilent(client, ...allControls.slice(0, 3).map(({ v4 }) => v4))
    return `no control answers pings; ${await assertAnswers(client, api.v4)}`
  },
  due: { ...healthy, confidence: 'certain', never: ['NET_UPSTREAM_DOWN', 'NET_LOSSY', 'CAPTIVE_PORTAL', 'TARGET_UNREACHABLE'] },
}

const noStatusPage: Row = {
  row: '104b',
  fault: 'the status page is out of reach',
  within: SOON,
  make: async ({ firewall }) => {
    const { v4, v6 } = PLACES.status
    const four = await firewall.drop(`ip daddr ${v4}`)
    await firewall.drop(`ip6 daddr ${v6}`)
    return { after: async () => `${await four.packets()} packets dropped` }
  },
  observe: async ({ client }) => `${await assertSilent(client, PLACES.status.v4)}; ${await assertAnswers(client, api.v4)}`,
  due: { ...healthy, never: ['PROVIDER_INCIDENT', 'NET_LOSSY'] },
}

const throughCache: Row = {
  row: '46',
  fault: 'nothing: a transparent cache changes headers, and no content',
  world: { says: { portalOne: 'no-content-through-cache', portalTwo: 'success-through-cache' } },
  within: SOON,
  observe: async ({ client }) => await assertLooksUp(client, PLACES.portalOne.name, [PLACES.portalOne.v4, PLACES.portalOne.v6]),
  due: { ...healthy, never: ['CAPTIVE_PORTAL'] },
}

export const HEALTHY_ROWS: readonly Row[] = [
  plain,
  dualStack,
  proxyAlone,
  sixAlone,
  vpnUp,
  forbiddenControls,
  noControls,
  noStatusPage,
]
export const CACHE_ROW: Row = throughCache
