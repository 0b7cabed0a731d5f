import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressVariables, withHeaders, withLoopback } from './client-environment.ts'

const URL_HERE = 'http://127.0.0.1:4180'
const LOOPBACK = '127.0.0.1,localhost,::1'

const proxyLists: readonly (readonly [before: string, after: string])[] = [
  ['', LOOPBACK],
  ['.corp, intern.example', `.corp,intern.example,${LOOPBACK}`],
  ['localhost', 'localhost,127.0.0.1,::1'],
  ['*', '*'],
]
for (const [before, after] of proxyLists) {
  test(`no proxy is asked for loopback after NO_PROXY=${before}`, () => {
    assert.equal(withLoopback(before, URL_HERE), after)
  })
}

test('a gateway with another address is reached past the proxy as well', () => {
  assert.equal(withLoopback('', 'http://127.0.0.9:4180'), `${LOOPBACK},127.0.0.9`)
  assert.equal(withLoopback('', 'http://[::1]:4180'), LOOPBACK)
})

test('headers of the person stay, those of an outer run give way', () => {
  const before = 'X-Team: blue\r\nX-Holdfast-Run: outer\n\nx-other: 1'
  assert.equal(withHeaders(before, { 'x-holdfast-run': 'inner' }), 'X-Team: blue\nx-other: 1\nx-holdfast-run: inner')
})

test('a value that is no header value cannot add a header', () => {
  assert.equal(withHeaders('', { 'x-holdfast-fallback-model': 'a\r\nx-evil: 1 日' }), 'x-holdfast-fallback-model: a x-evil: 1')
})

test('the lower-case list speaks first, and both are set', () => {
  const variables = addressVariables({ gatewayUrl: URL_HERE, headers: {} }, { no_proxy: 'a', NO_PROXY: 'b' })
  assert.equal(variables['NO_PROXY'], `a,${LOOPBACK}`)
  assert.equal(variables['no_proxy'], variables['NO_PROXY'])
  assert.equal(variables['ANTHROPIC_BASE_URL'], URL_HERE)
})
