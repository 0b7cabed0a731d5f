import { above, HEALTHY, late, names, no, ok, T4, T6, together, untrusted } from './observations.ts'
import type { Row } from './row.ts'

const { dns } = HEALTHY
const SERVER = '192.168.1.1'

/** B. DNS. */
export const NAME_ROWS: readonly Row[] = [
  {
    row: '21',
    fault: 'an empty resolv.conf',
    seen: together(above.noName('ECONNREFUSED'), {
      dns: { configured: { state: 'empty', servers: [], search: [], wsl: false } },
    }),
    code: 'DNS_NO_SERVER',
    owner: 'computer',
  },
  {
    row: '22',
    fault: 'a silent nameserver',
    seen: above.noName('ETIMEOUT', 2000),
    code: 'DNS_SERVER_DEAD',
    owner: 'network',
    confidence: 'certain',
  },
  {
    row: '23',
    fault: 'a closed nameserver',
    seen: above.noName('ECONNREFUSED'),
    code: 'DNS_SERVER_DEAD',
    owner: 'network',
    confidence: 'certain',
  },
  { row: '25', fault: 'REFUSED', seen: above.noName('EREFUSED'), code: 'DNS_REFUSED', owner: 'network' },
  {
    row: '26',
    fault: 'no such name, only here',
    seen: above.noName('ENOTFOUND'),
    code: 'DNS_FILTERED',
    owner: 'network',
    confidence: 'certain',
    never: ['BASE_URL_TYPO'],
  },
  {
    row: '27',
    fault: 'a misspelt base URL',
    seen: together(above.noName('ENOTFOUND'), {
      target: { url: 'https://api.antropic.com', host: 'api.antropic.com', official: false },
      settings: { baseUrl: [{ value: 'https://api.antropic.com', from: 'shell' }] },
      dns: { public: dns.public.map((one) => ({ ...one, a: no('ENOTFOUND'), aaaa: no('ENOTFOUND') })) },
    }),
    code: 'BASE_URL_TYPO',
    owner: 'settings',
    confidence: 'certain',
    never: ['DNS_FILTERED'],
  },
  ...['0.0.0.0', '127.0.0.1'].map((address, index): Row => ({
    row: index === 0 ? '29a' : '29b',
    fault: `a sinkhole at ${address}`,
    seen: together(above.noConnection(no('ECONNREFUSED'), [address]), {
      dns: { system: names(address), servers: [{ server: SERVER, a: names(address), aaaa: no('ENODATA') }] },
    }),
    code: 'DNS_SINKHOLE',
    owner: 'network',
    never: ['TARGET_UNREACHABLE', 'HOSTS_OVERRIDE'],
  })),
  {
    row: '30',
    fault: 'an old line in the hosts file',
    seen: together(above.noConnection(late(), ['203.0.113.99']), {
      dns: { system: names('203.0.113.99'), hostsFile: ['203.0.113.99 api.example.test'] },
    }),
    code: 'HOSTS_OVERRIDE',
    owner: 'computer',
    never: ['DNS_HIJACK', 'TARGET_UNREACHABLE'],
  },
  {
    row: '31',
    fault: 'a name led to somebody else',
    seen: together(
      above.noTls(untrusted('ERR_TLS_CERT_ALTNAME_INVALID', { subject: 'CN=other.test' }), 'ERR_TLS_CERT_ALTNAME_INVALID'),
      {
        dns: { system: names('203.0.113.66'), servers: [{ server: SERVER, a: names('203.0.113.66'), aaaa: no('ENODATA') }] },
        tcp: { addresses: [{ address: '203.0.113.66', family: 4, tried: ok(undefined) }] },
      },
    ),
    code: 'DNS_HIJACK',
    owner: 'network',
    never: ['CERT_WRONG_NAME'],
  },
  {
    row: '32',
    fault: 'look-ups of 2.5 s',
    seen: {
      dns: {
        system: ok({ addresses: [T4] }, 2504),
        servers: [{ server: SERVER, a: ok({ addresses: [T4] }, 2502), aaaa: no('ENODATA', 2502) }],
      },
    },
    code: 'DNS_SLOW',
    owner: 'network',
  },
  {
    row: '32-busy',
    fault: 'a busy computer takes 2.5 s for a look-up, and the server answers at once',
    seen: { dns: { system: ok({ addresses: [T4] }, 2504) } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['DNS_SLOW'],
  },
  {
    row: '34',
    fault: 'the first of two nameservers is dead',
    seen: {
      dns: {
        configured: { ...dns.configured, servers: ['192.0.2.1', SERVER] },
        system: ok({ addresses: [T4] }, 5004),
        servers: [{ server: '192.0.2.1', a: late(), aaaa: late() }, ...dns.servers],
      },
    },
    code: 'DNS_FIRST_DEAD',
    owner: 'network',
  },
  {
    row: '35',
    fault: 'bogus DNSSEC',
    seen: together(above.noName('ESERVFAIL'), {
      dns: { unvalidated: names(T4), public: dns.public.map((one) => ({ ...one, a: no('ESERVFAIL'), aaaa: no('ESERVFAIL') })) },
    }),
    code: 'DNSSEC_BOGUS',
    owner: 'provider',
  },
  {
    row: '35',
    fault: 'bogus DNSSEC, as the resolver of the network says, to which questions to public ones by UDP are led too',
    seen: together(above.noName('ESERVFAIL'), {
      dns: {
        unvalidated: names(T4),
        public: [
          { server: '1.1.1.1', by: 'udp', a: no('ESERVFAIL'), aaaa: no('ESERVFAIL') },
          { server: 'https://1.1.1.1/dns-query', by: 'https', a: late(), aaaa: late() },
        ],
      },
    }),
    code: 'DNSSEC_BOGUS',
    owner: 'network',
  },
  {
    row: '36',
    fault: 'public resolvers are blocked by UDP',
    seen: { dns: { public: [{ server: '1.1.1.1', by: 'udp', a: late(), aaaa: late() }] } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['DNS_SERVER_DEAD', 'DNS_SLOW'],
  },
  {
    row: '37',
    fault: 'public resolvers are blocked by HTTPS',
    seen: { dns: { public: [{ server: 'https://1.1.1.1/dns-query', by: 'https', a: late(), aaaa: late() }] } },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['DNS_PUBLIC_BLOCKED'],
  },
  {
    row: '39',
    fault: 'a name with IPv6 alone on a network without',
    seen: together(above.noConnection(no('ENETUNREACH', 1), [T6]), {
      dns: {
        system: names(T6),
        servers: [{ server: SERVER, a: no('ENODATA'), aaaa: names(T6) }],
        public: dns.public.map((one) => ({ ...one, a: no('ENODATA'), aaaa: names(T6) })),
      },
    }),
    code: 'V6_ONLY_NAME',
    owner: 'network',
    never: ['BLOCKED_TARGET'],
  },
  {
    row: '40',
    fault: 'a search domain that answers for everything',
    seen: { dns: { configured: { ...dns.configured, search: ['corp.test'] }, madeUp: names('10.9.9.9') } },
    code: 'DNS_SEARCH_WILDCARD',
    owner: 'settings',
  },
  {
    row: '41',
    fault: 'the stub resolver of WSL is dead',
    seen: together(above.noName('ETIMEOUT', 2000), {
      dns: { configured: { state: 'present', servers: ['10.255.255.254'], search: [], wsl: true } },
    }),
    code: 'DNS_SERVER_DEAD',
    owner: 'computer',
  },
]
