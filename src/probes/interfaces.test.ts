import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addresses } from '../../test/instruments/interfaces.ts'
import { interfacesInIfconfig, interfacesInIp, interfacesOf, reachOf } from './interfaces.ts'

const IP = JSON.stringify([
  { ifname: 'lo', flags: ['LOOPBACK', 'UP', 'LOWER_UP'], link_type: 'loopback' },
  {
    ifname: 'eth0',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    link_type: 'ether',
    addr_info: [{ family: 'inet', local: '192.0.2.7' }],
  },
  { ifname: 'eth1', flags: ['NO-CARRIER', 'BROADCAST', 'UP'], link_type: 'ether' },
  { ifname: 'wg0', flags: ['POINTOPOINT', 'NOARP', 'UP', 'LOWER_UP'], link_type: 'none', linkinfo: { info_kind: 'wireguard' } },
  {
    ifname: 'tun0',
    flags: ['NO-CARRIER', 'POINTOPOINT', 'UP'],
    link_type: 'none',
    linkinfo: { info_kind: 'tun' },
    addr_info: [{ family: 'inet', local: '10.8.0.2' }, {}],
  },
  { ifname: 'ppp0', flags: ['POINTOPOINT', 'UP', 'LOWER_UP'], link_type: 'ppp' },
])

test('Linux: an interface without its carrier is not up, and tunnels are told by their kind', () => {
  assert.deepEqual(
    interfacesInIp(IP).map(({ name, up, kind }) => `${name} ${up ? 'up' : 'down'} ${kind}`),
    ['lo up loopback', 'eth0 up other', 'eth1 down other', 'wg0 up tunnel', 'tun0 down tunnel', 'ppp0 up tunnel'],
  )
  assert.deepEqual(interfacesInIp('ip: unrecognized option: json'), [])
})

const IFCONFIG = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	inet 127.0.0.1 netmask 0xff000000
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	ether a4:83:e7:00:00:01
	inet 192.168.2.31 netmask 0xffffff00 broadcast 192.168.2.255
	media: autoselect
	status: active
en7: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	media: autoselect (none)
	status: inactive
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1380
	inet 10.81.10.6 --> 10.81.10.5 netmask 0xffffffff
`

test('macOS: a cable that is not plugged in is not up', () => {
  assert.deepEqual(
    interfacesInIfconfig(IFCONFIG).map(({ name, up, kind }) => `${name} ${up ? 'up' : 'down'} ${kind}`),
    ['lo0 up loopback', 'en0 up other', 'en7 down other', 'utun4 up tunnel'],
  )
})

test('macOS: addresses are those that Node knows', () => {
  const [, cable] = interfacesOf(interfacesInIfconfig(IFCONFIG), addresses({ en0: ['192.168.2.31'] }))
  assert.deepEqual(cable?.addresses, [{ address: '192.168.2.31', family: 4, reach: 'private' }])
})

test('what the system tells and what Node knows are one list; where nothing is told, names tell tunnels', () => {
  const known = addresses({ lo: ['127.0.0.1'], eth0: ['192.0.2.7', 'fe80::1'], tun3: ['10.8.0.2'] })
  const [, cable] = interfacesOf([], known)
  assert.deepEqual(cable, {
    name: 'eth0',
    kind: 'other',
    up: true,
    addresses: [
      { address: '192.0.2.7', family: 4, reach: 'global' },
      { address: 'fe80::1', family: 6, reach: 'link' },
    ],
  })
  assert.deepEqual(
    interfacesOf([], known).map(({ kind }) => kind),
    ['loopback', 'other', 'tunnel'],
  )
  // a tunnel that nobody serves has an address all the same
  assert.deepEqual(
    interfacesOf(interfacesInIp(IP), known).map(({ name, addresses: own }) => `${name} ${own.length}`),
    ['lo 0', 'eth0 1', 'eth1 0', 'wg0 0', 'tun0 1', 'ppp0 0', 'tun3 1'],
  )
})

test('how far an address leads', () => {
  const table = {
    '127.0.0.53': 'loopback',
    '::1': 'loopback',
    '169.254.7.7': 'link',
    'fe80::1%eth0': 'link',
    '10.0.0.1': 'private',
    '172.31.255.1': 'private',
    '172.32.0.1': 'global',
    '192.168.1.1': 'private',
    '100.64.0.9': 'private',
    'fd00::2': 'private',
    '2001:db8::1': 'global',
    '1.1.1.1': 'global',
  }
  for (const [address, reach] of Object.entries(table)) assert.equal(reachOf(address), reach, address)
})
