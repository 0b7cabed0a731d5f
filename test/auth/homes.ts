import { KEY, LOGIN, NOW, REFRESH, secret, type Home } from './home.ts'

export const HOUR: number = 3_600_000
export const DAY: number = 24 * HOUR

export const LOGIN_FILE = 'home/.claude/.credentials.json'
export const USER = 'home/.claude/settings.json'
export const PROJECT = 'home/work/.claude/settings.json'
const LOCAL = 'home/work/.claude/settings.local.json'
const MANAGED = 'managed/managed-settings.json'
export const STATE = 'home/.claude.json'

export const login = (more: object = {}): string =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: LOGIN,
      refreshToken: REFRESH,
      expiresAt: NOW + 8 * HOUR,
      refreshTokenExpiresAt: NOW + 27 * DAY,
      scopes: ['user:inference'],
      ...more,
    },
  })
export const loggedIn: Home['files'] & object = { [LOGIN_FILE]: login() }
export const settings = (env: Readonly<Record<string, string>>): string => JSON.stringify({ env }, undefined, 2)
export const said = (answers: object): string =>
  JSON.stringify({ customApiKeyResponses: { approved: [], rejected: [], ...answers } })
export const approved: Home['files'] & object = { [STATE]: said({ approved: [KEY.slice(-20)] }) }
const rejected = { [STATE]: said({ rejected: [KEY.slice(-20)] }) }
const trusted = { [STATE]: JSON.stringify({ projects: { '/': { hasTrustDialogAccepted: true } } }) }
export const helper = (command: string): string => JSON.stringify({ apiKeyHelper: command })
const GATEWAY = { ANTHROPIC_BASE_URL: 'https://gateway.example.test' }
const OTHER_KEY = secret('sk-ant-api03-other')

