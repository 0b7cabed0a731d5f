import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHECK_NAMES } from '../core/evidence.ts'
import { USUAL_CONTROLS } from './controls.ts'
import { plan, type Asked, type Ground } from './plan.ts'

const ASKED: Asked = { target: undefined, offline: 'no', deep: 'no', check: [], skip: [], controls: {} }
const GROUND: Ground = { baseUrl: undefined, upstream: undefined, gateways: [] }

const planned = (asked: Partial<Asked>, ground: Partial<Ground> = {}): ReturnType<typeof plan> =>
  plan({ ...ASKED, ...asked }, { ...GROUND, ...ground })
const targetOf = (asked: Partial<Asked>, ground: Partial<Ground> = {}): string => planned(asked, ground).target.url

test('without any setting the provider itself is asked about, with the usual controls and all probes', () => {
  const { target, controls, skipped, throughGateway, controlsAllowed } = planned({})
  assert.deepEqual(target, {
    url: 'https://api.anthropic.com',
    host: 'api.anthropic.com',
    port: 443,
    secure: true,
    official: true,
  })
  assert.deepEqual(controls, USUAL_CONTROLS)
  assert.deepEqual(skipped, {})
  assert.equal(throughGateway, undefined)
  assert.equal(controlsAllowed, 'yes')
})

test('--target goes before the base URL, the base URL before our own upstream, and that before the provider', () => {
  const ground = { baseUrl: 'https://base.test', upstream: 'https://upstream.test' }
  const controls = { provider: 'https://provider.test' }
  assert.equal(targetOf({ target: 'https://asked.test', controls }, ground), 'https://asked.test')
  assert.equal(targetOf({ controls }, ground), 'https://base.test')
  assert.equal(targetOf({ controls }, { upstream: 'https://upstream.test' }), 'https://upstream.test')
  assert.equal(targetOf({ controls }), 'https://provider.test')
})

test('a base URL that is our gateway stands for its upstream, and is named as a rung in between', () => {
  const gateways = [{ url: 'http://127.0.0.1:4180', upstream: 'https://api.anthropic.com' }]
  const { target, throughGateway } = planned({}, { baseUrl: 'http://127.0.0.1:4180/', gateways })
  assert.equal(target.url, 'https://api.anthropic.com')
  assert.equal(throughGateway, 'http://127.0.0.1:4180')
})

test('gateways in a row are passed, and two that name each other do not go on for ever', () => {
  const row = [
    { url: 'http://127.0.0.1:1', upstream: 'http://127.0.0.1:2' },
    { url: 'http://127.0.0.1:2', upstream: 'https://last.test' },
  ]
  assert.equal(targetOf({}, { baseUrl: 'http://127.0.0.1:1', gateways: row }), 'https://last.test')
  const ring = [
    { url: 'http://127.0.0.1:1', upstream: 'http://127.0.0.1:2' },
    { url: 'http://127.0.0.1:2', upstream: 'http://127.0.0.1:1' },
  ]
  assert.match(targetOf({}, { baseUrl: 'http://127.0.0.1:1', gateways: ring }), /^http:\/\/127\.0\.0\.1:[12]$/)
})

test('a base URL that no client could use is passed over, so that the rest can still be measured', () => {
  for (const baseUrl of ['api.anthropic.com', 'ftp://api.test', '', 'https://', 'http:// x'])
    assert.equal(targetOf({}, { baseUrl }), 'https://api.anthropic.com', baseUrl)
})

test('what the target is like is read from its URL: port, scheme, brackets, path; a login is left out', () => {
  const target = planned({ target: 'http://me:secret@[::1]:8080/v1/' }).target
  assert.deepEqual(target, { url: 'http://[::1]:8080/v1', host: '::1', port: 8080, secure: false, official: false })
  assert.equal(planned({ target: 'http://plain.test' }).target.port, 80)
})

test('the provider is who the controls say, or the usual one, at exactly that origin', () => {
  const official = (target: string, provider?: string): boolean =>
    planned({ target, controls: provider === undefined ? {} : { provider } }).target.official
  assert.equal(official('https://api.anthropic.com/v1'), true)
  assert.equal(official('http://api.anthropic.com'), false)
  assert.equal(official('https://api.anthropic.com.evil.test'), false)
  assert.equal(official('https://api.example.test', 'https://api.example.test'), true)
  assert.equal(official('https://api.example.test:8443', 'https://api.example.test'), false)
})

test('controls of a file take the place of the usual ones, part by part', () => {
  const { controls } = planned({ controls: { addresses: ['10.0.0.1:443'], provider: 'https://p.test' } })
  assert.deepEqual(controls, { ...USUAL_CONTROLS, addresses: ['10.0.0.1:443'] })
})

test('--offline leaves out what asks nobody but controls, and tells the others to keep to the target', () => {
  const { skipped, controlsAllowed } = planned({ offline: 'yes' })
  assert.deepEqual(skipped, { egress: 'offline', portal: 'offline', status: 'offline' })
  assert.equal(controlsAllowed, 'no')
})

test('--check leaves all others out, and --skip wins over it', () => {
  const { skipped } = planned({ check: ['dns', 'tls', 'status'], skip: ['tls'], offline: 'yes' })
  const left = CHECK_NAMES.filter((id) => skipped[id] === undefined)
  assert.deepEqual(left, ['dns'])
  assert.equal(skipped.status, 'offline')
  assert.equal(skipped.tls, 'not-asked')
})
