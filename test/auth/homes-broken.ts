import { KEY, LOGIN, NOW, REFRESH, secret, type Home, type Planted } from './home.ts'
import { approved, DAY, helper, HOUR, loggedIn, login, LOGIN_FILE, said, settings, STATE, USER } from './homes.ts'

/** When they end, on both sides of now, and what a wrong clock makes of it. */
export const TIMES: readonly Home[] = (
  [
    ['renewed by itself', { expiresAt: NOW - HOUR }, 0, ['note renews']],
    ['ending in four minutes: renewed as well', { expiresAt: NOW + 4 * 60_000 }, 0, ['note renews']],
    ['ending in six minutes', { expiresAt: NOW + 6 * 60_000 }, 0, []],
    ['ended, and nothing to renew it with', { expiresAt: NOW - HOUR, refreshToken: '' }, 1, ['mend expired']],
    ['ended, as has what renews it', { expiresAt: NOW - HOUR, refreshTokenExpiresAt: NOW - HOUR }, 1, ['mend expired']],
    ['to be made again in two days', { refreshTokenExpiresAt: NOW + 2 * DAY }, 0, ['note ends-soon']],
    ['to be made again in four days', { refreshTokenExpiresAt: NOW + 4 * DAY }, 0, []],
    ['in seconds', { expiresAt: NOW / 1000 + 8 * 3600 }, 1, ['mend time-unit']],
    ['in microseconds', { expiresAt: NOW * 1000 }, 1, ['mend time-unit']],
    ['good for longer than any', { expiresAt: NOW + 40 * DAY }, 0, ['note valid-too-long']],
  ] as const
).map(([name, more, code, finds]) => ({
  name: `a login ${name}`,
  files: { [LOGIN_FILE]: login(more) },
  due: { code, uses: 'login', finds },
}))

export const CLOCKS: readonly Home[] = [
  {
    name: 'a clock that is behind the files',
    files: { [LOGIN_FILE]: { text: login(), modified: NOW + 3 * HOUR } },
    due: { code: 1, uses: 'login', finds: ['mend clock-behind'] },
  },
  {
    name: 'a clock at the beginning of time',
    files: loggedIn,
    wall: DAY,
    due: { code: 1, uses: 'login', finds: ['mend clock-impossible', 'note valid-too-long'] },
  },
]

/** Files that are half there, not there, or there for everybody. */
const withLogin = (name: string, planted: Planted, due: Home['due']): Home => ({ name, files: { [LOGIN_FILE]: planted }, due })
const unusable = (finding: string, more: Readonly<Record<string, unknown>>): Home['due'] => ({
  code: 1,
  uses: finding === 'mend unreadable' || finding === 'mend broken' ? 'login' : null,
  finds: [finding],
  with: more,
})

export const FILES: readonly Home[] = [
  withLogin(
    'a login that a failed refresh blanked',
    login({ accessToken: '', refreshToken: '' }),
    unusable('mend login-blank', {}),
  ),
  withLogin('a login without scopes', login({ scopes: [] }), unusable('mend login-incomplete', { lacks: ['scopes'] })),
  withLogin(
    'a login whose end is a text',
    login({ expiresAt: '2027' }),
    unusable('mend login-incomplete', { lacks: ['expiresAt'] }),
  ),
  withLogin('half a file', login().slice(0, 120), unusable('mend broken', { line: 1, column: 33, expected: 'string-end' })),
  withLogin(
    'a file cut between two lines',
    '{\n  "claudeAiOauth": {\n    "accessToken": "x",\n',
    unusable('mend broken', { line: 4, column: 1 }),
  ),
  withLogin('an empty file', '', unusable('mend broken', { line: 1, column: 1, expected: 'value' })),
  withLogin('a file that holds a list', '[]', unusable('mend broken', { expected: 'object' })),
  withLogin('a folder in its place', { is: 'folder' }, unusable('mend unreadable', { code: 'EISDIR' })),
  withLogin('a pipe in its place', { is: 'pipe' }, unusable('mend unreadable', { code: 'NOT_A_FILE' })),
  withLogin('a link to itself', { is: 'circle' }, unusable('mend unreadable', { code: 'ELOOP' })),
  withLogin(
    'a login for everybody to read',
    { text: login(), mode: 0o644 },
    { code: 1, uses: 'login', finds: ['mend open-file'], with: { to: 'everybody' } },
  ),
  withLogin(
    'a login for the group to read',
    { text: login(), mode: 0o640 },
    { code: 1, uses: 'login', finds: ['mend open-file'], with: { to: 'group' } },
  ),
  {
    name: 'settings with a key for everybody to read',
    files: { ...approved, [USER]: { text: settings({ ANTHROPIC_API_KEY: KEY }), mode: 0o644 } },
    due: { code: 1, uses: 'ANTHROPIC_API_KEY', finds: ['mend open-file'] },
  },
  {
    name: 'half a settings file',
    files: { ...loggedIn, [USER]: settings({ ANTHROPIC_API_KEY: KEY }).slice(0, 40) },
    due: { code: 1, uses: 'login', finds: ['mend broken'], with: { what: 'settings', line: 3 } },
  },
  {
    name: 'settings with a comment',
    files: { ...loggedIn, [USER]: '{\n  // mine\n  "env": {}\n}' },
    due: { code: 1, uses: 'login', finds: ['mend broken'], with: { line: 2, column: 3, expected: 'plain' } },
  },
  {
    name: "half of the client's state",
    files: { ...loggedIn, [STATE]: '{"projects": {' },
    due: { code: 1, uses: 'login', finds: ['mend broken'], with: { what: 'state' } },
  },
  {
    name: 'half a login that is not used',
    files: { ...approved, [LOGIN_FILE]: login().slice(0, 100) },
    env: { ANTHROPIC_API_KEY: KEY },
    due: { code: 0, uses: 'ANTHROPIC_API_KEY', finds: ['note broken'] },
  },
]

