import assert from 'node:assert/strict'
import type { NetworkInterfaceInfo } from 'node:os'
import { test } from 'node:test'
import { routesInProc, routesInProc6, routesIn } from './routes-linux.ts'
import { routesInNetstat } from './routes-macos.ts'
import { routesInPrint } from './routes-windows.ts'
import { readRoutes } from './routes.ts'
import { shortest } from './system-tables.ts'

const line = (family: 4 | 6, to: string, via: string | undefined, device: string, metric: number): object => ({
  family,
  to,
  via,
  device,
  metric,
})

const PROC = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	100	00000000	0	0	0
tun0	00000080	00000000	0001	0	0	0	00000080	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
`
const PROC6 = `fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`

test('Linux without iproute2: routes are read from /proc', () => {
  assert.deepEqual(routesInProc(PROC), [
    line(4, '0.0.0.0/0', '192.0.2.1', 'eth0', 100),
    line(4, '128.0.0.0/1', undefined, 'tun0', 0),
    line(4, '192.0.2.0/24', undefined, 'eth0', 0),
  ])
  assert.deepEqual(routesInProc6(PROC6), [line(6, 'fd00::/64', undefined, 'eth0', 256), line(6, '::/0', 'fd00::1', 'eth0', 1024)])
})

test('a table that rules send everybody to comes before the main one, as WireGuard has it; one for some senders does not count', () => {
  const routes = [
    { dst: 'default', gateway: '192.0.2.1', dev: 'eth0', metric: 100 },
    { dst: 'default', dev: 'wg0', table: '51820' },
    { dst: 'default', gateway: '198.51.100.1', dev: 'eth1', table: '7' },
    { type: 'unreachable', dst: 'default', dev: 'lo', metric: 4_294_967_295 },
    { type: 'local', dst: '127.0.0.1', dev: 'lo', table: 'local' },
  ]
  const rules = [
    { src: 'all', table: 'local' },
    { src: '198.51.100.9', table: '7' },
    { src: 'all', fwmark: '0x80000', table: '7' },
    { src: 'all', not: null, fwmark: '0xca6c', table: '51820' },
    { src: 'all', table: 'main' },
  ]
  assert.deepEqual(routesIn(routes, rules, 4), [
    line(4, '0.0.0.0/0', '192.0.2.1', 'eth0', 100),
    line(4, '0.0.0.0/0', undefined, 'wg0', -1),
  ])
})

test('each next hop of a route with several is told, and an IPv6 hop of an IPv4 route too', () => {
  const nexthops = [
    { gateway: '192.0.2.1', dev: 'eth0' },
    { via: { host: 'fe80::1' }, dev: 'eth1' },
  ]
  assert.deepEqual(routesIn([{ dst: 'default', nexthops }], [], 4), [
    line(4, '0.0.0.0/0', '192.0.2.1', 'eth0', 0),
    line(4, '0.0.0.0/0', 'fe80::1', 'eth1', 0),
  ])
})

// In the form of macOS 14 with a VPN of halves, and a second interface.
const NETSTAT = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
0/1                10.81.10.5         UGScg               utun4
default            192.168.2.55       UGScg                 en0
default            link#23            UCSIg               utun7
default            192.168.9.1        UGScIg                en7
10.81.10.5         10.81.10.6         UH                  utun4
127                127.0.0.1          UCS                   lo0
128.0/1            utun4              USc                 utun4
192.168.2          link#11            UCS                   en0      !
`
// Older systems have two columns more.
const NETSTAT6 = `Routing tables

Internet6:
Destination                             Gateway                         Flags        Refs      Use   Netif Expire
default                                 fe80::1%en0                     UGcg           12        0     en0
default                                 fe80::%utun1                    UGcIg           0        0   utun1
2000::/3                                utun3                           USc             3        0   utun3
::1                                     ::1                             UHL             4        9     lo0
`

