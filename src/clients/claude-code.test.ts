import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hours, minutes } from '../core/time.ts'
import {
  baseUrlOf,
  cloudOf,
  fallbackModelOf,
  mountClaudeCode,
  overruledBy,
  type ClaudeSituation,
  type Mount,
} from './claude-code.ts'
import type { Scope, Settings, SettingsSource } from './claude-settings.ts'

const source = (scope: Scope, settings: Settings): SettingsSource => ({ scope, file: `/${scope}.json`, settings })

const situation = (parts: Partial<ClaudeSituation> = {}): ClaudeSituation => ({
  args: [],
  shell: {},
  sources: [],
  managed: [],
  ...parts,
})

const MOUNT: Mount = {
  gatewayUrl: 'http://127.0.0.1:4180',
  upstream: 'https://api.anthropic.com',
  runId: 'r1',
  patience: hours(6),
  statusLine: (wrapped) => (wrapped === undefined ? 'line' : `line around ${wrapped}`),
}

test('a plain start gets everything that a hold needs', () => {
  const { settings, env } = mountClaudeCode(situation(), MOUNT)
  assert.deepEqual(env, {
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:4180',
    ANTHROPIC_CUSTOM_HEADERS: 'x-holdfast-run: r1\nx-holdfast-patience: 21600000',
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
    CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
    CLAUDE_CODE_RETRY_WATCHDOG: '1',
    CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS: String(hours(6) + minutes(10)),
    ENABLE_TOOL_SEARCH: 'true',
  })
  assert.deepEqual(settings, { env, statusLine: { type: 'command', command: 'line', refreshInterval: 1 } })
})

test('what the person gave wins, except for what must be ours', () => {
  const given = source('given', {
    model: 'opus',
    env: { MY: '1', ANTHROPIC_BASE_URL: 'https://theirs.example', ENABLE_TOOL_SEARCH: 'false', CLAUDE_CODE_RETRY_WATCHDOG: '0' },
  })
  const { settings } = mountClaudeCode(situation({ sources: [given] }), MOUNT)
  assert.equal(settings['model'], 'opus')
  const env = settings['env'] as Record<string, string>
  assert.deepEqual(
    [env['MY'], env['ANTHROPIC_BASE_URL'], env['ENABLE_TOOL_SEARCH'], env['CLAUDE_CODE_RETRY_WATCHDOG']],
    ['1', 'http://127.0.0.1:4180', 'false', '1'],
  )
})

test('headers and proxies are merged with the nearest word on them', () => {
  const user = source('user', { env: { ANTHROPIC_CUSTOM_HEADERS: 'x-team: user', NO_PROXY: '.user' } })
  const local = source('local', { env: { ANTHROPIC_CUSTOM_HEADERS: 'x-team: local' } })
  const shell = { ANTHROPIC_CUSTOM_HEADERS: 'x-team: shell', NO_PROXY: '.shell' }
  const { env } = mountClaudeCode(situation({ shell, sources: [user, local] }), MOUNT)
  assert.match(env['ANTHROPIC_CUSTOM_HEADERS'] ?? '', /^x-team: local\nx-holdfast-run/)
  assert.match(env['NO_PROXY'] ?? '', /^\.user,127/)
})

test('a status line that is there is wrapped and keeps its looks', () => {
  const user = source('user', { statusLine: { type: 'command', command: 'mine.sh', padding: 2, refreshInterval: 30 } })
  const { settings } = mountClaudeCode(situation({ sources: [user] }), MOUNT)
  assert.deepEqual(settings['statusLine'], { type: 'command', command: 'line around mine.sh', padding: 2, refreshInterval: 1 })
})

test('a longer stall timeout of the person is kept, and none is longer than a timer can be', () => {
  const name = 'CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS'
  const stall = (theirs: string): string | undefined => mountClaudeCode(situation({ shell: { [name]: theirs } }), MOUNT).env[name]
  assert.equal(stall('86400000'), '86400000')
  assert.equal(stall('1000'), String(hours(6) + minutes(10)))
  assert.equal(stall('99999999999'), '2147483647')
})

