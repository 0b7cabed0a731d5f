import assert from 'node:assert/strict'
import { API, PROVIDER } from '../../net/lab.ts'
import { ping } from '../../net/observe.ts'
import type { Expected } from '../expected.ts'
import { https, type Internet, type World } from '../internet.ts'
import { assertAnswers, assertClockBehind, assertHandshake, assertPlainAnswer, assertSilent, assertTcp } from '../observers.ts'
import { ownPapers } from '../papers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'
import { FAKETIME_ROWS } from './faketime.ts'
import { NGINX_SCHEME_ROW } from './nginx.ts'

const { api, gateway, stranger, wellKnown } = PLACES
const DAY = 86_400_000
const MINUTE = 60_000

/**
 * The clock of a machine cannot be set for it alone. To a client it is the same when the clocks and certificates of everybody else are
 * as far on the other side.
 */
function wrongClock(row: string, days: number): Row {
  const fast = days > 0
  return {
    row,
    fault: `this computer's clock is ${Math.abs(days)} days ${fast ? 'fast' : 'slow'}`,
    world: { behind: days * DAY },
    observe: async ({ client }) => await assertClockBehind(client, api, days * DAY),
    due: {
      code: fast ? 'CLOCK_FAST' : 'CLOCK_SLOW',
      owner: 'computer',
      confidence: 'certain',
      evidence: [{ saw: 'clock' }, { saw: 'certificate', of: 'target' }],
      never: ['CERT_EXPIRED', 'CERT_NOT_YET_VALID', 'TLS_INTERCEPT', 'CERT_UNTRUSTED', 'DNS_HIJACK'],
    },
  }
}

const drift: Row = {
  row: '72',
  fault: "this computer's clock is 12 minutes fast",
  world: { behind: 12 * MINUTE },
  observe: async ({ client }) => await assertClockBehind(client, api, 12 * MINUTE),
  due: { code: 'CLOCK_DRIFT', owner: 'computer', evidence: [{ saw: 'clock' }], never: ['CERT_EXPIRED', 'CLOCK_FAST'] },
}

const NOT_OUR_CLOCK = ['CLOCK_FAST', 'CLOCK_SLOW', 'TLS_INTERCEPT', 'DNS_HIJACK', 'PROVIDER_5XX'] as const

type Papered = { readonly world: World; readonly says: RegExp; readonly due: Expected }

/** Something is wrong with the certificate of the provider's own address, or with that of a gateway. */
function certificate(row: string, fault: string, at: 'api' | 'gateway', { world, says, due }: Papered): Row {
  const place = at === 'api' ? api : gateway
  return {
    row,
    fault,
    world,
    asked: at === 'api' ? {} : { args: ['--target', `https://${gateway.name}`] },
    observe: async ({ client }) => await assertHandshake(client, place, says),
    due: { ...due, never: NOT_OUR_CLOCK },
  }
}

const EXPIRED = /certificate has expired|NotAfter: .*/
const CERTIFICATES: readonly Row[] = [
  certificate('73a', 'the certificate at the API has expired, and the clock is right', 'api', {
    world: { doors: ({ provider }) => ({ api: https('api', provider.papers(API, { behind: 90 * DAY })) }) },
    says: EXPIRED,
    // nobody but a lab's authority has signed it: that is not enough to blame the provider
    due: { code: 'CERT_EXPIRED', owner: 'unknown', confidence: 'possible' },
  }),
  certificate('73b', 'the certificate of a gateway has expired', 'gateway', {
    world: { doors: ({ world }) => ({ gateway: https('api', world.papers(gateway.name, { behind: 90 * DAY })) }) },
    says: EXPIRED,
    due: { code: 'CERT_EXPIRED', owner: 'gateway', confidence: 'likely' },
  }),
  certificate('74a', 'the certificate at the API is for another name', 'api', {
    world: { doors: ({ provider }) => ({ api: https('api', provider.papers('other.example.test')) }) },
    says: /hostname mismatch|Verification error/i,
    due: { code: 'CERT_WRONG_NAME', owner: 'network' },
  }),
  certificate('74b', 'the certificate of a gateway is for another name', 'gateway', {
    world: { doors: ({ world }) => ({ gateway: https('api', world.papers('other.example.test')) }) },
    says: /hostname mismatch|Verification error/i,
    due: { code: 'CERT_WRONG_NAME', owner: 'settings' },
  }),
  certificate('75a', 'a gateway has signed its certificate itself', 'gateway', {
    world: { doors: () => ({ gateway: https('api', ownPapers(gateway.name)) }) },
    says: /self-signed certificate/,
    due: { code: 'CERT_SELF_SIGNED', owner: 'settings' },
  }),
  certificate('75b', 'a gateway has a certificate of an authority that nobody knows', 'gateway', {
    world: { doors: ({ stranger: by }) => ({ gateway: https('api', by.papers(gateway.name)) }) },
    says: /self-signed certificate in certificate chain/,
    due: { code: 'CERT_UNTRUSTED', owner: 'settings' },
  }),
]

