import { above, done, HEALTHY, late, MINUTE, no, NOW, ok, T4, together } from './observations.ts'
import type { Row } from './row.ts'

const { link, egress, gateway } = HEALTHY
const red = {
  status: {
    page: ok({
      host: 'status.claude.com',
      updatedAt: NOW,
      components: [{ name: 'Claude API', status: 'major_outage' }],
      incidents: [{ name: 'Elevated errors', status: 'investigating', impact: 'major', startedAt: NOW - 12 * MINUTE }],
      maintenance: [],
    }),
  },
}

/** A. Link and route. */
export const LINK_ROWS: readonly Row[] = [
  {
    row: '1',
    fault: 'no interface but loopback',
    seen: together(above.noInternet('ENETUNREACH', 1), {
      link: { interfaces: link.interfaces.slice(0, 1), routes: [], gateways: [], deviceToTarget: undefined },
    }),
    code: 'NET_NO_LINK',
    owner: 'computer',
    confidence: 'certain',
    never: ['DNS_SERVER_DEAD', 'NET_UPSTREAM_DOWN'],
  },
  {
    row: '2',
    fault: 'a link without an address',
    seen: together(above.noInternet('ENETUNREACH', 1), {
      link: {
        interfaces: [
          { name: 'eth0', kind: 'other', up: true, addresses: [{ address: '169.254.7.7', family: 4, reach: 'link' }] },
        ],
        routes: [],
        gateways: [],
        deviceToTarget: undefined,
      },
    }),
    code: 'NET_NO_ADDRESS',
    owner: 'network',
    never: ['DNS_SERVER_DEAD'],
  },
  {
    row: '3',
    fault: 'no default route',
    seen: together(above.noInternet('ENETUNREACH', 1), { link: { routes: [], gateways: [], deviceToTarget: undefined } }),
    code: 'NET_NO_ROUTE',
    owner: 'network',
    never: ['DNS_SERVER_DEAD'],
  },
  {
    row: '4',
    fault: 'the router is dead',
    seen: together(above.noInternet('EHOSTUNREACH', 3051), {
      link: { gateways: [{ address: '192.168.1.1', device: 'eth0', state: 'dead' }] },
    }),
    code: 'NET_GATEWAY_DEAD',
    owner: 'network',
    confidence: 'certain',
  },
  {
    row: '5',
    fault: 'the line behind the router is dead',
    seen: above.noInternet('EHOSTUNREACH'),
    code: 'NET_UPSTREAM_DOWN',
    owner: 'network',
    confidence: 'certain',
    never: ['DNS_SERVER_DEAD', 'TARGET_UNREACHABLE'],
  },
  {
    row: '7',
    fault: 'two default routes, the preferred one dead',
    seen: together(above.noInternet('TIMEOUT', 2000), {
      egress: { tries: egress.tries.map((one) => ({ ...one, tried: late() })), otherWays: [{ device: 'wlan0', tried: done() }] },
    }),
    code: 'NET_WRONG_ROUTE',
    owner: 'computer',
  },
  {
    row: '8',
    fault: 'a stale VPN tunnel',
    seen: together(above.noInternet('TIMEOUT', 2000), {
      link: {
        interfaces: [
          ...link.interfaces,
          { name: 'tun0', kind: 'tunnel', up: true, addresses: [{ address: '10.8.0.2', family: 4, reach: 'private' }] },
        ],
        routes: [
          ...link.routes,
          { family: 4, to: '0.0.0.0/1', via: undefined, device: 'tun0', metric: 0 },
          { family: 4, to: '128.0.0.0/1', via: undefined, device: 'tun0', metric: 0 },
        ],
        deviceToTarget: 'tun0',
      },
    }),
    code: 'VPN_STALE',
    owner: 'computer',
  },
  ...['EACCES', 'EHOSTUNREACH'].map((code): Row => ({
    row: code === 'EACCES' ? '9a' : '9b',
    fault: `only the target is blocked (${code})`,
    seen: above.noConnection(no(code)),
    code: 'BLOCKED_TARGET',
    owner: 'network',
    never: ['PROVIDER_UNREACHABLE'],
  })),
  {
    row: '10',
    fault: 'only the target is dropped, status page green',
    seen: above.noConnection(late()),
    code: 'TARGET_UNREACHABLE',
    owner: 'network',
    confidence: 'possible',
    never: ['PROVIDER_UNREACHABLE'],
  },
  {
    row: '10b',
    fault: 'only the target is dropped, status page unreachable',
    seen: together(above.noConnection(late()), { status: { page: late() } }),
    code: 'TARGET_UNREACHABLE',
    owner: 'unknown',
    confidence: 'possible',
    never: ['PROVIDER_UNREACHABLE'],
  },
  {
    row: '11',
    fault: 'only the target is dropped, status page red',
    seen: together(above.noConnection(late()), red),
    code: 'PROVIDER_UNREACHABLE',
    owner: 'provider',
    confidence: 'likely',
  },
  {
    row: '13',
    fault: '30 % loss',
    seen: {
      egress: { tries: egress.tries.map((one, index) => ({ ...one, tried: [done(41), done(1046), late()][index] ?? done() })) },
      tcp: { addresses: [{ address: T4, family: 4, tried: done(3051) }], asPrograms: done(1048), control: done(40) },
    },
    code: 'NET_LOSSY',
    owner: 'network',
  },
  {
    row: '14',
    fault: '600 ms there and back',
    seen: {
      egress: { tries: egress.tries.map((one) => ({ ...one, tried: done(601) })) },
      tcp: { addresses: [{ address: T4, family: 4, tried: done(602) }], asPrograms: done(602), control: done(603) },
    },
    code: 'NET_HIGH_LATENCY',
    owner: 'network',
    never: ['NET_LOSSY', 'NET_SLOW'],
  },
  {
    row: '14-late',
    fault: '600 ms there and back, on a computer that is busy too',
    seen: {
      egress: { tries: egress.tries.map((one) => ({ ...one, tried: done(701) })) },
      tcp: { addresses: [{ address: T4, family: 4, tried: done(652) }], asPrograms: done(602), control: done(603) },
      lag: 240,
    },
    code: 'NET_HIGH_LATENCY',
    owner: 'network',
  },
  {
    row: '14-busy',
    fault: 'a busy computer, whose own timers come late too',
    seen: {
      egress: { tries: egress.tries.map((one) => ({ ...one, tried: done(601) })) },
      tcp: { addresses: [{ address: T4, family: 4, tried: done(1102) }], asPrograms: done(602), control: done(1003) },
      lag: 640,
    },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['NET_LOSSY', 'NET_HIGH_LATENCY'],
  },
  {
    row: '15',
    fault: '64 kbit/s',
    seen: { mtu: { bulk: ok({ sent: 24_576, unacknowledged: 4_000 }, 3000) } },
    code: 'NET_SLOW',
    owner: 'network',
    never: ['PMTU_BLACKHOLE'],
  },
  {
    row: '16',
    fault: 'a flapping link',
    seen: together(above.noTls(no('EHOSTUNREACH'), 'ENETUNREACH'), { tls: { control: no('ENETUNREACH') } }),
    code: 'NET_FLAPPING',
    owner: 'network',
  },
  {
    row: '17',
    fault: 'a path that swallows large packets',
    seen: together(above.noTls(late()), { mtu: { bulk: ok({ sent: 24_576, unacknowledged: 24_576 }, 2500) } }),
    code: 'PMTU_BLACKHOLE',
    owner: 'network',
    confidence: 'certain',
    never: ['TLS_STALL'],
  },
  {
    row: '18',
    fault: 'a small MTU that is told',
    seen: { mtu: { bulk: ok({ sent: 24_576, unacknowledged: 0 }, 200) } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['PMTU_BLACKHOLE'],
  },
  {
    row: '19',
    fault: 'a router that forgets idle connections',
    seen: {
      gateway: {
        running: 'answers',
        recent: {
          ...gateway.recent,
          completed: 4,
          lastCompletedAt: NOW - 1000,
          cuts: [20_400, 20_900, 20_100].map((afterMillis, index) => ({
            at: NOW - (index + 1) * MINUTE,
            afterMillis,
            by: 'cut',
          })),
        },
      },
    },
    code: 'IDLE_KILL',
    owner: 'network',
    never: ['STREAM_CUT'],
  },
  {
    row: '20',
    fault: 'sleep and waking',
    seen: {
      gateway: {
        running: 'answers',
        recent: {
          ...gateway.recent,
          completed: 1,
          lastCompletedAt: NOW - 5_000,
          wokeAt: NOW - 40_000,
          cuts: [{ at: NOW - 39_000, afterMillis: 55_000, by: 'cut' }],
          failures: [{ code: 'path.reset', count: 1, lastAt: NOW - 39_500, requestId: undefined }],
        },
      },
    },
    code: 'WOKE_FROM_SLEEP',
    owner: 'nobody',
    never: ['STREAM_CUT', 'IDLE_KILL'],
  },
]
