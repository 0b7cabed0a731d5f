import { MARK } from './canary.ts'

const LONG = `${MARK}${'aB3dE5gH7jK9mN1p'.repeat(6)}`
const UPPER = MARK.toUpperCase()
const HEX = `${Buffer.from(MARK).toString('hex')}0123456789abcdef`

/** What keys and passwords look like, with the mark in each; those that only their name betrays come with it. */
export const SECRET_SHAPES: Readonly<Record<string, string>> = {
  'API key': `sk-ant-api03-${LONG.slice(0, 93)}AA`,
  'API key, cut short': `sk-ant-api03-${MARK}`,
  'admin key': `sk-ant-admin01-${LONG.slice(0, 93)}AA`,
  'login, access': `sk-ant-oat01-${LONG}`,
  'login, refresh': `sk-ant-ort01-${LONG}`,
  'session key': `sk-ant-sid01-${LONG}`,
  'OpenAI key': `sk-proj-${LONG}`,
  'bearer header': `Authorization: Bearer ${MARK}42xyz`,
  'basic header': `Proxy-Authorization: Basic ${Buffer.from(`me:${MARK}`).toString('base64')}`,
  'x-api-key header': `x-api-key: ${MARK}`,
  cookie: `Cookie: sessionKey=${MARK}; other=1`,
  'set-cookie': `set-cookie: __cf_bm=${MARK}`,
  'raw headers': `["x-api-key","${MARK}"]`,
  JWT: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${MARK}.${MARK}`,
  'AWS key id': `AKIA${UPPER}ABCD`,
  'AWS temporary key id': `ASIA${UPPER}ABCD`,
  'AWS secret': `aws_secret_access_key = ${LONG.slice(0, 40)}`,
  'AWS session token': `AWS_SESSION_TOKEN=${LONG}`,
  'Bedrock key': `ABSK${LONG}`,
  'Bedrock short key': `bedrock-api-key-${LONG}`,
  'Google key': `AIza${LONG.slice(0, 35)}`,
  'Google access token': `ya29.${LONG}`,
  'Google client secret': `GOCSPX-${LONG.slice(0, 28)}`,
  'Google refresh token': `1//0${LONG}`,
  'GitHub token': `ghp_${LONG.slice(0, 36)}`,
  'GitHub fine-grained token': `github_pat_${LONG.slice(0, 82)}`,
  'GitLab token': `glpat-${LONG.slice(0, 20)}`,
  'Slack token': `xoxb-123456789012-${LONG.slice(0, 24)}`,
  'npm token': `npm_${LONG.slice(0, 36)}`,
  'Hugging Face token': `hf_${LONG.slice(0, 34)}`,
  'Groq key': `gsk_${LONG.slice(0, 52)}`,
  'xAI key': `xai-${LONG}`,
  'Stripe key': `sk_live_${LONG.slice(0, 24)}`,
  'SendGrid key': `SG.${LONG.slice(0, 22)}.${LONG.slice(0, 43)}`,
  'Shopify token': `shpat_${HEX.slice(0, 32)}`,
  'Vault token': `hvs.${LONG.slice(0, 90)}`,
  'private key': `-----BEGIN RSA PRIVATE KEY-----\n${LONG}\n-----END RSA PRIVATE KEY-----`,
  'URL login': `https://user:${MARK}@proxy.example.test:8080/`,
  'URL login without a name': `http://:${MARK}@proxy.example.test:8080/`,
  'database address': `postgres://admin:${MARK}p@db.example.test/app`,
  password: `password=${MARK}`,
  'JSON field': `{"client_secret":"${MARK}"}`,
  variable: `ANTHROPIC_AUTH_TOKEN=${MARK}`,
  flag: `--api-token ${MARK}`,
  query: `https://gateway.example.test/v1?key=${MARK}&beta=1`,
  'signed query': `https://gateway.example.test/v1?X-Amz-Signature=${MARK}`,
}

const codes = (text: string, write: (code: string) => string): string =>
  Array.from(Buffer.from(text, 'latin1'), (byte) => write(byte.toString(16).padStart(2, '0'))).join('')

/** Ways in which a secret gets into a text. */
export const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
  'percent-encoded': (secret) => codes(secret, (code) => `%${code}`),
  'JSON-escaped': (secret) => codes(secret, (code) => `\\u00${code}`),
}