const httpToTls: Row = {
  row: '77a',
  fault: 'the base URL says http, and TLS is spoken there',
  world: { doors: ({ world }) => ({ gateway: https('api', world.papers(gateway.name)) }) },
  asked: { args: ['--target', `http://${gateway.name}:443`] },
  observe: async ({ client }) => await assertHandshake(client, gateway, /^(?:New, TLSv1|SSL handshake has read)/),
  due: { code: 'SCHEME_WRONG', owner: 'settings', confidence: 'certain', never: ['GATEWAY_DOWN', 'TLS_CUT'] },
}

const tlsToHttp: Row = {
  row: '77b',
  fault: 'the base URL says https, and plain HTTP is spoken there',
  world: { more: () => [{ address: gateway.v4, port: 8080, deed: { is: 'http', says: 'api' } }], families: ['v4'] },
  asked: { args: ['--target', `https://${gateway.name}:8080`] },
  observe: async ({ client }) =>
    await assertPlainAnswer(client, { ...gateway, path: '/v1/models', port: 8080 }, /^HTTP\/1.1 401/),
  due: { code: 'SCHEME_WRONG', owner: 'settings', confidence: 'certain', never: ['GATEWAY_DOWN', 'TLS_CUT'] },
}

const nameFilter: Row = {
  row: '78',
  fault: 'connections that ask for the name of the API are cut off, and others to its address are not',
  world: {
    doors: ({ provider }) => ({
      api: { is: 'name-filter', dislikes: API, to: stranger.v4 },
      stranger: https('api', provider.papers(API)),
    }),
  },
  observe: async ({ client }) => {
    await assertHandshake(client, { ...api, name: 'whatever.test' }, /^(?:New, TLSv1|SSL handshake has read [1-9])/)
    return `${await assertHandshake(client, api, /reset by peer|errno=104|Connection reset/)}; with another name it is answered`
  },
  due: {
    code: 'SNI_FILTERED',
    owner: 'network',
    evidence: [{ saw: 'other-name' }, { saw: 'handshake', code: 'ECONNRESET' }],
    never: ['TLS_CUT', 'API_SILENT', 'TARGET_UNREACHABLE'],
  },
}

const stall: Row = {
  row: '79a',
  fault: 'the handshake with the API is never answered, and large packets arrive',
  world: { doors: () => ({ api: { is: 'silent' } }) },
  observe: async ({ client }) => {
    assert.equal((await ping(client, PROVIDER.v4, { count: 3, size: 1500 })).received, 3)
    return `${await assertTcp(client, api, 'open')}, pings of 1,500 bytes are answered, ${await assertHandshake(client, api, /ended with 124/)}`
  },
  due: {
    code: 'TLS_STALL',
    owner: 'unknown',
    evidence: [{ saw: 'handshake', code: 'TIMEOUT' }],
    never: ['PMTU_BLACKHOLE', 'PROVIDER_UNREACHABLE', 'SNI_FILTERED'],
  },
}

