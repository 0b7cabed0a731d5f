import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { benchFor, folderWith, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { flawsIn } from '../credentials/credential-text.ts'
import type { Command, RunCommand } from '../world/run-command.ts'
import { measureCredential } from './credential.ts'
import type { CredentialFacts } from './facts.ts'
import type { Bench } from './probe.ts'

const BODY = 'PlantedSecret'.repeat(8)
const KEY = `sk-ant-api03-${BODY}`
const LOGIN = `sk-ant-oat01-${BODY}`
const REFRESH = `sk-ant-ort01-${BODY}`

const noKeychain: RunCommand = () => Promise.resolve({ status: 44, stdout: '' })

async function measured(t: TestContext, more: Partial<Bench>, run: RunCommand = noKeychain): Promise<CredentialFacts['sources']> {
  const facts = await measureCredential(benchFor(t, 'https://127.0.0.1:1', more), { run, managed: [] }, NEVER)
  assert.equal(JSON.stringify(facts).includes('PlantedSecret'), false)
  return facts.sources
}

const login = (more: object = {}): string =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: LOGIN,
      refreshToken: REFRESH,
      expiresAt: Date.now() + 8 * 3_600_000,
      scopes: ['user:inference'],
      ...more,
    },
  })

test('nothing configured is an empty list', async (t) => {
  assert.deepEqual(await measured(t, {}), [])
})

test("sources stand in the client's order, each with its place, and no helper is run", async (t) => {
  const helper = `touch /tmp/holdfast-helper-was-run; echo ${KEY}`
  const home = folderWith(t, {
    '.claude/settings.json': JSON.stringify({ apiKeyHelper: helper, env: { ANTHROPIC_AUTH_TOKEN: BODY } }),
    '.claude/.credentials.json': login(),
  })
  const env = { ANTHROPIC_API_KEY: KEY, CLAUDE_CODE_OAUTH_TOKEN: LOGIN, CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_PROFILE: 'work' }
  const run: RunCommand = () => assert.fail('a program was run')
  const sources = await measured(t, { home, env }, run)
  assert.deepEqual(
    sources.map(({ source, from, kind, state }) => [source, from, kind, state]),
    [
      ['CLAUDE_CODE_USE_BEDROCK', 'shell', 'other', 'usable'],
      ['ANTHROPIC_AUTH_TOKEN', '~/.claude/settings.json', 'auth-token', 'usable'],
      ['ANTHROPIC_API_KEY', 'shell', 'api-key', 'usable'],
      ['apiKeyHelper', '~/.claude/settings.json', 'helper', 'usable'],
      ['CLAUDE_CODE_OAUTH_TOKEN', 'shell', 'oauth', 'usable'],
      ['ANTHROPIC_PROFILE', 'shell', 'other', 'usable'],
      ['login', '~/.claude/.credentials.json', 'oauth', 'usable'],
    ],
  )
})

const FLAWS: readonly (readonly [string, string, readonly (readonly [string, number])[]])[] = [
  ['a whole key', KEY, []],
  ['a key of a gateway', 'anything-goes', []],
  ['a line break at its end', `${KEY}\n`, [['line-break', KEY.length + 1]]],
  [
    'quotes around it',
    `"${KEY}"`,
    [
      ['quote', 1],
      ['quote', KEY.length + 2],
    ],
  ],
  ['a space in it', `${KEY.slice(0, 20)} ${KEY.slice(20)}`, [['space', 21]]],
  ['a zero-width space before it', `\u200b${KEY}`, [['invisible', 1]]],
  ['full-width characters', KEY.replace('s', '\uff53'), [['full-width', 1]]],
  ['half a key', KEY.slice(0, 24), [['too-short', 24]]],
  ['the token of a login', LOGIN, [['wrong-kind', 1]]],
  ['a refresh token', REFRESH, [['wrong-kind', 1]]],
  ['its scheme with it', `Bearer ${KEY}`, [['scheme', 1]]],
  [
    'a character of two halves before a space',
    '\u{1f511} x',
    [
      ['invisible', 1],
      ['space', 2],
    ],
  ],
]
for (const [name, credential, expected] of FLAWS) {
  test(`flaws and their places in an API key: ${name}`, () => {
    assert.deepEqual(
      flawsIn(credential, 'api-key').map(({ what, at }) => [what, at]),
      expected,
    )
  })
}

