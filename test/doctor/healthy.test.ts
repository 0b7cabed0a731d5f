import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import {
  above,
  certificate,
  done,
  handshake,
  HEALTHY,
  late,
  names,
  no,
  observed,
  ok,
  T4,
  T6,
  together,
  type Changes,
} from './observations.ts'

const { egress, link, proxy, http } = HEALTHY

/** Row 102: networks on which nothing is wrong, and what a hasty doctor would take for a fault. */
const NETWORKS: Readonly<Record<string, Changes>> = {
  plain: {},
  'dual-stack': {
    egress: { tries: [...egress.tries, { address: '2606:4700:4700::1111', family: 6, tried: done() }] },
    dns: { system: names(T6, T4) },
    tcp: {
      addresses: [
        { address: T6, family: 6, tried: done() },
        { address: T4, family: 4, tried: done() },
      ],
    },
  },
  'proxy alone': together(above.noInternet('TIMEOUT', 2000), {
    proxy: {
      ...proxy,
      route: 'proxy',
      shown: 'http://proxy.corp.test:3128',
      variable: 'HTTPS_PROXY',
      resolves: names('10.0.0.9'),
      connects: done(),
      tunnel: ok({ status: 200, banner: undefined }),
      tunnelToControl: ok({ status: 200, banner: undefined }),
    },
    tls: { target: handshake(), control: handshake() },
    http,
  }),
  'IPv6 alone': {
    egress: {
      tries: [
        ...egress.tries.map((one) => ({ ...one, tried: no('ENETUNREACH', 1) })),
        { address: '2606:4700:4700::1111', family: 6, tried: done() },
      ],
    },
    dns: {
      system: names('64:ff9b::cb00:710a'),
      public: HEALTHY.dns.public.slice(0, 1).map((one) => ({ ...one, a: no('ENETUNREACH'), aaaa: no('ENETUNREACH') })),
    },
    tcp: { addresses: [{ address: '64:ff9b::cb00:710a', family: 6, tried: done() }] },
  },
  'VPN up': {
    link: {
      interfaces: [
        ...link.interfaces,
        { name: 'wg0', kind: 'tunnel', up: true, addresses: [{ address: '10.8.0.2', family: 4, reach: 'private' }] },
      ],
      routes: [...link.routes, { family: 4, to: '0.0.0.0/1', via: undefined, device: 'wg0', metric: 0 }],
      deviceToTarget: 'wg0',
    },
  },
  'well-known addresses forbidden': {
    egress: { tries: egress.tries.map((one) => ({ ...one, tried: late() })) },
    dns: { public: HEALTHY.dns.public.map((one) => ({ ...one, a: late(), aaaa: late() })) },
  },
  'no control answers (row 104)': {
    ...above.noInternet('TIMEOUT', 2000),
    dns: HEALTHY.dns,
    tcp: { ...HEALTHY.tcp, control: late() },
    tls: { control: late() },
    http: { ...http, control: late() },
    status: { page: late() },
  },
  'the company’s own roots': { tls: { target: handshake({ chain: [certificate({ root: 'system' })] }) } },
}

for (const [name, changes] of Object.entries(NETWORKS))
  test(`nothing is wrong: ${name}`, () => {
    const { code, secondary } = diagnose(observed(changes))
    assert.equal(code, 'HEALTHY', JSON.stringify(secondary))
    assert.deepEqual(
      secondary.filter(({ gravity }) => gravity !== 'note').map((one) => one.code),
      [],
    )
  })

test('a probe that threw leaves the rest as it is', () => {
  assert.equal(diagnose(observed({ ended: { mtu: 'crashed', status: 'timed-out' } })).code, 'HEALTHY')
})

test('what the client said is weighed, and gives way to what is measured', () => {
  const said = (code: string, changes: Changes = {}): ReturnType<typeof diagnose> =>
    diagnose(observed({ ...changes, told: { codes: [code] } }))
  const overloaded = said('api.overloaded')
  assert.deepEqual([overloaded.code, overloaded.owner, overloaded.confidence], ['PROVIDER_OVERLOADED', 'provider', 'possible'])
  assert.equal(said('api.plan-limit').code, 'LIMIT_REACHED')
  assert.equal(said('api.overloaded', above.noInternet('EHOSTUNREACH')).code, 'NET_UPSTREAM_DOWN')
  const over = said('path.dns-not-found')
  assert.deepEqual([over.code, over.secondary[0]?.code], ['HEALTHY', 'SEEN_BEFORE'])
})
