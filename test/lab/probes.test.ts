import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Tried } from '../../src/probes/facts.ts'
import { API, PROVIDER, ROUTER, withLab, type Lab } from './net/lab.ts'
import { labObstacle } from './net/obstacle.ts'
import type { Probed, Probing } from './probing.ts'

// What the network probes of doctor see where only a real network makes the difference.

const skip = labObstacle() ?? false
const PROGRAM = fileURLToPath(new URL('probing.ts', import.meta.url))
/** In doctor each is cut off at 5.8 s. */
const LATEST = 5800

async function probe({ client }: Lab, probing: Probing): Promise<Probed> {
  const found = JSON.parse(await client.run(process.execPath, PROGRAM, JSON.stringify(probing))) as Probed
  for (const id of probing.probes) assert.ok(found[id].millis < LATEST, `${id} took ${found[id].millis} ms`)
  return found
}

/** A door on the provider that takes connections and reads. */
async function openDoor({ provider }: Lab): Promise<void> {
  const script = `require('node:net').createServer((s) => s.on('error', () => {}).resume()).listen(443, '::', () => console.log('open'))`
  await provider.start([process.execPath, '-e', script]).says(/^open$/)
}

const code = (tried: Tried | undefined): string => (tried === undefined ? 'none' : tried.ok ? 'ok' : tried.code)
const ADDRESSES = [`${PROVIDER.v4}:443`, `[${PROVIDER.v6}]:443`]
const controls = { addresses: ADDRESSES }

const SUITE = { concurrency: 2, skip }

describe('the network probes, in real networks', SUITE, () => {
  test('a healthy network: quickly, and nothing amiss', async (t) => {
    await withLab({}, async (lab) => {
      await openDoor(lab)
      const { link, egress, dns, tcp, mtu } = await probe(lab, { probes: ['link', 'egress', 'dns', 'tcp', 'mtu'], controls })
      const { interfaces, routes, gateways, deviceToTarget } = link.facts
      assert.deepEqual(
        interfaces.filter(({ up }) => up).map(({ name, kind }) => `${name} ${kind}`),
        ['lo loopback', 'eth0 other'],
      )
      assert.deepEqual(routes.map(({ to, via, device }) => `${to} ${via} ${device}`).toSorted(), [
        `0.0.0.0/0 ${ROUTER.v4} eth0`,
        `::/0 ${ROUTER.v6} eth0`,
      ])
      assert.deepEqual(
        gateways.map(({ state }) => state),
        ['answers', 'answers'],
      )
      assert.equal(deviceToTarget, 'eth0')
      assert.deepEqual(
        egress.facts.tries.map(({ tried }) => code(tried)),
        ['ok', 'ok'],
      )
      assert.deepEqual(tcp.facts.addresses.map(({ address, tried }) => `${address} ${code(tried)}`).toSorted(), [
        `${PROVIDER.v4} ok`,
        `${PROVIDER.v6} ok`,
      ])
      assert.equal(code(dns.facts.system), 'ok')
      assert.deepEqual(
        dns.facts.servers.map(({ server, a, aaaa }) => [server, code(a), code(aaaa)]),
        [[ROUTER.v4, 'ok', 'ok']],
      )
      assert.deepEqual(mtu.facts.bulk?.ok === true && mtu.facts.bulk.saw, { sent: 24_576, unacknowledged: 0 })
      const slowest = Math.max(...[link, egress, dns, tcp, mtu].map(({ millis }) => millis))
      t.diagnostic(`the slowest took ${slowest} ms`)
    })
  })

  test('a silent name server: the system is not waited for as long as it would take, and no child stays', async (t) => {
    await withLab({}, async (lab) => {
      const dropped = await lab.firewall.drop('udp dport 53', 'input')
      const { dns, tcp } = await probe(lab, { probes: ['dns', 'tcp'], controls: {} })
      assert.equal(code(dns.facts.system), 'TIMEOUT')
      assert.deepEqual(
        dns.facts.servers.map(({ a }) => code(a)),
        ['TIMEOUT'],
      )
      assert.equal(code(tcp.facts.asPrograms), 'TIMEOUT')
      assert.deepEqual(tcp.facts.addresses, [])
      assert.ok((await dropped.packets()) > 0)
      assert.equal((await lab.client.attempt('pgrep', '-f', 'look-up-child')).out, '')
      t.diagnostic(`dns ${dns.millis} ms, tcp ${tcp.millis} ms`)
    })
  })
})