test('a malformed key is told as that, and the value never', async (t) => {
  const [source] = await measured(t, { env: { ANTHROPIC_API_KEY: `${KEY}\u200b` } })
  assert.deepEqual([source?.state, source?.flaws], ['malformed', [{ what: 'invisible', at: KEY.length + 1 }]])
})

const FILES: readonly (readonly [string, string, readonly unknown[]])[] = [
  ['fresh', login(), ['usable', true]],
  ['expired, to be renewed', login({ expiresAt: Date.now() - 1000 }), ['expired', true]],
  ['ending in a moment', login({ expiresAt: Date.now() + 60_000 }), ['expired', true]],
  ['expired for good', login({ expiresAt: 1, refreshTokenExpiresAt: Date.now() - 1000 }), ['expired', false]],
  ['expired, without a refresh token', login({ expiresAt: 1, refreshToken: '' }), ['expired', false]],
  ['broken', `{"claudeAiOauth": {"accessToken": "${LOGIN}`, ['unreadable', false]],
  ['no object', '[]', ['unreadable', false]],
  ['blanked by a failed refresh', login({ accessToken: '' }), []],
  ['without scopes', login({ scopes: [] }), []],
]
for (const [name, text, expected] of FILES) {
  test(`the file of logins, ${name}: it is read, and left as it is`, async (t) => {
    const home = folderWith(t, { '.claude/.credentials.json': text })
    const sources = await measured(t, { home })
    assert.deepEqual(
      sources.flatMap(({ state, refreshable }) => [state, refreshable]),
      expected,
    )
    assert.equal(readFileSync(join(home, '.claude/.credentials.json'), 'utf8'), text)
  })
}

test('a session of a company gateway goes before everything', async (t) => {
  const text = JSON.stringify({ enterpriseGateway: { url: 'https://gw', jwt: `eyJ.${BODY}`, expiresAt: 1 } })
  const moved = folderWith(t, { '.credentials.json': text })
  const [first] = await measured(t, { env: { CLAUDE_CONFIG_DIR: moved, ANTHROPIC_API_KEY: KEY } })
  assert.deepEqual([first?.source, first?.state], ['gateway-session', 'expired'])
})

test('on macOS the keychain is asked whether there is an entry, never for what it holds', async (t) => {
  const asked: Command[] = []
  const run: RunCommand = (command) => {
    asked.push(command)
    // recorded: attributes alone come without -w
    return Promise.resolve({ status: 0, stdout: 'keychain: "/Users/me/Library/Keychains/login.keychain-db"\nclass: "genp"\n' })
  }
  const home = folderWith(t)
  assert.deepEqual(
    (await measured(t, { home, platform: 'darwin' }, run)).map(({ source, from, state }) => [source, from, state]),
    [['login', 'keychain', 'usable']],
  )
  const dir = join(home, 'elsewhere')
  await measured(t, { home, platform: 'darwin', env: { CLAUDE_CONFIG_DIR: dir } }, run)
  const hash = createHash('sha256').update(dir).digest('hex').slice(0, 8)
  assert.deepEqual(
    asked.map(({ args }) => args.join(' ')),
    ['', `-${hash}`].map((end) => `find-generic-password -s Claude Code-credentials${end}`),
  )
  assert.deepEqual(await measured(t, { home, platform: 'darwin' }), [])
  const locked = await measured(t, { home, platform: 'darwin' }, () => Promise.resolve({ status: 36, stdout: '' }))
  assert.equal(locked[0]?.state, 'unreadable')
})
