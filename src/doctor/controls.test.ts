import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddressWithPort, readControls, USUAL_CONTROLS, type ControlsFault } from './controls.ts'

const faultOf = (text: string): ControlsFault => {
  const result = readControls(text)
  assert.ok(!result.ok, `taken: ${text}`)
  return result.fault
}

test('controls are JSON with comments, and each part may be left out', () => {
  const result = readControls(`// for the lab
  {
    "provider": "https://api.example.test",
    "addresses": ["10.0.0.1:443", "[fd00::1]:443",],
    "portals": [{ "url": "http://10.0.0.2/generate_204", "status": 204 }], /* no body */
    "statusPages": ["status.example.test", "status.example.test:8443", "10.0.0.3"],
  }`)
  assert.deepEqual(result, {
    ok: true,
    value: {
      provider: 'https://api.example.test',
      addresses: ['10.0.0.1:443', '[fd00::1]:443'],
      portals: [{ url: 'http://10.0.0.2/generate_204', status: 204, body: '' }],
      statusPages: ['status.example.test', 'status.example.test:8443', '10.0.0.3'],
    },
  })
})

test('the usual controls would pass as a file', () => {
  assert.deepEqual(readControls(JSON.stringify(USUAL_CONTROLS)), { ok: true, value: USUAL_CONTROLS })
})

test('what cannot be used is refused by its line and name', () => {
  const cases: readonly (readonly [text: string, line: number, path: string, expected: string])[] = [
    ['{\n"addresses": ["1.1.1.1"]}', 2, 'addresses.0', 'address'],
    ['{"addresses":\n [\n"1.1.1.1:443",\n"dns.google:443"]}', 4, 'addresses.1', 'address'],
    ['{"addresses": ["1.1.1.1:99999"]}', 1, 'addresses.0', 'address'],
    ['{\n\n"addresses": "1.1.1.1:443"}', 3, 'addresses', 'list'],
    ['{"portals": [{"url": "https://p.test", "status": 204}]}', 1, 'portals.0.url', 'portal'],
    ['{"portals": [{"url": "http://p.test",\n"status": "204"}]}', 2, 'portals.0.status', 'status'],
    ['{"resolvers": ["dns.google"]}', 1, 'resolvers.0', 'resolver'],
    ['{"resolvers": ["https://dns.google/dns-query"]}', 1, 'resolvers.0', 'resolver'],
    ['{"site": "http://example.com"}', 1, 'site', 'site'],
    ['{"otherName": "exa mple"}', 1, 'otherName', 'host'],
    ['{"statusPages": ["https://status.test"]}', 1, 'statusPages.0', 'host'],
    ['{"provider": "api.anthropic.com"}', 1, 'provider', 'url'],
    ['[]', 1, '', 'controls'],
  ]
  for (const [text, line, path, expected] of cases)
    assert.deepEqual(faultOf(text), { kind: 'bad-value', line, path, expected }, text)
})

test('a misspelt name is told from a wrong value', () => {
  const fault = faultOf('{\n"adresses": []}')
  assert.ok(fault.kind === 'unknown-key' && fault.line === 2 && fault.key === 'adresses' && fault.known.includes('addresses'))
  assert.equal(faultOf('{"portals": [{"url": "http://p.test", "status": 204, "code": 1}]}').kind, 'unknown-key')
})

test('what is no JSON is refused by line and column', () => {
  assert.deepEqual(faultOf('{\n  "site": }'), { kind: 'not-json', line: 2, column: 11, expected: 'value' })
  assert.equal(faultOf('').kind, 'not-json')
})

test('an address has a port, and brackets where it has colons of its own', () => {
  for (const good of ['1.1.1.1:443', '[::1]:1', '[2606:4700:4700::1111]:65535']) assert.ok(isAddressWithPort(good), good)
  for (const bad of ['1.1.1.1', '::1:443', '[::1]', '[1.1.1.1]:443', '1.1.1.1:0', '1.1.1.1:65536', 'a.test:443', ''])
    assert.ok(!isAddressWithPort(bad), bad)
})
