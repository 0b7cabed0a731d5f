import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addresses } from '../../test/instruments/interfaces.ts'
import { outsideAddresses } from './outside.ts'

const CASES: readonly (readonly [string, Readonly<Record<string, readonly string[]>>, readonly string[]])[] = [
  ['the loopback leads nowhere', { lo: ['127.0.0.1', '::1'] }, []],
  ['what a machine gave itself leads nowhere', { wlan0: ['169.254.3.4', 'fe80::1', 'FEBF::2'] }, []],
  ['an address that was given leads outside', { eth0: ['192.0.2.7', 'fe80::1'] }, ['eth0 192.0.2.7']],
  ['so does one inside a container', { lo: ['127.0.0.1'], eth0: ['172.17.0.2'] }, ['eth0 172.17.0.2']],
  [
    'the bridge of its containers does not',
    { docker0: ['172.17.0.1'], 'br-0123456789ab': ['172.18.0.1'], virbr0: ['192.168.122.1'] },
    [],
  ],
  ['a bridge that somebody made for the machine itself does', { br0: ['192.0.2.9'] }, ['br0 192.0.2.9']],
  [
    'IPv6: temporary addresses of one network are one',
    { en0: ['2001:db8:1:2:aaaa::1', '2001:db8:1:2:bbbb:cccc:dddd:eeee', '2001:db8:1:2::5'] },
    ['en0 2001:db8:1:2::/64'],
  ],
  ['IPv6: short forms', { en0: ['2001:db8::1', 'fd00::2'] }, ['en0 2001:db8:0:0::/64', 'en0 fd00:0:0:0::/64']],
  ['the order of the interfaces says nothing', { z: ['192.0.2.2'], a: ['192.0.2.1'] }, ['a 192.0.2.1', 'z 192.0.2.2']],
]
for (const [name, given, expected] of CASES) {
  test(name, () =>
    assert.deepEqual(
      outsideAddresses(() => addresses(given)),
      expected,
    ),
  )
}

test('a machine that does not let programs look tells nothing', () => {
  const refuse = (): never => {
    throw new Error('EACCES')
  }
  assert.equal(outsideAddresses(refuse), undefined)
})
