import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy } from '../core/policy.ts'
import { hours, minutes, ms, seconds } from '../core/time.ts'
import type { ConfigFault } from './config-fault.ts'
import { readConfig, type Config, type Flags } from './config.ts'
import type { Surroundings } from './surroundings.ts'

type Setting = { readonly flags?: Flags; readonly file?: string; readonly env?: Surroundings['env'] }

function read({ flags = {}, file, env = {} }: Setting): ReturnType<typeof readConfig> {
  const readText = (path: string): string => {
    if (file === undefined || path !== '/etc/holdfast.json') throw Object.assign(new Error('no'), { code: 'ENOENT' })
    return file
  }
  const where = file === undefined ? {} : { config: '/etc/holdfast.json' }
  return readConfig({ ...where, ...flags }, { env, home: '/home/me', platform: 'linux', cwd: '/project', readText })
}

function configOf(setting: Setting): Config {
  const result = read(setting)
  assert.ok(result.ok, JSON.stringify(result))
  return result.config
}

function faultOf(setting: Setting): ConfigFault {
  const result = read(setting)
  assert.ok(!result.ok)
  return result.fault
}

test('without anything said, the configuration is complete', () => {
  assert.deepEqual(configOf({}), {
    port: 4180,
    host: '127.0.0.1',
    upstream: 'https://api.anthropic.com',
    dataDir: '/home/me/.local/state/holdfast',
    patience: hours(6),
    language: 'en',
    log: 'for-people',
    policy: defaultPolicy,
    timeouts: 'learned',
    dns: { cache: 'on', resolvers: [] },
    file: undefined,
    chosen: new Set(),
  })
})

test('a flag beats a variable, and both beat the file', () => {
  const file = '{ "port": 1, "host": "localhost", "dataDir": "in-file", "upstream": "https://one.example/" }'
  const env = { HOLDFAST_DATA_DIR: '/from/env' }
  const config = configOf({ file, env, flags: { port: '2' } })
  assert.deepEqual([config.port, config.host, config.dataDir], [2, 'localhost', '/from/env'])
  assert.equal(configOf({ file, env, flags: { dataDir: 'flag' } }).dataDir, '/project/flag')
  assert.equal(configOf({ file }).dataDir, '/etc/in-file')
  assert.equal(configOf({ file }).upstream, 'https://one.example')
})

test('patience is shorter where CI is set, unless somebody chose it', () => {
  assert.equal(configOf({ env: { CI: 'true' } }).patience, minutes(30))
  assert.equal(configOf({ env: { CI: 'false' } }).patience, hours(6))
  const chosen = configOf({ env: { CI: 'true' }, flags: { patience: '2h' } })
  assert.deepEqual([chosen.patience, chosen.policy.patience], [hours(2), hours(2)])
})

test('every number of the policy can be set by its name', () => {
  const { policy } = configOf({ file: '{ "policy": { "soundEvery": "250ms", "pingEvery": 5000, "jitter": 0 } }' })
  assert.deepEqual(policy, { ...defaultPolicy, soundEvery: ms(250), pingEvery: seconds(5), jitter: 0 })
})

test('a fault in the file says line, path, what was expected and what stood there', () => {
  const file = '{\n  "policy": {\n    // too soon\n    "pingEvery": "5 parsecs"\n  }\n}'
  assert.deepEqual(faultOf({ file }), {
    kind: 'bad-value',
    where: { kind: 'file', file: '/etc/holdfast.json', line: 4, path: 'policy.pingEvery' },
    expected: 'duration',
    got: '"5 parsecs"',
  })
})

test('an unknown setting is named with those that are known', () => {
  const fault = faultOf({ file: '{\n  "prot": 4180\n}' })
  assert.ok(fault.kind === 'unknown-setting')
  assert.deepEqual(fault.where, { kind: 'file', file: '/etc/holdfast.json', line: 2, path: 'prot' })
  assert.ok(fault.known.includes('port'))
  const deep = faultOf({ file: '{ "policy": {\n "pingEvry": "1s" } }' })
  assert.ok(deep.kind === 'unknown-setting')
  assert.ok(deep.known.includes('pingEvery'))
})

test('how names are looked up can be set: name servers by their addresses, three at most', () => {
  const { dns } = configOf({
    file: '{ "dns": { "cache": "off", "resolvers": ["9.9.9.9", "192.0.2.1:5353", "[2620:fe::fe]:53"] } }',
  })
  assert.deepEqual(dns, { cache: 'off', resolvers: ['9.9.9.9', '192.0.2.1:5353', '[2620:fe::fe]:53'] })
  assert.deepEqual(configOf({ file: '{ "dns": { "resolvers": ["2620:fe::fe"] } }' }).dns, {
    cache: 'on',
    resolvers: ['2620:fe::fe'],
  })
  const refused = [
    ['dns.example'],
    ['https://9.9.9.9/dns-query'],
    ['9.9.9.9:0'],
    ['2620:fe::fe:99999'],
    [''],
    ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4'],
    '9.9.9.9',
  ]
  for (const resolvers of refused) {
    const fault = faultOf({ file: JSON.stringify({ dns: { resolvers } }) })
    assert.ok(fault.kind === 'bad-value' && fault.expected === 'resolvers', JSON.stringify(fault))
  }
  const fault = faultOf({ file: '{ "dns": { "cahce": "off" } }' })
  assert.ok(fault.kind === 'unknown-setting')
  assert.deepEqual(fault.known, ['cache', 'resolvers'])
})

test('a file that is not there, or no JSON, is refused', () => {
  assert.deepEqual(faultOf({ flags: { config: 'gone.json' } }), {
    kind: 'unreadable',
    file: '/project/gone.json',
    code: 'ENOENT',
  })
  assert.deepEqual(faultOf({ file: '{ "port" 4180 }' }), {
    kind: 'not-json',
    file: '/etc/holdfast.json',
    line: 1,
    column: 10,
    expected: 'colon',
  })
})

const badFlags: readonly (readonly [Flags, string, string])[] = [
  [{ port: 'many' }, '--port', 'port'],
  [{ port: '70000' }, '--port', 'port'],
  [{ port: '-1' }, '--port', 'port'],
  [{ upstream: 'api.anthropic.com' }, '--upstream', 'url'],
  [{ upstream: 'ftp://x' }, '--upstream', 'url'],
  [{ upstream: 'https://key@x' }, '--upstream', 'url'],
  [{ upstream: 'https://x?beta=1' }, '--upstream', 'url'],
  [{ patience: '6' }, '--patience', 'duration'],
  [{ patience: '0' }, '--patience', 'duration'],
  [{ lang: 'fr' }, '--lang', 'language'],
  [{ dataDir: '' }, '--data-dir', 'path'],
]
for (const [flags, flag, expected] of badFlags) {
  test(`${JSON.stringify(flags)} is refused`, () => {
    const got = Object.values(flags)[0] as string
    assert.deepEqual(faultOf({ flags }), { kind: 'bad-value', where: { kind: 'flag', flag }, expected, got })
  })
}