const cut: Row = {
  row: '79b',
  fault: 'every handshake with the API is cut off',
  world: { doors: () => ({ api: { is: 'resets' } }) },
  observe: async ({ client }) => await assertHandshake(client, api, /reset by peer|errno=104|Connection reset/),
  due: {
    code: 'TLS_CUT',
    owner: 'unknown',
    evidence: [{ saw: 'handshake', code: 'ECONNRESET' }],
    never: ['PMTU_BLACKHOLE', 'PROVIDER_UNREACHABLE', 'SNI_FILTERED'],
  },
}

const oldTls: Row = {
  row: '80',
  fault: 'a gateway speaks TLS 1.1 at most',
  world: { doors: ({ world }) => ({ gateway: https('api', { ...world.papers(gateway.name), old: true }) }) },
  asked: { args: ['--target', `https://${gateway.name}`] },
  observe: async ({ client }) =>
    await assertHandshake(client, { ...gateway, how: '-tls1_2' }, /alert protocol version|unsupported protocol/),
  due: { code: 'TLS_VERSION', owner: 'gateway', never: ['TLS_CUT', 'GATEWAY_DOWN'] },
}

const noSix: Row = {
  row: '81',
  fault: 'nothing: the API has IPv6 addresses, and there is no way to them here',
  make: async ({ client }) => void (await client.run('ip', '-6', 'route', 'del', 'default')),
  observe: async ({ client }) => `${await assertSilent(client, api.v6)}; ${await assertAnswers(client, api.v4)}`,
  due: {
    code: 'HEALTHY',
    owner: 'nobody',
    exitCode: 0,
    beside: ['V6_ABSENT'],
    never: ['V6_BROKEN', 'NET_FLAPPING', 'NODE_HE_CAP'],
  },
}

const sixBroken: Row = {
  row: '82',
  fault: 'IPv6 leads nowhere, without a word',
  make: async ({ firewall }) => {
    const dropped = await firewall.drop('meta nfproto ipv6')
    return { after: async () => `${await dropped.packets()} packets dropped` }
  },
  observe: async ({ client }) => `${await assertSilent(client, api.v6, wellKnown.v6)}; ${await assertAnswers(client, api.v4)}`,
  due: {
    code: 'V6_BROKEN',
    owner: 'network',
    evidence: [{ saw: 'family-unreached', family: 6 }],
    never: ['TARGET_UNREACHABLE', 'ADDRESS_DEAD', 'NET_LOSSY'],
  },
}

const far = async ({ client }: Internet): Promise<string> => {
  const { meanMillis = 0 } = await ping(client, api.v4)
  assert.ok(meanMillis > 590, String(meanMillis))
  return `pings take ${Math.round(meanMillis)} ms`
}

/** The last address has all the time there is: a family that fails at once must come last. */
const attemptLimit: Row = {
  row: '85a',
  fault: 'a round trip of 600 ms, and addresses of both families, with no way to IPv6',
  world: { line: { delay: 300 } },
  make: async ({ client }) => void (await client.run('ip', '-6', 'route', 'del', 'default')),
  observe: far,
  due: {
    code: 'NODE_HE_CAP',
    owner: 'computer',
    evidence: [{ saw: 'programs-give-up' }],
    never: ['TARGET_UNREACHABLE', 'NET_LOSSY', 'PMTU_BLACKHOLE', 'V6_BROKEN'],
  },
}

const bothFar: Row = {
  row: '85b',
  fault: 'a round trip of 600 ms by both families',
  world: { line: { delay: 300 } },
  observe: far,
  due: {
    code: 'NET_HIGH_LATENCY',
    owner: 'network',
    evidence: [{ saw: 'slow-connects' }],
    never: ['TARGET_UNREACHABLE', 'NET_LOSSY', 'PMTU_BLACKHOLE', 'V6_BROKEN'],
  },
}

export const TLS_ROWS: readonly Row[] = [
  wrongClock('69', 400),
  wrongClock('70', -400),
  drift,
  ...FAKETIME_ROWS,
  ...CERTIFICATES,
  httpToTls,
  tlsToHttp,
  NGINX_SCHEME_ROW,
  nameFilter,
  stall,
  cut,
  oldTls,
]
export const FAMILY_ROWS: readonly Row[] = [noSix, sixBroken, attemptLimit, bothFar]