test('tool search is turned on in front of Anthropic alone', () => {
  const at = (upstream: string): string | undefined =>
    mountClaudeCode(situation(), { ...MOUNT, upstream }).env['ENABLE_TOOL_SEARCH']
  assert.equal(at('https://api.anthropic.com'), 'true')
  assert.equal(at('http://localhost:11434'), undefined)
  assert.equal(at('https://notanthropic.com'), undefined)
})

const fallbacks: readonly (readonly [ClaudeSituation, string | undefined])[] = [
  [situation(), undefined],
  [situation({ args: ['--fallback-model', 'sonnet'] }), 'sonnet'],
  [situation({ sources: [source('user', { fallbackModel: ['a', 'b'] })] }), 'a,b'],
  [situation({ args: ['--fallback-model=x'], sources: [source('user', { fallbackModel: 'y' })] }), 'x'],
  [situation({ sources: [source('user', { fallbackModel: 'y' }), source('local', { fallbackModel: 'z' })] }), 'z'],
  [situation({ managed: [source('managed', { fallbackModel: 'm' })] }), 'm'],
  [situation({ sources: [source('user', { fallbackModel: [] })] }), undefined],
]
for (const [index, [given, model]] of fallbacks.entries()) {
  test(`fallback model ${index}: ${String(model)} is told to the gateway`, () => {
    assert.equal(fallbackModelOf(given), model)
    const headers = mountClaudeCode(given, MOUNT).env['ANTHROPIC_CUSTOM_HEADERS'] ?? ''
    assert.equal(headers.includes('x-holdfast-fallback-model'), model !== undefined)
  })
}

test('a provider of its own is found in the shell and in settings, and who says it', () => {
  assert.equal(cloudOf(situation()), undefined)
  assert.equal(cloudOf(situation({ shell: { CLAUDE_CODE_USE_BEDROCK: '0' } })), undefined)
  assert.equal(cloudOf(situation({ shell: { CLAUDE_CODE_USE_BEDROCK: '1' } }))?.said.by, 'shell')
  const project = source('project', { env: { CLAUDE_CODE_USE_VERTEX: 'true' } })
  assert.deepEqual(cloudOf(situation({ sources: [project] }))?.said.by, project)
  const managed = source('managed', { env: { CLAUDE_CODE_USE_FOUNDRY: 1 } })
  assert.equal(cloudOf(situation({ managed: [managed] }))?.provider, 'Microsoft Foundry')
  const off = source('local', { env: { CLAUDE_CODE_USE_BEDROCK: 'false' } })
  assert.equal(cloudOf(situation({ shell: { CLAUDE_CODE_USE_BEDROCK: '1' }, sources: [off] })), undefined)
})

test('the base URL that counts is that of the nearest settings, then that of the shell', () => {
  const shell = { ANTHROPIC_BASE_URL: 'http://shell' }
  const user = source('user', { env: { ANTHROPIC_BASE_URL: 'http://user' } })
  const project = source('project', { env: { ANTHROPIC_BASE_URL: 'http://project' } })
  assert.equal(baseUrlOf({ shell: {}, sources: [] }), undefined)
  assert.equal(baseUrlOf({ shell: { ANTHROPIC_BASE_URL: ' ' }, sources: [] }), undefined)
  assert.deepEqual(baseUrlOf({ shell, sources: [] }), { value: 'http://shell', by: 'shell' })
  assert.deepEqual(baseUrlOf({ shell, sources: [user, project] }), { value: 'http://project', by: project })
})

test('managed settings that beat ours are named, those that agree are not', () => {
  const mounted = mountClaudeCode(situation(), MOUNT)
  const agree = source('managed', { env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:4180', OTHER: '1' } })
  assert.deepEqual(overruledBy([agree], mounted), [])
  const beat = source('managed', { env: { ANTHROPIC_BASE_URL: 'https://corp' }, statusLine: {}, disableAllHooks: true })
  assert.deepEqual(overruledBy([beat], mounted), [
    { file: '/managed.json', names: ['ANTHROPIC_BASE_URL', 'statusLine', 'disableAllHooks'] },
  ])
})
