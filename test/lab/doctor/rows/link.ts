import assert from 'node:assert/strict'
import { PROVIDER, ROUTER } from '../../net/lab.ts'
import type { Internet } from '../internet.ts'
import { assertAnswers, assertSilent } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'

const { wellKnown } = PLACES

const interfacesOf = async ({ client }: Internet): Promise<readonly string[]> =>
  [...(await client.run('ip', '-o', 'link', 'show', 'up')).matchAll(/^\d+: ([^:@]+)/gm)].map(([, name = '']) => name)

const noLink: Row = {
  row: '1',
  fault: 'no interface but loopback',
  make: async ({ client }) => void (await client.run('ip', 'link', 'del', 'eth0')),
  observe: async (net) => {
    assert.deepEqual(await interfacesOf(net), ['lo'])
    return 'ip shows lo alone'
  },
  due: {
    code: 'NET_NO_LINK',
    owner: 'computer',
    confidence: 'certain',
    evidence: [{ saw: 'no-interface' }],
    never: ['DNS_SERVER_DEAD', 'NET_UPSTREAM_DOWN', 'NET_NO_ROUTE'],
  },
}

const noAddress: Row = {
  row: '2',
  fault: 'a link with an address of its own making alone (169.254.7.7)',
  make: async ({ client }) => void (await client.shell('ip addr flush dev eth0; ip addr add 169.254.7.7/16 dev eth0')),
  observe: async (net) => {
    assert.deepEqual(await interfacesOf(net), ['lo', 'eth0'])
    return await assertSilent(net.client, ROUTER.v4)
  },
  due: {
    code: 'NET_NO_ADDRESS',
    owner: 'network',
    confidence: 'certain',
    evidence: [{ saw: 'no-address', device: 'eth0' }],
    never: ['DNS_SERVER_DEAD', 'NET_UPSTREAM_DOWN'],
  },
}

const noRoute: Row = {
  row: '3',
  fault: 'no default route',
  make: async ({ client }) => void (await client.shell('ip route del default; ip -6 route del default')),
  observe: async ({ client }) => {
    await assertSilent(client, wellKnown.v4)
    return `${await assertAnswers(client, ROUTER.v4)}, and nobody behind it can be asked`
  },
  due: {
    code: 'NET_NO_ROUTE',
    owner: 'network',
    confidence: 'certain',
    evidence: [{ saw: 'no-route' }],
    never: ['DNS_SERVER_DEAD', 'TARGET_UNREACHABLE', 'NET_UPSTREAM_DOWN'],
  },
}

const routerDead: Row = {
  row: '4',
  fault: 'the router is dead',
  make: async ({ router, client }) => {
    await router.shell('ip addr flush dev lan')
    // it was met before: some seconds later it would be forgotten anyway
    await client.shell('ip neigh flush dev eth0')
  },
  observe: async ({ client }) => {
    const said = await assertSilent(client, ROUTER.v4)
    const neighbours = await client.run('ip', 'neigh', 'show', ROUTER.v4)
    assert.match(neighbours, /FAILED|INCOMPLETE/)
    return `${said}; the kernel has no neighbour there`
  },
  due: {
    code: 'NET_GATEWAY_DEAD',
    owner: 'network',
    evidence: [{ saw: 'first-hop', state: 'dead', address: ROUTER.v4 }],
    never: ['DNS_SERVER_DEAD', 'TARGET_UNREACHABLE'],
  },
}

const lineDead: Row = {
  row: '5',
  fault: 'the line behind the router is dead',
  make: async ({ router }) =>
    void (await router.shell(
      'ip link set wan down; ip route add unreachable default; ip -6 route add unreachable default metric 1',
    )),
  observe: async ({ client }) => `${await assertAnswers(client, ROUTER.v4)}, ${await assertSilent(client, wellKnown.v4)}`,
  due: {
    code: 'NET_UPSTREAM_DOWN',
    owner: 'network',
    confidence: 'certain',
    evidence: [
      { saw: 'internet', reached: 0 },
      { saw: 'first-hop', state: 'answers', address: ROUTER.v4 },
    ],
    never: ['DNS_SERVER_DEAD', 'TARGET_UNREACHABLE', 'PROVIDER_UNREACHABLE', 'NET_GATEWAY_DEAD'],
  },
}

const lineSilent: Row = {
  row: '5b',
  fault: 'the line behind the router swallows everything',
  make: async ({ firewall }) => {
    const dropped = await firewall.drop('iifname "lan" ct state != established')
    return { after: async () => `${await dropped.packets()} packets dropped` }
  },
  observe: async ({ client }) => `${await assertAnswers(client, ROUTER.v4)}, ${await assertSilent(client, wellKnown.v4)}`,
  due: {
    code: 'NET_UPSTREAM_DOWN',
    owner: 'network',
    evidence: [{ saw: 'internet', reached: 0 }],
    never: ['DNS_SERVER_DEAD', 'TARGET_UNREACHABLE', 'PROVIDER_UNREACHABLE', 'NET_GATEWAY_DEAD', 'VPN_STALE'],
  },
}