/** Each source, and what goes before what. */
export const SOURCES: readonly Home[] = [
  { name: 'nothing at all', due: { code: 1, uses: null, finds: ['mend not-logged-in'] } },
  { name: 'a fresh login', files: loggedIn, due: { code: 0, uses: 'login', finds: [] } },
  {
    name: 'a key that the client has not asked about',
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: ['note key-not-asked'] },
  },
  {
    name: 'an approved key',
    files: approved,
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: [] },
  },
  {
    name: 'a rejected key beside a login: -p uses it all the same',
    files: { ...rejected, ...loggedIn },
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 1, uses: 'ANTHROPIC_API_KEY', talks: 'login', finds: ['mend shadowed', 'note key-rejected'] },
  },
  {
    name: 'a rejected key alone',
    files: rejected,
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', talks: null, finds: ['note key-rejected'] },
  },
  {
    name: "a gateway's token",
    env: { ...GATEWAY, ANTHROPIC_AUTH_TOKEN: secret('sk-') },
    due: { code: 0, uses: 'ANTHROPIC_AUTH_TOKEN', finds: [] },
  },
  {
    name: 'a token goes before a key',
    env: { ...GATEWAY, ANTHROPIC_AUTH_TOKEN: secret('t'), ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_AUTH_TOKEN', finds: [] },
  },
  {
    name: "a key in the person's settings",
    files: { ...approved, [USER]: settings({ ANTHROPIC_API_KEY: KEY }) },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: [] },
  },
  {
    name: "a key in the project's settings, which others get",
    files: { ...approved, [PROJECT]: settings({ ANTHROPIC_API_KEY: KEY }) },
    due: { code: 1, uses: 'ANTHROPIC_API_KEY', finds: ['mend in-project'], with: { line: 3 } },
  },
  {
    name: "local settings beat the person's",
    files: { ...approved, [LOCAL]: settings({ ANTHROPIC_API_KEY: KEY }), [USER]: settings({ ANTHROPIC_API_KEY: OTHER_KEY }) },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: ['note overruled'] },
  },
  {
    name: "an organisation's settings beat all",
    files: {
      ...approved,
      [MANAGED]: { text: settings({ ANTHROPIC_API_KEY: KEY }), mode: 0o644 },
      [LOCAL]: settings({ ANTHROPIC_API_KEY: OTHER_KEY }),
    },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: ['note overruled'] },
  },
  {
    name: 'settings beat the shell',
    files: { ...approved, [USER]: settings({ ANTHROPIC_API_KEY: KEY }) },
    env: { ANTHROPIC_API_KEY: OTHER_KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: ['note overruled'], with: { place: { in: 'shell' } } },
  },
  {
    name: 'an empty setting unsets what the shell says',
    files: { ...loggedIn, [USER]: settings({ ANTHROPIC_API_KEY: '' }) },
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'login', finds: [] },
  },
  {
    name: 'a long-lived token',
    env: { CLAUDE_CODE_OAUTH_TOKEN: LOGIN },
    due: { code: 0, uses: 'CLAUDE_CODE_OAUTH_TOKEN', finds: [] },
  },
  {
    name: 'a long-lived token goes before a login',
    files: loggedIn,
    env: { CLAUDE_CODE_OAUTH_TOKEN: LOGIN },
    due: { code: 0, uses: 'CLAUDE_CODE_OAUTH_TOKEN', finds: ['note shadowed'], with: { costs: 'nothing' } },
  },
  {
    name: 'a key goes before a login, and costs money',
    files: loggedIn,
    env: { ANTHROPIC_API_KEY: KEY },
    due: {
      code: 1,
      uses: 'ANTHROPIC_API_KEY',
      finds: ['mend shadowed', 'note key-not-asked'],
      with: { costs: 'money', hidden: 'login' },
    },
  },
  {
    name: 'an approved key goes before a login: that is meant',
    files: { ...loggedIn, ...approved },
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: ['note shadowed'] },
  },
  {
    name: 'a command for the key',
    files: { [USER]: helper(`printf '%s\\n' '${KEY}'`) },
    due: { code: 0, uses: 'apiKeyHelper', finds: [] },
  },
  {
    name: 'a key goes before the command, which is not run',
    files: { ...approved, [USER]: helper('touch ROOT-was-run; exit 1') },
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: [] },
  },
  {
    name: 'a command goes before a login',
    files: { ...loggedIn, [USER]: helper(`echo '${KEY}'`) },
    due: { code: 1, uses: 'apiKeyHelper', finds: ['mend shadowed'] },
  },
  {
    name: "a project's command in a folder that nobody trusts is not run",
    files: { [PROJECT]: helper('touch was-run') },
    due: { code: 3, uses: 'apiKeyHelper', finds: ['unknown command-not-run'], with: { why: 'not-trusted' } },
  },
  {
    name: "a project's command in a trusted folder",
    files: { ...trusted, [PROJECT]: helper(`echo '${KEY}'`) },
    due: { code: 0, uses: 'apiKeyHelper', finds: [] },
  },
  {
    name: 'a command that is not to be run',
    files: { [USER]: helper('touch was-run') },
    flags: { helper: false },
    due: { code: 3, uses: 'apiKeyHelper', finds: ['unknown command-not-run'], with: { why: 'not-wanted' } },
  },
  {
    name: 'another provider',
    files: loggedIn,
    env: { CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_API_KEY: KEY },
    due: { code: 3, uses: 'CLAUDE_CODE_USE_BEDROCK', finds: ['unknown not-ours'] },
  },
  {
    name: 'another provider, switched off again by the settings',
    files: { ...loggedIn, [USER]: settings({ CLAUDE_CODE_USE_VERTEX: '0' }) },
    env: { CLAUDE_CODE_USE_VERTEX: '1' },
    due: { code: 0, uses: 'login', finds: [] },
  },
  {
    name: 'a login in a folder that was moved',
    files: { 'elsewhere/.credentials.json': login() },
    env: { CLAUDE_CONFIG_DIR: 'ROOT/elsewhere' },
    due: { code: 0, uses: 'login', finds: [] },
  },
  {
    name: 'a login that is not seen, since the folder was moved to nowhere',
    files: loggedIn,
    env: { CLAUDE_CONFIG_DIR: 'ROOT/nowhere' },
    due: { code: 1, uses: null, finds: ['mend config-dir-missing', 'mend not-logged-in'] },
  },
  {
    name: "a company gateway's session",
    files: {
      [LOGIN_FILE]: JSON.stringify({ enterpriseGateway: { url: 'https://gw', jwt: secret('eyJ.'), expiresAt: NOW + HOUR } }),
    },
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'gateway-session', finds: ['note ends-soon'] },
  },
  {
    name: "a company gateway's session that ended",
    files: {
      [LOGIN_FILE]: JSON.stringify({ enterpriseGateway: { url: 'https://gw', jwt: secret('eyJ.'), expiresAt: NOW - HOUR } }),
    },
    due: { code: 1, uses: 'gateway-session', finds: ['mend expired'] },
  },
  {
    name: 'a profile',
    env: { ANTHROPIC_PROFILE: 'work' },
    due: { code: 3, uses: 'ANTHROPIC_PROFILE', finds: ['unknown not-ours'] },
  },
  {
    name: 'a login to the console, kept as a key',
    files: { [STATE]: JSON.stringify({ primaryApiKey: KEY }) },
    due: { code: 0, uses: 'console-key', finds: [] },
  },
  {
    name: 'a login in the keychain',
    platform: 'darwin',
    keychain: 0,
    due: { code: 3, uses: 'login', finds: ['unknown keychain-unread'] },
  },
  {
    name: 'a locked keychain',
    platform: 'darwin',
    keychain: 36,
    due: { code: 1, uses: 'login', finds: ['mend keychain-locked'] },
  },
  {
    name: 'a keychain that says nothing',
    platform: 'darwin',
    keychain: 'silent',
    due: { code: 3, uses: null, finds: ['unknown keychain-silent'] },
  },
  {
    name: "a subscription's token on its way to a stranger",
    files: loggedIn,
    env: GATEWAY,
    due: { code: 1, uses: 'login', finds: ['mend login-to-stranger'] },
  },
  {
    name: 'a login through a gateway on this computer',
    files: loggedIn,
    env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:4180' },
    due: { code: 0, uses: 'login', finds: [] },
  },
]