test('macOS: a route for one interface alone comes last where a router stands behind it, and else not at all', () => {
  assert.deepEqual(routesInNetstat(NETSTAT, 4), [
    line(4, '0.0.0.0/1', '10.81.10.5', 'utun4', 0),
    line(4, '0.0.0.0/0', '192.168.2.55', 'en0', 0),
    line(4, '0.0.0.0/0', '192.168.9.1', 'en7', 1),
    line(4, '10.81.10.5/32', '10.81.10.6', 'utun4', 0),
    line(4, '127.0.0.0/8', '127.0.0.1', 'lo0', 0),
    line(4, '128.0.0.0/1', undefined, 'utun4', 0),
    line(4, '192.168.2.0/24', undefined, 'en0', 0),
  ])
  assert.deepEqual(routesInNetstat(NETSTAT6, 6), [
    line(6, '::/0', 'fe80::1%en0', 'en0', 0),
    line(6, '2000::/3', undefined, 'utun3', 0),
    line(6, '::1/128', '::1', 'lo0', 0),
  ])
})

const PRINT = `===========================================================================
Interface List
 12...00 12 3f a7 17 ba ......Intel(R) Ethernet Connection
 17...00 ff 28 f8 39 61 ......TAP-Windows Adapter V9
  1...........................Software Loopback Interface 1
===========================================================================

IPv4 Route Table
===========================================================================
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0       10.88.88.2     10.88.88.149     25
          0.0.0.0        128.0.0.0         10.8.0.1         10.8.0.2    281
       10.88.88.0    255.255.255.0         On-link      10.88.88.149    281
===========================================================================
Persistent Routes:
  None

IPv6 Route Table
===========================================================================
Active Routes:
 If Metric Network Destination      Gateway
 12    281 ::/0                     fe80::1
  1    331 ::1/128                  On-link
 12    281 2001:db8:8a2e:370:7334:1234:5678:9abc/128
                                    On-link
===========================================================================
`

const info = (address: string, scopeid = 0): NetworkInterfaceInfo => {
  const common = { address, netmask: '', mac: '', internal: false, cidr: null }
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid } : { ...common, family: 'IPv4' }
}
const INTERFACES = { Ethernet: [info('10.88.88.149'), info('fe80::149', 12)], 'Local Area Connection': [info('10.8.0.2')] }

test('Windows: lines are known by their form, whatever the language of the headings', () => {
  const wanted = [
    line(4, '0.0.0.0/0', '10.88.88.2', 'Ethernet', 25),
    line(4, '0.0.0.0/1', '10.8.0.1', 'Local Area Connection', 281),
    line(4, '10.88.88.0/24', undefined, 'Ethernet', 281),
    line(6, '::/0', 'fe80::1%12', 'Ethernet', 281),
    line(6, '::1/128', undefined, '1', 331),
    line(6, '2001:db8:8a2e:370:7334:1234:5678:9abc/128', undefined, 'Ethernet', 281),
  ]
  assert.deepEqual(routesInPrint(PRINT, INTERFACES), wanted)
  const german = PRINT.replaceAll('On-link', 'Auf Verbindung')
    .replaceAll('Active Routes:', 'Aktive Routen:')
    .replaceAll('\n', '\r\n')
  assert.deepEqual(routesInPrint(german, INTERFACES), wanted)
})

test('only routes to everything or half of it count, the preferred one first; a system that cannot be asked has none', async () => {
  const ask = (_program: string, ...args: readonly string[]): Promise<string> =>
    Promise.resolve(args.includes('inet6') ? NETSTAT6 : NETSTAT)
  const routes = await readRoutes('darwin', ask)
  assert.deepEqual(
    routes.map(({ to, device }) => `${to} ${device}`),
    ['0.0.0.0/1 utun4', '0.0.0.0/0 en0', '128.0.0.0/1 utun4', '::/0 en0', '2000::/3 utun3', '0.0.0.0/0 en7'],
  )
  for (const platform of ['darwin', 'win32', 'freebsd'] as const)
    assert.deepEqual(await readRoutes(platform, () => Promise.resolve('')), [])
})

test('addresses are told in their shortest form', () => {
  assert.equal(shortest('2001:0db8:0:0:0:0:0:1'), '2001:db8::1')
  assert.equal(shortest('fe80::1%en0'), 'fe80::1%en0')
  assert.equal(shortest('192.0.2.1'), '192.0.2.1')
})