/** What is wrong with what stands in a variable. */
const flawed = (name: string, variable: string, value: string, flaws: readonly (readonly [string, number])[]): Home => ({
  name,
  files: { [STATE]: said({ approved: [value.trim().slice(-20)] }) },
  env: { [variable]: value },
  due: { code: 1, uses: variable, finds: ['mend malformed'], with: { flaws: flaws.map(([what, at]) => ({ what, at })) } },
})
const END = KEY.length
const half = Math.floor(END / 2)

export const FLAWED: readonly Home[] = [
  flawed('a line break behind the key', 'ANTHROPIC_API_KEY', `${KEY}\n`, [['line-break', END + 1]]),
  flawed('a line break in the key', 'ANTHROPIC_API_KEY', `${KEY.slice(0, half)}\n${KEY.slice(half)}`, [['line-break', half + 1]]),
  flawed('quotes around the key', 'ANTHROPIC_API_KEY', `"${KEY}"`, [
    ['quote', 1],
    ['quote', END + 2],
  ]),
  flawed('a curly quote before the key', 'ANTHROPIC_API_KEY', `\u201c${KEY}`, [['quote', 1]]),
  flawed('Bearer before the key', 'ANTHROPIC_API_KEY', `Bearer ${KEY}`, [['scheme', 1]]),
  flawed('the name of the variable before the key', 'ANTHROPIC_API_KEY', `ANTHROPIC_API_KEY=${KEY}`, [['scheme', 1]]),
  flawed('something invisible in the key', 'ANTHROPIC_API_KEY', `${KEY.slice(0, half)}\u200b${KEY.slice(half)}`, [
    ['invisible', half + 1],
  ]),
  flawed('a full-width letter', 'ANTHROPIC_API_KEY', `\uff53${KEY.slice(1)}`, [['full-width', 1]]),
  flawed('a key that was cut short', 'ANTHROPIC_API_KEY', KEY.slice(0, 30), [['too-short', 30]]),
  flawed("another provider's key", 'ANTHROPIC_API_KEY', secret('sk-proj-'), [['wrong-kind', 1]]),
  flawed("a login's token in place of a key", 'ANTHROPIC_API_KEY', LOGIN, [['wrong-kind', 1]]),
  flawed('a refresh token in place of a key', 'ANTHROPIC_API_KEY', REFRESH, [['wrong-kind', 1]]),
  flawed("a website's session in place of a key", 'ANTHROPIC_API_KEY', secret('sk-ant-sid01-'), [['wrong-kind', 1]]),
  flawed('an admin key', 'ANTHROPIC_API_KEY', secret('sk-ant-admin01-'), [['wrong-kind', 1]]),
  flawed('a placeholder', 'ANTHROPIC_API_KEY', 'your-api-key-here', [['placeholder', 1]]),
  flawed('something quite different', 'ANTHROPIC_API_KEY', secret('hunter'), [['unknown-shape', 1]]),
  flawed("a key in place of a login's token", 'CLAUDE_CODE_OAUTH_TOKEN', KEY, [['wrong-kind', 1]]),
  flawed('a key in the place for tokens', 'ANTHROPIC_AUTH_TOKEN', KEY, [['wrong-kind', 1]]),
]

/** Commands for the key that do not do what they should. */
const command = (name: string, line: string, find: string, more: Readonly<Record<string, unknown>>): Home => ({
  name: `a command ${name}`,
  files: { [USER]: helper(line) },
  due: { code: 1, uses: 'apiKeyHelper', finds: [find], with: more },
})

export const COMMANDS: readonly Home[] = [
  command(
    'that fails, and says a secret',
    `echo 'no vault at vault.example.test: token ${secret('v1')}, ${KEY}' >&2; exit 7`,
    'mend command-fails',
    { status: 7 },
  ),
  command('that is not there', 'no-such-command-anywhere', 'mend command-fails', { status: 127 }),
  command('that is killed', 'kill -9 $$', 'mend command-fails', {}),
  command('that prints nothing', 'true', 'mend command-silent', {}),
  command('that prints more than the client takes', `yes '${KEY}' | head -c 20000`, 'mend command-floods', { limit: 16_384 }),
  command('that prints without end', `yes '${KEY}'`, 'mend command-floods', {}),
  command('that prints a greeting too', `echo welcome; echo '${KEY}'`, 'mend malformed', { source: 'apiKeyHelper' }),
  command("that prints a login's token", `echo '${LOGIN}'`, 'mend malformed', { make: 'login-token' }),
]
