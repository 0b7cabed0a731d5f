import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { seconds, unixMillis } from '../core/time.ts'
import { readConfig, type Config } from './config.ts'
import {
  configHash,
  gatewayKey,
  gatewaysDir,
  isAlive,
  listRuntimes,
  newSecret,
  readRuntime,
  removeRuntime,
  writeRuntime,
  type RuntimeInfo,
} from './runtime-file.ts'

const INFO: RuntimeInfo = {
  key: 'abc123',
  mode: 'background',
  status: 'running',
  pid: 4242,
  host: '127.0.0.1',
  port: 4180,
  url: 'http://127.0.0.1:4180',
  secret: newSecret(),
  version: '0.1.0',
  upstream: 'https://api.anthropic.com',
  configHash: 'def456',
  startedAt: unixMillis(1000),
  launch: ['--upstream', 'https://api.anthropic.com'],
}

function emptyDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-runtime-'))
  t.after(() => rmSync(dir, { recursive: true }))
  return dir
}

test('what is written is read back, and nobody else can read it', async (t) => {
  const dir = emptyDir(t)
  const path = await writeRuntime(dir, INFO)
  assert.deepEqual(await readRuntime(path), INFO)
  if (process.platform !== 'win32') {
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(statSync(gatewaysDir(dir)).mode & 0o777, 0o700)
  }
})

test('a file that is missing, broken or of another kind is none', async (t) => {
  const dir = emptyDir(t)
  const path = join(dir, 'x.json')
  assert.equal(await readRuntime(path), undefined)
  for (const text of [
    '',
    'null',
    '{}',
    JSON.stringify({ ...INFO, port: '4180' }),
    JSON.stringify({ ...INFO, secret: undefined }),
  ]) {
    writeFileSync(path, text)
    assert.equal(await readRuntime(path), undefined)
  }
})

test('gateways are listed with those that started last first, and other files are left alone', async (t) => {
  const dir = emptyDir(t)
  await writeRuntime(dir, INFO)
  await writeRuntime(dir, { ...INFO, port: 4181, startedAt: unixMillis(2000) })
  for (const name of ['abc123.lock', 'abc123.log', 'settings.json']) writeFileSync(join(gatewaysDir(dir), name), '{}')
  assert.deepEqual(
    (await listRuntimes(dir)).map(({ info }) => info.port),
    [4181, 4180],
  )
  assert.deepEqual(await listRuntimes(join(dir, 'nowhere')), [])
})

test('a gateway removes its file only as long as it is its own', async (t) => {
  const dir = emptyDir(t)
  const path = await writeRuntime(dir, INFO)
  await removeRuntime(path, INFO.pid + 1)
  assert.equal(readdirSync(gatewaysDir(dir)).length, 1)
  await removeRuntime(path, INFO.pid)
  assert.equal(readdirSync(gatewaysDir(dir)).length, 0)
})

test('a process that ended is known to be gone', () => {
  assert.equal(isAlive(process.pid), true)
  assert.equal(isAlive(2 ** 30), false)
})

function configOf(file: string): Config {
  const surroundings = { env: {}, home: '/h', platform: 'linux', cwd: '/', readText: () => file } as const
  const result = readConfig({ config: '/c.json' }, surroundings)
  assert.ok(result.ok)
  return result.config
}

const PLAIN = configOf('{}')

const others: readonly (readonly [string, Config, Record<string, string>])[] = [
  ['another policy', configOf('{ "policy": { "pingEvery": "1s" } }'), {}],
  ['another host', configOf('{ "host": "127.0.0.2" }'), {}],
  ['a proxy', PLAIN, { HTTPS_PROXY: 'http://proxy:3128' }],
  ['an authority', PLAIN, { NODE_EXTRA_CA_CERTS: '/ca.pem' }],
  ['a host without proxy', PLAIN, { no_proxy: 'up.example' }],
]
for (const [name, config, env] of others) {
  test(`${name} makes another gateway`, () => {
    assert.notEqual(configHash(config, env), configHash(PLAIN, {}))
  })
}

const same: readonly (readonly [string, Config, Record<string, string>])[] = [
  ['the patience', configOf('{ "patience": "1h" }'), {}],
  ['the port', configOf('{ "port": 1 }'), {}],
  ['the language', configOf('{ "language": "ja" }'), {}],
  ['loopback without proxy', PLAIN, { NO_PROXY: '127.0.0.1,localhost,::1' }],
]
for (const [name, config, env] of same) {
  test(`${name} makes no other gateway`, () => {
    assert.equal(configHash({ ...config, patience: seconds(1) }, env), configHash(PLAIN, {}))
  })
}

test('another upstream makes another gateway', () => {
  assert.notEqual(gatewayKey('https://a', 'h'), gatewayKey('https://b', 'h'))
  assert.match(gatewayKey('https://a', 'h'), /^[0-9a-f]{12}$/)
})
