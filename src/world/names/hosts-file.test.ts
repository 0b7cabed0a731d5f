import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderWith } from '../../../test/instruments/bench-for-probes.ts'
import { addressed } from '../../../test/instruments/scripted-names.ts'
import { HostsFile } from './hosts-file.ts'

test('what the hosts file says of a name, as it is now', (t) => {
  const path = join(
    folderWith(t, { hosts: '192.0.2.1 API.test other.test\n2001:db8::1 api.test # mine\nnonsense api.test\n' }),
    'hosts',
  )
  const hosts = new HostsFile(path)
  assert.deepEqual(hosts.addressesOf('api.test.'), addressed('192.0.2.1', '2001:db8::1'))
  assert.deepEqual(hosts.addressesOf('pi.test'), [])
  writeFileSync(path, '192.0.2.22 api.test\n')
  assert.deepEqual(hosts.addressesOf('api.test'), addressed('192.0.2.22'))
  rmSync(path)
  assert.deepEqual(hosts.addressesOf('api.test'), [])
})

test('localhost is this machine, whatever becomes of its hosts file', (t) => {
  const path = join(folderWith(t, { hosts: '127.0.0.1 localhost\n' }), 'hosts')
  assert.deepEqual(new HostsFile(path).addressesOf('localhost'), addressed('127.0.0.1'))
  assert.deepEqual(new HostsFile(path).addressesOf('api.localhost'), addressed('127.0.0.1', '::1'))
  rmSync(path)
  assert.deepEqual(new HostsFile(path).addressesOf('localhost'), addressed('127.0.0.1', '::1'))
  assert.deepEqual(new HostsFile(path).addressesOf('notlocalhost'), [])
})
