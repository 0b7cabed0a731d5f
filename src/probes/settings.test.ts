import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { benchFor, folderWith, NEVER, targetAt } from '../../test/instruments/bench-for-probes.ts'
import { unixMillis } from '../core/time.ts'
import { clientEnv } from '../clients/client-voices.ts'
import { settingsProbe, settingsSeen } from './settings.ts'

const SECRET = 'planted-secret-0123456789'
const seen = { wall: unixMillis(Date.UTC(2026, 10, 22)), nodeVersion: '24.21.0', official: 'no' } as const
const settings = (env: object): string => JSON.stringify({ env })

test('the strongest voice on the base URL comes first, each with its place, none with its login', (t) => {
  const home = folderWith(t, { '.claude/settings.json': settings({ ANTHROPIC_BASE_URL: 'https://user.example.test' }) })
  const cwd = folderWith(t, {
    '.claude/settings.json': settings({ ANTHROPIC_BASE_URL: 'https://project.example.test' }),
    '.claude/settings.local.json': settings({ ANTHROPIC_BASE_URL: `https://me:${SECRET}@local.example.test/v1?key=${SECRET}` }),
  })
  const managed = folderWith(t, { 'managed-settings.json': settings({ ANTHROPIC_BASE_URL: 'https://managed.example.test' }) })
  const env = { ANTHROPIC_BASE_URL: `https://${SECRET}@shell.example.test` }
  const place = { env, home, cwd, platform: 'linux', managed: [managed] } as const
  assert.deepEqual(settingsSeen(place, seen).baseUrl, [
    { value: 'https://managed.example.test', from: join(managed, 'managed-settings.json') },
    { value: 'https://local.example.test/v1?…', from: join(cwd, '.claude/settings.local.json') },
    { value: 'https://project.example.test', from: join(cwd, '.claude/settings.json') },
    { value: 'https://user.example.test', from: '~/.claude/settings.json' },
    { value: 'https://shell.example.test', from: 'shell' },
  ])
  assert.equal(clientEnv(place)['ANTHROPIC_BASE_URL'], 'https://managed.example.test')
})

test('an empty setting that is stronger unsets what the shell says', (t) => {
  const home = folderWith(t, { '.claude/settings.json': settings({ ANTHROPIC_BASE_URL: '' }) })
  const place = { env: { ANTHROPIC_BASE_URL: 'https://shell.example.test' }, home, cwd: home, platform: 'linux' } as const
  assert.deepEqual(settingsSeen({ ...place, managed: [] }, seen).baseUrl, [])
})

test('variables that matter are told with the place that wins, and credentials never', (t) => {
  const home = folderWith(t, {
    '.claude/settings.json': settings({ HTTPS_PROXY: `http://me:${SECRET}@proxy.example.test:1`, CLAUDE_CODE_USE_BEDROCK: '0' }),
  })
  const env = {
    HTTPS_PROXY: 'http://shell.example.test:1',
    NO_PROXY: 'localhost, .example.test',
    ANTHROPIC_API_KEY: SECRET,
    ANTHROPIC_CUSTOM_HEADERS: `X-Key: ${SECRET}`,
    CLAUDE_CODE_USE_BEDROCK: '1',
    CLAUDE_CODE_USE_VERTEX: 'true',
    ANTHROPIC_MODEL: `sk-ant-api03-${'x'.repeat(40)}`,
  }
  const facts = settingsSeen({ env, home, cwd: home, platform: 'linux', managed: [] }, seen)
  assert.deepEqual(facts.variables['HTTPS_PROXY'], { value: 'http://proxy.example.test:1', from: '~/.claude/settings.json' })
  assert.deepEqual(facts.variables['NO_PROXY'], { value: 'localhost, .example.test', from: 'shell' })
  assert.deepEqual(facts.otherProvider, [{ value: 'CLAUDE_CODE_USE_VERTEX', from: 'shell' }])
  const text = JSON.stringify(facts)
  assert.equal(text.includes(SECRET) || text.includes('x'.repeat(40)), false)
})