const wrongRoute: Row = {
  row: '7',
  fault: 'two default routes, the preferred one dead',
  world: { families: ['v4'] },
  make: async ({ client }) =>
    void (await client.shell(`
      ip link add dead0 type veth peer name dead1; ip link set dead1 up; ip addr add 10.99.0.2/24 dev dead0; ip link set dead0 up
      ip route del default; ip -6 route del default
      ip route add default via 10.99.0.1 dev dead0 metric 50
      ip route add default via ${ROUTER.v4} dev eth0 metric 100`)),
  observe: async ({ client }) => {
    const said = await assertSilent(client, wellKnown.v4)
    const { code } = await client.attempt('ping', '-n', '-q', '-c', '1', '-W', '1', '-I', 'eth0', wellKnown.v4)
    assert.equal(code, 0)
    return `${said}, but through eth0`
  },
  due: {
    code: 'NET_WRONG_ROUTE',
    owner: 'computer',
    evidence: [{ saw: 'other-route', device: 'eth0' }],
    never: ['NET_UPSTREAM_DOWN', 'NET_GATEWAY_DEAD', 'DNS_SERVER_DEAD'],
  },
}

const staleVpn: Row = {
  row: '8',
  fault: 'routes that a VPN has left behind: 0/1 and 128/1 into a tunnel that nobody reads',
  make: async ({ client }) =>
    void (await client.shell(`
      ip tuntap add dev tun0 mode tun; ip addr add 10.8.0.2/24 dev tun0; ip link set tun0 up
      ip route add 0.0.0.0/1 dev tun0; ip route add 128.0.0.0/1 dev tun0
      ip -6 route del default`)),
  observe: async ({ client }) => {
    assert.match(await client.run('ip', 'route', 'get', PROVIDER.v4), /dev tun0/)
    return `the way to ${PROVIDER.v4} is tun0; ${await assertSilent(client, wellKnown.v4)}`
  },
  due: {
    code: 'VPN_STALE',
    owner: 'computer',
    evidence: [{ saw: 'tunnel', device: 'tun0' }],
    never: ['NET_UPSTREAM_DOWN', 'TARGET_UNREACHABLE', 'DNS_SERVER_DEAD'],
  },
}

/** A route that leads nowhere, aloud: the errno differs. */
function refusedTarget(how: 'prohibit' | 'unreachable'): Row {
  return {
    row: how === 'prohibit' ? '9a' : '9b',
    fault: `only the target is blocked (${how === 'prohibit' ? 'EACCES' : 'EHOSTUNREACH'})`,
    make: async ({ client }) =>
      void (await client.shell(`ip route add ${how} ${PROVIDER.v4}; ip -6 route add ${how} ${PROVIDER.v6}`)),
    observe: async ({ client }) => {
      const { err, out } = await client.attempt('ip', 'route', 'get', PROVIDER.v4)
      assert.match(err + out, /Permission denied|No route to host|prohibit|unreachable/i)
      return `the kernel: ${(err + out).trim().split('\n')[0]}; ${await assertAnswers(client, wellKnown.v4)}`
    },
    due: {
      code: 'BLOCKED_TARGET',
      owner: 'network',
      evidence: [{ saw: 'target-unreached' }],
      never: ['PROVIDER_UNREACHABLE', 'TARGET_UNREACHABLE', 'NET_UPSTREAM_DOWN'],
    },
  }
}

function droppedTarget(page: 'green' | 'red'): Row {
  return {
    row: page === 'green' ? '10' : '11',
    fault: `packets to the target alone vanish; the status page is ${page}`,
    world: { says: { status: `status-${page}` } },
    make: async ({ firewall }) => {
      const four = await firewall.drop(`ip daddr ${PROVIDER.v4}`)
      await firewall.drop(`ip6 daddr ${PROVIDER.v6}`)
      return { after: async () => `${await four.packets()} packets dropped` }
    },
    observe: async ({ client }) => `${await assertSilent(client, PROVIDER.v4)}; ${await assertAnswers(client, wellKnown.v4)}`,
    due:
      page === 'green'
        ? {
            code: 'TARGET_UNREACHABLE',
            owner: 'network',
            confidence: 'possible',
            evidence: [{ saw: 'target-unreached', code: 'TIMEOUT' }],
            never: ['PROVIDER_UNREACHABLE', 'NET_UPSTREAM_DOWN', 'API_SILENT'],
          }
        : {
            code: 'PROVIDER_UNREACHABLE',
            owner: 'provider',
            confidence: 'likely',
            evidence: [{ saw: 'target-unreached', code: 'TIMEOUT' }],
            never: ['NET_UPSTREAM_DOWN'],
          },
  }
}

export const LINK_ROWS: readonly Row[] = [
  noLink,
  noAddress,
  noRoute,
  routerDead,
  lineDead,
  lineSilent,
  wrongRoute,
  staleVpn,
  refusedTarget('prohibit'),
  refusedTarget('unreachable'),
  droppedTarget('green'),
  droppedTarget('red'),
]