describe('the network probes, with a broken way', SUITE, () => {
  test('a first hop that is not there: it is dead, and the kernel says so of every address', async () => {
    await withLab({}, async (lab) => {
      await lab.client.shell(`ip route replace default via 10.86.1.9; ip -6 route del default`)
      const { link, egress } = await probe(lab, { probes: ['link', 'egress'], controls })
      assert.deepEqual(link.facts.gateways, [{ address: '10.86.1.9', device: 'eth0', state: 'dead' }])
      assert.deepEqual(
        egress.facts.tries.map(({ tried }) => code(tried)),
        ['EHOSTUNREACH', 'ENETUNREACH'],
      )
    })
  })

  test('large packets that vanish: connections stand, and nothing that is poured into them is acknowledged', async (t) => {
    await withLab({ line: { longest: 900 } }, async (lab) => {
      await openDoor(lab)
      const { tcp, mtu } = await probe(lab, { probes: ['tcp', 'mtu'], controls: {} })
      assert.equal(code(tcp.facts.asPrograms), 'ok')
      assert.deepEqual(mtu.facts.bulk?.ok === true && mtu.facts.bulk.saw, { sent: 24_576, unacknowledged: 24_576 })
      t.diagnostic(`mtu ${mtu.millis} ms`)
    })
  })

  test('a round trip above what Node waits for an address, and no IPv6: programs fail where each address answers', async () => {
    await withLab({ line: { delay: 300 } }, async (lab) => {
      await openDoor(lab)
      // the system orders the address that has no route last
      await lab.client.shell('ip -6 route del default')
      const { tcp } = await probe(lab, { probes: ['tcp'], controls: {} })
      const v4 = tcp.facts.addresses.find(({ family }) => family === 4)
      assert.ok(v4?.tried.ok === true && v4.tried.millis >= 600, JSON.stringify(tcp))
      assert.equal(code(tcp.facts.asPrograms), 'ETIMEDOUT')
    })
  })
})

describe('the network probes, with several ways', SUITE, () => {
  test('two ways out, the preferred one dead: the other works', async () => {
    await withLab({}, async (lab) => {
      await openDoor(lab)
      await lab.client.shell(`
        ip link add dead0 type veth peer name dead1; ip link set dead1 up; ip addr add 10.99.0.2/24 dev dead0; ip link set dead0 up
        ip route del default; ip -6 route del default
        ip route add default via 10.99.0.1 dev dead0 metric 50
        ip route add default via ${ROUTER.v4} dev eth0 metric 100`)
      const { link, egress } = await probe(lab, { probes: ['link', 'egress'], controls: { addresses: [`${PROVIDER.v4}:443`] } })
      assert.deepEqual(
        link.facts.routes.map(({ device, metric }) => `${device} ${metric}`),
        ['dead0 50', 'eth0 100'],
      )
      assert.equal(egress.facts.tries[0]?.tried.ok, false)
      assert.deepEqual(
        egress.facts.otherWays.map(({ device, tried }) => `${device} ${code(tried)}`),
        ['eth0 ok'],
      )
    })
  })

  test('halves that a VPN has left behind are routes of a tunnel, and the way to the target', async () => {
    await withLab({}, async (lab) => {
      // its resolver is near enough not to go through the tunnel; a line of its own comes before it all the same
      await lab.client.shell(`
        echo '${PROVIDER.v4} ${API}' >> /etc/hosts
        ip tuntap add dev tun0 mode tun; ip addr add 10.8.0.2/24 dev tun0; ip link set tun0 up
        ip route add 0.0.0.0/1 dev tun0; ip route add 128.0.0.0/1 dev tun0`)
      const { link, dns } = await probe(lab, { probes: ['link', 'dns'], controls: {} })
      assert.ok(link.facts.interfaces.some(({ name, kind }) => name === 'tun0' && kind === 'tunnel'))
      assert.deepEqual(
        link.facts.routes.filter(({ device }) => device === 'tun0').map(({ to }) => to),
        ['0.0.0.0/1', '128.0.0.0/1'],
      )
      assert.equal(link.facts.deviceToTarget, 'tun0')
      assert.deepEqual(dns.facts.hostsFile, [`${PROVIDER.v4} ${API}`])
    })
  })
})
