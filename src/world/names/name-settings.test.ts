import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configuredInResolvConf, configuredInScutil, hostsFileOf, linesFor, readConfigured } from './name-settings.ts'

test('resolv.conf: servers, and the last search list; remarks and what is no address do not count', () => {
  const text = `# made by hand
nameserver 192.0.2.53
nameserver not-an-address
nameserver fe80::1%eth0
; nameserver 198.51.100.1
domain old.test
search corp.test lab.test
options timeout:1
nameserver 2001:db8::53
nameserver 203.0.113.4
`
  assert.deepEqual(configuredInResolvConf(text), {
    state: 'present',
    servers: ['192.0.2.53', 'fe80::1%eth0', '2001:db8::53'],
    search: ['corp.test', 'lab.test'],
    wsl: false,
  })
})

test('a missing and an empty resolv.conf are two things; a search list of a dot is none', () => {
  assert.equal(configuredInResolvConf(undefined).state, 'missing')
  assert.equal(configuredInResolvConf('').state, 'empty')
  assert.equal(configuredInResolvConf('search .\n').state, 'empty')
  assert.deepEqual(configuredInResolvConf('nameserver 127.0.0.53\nsearch .\n').search, [])
})

test('WSL is known by its kernel', async () => {
  const files: Readonly<Record<string, string>> = {
    '/etc/resolv.conf': 'nameserver 10.255.255.254\n',
    '/proc/version': 'Linux version 5.15.153.1-microsoft-standard-WSL2 (root@941d701f84f1)',
  }
  const found = await readConfigured(
    'linux',
    () => Promise.resolve(''),
    (path) => Promise.resolve(files[path]),
  )
  assert.deepEqual(found, { state: 'present', servers: ['10.255.255.254'], search: [], wsl: true })
})

// In the form of macOS 14.
const SCUTIL = `DNS configuration

resolver #1
  search domain[0] : home.test
  nameserver[0] : 192.168.2.1
  nameserver[1] : 2001:db8::1
  if_index : 11 (en0)
  flags    : Request A records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  timeout  : 5
  order    : 300000

resolver #3
  domain   : corp.test
  nameserver[0] : 10.9.9.9

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 203.0.113.1
  if_index : 14 (en7)
`

test('macOS: the first resolver is the one that everybody asks', () => {
  assert.deepEqual(configuredInScutil(SCUTIL), { servers: ['192.168.2.1', '2001:db8::1'], search: ['home.test'] })
  assert.deepEqual(configuredInScutil('No DNS configuration available\n'), { servers: [], search: [] })
})

test('hosts file: lines that name the host, whatever the case, without remarks', () => {
  const hosts = `127.0.0.1 localhost\r
  192.0.2.9	API.example.test  other.test # since March
# 192.0.2.10 api.example.test
192.0.2.11 not-api.example.test
2001:db8::9 x api.example.test.
`
  assert.deepEqual(linesFor('api.example.test', hosts), [
    '192.0.2.9 API.example.test other.test',
    '2001:db8::9 x api.example.test.',
  ])
  assert.equal(hostsFileOf('linux', undefined), '/etc/hosts')
  assert.match(hostsFileOf('win32', 'D:\\Win'), /^D:\\Win.+hosts$/)
})
