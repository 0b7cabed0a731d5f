import { API } from '../../net/lab.ts'
import { assertAnswer, assertSilent } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'

const { api, login } = PLACES

const dayAgo = (): number => Date.now() - 86_400_000
const fileOf = (more: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => ({
  '.claude/.credentials.json': JSON.stringify({
    claudeAiOauth: { accessToken: `sk-ant-oat01-${'lab-'.repeat(24)}`, scopes: ['user:inference'], ...more },
  }),
})
const REFRESH = `sk-ant-ort01-${'lab-'.repeat(24)}`
const NO_KEY = { ANTHROPIC_API_KEY: undefined } as const

const frontDoor: Row['observe'] = async ({ client }) => await assertAnswer(client, api, /^HTTP\/1.1 401/)

function account(row: string, fault: string, { asked, due }: Required<Pick<Row, 'asked' | 'due'>>): Row {
  return { row, fault, asked, due, observe: frontDoor }
}

function malformed(row: string, what: string, key: string): Row {
  return account(row, `the API key has ${what} in it`, {
    asked: { env: { ANTHROPIC_API_KEY: key } },
    due: { code: 'KEY_MALFORMED', owner: 'settings', confidence: 'certain', evidence: [{ saw: 'flaw' }], never: ['KEY_INVALID'] },
  })
}

export const KEY: string = `sk-ant-api03-${'lab-'.repeat(24)}`

const loginHostBlocked: Row = {
  row: '92b',
  fault: 'the login has expired, and the host that renews it is out of reach',
  asked: { env: NO_KEY, home: fileOf({ expiresAt: dayAgo(), refreshToken: REFRESH }) },
  make: async ({ firewall }) => {
    const four = await firewall.drop(`ip daddr ${login.v4}`)
    await firewall.drop(`ip6 daddr ${login.v6}`)
    return { after: async () => `${await four.packets()} packets dropped` }
  },
  observe: async ({ client }) => await assertSilent(client, login.v4),
  due: {
    code: 'OAUTH_HOST_BLOCKED',
    owner: 'network',
    evidence: [{ saw: 'login-host' }],
    never: ['LOGIN_EXPIRED', 'NOT_LOGGED_IN'],
  },
}

const basePath: Row = {
  row: '96',
  fault: 'the base URL ends in /v1, which the client adds itself',
  asked: { env: { ANTHROPIC_BASE_URL: `https://${API}/v1` } },
  observe: async ({ client }) => await assertAnswer(client, { ...api, path: '/v1/v1/models' }, /^HTTP\/1.1 404/),
  due: { code: 'BASE_URL_PATH', owner: 'settings', confidence: 'certain', evidence: [{ saw: 'setting' }], never: ['FORBIDDEN'] },
}

export const ACCOUNT_ROWS: readonly Row[] = [
  account('87', 'nobody is logged in', {
    asked: { env: NO_KEY },
    due: { code: 'NOT_LOGGED_IN', owner: 'account', never: ['KEY_INVALID'] },
  }),
  malformed('88a', 'a line break', `${KEY.slice(0, 40)}\n${KEY.slice(40)}`),
  malformed('88b', 'quotes', `"${KEY}"`),
  malformed('88c', 'a space that nobody sees', `\u200B${KEY}`),
  account('89', 'the API does not know the key (asked with --deep)', {
    asked: { args: ['--deep'] },
    due: { code: 'KEY_INVALID', owner: 'account', evidence: [{ saw: 'answer', status: 401 }], never: ['KEY_MALFORMED'] },
  }),
  account('91', 'nothing: the login has expired, and can be renewed', {
    asked: { env: NO_KEY, home: fileOf({ expiresAt: dayAgo(), refreshToken: REFRESH }) },
    due: { code: 'HEALTHY', owner: 'nobody', exitCode: 0, beside: ['LOGIN_RENEWS'], never: ['LOGIN_EXPIRED'] },
  }),
  account('92a', 'the login has expired, and cannot be renewed', {
    asked: { env: NO_KEY, home: fileOf({ expiresAt: dayAgo() }) },
    due: { code: 'LOGIN_EXPIRED', owner: 'account', evidence: [{ saw: 'expired' }], never: ['OAUTH_HOST_BLOCKED'] },
  }),
  loginHostBlocked,
  account('93', 'a key in the environment goes before the login', {
    asked: { home: fileOf({ expiresAt: Date.now() + 86_400_000, refreshToken: REFRESH }) },
    due: { code: 'CREDENTIAL_SHADOWED', owner: 'settings', confidence: 'certain' },
  }),
  account('94', 'the file with the login is cut off in the middle', {
    asked: { env: NO_KEY, home: { '.claude/.credentials.json': '{' } },
    due: { code: 'CREDENTIALS_UNREADABLE', owner: 'computer', never: ['NOT_LOGGED_IN', 'LOGIN_EXPIRED'] },
  }),
  basePath,
]