test("the client's version comes from its package or its path, without a start of it; known faults follow", (t) => {
  const folder = folderWith(t, {
    'lib/node_modules/@anthropic-ai/claude-code/package.json': '{"name":"@anthropic-ai/claude-code","version":"2.1.217"}',
    'lib/node_modules/@anthropic-ai/claude-code/cli.js': '#!/bin/false\n',
    'share/claude/versions/2.1.330': '#!/bin/false\n',
  })
  const link = (name: string, file: string): string => {
    chmodSync(join(folder, file), 0o755)
    mkdirSync(join(folder, name))
    symlinkSync(join(folder, file), join(folder, name, 'claude'))
    return join(folder, name)
  }
  const clientAt = (PATH: string, official: 'yes' | 'no', env: object = {}) =>
    settingsSeen({ env: { PATH, ...env }, home: folder, cwd: folder, platform: 'linux', managed: [] }, { ...seen, official })
      .client
  const npm = link('npm', 'lib/node_modules/@anthropic-ai/claude-code/cli.js')
  const gateway = ['stalls-aborted', 'pings-do-not-count', 'idle-not-recovered', 'no-cache-behind-gateway']
  assert.deepEqual(clientAt(npm, 'no'), { version: '2.1.217', knownBad: gateway })
  assert.deepEqual(clientAt(npm, 'yes').knownBad, ['stalls-aborted'])
  // that exemptions are ignored matters where there are some
  const exempted = { HTTPS_PROXY: 'http://proxy.example.test:1', no_proxy: '10.0.0.0/8' }
  assert.deepEqual(clientAt(npm, 'yes', exempted).knownBad, ['stalls-aborted', 'no-proxy-ignored'])
  assert.deepEqual(clientAt(link('native', 'share/claude/versions/2.1.330'), 'no'), { version: '2.1.330', knownBad: [] })
  assert.deepEqual(clientAt('/nowhere', 'no'), { version: undefined, knownBad: [] })
})

test('a gateway on the way to the provider is one for the client, also where it is ours', async (t) => {
  const folder = folderWith(t, {
    'node_modules/@anthropic-ai/claude-code/package.json': '{"name":"@anthropic-ai/claude-code","version":"2.1.275"}',
    'node_modules/@anthropic-ai/claude-code/cli.js': '#!/bin/false\n',
  })
  chmodSync(join(folder, 'node_modules/@anthropic-ai/claude-code/cli.js'), 0o755)
  mkdirSync(join(folder, 'bin'))
  symlinkSync(join(folder, 'node_modules/@anthropic-ai/claude-code/cli.js'), join(folder, 'bin/claude'))
  const official = { ...targetAt('https://api.example.test'), official: true }
  const known = async (baseUrl?: string): Promise<readonly string[]> => {
    const env = { PATH: join(folder, 'bin'), ...(baseUrl !== undefined && { ANTHROPIC_BASE_URL: baseUrl }) }
    return (await settingsProbe.measure(benchFor(t, official.url, { target: official, env }), NEVER)).client.knownBad
  }
  assert.deepEqual(await known(), [])
  assert.deepEqual(await known('https://api.example.test/'), [])
  assert.deepEqual(await known('http://127.0.0.1:4180'), ['advisor-tool-refused'])
})

test('a Node past its end of life is told, from the day after', () => {
  const place = { env: {}, home: '/nowhere', cwd: '/nowhere', platform: 'linux', managed: [] } as const
  const ended = (nodeVersion: string, day: string): boolean =>
    settingsSeen(place, { ...seen, nodeVersion, wall: unixMillis(Date.parse(day)) }).node.endOfLife
  assert.deepEqual(
    [
      ended('20.20.2', '2026-04-29'),
      ended('20.20.2', '2026-05-02'),
      ended('24.0.0', '2026-11-22'),
      ended('27.1.0', '2030-01-01'),
    ],
    [false, true, false, false],
  )
})
