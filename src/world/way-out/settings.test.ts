import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { selfSigned } from '../../../test/instruments/self-signed.ts'
import { plainText } from './plain-text.ts'
import { waySettings } from './settings.ts'

const API = 'https://api.example.com'

test('a proxy that cannot be used is a fault, unless this URL goes past it', () => {
  const env = { HTTPS_PROXY: 'socks5://me:secret@p:1080' }
  assert.deepEqual(waySettings(env, API).fault, { why: 'socks', variable: 'HTTPS_PROXY', shown: 'socks5://p:1080' })
  assert.equal(waySettings({ ...env, NO_PROXY: 'api.example.com' }, API).fault, undefined)
  assert.equal(waySettings(env, 'http://127.0.0.1:4180').fault, undefined)
  assert.equal(waySettings({}, API).fault, undefined)
})

test('what is odd, but can be used, is told', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-settings-'))
  t.after(async () => await rm(folder, { recursive: true, force: true }))
  const [good, bad] = [join(folder, 'good.pem'), join(folder, 'bad.pem')]
  await writeFile(good, selfSigned('one').cert)
  await writeFile(bad, 'not a certificate')
  const odd = (env: Readonly<Record<string, string>>): readonly string[] => waySettings(env, API).odd
  assert.deepEqual(odd({ HTTPS_PROXY: 'http://p:1', NODE_EXTRA_CA_CERTS: good }), [])
  assert.deepEqual(odd({ HTTPS_PROXY: 'p:3128' }), ['proxy-without-scheme'])
  assert.deepEqual(odd({ NODE_EXTRA_CA_CERTS: bad }), ['certificates-unreadable'])
  assert.deepEqual(odd({ NODE_EXTRA_CA_CERTS: join(folder, 'none.pem') }), ['certificates-unreadable'])
  assert.deepEqual(odd({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }), ['certificates-unchecked'])
})

const PAGES: readonly (readonly [string, string, string])[] = [
  [
    'markup goes',
    '<html><head><title>E</title><style>p {}</style></head><body><h1>Denied</h1><p>by rule&nbsp;7</p></body></html>',
    'Denied by rule 7',
  ],
  ['plain text stays', 'Access denied.\r\n', 'Access denied.'],
  ['a page that breaks off', '<html><body>Denied <a href="http://ex', 'Denied'],
  ['nothing that moves a cursor', 'a\u001b[2Jb\u0007c', 'a [2Jb c'],
  ['no credential', 'for http://me:hunter22@host/', 'for http://[redacted]@host/'],
  ['not more than a sentence', 'x'.repeat(500), `${'x'.repeat(199)}…`],
  ['nothing', '', ''],
]

for (const [name, page, expected] of PAGES) {
  test(`of a proxy's page the text is shown: ${name}`, () => {
    assert.equal(plainText(page).replace(/\[redacted-[^\]]*\]/, '[redacted]'), expected)
  })
}
