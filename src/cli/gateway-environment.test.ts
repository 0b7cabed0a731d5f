import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { gatewayEnvironment } from './background.ts'

test('a background gateway gets proxies and certificates, paths in full, and no credential of the client', () => {
  const env = {
    HTTPS_PROXY: 'http://p:1',
    NODE_EXTRA_CA_CERTS: 'ca.pem',
    CLAUDE_CODE_CLIENT_CERT: 'mine/cert.pem',
    CLAUDE_CODE_CLIENT_KEY: '/keys/key.pem',
    CLAUDE_CODE_CLIENT_KEY_PASSPHRASE: 'open it',
    ANTHROPIC_API_KEY: 'secret',
    HOLDFAST_RUN: 'one',
  }
  assert.deepEqual(gatewayEnvironment(env, '/home/me'), {
    HTTPS_PROXY: 'http://p:1',
    NODE_EXTRA_CA_CERTS: resolve('/home/me', 'ca.pem'),
    CLAUDE_CODE_CLIENT_CERT: resolve('/home/me', 'mine/cert.pem'),
    CLAUDE_CODE_CLIENT_KEY: '/keys/key.pem',
    CLAUDE_CODE_CLIENT_KEY_PASSPHRASE: 'open it',
  })
})
