import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hours, minutes, ms } from '../core/time.ts'
import { adviseOnClient, changesFor, type ClientAdvice, type ClientFacts, type Told } from './client.ts'

const inUserFile = (value: string): readonly Told[] => [{ value, from: '~/.claude/settings.json', by: 'user' }]
const inShell = (value: string): readonly Told[] => [{ value, from: 'shell', by: 'shell' }]

function advised(
  told: Readonly<Record<string, readonly Told[]>>,
  facts: Partial<ClientFacts> = {},
): (setting: string) => ClientAdvice | undefined {
  const all = adviseOnClient({
    told: (name) => told[name] ?? [],
    behind: 'nobody',
    patience: hours(6),
    version: undefined,
    knownBad: [],
    answers: undefined,
    gaps: undefined,
    outage: undefined,
    isThere: () => 'yes',
    proxyFault: undefined,
    noProxy: undefined,
    ...facts,
  })
  return (setting) => all.find((one) => one.setting === setting)
}

const does = (advice: ClientAdvice | undefined): string => `${advice?.proposal.do ?? 'nothing'}: ${advice?.why ?? ''}`

test('a request timeout below what the client has by itself is taken out, with what was measured', () => {
  const answers = { p999: ms(48_000), samples: 812 }
  const advice = advised({ API_TIMEOUT_MS: inUserFile('30000') }, { answers })('API_TIMEOUT_MS')
  assert.equal(does(advice), 'unset: timeout-short')
  assert.deepEqual(advice?.evidence, { kind: 'answers', ...answers })
  assert.equal(does(advised({ API_TIMEOUT_MS: inUserFile('86400000') })('API_TIMEOUT_MS')), 'keep: timeout-long')
  assert.equal(does(advised({ API_TIMEOUT_MS: inUserFile('soon') })('API_TIMEOUT_MS')), 'unset: no-number')
})

test('a value of the shell can be overruled in the settings file, but not taken out there', () => {
  assert.equal(advised({ API_TIMEOUT_MS: inShell('30000') })('API_TIMEOUT_MS')?.doable, 'elsewhere')
  assert.equal(advised({ CLAUDE_CODE_MAX_RETRIES: inShell('3') })('CLAUDE_CODE_MAX_RETRIES')?.doable, 'here')
  const both = [...inUserFile('30000'), ...inShell('20000')]
  assert.equal(advised({ API_TIMEOUT_MS: both })('API_TIMEOUT_MS')?.doable, 'elsewhere')
})

test('what a project or an organisation says is not ours to overrule', () => {
  const told: readonly Told[] = [{ value: '3', from: '.claude/settings.json', by: 'elsewhere' }]
  assert.equal(advised({ CLAUDE_CODE_MAX_RETRIES: told })('CLAUDE_CODE_MAX_RETRIES')?.doable, 'elsewhere')
})

test('retries go up to the most where nobody else retries, and are left where the gateway does', () => {
  const alone = advised({}, { outage: minutes(14) })('CLAUDE_CODE_MAX_RETRIES')
  assert.equal(does(alone), 'set: retries-few')
  assert.deepEqual(alone?.evidence, { kind: 'outage', lasted: minutes(14) })
  assert.equal(does(advised({}, { behind: 'gateway' })('CLAUDE_CODE_MAX_RETRIES')), 'keep: retries-left')
  const few = advised({ CLAUDE_CODE_MAX_RETRIES: inUserFile('2') }, { behind: 'gateway' })
  assert.equal(does(few('CLAUDE_CODE_MAX_RETRIES')), 'set: retries-few')
  const lifted = advised({ CLAUDE_CODE_RETRY_WATCHDOG: inUserFile('1') })
  assert.equal(does(lifted('CLAUDE_CODE_MAX_RETRIES')), 'keep: retries-lifted')
})

test('a byte watchdog shorter than the pauses of good answers is taken out', () => {
  const gaps = { p999: ms(70_000), samples: 400 }
  const told = { CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: inUserFile('90000') }
  assert.equal(does(advised(told)('CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS')), 'keep: bytes-fit')
  assert.equal(does(advised(told, { gaps })('CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS')), 'unset: bytes-short')
})

test('watchdogs that are switched off are switched on again', () => {
  assert.equal(
    does(advised({ CLAUDE_ENABLE_STREAM_WATCHDOG: inUserFile('0') })('CLAUDE_ENABLE_STREAM_WATCHDOG')),
    'unset: watching-off',
  )
  assert.equal(advised({ CLAUDE_ENABLE_STREAM_WATCHDOG: inUserFile('1') })('CLAUDE_ENABLE_STREAM_WATCHDOG'), undefined)
})

test('an agent in the background outlives what the gateway holds', () => {
  const name = 'CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS'
  assert.equal(advised({})(name), undefined)
  const advice = advised({}, { behind: 'gateway' })(name)
  assert.deepEqual(advice?.proposal, { do: 'set', value: String(hours(6) + minutes(10)) })
  const long = advised({ [name]: inUserFile(String(hours(7))) }, { behind: 'gateway' })
  assert.equal(does(long(name)), 'keep: agents-fit')
})

test('proxies, certificates and versions that only a person can mend are never applied', () => {
  const socks = advised({ HTTPS_PROXY: inUserFile('socks5://proxy:1080') }, { proxyFault: 'socks' })('HTTPS_PROXY')
  const missing = advised({ NODE_EXTRA_CA_CERTS: inUserFile('/gone.pem') }, { isThere: () => 'no' })('NODE_EXTRA_CA_CERTS')
  const version = advised({}, { version: '2.1.217', knownBad: ['stalls-aborted'] })('claude --version')
  assert.deepEqual(
    [does(socks), does(missing), does(version)],
    ['look: proxy-unusable', 'look: file-missing', 'look: version-bad'],
  )
  const all = [socks, missing, version].filter((one) => one !== undefined)
  assert.deepEqual(changesFor(all), [])
})

test('behind the gateway the proxy is told to leave this machine out', () => {
  const advice = advised({ HTTPS_PROXY: inShell('http://proxy:8080') }, { behind: 'gateway', noProxy: 'localhost,127.0.0.1' })
  assert.deepEqual(advice('NO_PROXY')?.proposal, { do: 'set', value: 'localhost,127.0.0.1' })
  assert.equal(advice('NO_PROXY')?.doable, 'here')
})
