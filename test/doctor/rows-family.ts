import { above, done, HEALTHY, late, names, no, T4, T6, together } from './observations.ts'
import type { Row } from './row.ts'

const { egress } = HEALTHY

/** E. IPv6. */
export const V6_ROWS: readonly Row[] = [
  {
    row: '81',
    fault: 'AAAA without a way for IPv6',
    seen: {
      tcp: {
        addresses: [
          { address: T6, family: 6, tried: no('ENETUNREACH', 1) },
          { address: T4, family: 4, tried: done() },
        ],
      },
    },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['V6_ABSENT'],
    never: ['V6_BROKEN', 'NET_FLAPPING'],
  },
  {
    row: '82',
    fault: 'IPv6 swallowed',
    seen: {
      tcp: {
        addresses: [
          { address: T6, family: 6, tried: late() },
          { address: T4, family: 4, tried: done() },
        ],
        asPrograms: done(269),
      },
    },
    code: 'V6_BROKEN',
    owner: 'network',
  },
  {
    row: '84',
    fault: 'IPv6 alone, with NAT64',
    seen: {
      egress: {
        tries: [
          { address: '1.1.1.1', family: 4, tried: no('ENETUNREACH', 1) },
          { address: '2606:4700:4700::1111', family: 6, tried: done() },
        ],
      },
      dns: { system: names('64:ff9b::cb00:710a'), public: [] },
      tcp: { addresses: [{ address: '64:ff9b::cb00:710a', family: 6, tried: done() }] },
    },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['NET_UPSTREAM_DOWN', 'V6_BROKEN', 'NET_FLAPPING'],
  },
  {
    row: '85',
    fault: 'farther away than Node waits',
    seen: together(above.noTls(handshake600(), 'ETIMEDOUT'), {
      egress: { tries: egress.tries.map((one) => ({ ...one, tried: done(600) })) },
      tcp: {
        addresses: [
          { address: T6, family: 6, tried: done(601) },
          { address: T4, family: 4, tried: done(601) },
        ],
        asPrograms: no('ETIMEDOUT', 254),
        control: done(600),
      },
    }),
    code: 'NODE_HE_CAP',
    owner: 'computer',
    beside: ['NET_HIGH_LATENCY'],
    never: ['TARGET_UNREACHABLE'],
  },
]

function handshake600(): (typeof HEALTHY)['tls']['target'] & object {
  const { target } = HEALTHY.tls
  return target?.ok === true ? { ...target, millis: 1900 } : late()
}
