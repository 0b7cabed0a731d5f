import { unixMillis } from '../../src/core/time.ts'
import type { AllFacts, Certificate, Handshake, HttpAnswer, Names, ProbeId, Tried } from '../../src/probes/facts.ts'
import type { Observations, Outcome } from '../../src/probes/observations.ts'

// A healthy machine on a healthy network, as the probes would see it, and how to change it.

export const HOST = 'api.example.test'
export const NOW = 1_790_000_000_000
export const MINUTE = 60_000
const DAY = 86_400_000

export const ok = <Seen>(saw: Seen, millis = 20): Tried<Seen> => ({ ok: true, millis, saw })
export const done = (millis = 20): Tried => ok(undefined, millis)
export const no = (code: string, millis = 3): Extract<Tried, { ok: false }> => ({ ok: false, millis, code })
export const late = (millis = 2000): Extract<Tried, { ok: false }> => no('TIMEOUT', millis)
export const names = (...addresses: readonly string[]): Tried<Names> => ok({ addresses })

export const T4 = '203.0.113.10'
export const T6 = '2001:db8::10'

export const certificate = (changes: Partial<Certificate> = {}): Certificate => ({
  subject: `CN=${HOST}`,
  issuer: 'CN=Public CA',
  validFrom: NOW - 30 * DAY,
  validTo: NOW + 60 * DAY,
  root: 'node',
  ...changes,
})

export const handshake = (changes: Partial<Handshake> = {}): Tried<Handshake> =>
  ok({ protocol: 'TLSv1.3', trusted: true, problem: undefined, chain: [certificate()], ...changes })

/** A certificate that is not believed, and why. */
export const untrusted = (problem: string, chain: Partial<Certificate> = {}): Tried<Handshake> =>
  handshake({ trusted: false, problem, chain: [certificate(chain)] })

export const answer = (status: number, changes: Partial<HttpAnswer> = {}): Tried<HttpAnswer> =>
  ok({ status, headers: { 'request-id': 'req_test' }, body: '', code: undefined, firstByteMillis: 60, ...changes }, 80)

const unauthorized: Tried<HttpAnswer> = answer(401, {
  code: 'api.authentication',
  body: '{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is required"}}',
})

export const HEALTHY: AllFacts = {
  link: {
    interfaces: [
      { name: 'lo', kind: 'loopback', up: true, addresses: [{ address: '127.0.0.1', family: 4, reach: 'loopback' }] },
      { name: 'eth0', kind: 'other', up: true, addresses: [{ address: '192.168.1.7', family: 4, reach: 'private' }] },
    ],
    routes: [{ family: 4, to: 'default', via: '192.168.1.1', device: 'eth0', metric: 100 }],
    gateways: [{ address: '192.168.1.1', device: 'eth0', state: 'answers' }],
    deviceToTarget: 'eth0',
  },
  egress: {
    tries: ['1.1.1.1', '8.8.8.8', '9.9.9.9'].map((address) => ({ address, family: 4, tried: done() })),
    otherWays: [],
  },
  dns: {
    configured: { state: 'present', servers: ['192.168.1.1'], search: [], wsl: false },
    system: names(T4),
    systemControl: names('198.51.100.1'),
    servers: [{ server: '192.168.1.1', a: names(T4), aaaa: no('ENODATA') }],
    public: [
      { server: '1.1.1.1', by: 'udp', a: names(T4), aaaa: no('ENODATA') },
      { server: 'https://1.1.1.1/dns-query', by: 'https', a: names(T4), aaaa: no('ENODATA') },
    ],
    hostsFile: [],
    unvalidated: undefined,
    madeUp: undefined,
  },
  portal: {
    tries: ['http://one.test/generate_204', 'http://two.test/success.txt'].map((url) => ({
      url,
      tried: ok({ status: 204, location: undefined, asExpected: true, date: NOW }),
    })),
  },
  proxy: {
    route: 'direct',
    shown: undefined,
    variable: undefined,
    fault: undefined,
    written: undefined,
    login: false,
    conflicting: [],
    exempted: false,
    resolves: undefined,
    connects: undefined,
    tunnel: undefined,
    tunnelToControl: undefined,
    otherWay: undefined,
  },
  tcp: { addresses: [{ address: T4, family: 4, tried: done() }], asPrograms: done(), control: done() },
  mtu: { bulk: ok({ sent: 24_576, unacknowledged: 0 }, 60) },
  tls: {
    target: handshake(),
    control: handshake({ chain: [certificate({ subject: 'CN=www.example.com', issuer: 'CN=Another CA' })] }),
    otherName: undefined,
    extraCa: 'none',
    checksOff: false,
    clientCertificate: 'none',
    clientCertificateWanted: false,
  },
  clock: { offsets: ['one.test', 'two.test', HOST].map((host) => ({ host, millis: 300 })) },
  http: { front: unauthorized, messages: unauthorized, control: ok({ status: 200 }), deep: undefined },
  gateway: {
    running: 'none',
    url: undefined,
    version: undefined,
    upstream: undefined,
    lanes: [],
    held: 0,
    recent: { completed: 0, lastCompletedAt: undefined, failures: [], cuts: [], wokeAt: undefined, offlineAt: undefined },
  },
  status: {
    page: ok({
      host: 'status.claude.com',
      updatedAt: NOW - DAY,
      components: [
        { name: 'Claude API', status: 'operational' },
        { name: 'Claude Code', status: 'operational' },
      ],
      incidents: [],
      maintenance: [],
    }),
  },
  settings: {
    baseUrl: [],
    otherProvider: [],
    variables: {},
    client: { version: '2.1.330', knownBad: [] },
    node: { version: '24.21.0', endOfLife: false },
  },
  credential: {
    sources: [
      {
        source: 'ANTHROPIC_API_KEY',
        from: 'shell',
        kind: 'api-key',
        state: 'usable',
        flaws: [],
        expiresAt: undefined,
        refreshable: false,
      },
    ],
  },
}

export type Changes = {
  readonly [Id in ProbeId]?: Partial<AllFacts[Id]>
} & {
  readonly target?: Partial<Observations['target']>
  readonly told?: { readonly codes: readonly string[]; readonly text?: string }
  readonly platform?: string
  readonly lag?: number
  /** How these probes ended, in place of seeing anything. */
  readonly ended?: { readonly [Id in ProbeId]?: Exclude<Outcome<unknown>['is'], 'seen'> }
}

const ENDINGS: Readonly<Record<Exclude<Outcome<unknown>['is'], 'seen'>, Outcome<never>>> = {
  'timed-out': { is: 'timed-out', millis: 5800 },
  crashed: { is: 'crashed', millis: 4, error: 'TypeError: boom' },
  skipped: { is: 'skipped', why: 'not-asked' },
}

/** The healthy machine with these facts in place of its own. */
export function observed({ target, told, platform = 'linux', ended = {}, lag = 0, ...facts }: Changes = {}): Observations {
  const probes = Object.fromEntries(
    Object.entries(HEALTHY).map(([id, healthy]) => {
      const ending = ended[id as ProbeId]
      const seen: unknown = { ...healthy, ...facts[id as ProbeId] }
      return [id, ending === undefined ? { is: 'seen', millis: 100, facts: seen } : ENDINGS[ending]]
    }),
  ) as Observations['probes']
  return {
    schema: 1,
    at: unixMillis(NOW),
    version: '0.1.0',
    platform,
    target: { url: `https://${HOST}`, host: HOST, port: 443, secure: true, official: true, ...target },
    told: told === undefined ? undefined : { text: '', ...told },
    lag,
    probes,
  }
}

/** Everything that lies beyond the fault fails with it, as it would on a real machine. */
export const above = {
  /** Nothing leads anywhere. */
  noInternet: (code: string, millis = 3): Changes => ({
    egress: { tries: HEALTHY.egress.tries.map((one) => ({ ...one, tried: no(code, millis) })) },
    dns: {
      system: no('EAI_AGAIN'),
      systemControl: no('EAI_AGAIN'),
      servers: [{ server: '192.168.1.1', a: no(code, millis), aaaa: no(code, millis) }],
      public: HEALTHY.dns.public.map((one) => ({ ...one, a: no(code, millis), aaaa: no(code, millis) })),
    },
    portal: { tries: HEALTHY.portal.tries.map((one) => ({ ...one, tried: no('EAI_AGAIN') })) },
    tcp: { addresses: [], asPrograms: no('EAI_AGAIN'), control: no('EAI_AGAIN') },
    mtu: { bulk: undefined },
    tls: { target: undefined, control: no('EAI_AGAIN') },
    clock: { offsets: [] },
    http: { front: no('EAI_AGAIN'), messages: no('EAI_AGAIN'), control: no('EAI_AGAIN') },
    status: { page: no('EAI_AGAIN') },
  }),
  /** The target's name leads to nothing. */
  noName: (code: string, millis = 3): Changes => ({
    dns: {
      system: no(code === 'ENOTFOUND' ? code : 'EAI_AGAIN', millis),
      systemControl: code === 'ENOTFOUND' ? names('198.51.100.1') : no('EAI_AGAIN', millis),
      servers: [{ server: '192.168.1.1', a: no(code, millis), aaaa: no(code, millis) }],
    },
    tcp: { addresses: [], asPrograms: no('EAI_AGAIN') },
    mtu: { bulk: undefined },
    tls: { target: undefined },
    http: { front: no('EAI_AGAIN'), messages: no('EAI_AGAIN'), control: no('EAI_AGAIN') },
  }),
  /** The target's address takes no connection. */
  noConnection: (tried: Tried, addresses: readonly string[] = [T4, '203.0.113.11']): Changes => ({
    tcp: {
      addresses: addresses.map((address) => ({ address, family: address.includes(':') ? (6 as const) : (4 as const), tried })),
      asPrograms: tried,
    },
    mtu: { bulk: undefined },
    tls: { target: failing(tried) },
    http: { front: failing(tried), messages: failing(tried) },
  }),
  /** The handshake fails, and HTTP with it. */
  noTls: (target: Tried<Handshake>, code = 'TIMEOUT'): Changes => ({
    tls: { target },
    http: { front: no(code), messages: no(code) },
  }),
}

const failing = (tried: Tried): Extract<Tried, { ok: false }> => (tried.ok ? late() : tried)

/** Several changes at once; of one probe, the later takes what it names. */
export function together(...changes: readonly Changes[]): Changes {
  return changes.reduce<Changes>((all, one) => {
    const merged = Object.fromEntries(
      Object.entries(one).map(([key, value]) => {
        const before = (all as Readonly<Record<string, unknown>>)[key]
        const both = typeof before === 'object' && before !== null && typeof value === 'object' && value !== null
        return [key, both ? { ...before, ...value } : value]
      }),
    )
    return { ...all, ...merged }
  }, {})
}
