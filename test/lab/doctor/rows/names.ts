import assert from 'node:assert/strict'
import { CLIENT, PROVIDER, ROUTER } from '../../net/lab.ts'
import type { Expected } from '../expected.ts'
import { https, type Internet } from '../internet.ts'
import { assertAnswers, assertIssuer, assertLooksUp, assertSilent } from '../observers.ts'
import { namesWith, NOBODY, PLACES } from '../places.ts'
import type { Row } from '../row.ts'
import type { Naming } from '../serving.ts'
import { PUBLIC_RESOLVER_ROWS } from './public-resolvers.ts'
import { SIGNED_ROWS, UNBOUND_ROWS } from './unbound.ts'

const { api, stranger, wellKnown } = PLACES
const ZONE = namesWith(['v4', 'v6'])

/** The network's own resolver is another one from now on. */
async function otherResolver(net: Internet, naming: Partial<Naming>): Promise<undefined> {
  await net.resolver.end()
  await net.serve(net.router, { doors: [], naming: { listen: [ROUTER.v4], zone: ZONE, ...naming } })
  return undefined
}

const BEHIND_NAMES = ['TARGET_UNREACHABLE', 'PROVIDER_UNREACHABLE', 'NET_UPSTREAM_DOWN', 'CAPTIVE_PORTAL'] as const

const noServer: Row = {
  row: '21',
  fault: 'no name server is set: /etc/resolv.conf is empty',
  make: async ({ client }) => await client.nameservers(),
  observe: async ({ client }) => `${await assertLooksUp(client, api.name, [])}; ${await assertAnswers(client, api.v4)}`,
  due: {
    code: 'DNS_NO_SERVER',
    owner: 'computer',
    evidence: [{ saw: 'no-dns-server', file: 'empty' }],
    never: ['DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const serverDead: Expected = {
  code: 'DNS_SERVER_DEAD',
  owner: 'network',
  evidence: [{ saw: 'look-up', by: 'server' }],
  never: [...BEHIND_NAMES],
}

const QUESTIONS = 'meta l4proto { tcp, udp } th dport 53'

const silent: Row = {
  row: '22',
  fault: 'the name server is silent',
  make: async ({ firewall }) => {
    const dropped = await firewall.drop(`ip saddr ${CLIENT.v4} ${QUESTIONS}`, 'input')
    return { after: async () => `${await dropped.packets()} questions dropped` }
  },
  observe: async ({ client }) => `${await assertLooksUp(client, api.name, [])}; ${await assertAnswers(client, api.v4)}`,
  due: { ...serverDead, confidence: 'certain' },
}

const closed: Row = {
  row: '23',
  fault: 'no name server listens where one should',
  make: async ({ resolver }) => await resolver.end().then(() => undefined),
  observe: async ({ client }) => await assertLooksUp(client, api.name, []),
  due: { ...serverDead, confidence: 'certain' },
}

const wsl: Row = {
  row: '41',
  fault: 'the name server of WSL is silent',
  make: async ({ client, file }) => {
    const version = await file('version', 'Linux version 5.15.153.1-microsoft-standard-WSL2 (lab)\n')
    await client.run('mount', '--bind', version, '/proc/version')
    await client.nameservers('10.255.255.254')
    return undefined
  },
  observe: async ({ client }) => `${await assertSilent(client, '10.255.255.254')}; ${await assertAnswers(client, api.v4)}`,
  due: { ...serverDead, owner: 'computer' },
}

const refused: Row = {
  row: '25',
  fault: 'the name server refuses every question',
  make: async (net) => await otherResolver(net, { refuses: 5 }),
  observe: async ({ client }) => await assertLooksUp(client, api.name, []),
  due: {
    code: 'DNS_REFUSED',
    owner: 'network',
    evidence: [{ saw: 'look-up', by: 'server', code: 'EREFUSED' }],
    never: ['DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const fails: Row = {
  row: '24',
  fault: 'the name server fails on every question (SERVFAIL)',
  make: async (net) => await otherResolver(net, { refuses: 2 }),
  observe: async ({ client }) => await assertLooksUp(client, api.name, []),
  due: {
    code: 'DNS_SERVER_FAILS',
    owner: 'network',
    evidence: [{ saw: 'look-up', by: 'server', code: 'ESERVFAIL' }],
    never: ['DNSSEC_BOGUS', 'DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

/** What a resolver that validates says of a zone whose signatures are wrong. */
const bogus: Row = {
  row: '35',
  fault: 'the name server answers only who wants no validation (SERVFAIL, and an answer with CD)',
  make: async (net) => await otherResolver(net, { bogus: true }),
  observe: async ({ client }) => await assertLooksUp(client, api.name, []),
  due: {
    code: 'DNSSEC_BOGUS',
    owner: 'network',
    evidence: [{ saw: 'look-up', by: 'unvalidated', code: undefined }],
    never: ['DNS_SERVER_DEAD', 'DNS_SERVER_FAILS', ...BEHIND_NAMES],
  },
}

const filtered: Row = {
  row: '26',
  fault: 'the name server denies the name of the target, and knows all others',
  make: async (net) => {
    const { [api.name]: _, ...others } = ZONE
    return await otherResolver(net, { zone: others })
  },
  observe: async ({ client }) => {
    await assertLooksUp(client, wellKnown.name, [wellKnown.v4, wellKnown.v6])
    return `${await assertLooksUp(client, api.name, [])} for the target`
  },
  due: {
    code: 'DNS_FILTERED',
    owner: 'network',
    confidence: 'certain',
    evidence: [{ saw: 'look-up', by: 'public' }],
    never: ['BASE_URL_TYPO', 'DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const typo: Row = {
  row: '27',
  fault: 'the base URL names a host that there is nowhere',
  asked: { env: { ANTHROPIC_BASE_URL: 'https://api.antropic.test' } },
  observe: async ({ client }) => await assertLooksUp(client, 'api.antropic.test', []),
  due: {
    code: 'BASE_URL_TYPO',
    owner: 'settings',
    never: ['DNS_FILTERED', 'DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

function sinkhole(row: string, address: string): Row {
  return {
    row,
    fault: `the name server leads the target to ${address}`,
    make: async (net) => await otherResolver(net, { zone: { ...ZONE, [api.name]: [address] } }),
    observe: async ({ client }) => await assertLooksUp(client, api.name, [address]),
    due: {
      code: 'DNS_SINKHOLE',
      owner: 'network',
      confidence: 'certain',
      evidence: [{ saw: 'look-up', by: 'system' }],
      never: ['GATEWAY_DOWN', 'DNS_HIJACK', ...BEHIND_NAMES],
    },
  }
}

/** `hosts` is the machine's own file, covered by one of the lab. */
const addHost = (net: Internet, line: string): Promise<string> => net.client.shell(`echo '${line}' >> /etc/hosts`)

function staleHosts(row: string, where: 'nowhere' | 'somebody'): Row {
  const address = where === 'nowhere' ? NOBODY : stranger.v4
  return {
    row,
    fault: `an old line in the hosts file leads the target ${where === 'nowhere' ? 'to an address that nobody has' : 'to another server'}`,
    world: {
      doors: ({ world }) => (where === 'nowhere' ? {} : { stranger: https('site', world.papers(stranger.name)) }),
    },
    make: async (net) => void (await addHost(net, `${address} ${api.name}`)),
    observe: async ({ client }) => await assertLooksUp(client, api.name, [address]),
    due: {
      code: 'HOSTS_OVERRIDE',
      owner: 'computer',
      confidence: 'certain',
      evidence: [{ saw: 'hosts-line', line: `${address} ${api.name}` }],
      never: ['DNS_HIJACK', 'CERT_WRONG_NAME', 'TLS_INTERCEPT', ...BEHIND_NAMES],
    },
  }
}

function hijack(row: string, by: 'world' | 'stranger'): Row {
  return {
    row,
    fault: `the name server leads the target to somebody else, who shows ${by === 'world' ? 'a good certificate of their own' : 'one that nobody believes'}`,
    world: { doors: (own) => ({ stranger: https('site', own[by].papers(by === 'world' ? stranger.name : api.name)) }) },
    make: async (net) => await otherResolver(net, { zone: { ...ZONE, [api.name]: [stranger.v4] } }),
    observe: async ({ client }) =>
      `${await assertLooksUp(client, api.name, [stranger.v4])}; ${await assertIssuer(client, { ...stranger, name: api.name }, by === 'world' ? /World/ : /Aruba/)}`,
    due: {
      code: 'DNS_HIJACK',
      owner: 'network',
      evidence: [{ saw: 'look-up', by: 'public' }, { saw: 'handshake' }],
      never: ['CERT_WRONG_NAME', 'CERT_UNTRUSTED', 'TLS_INTERCEPT', ...BEHIND_NAMES],
    },
  }
}

const slow: Row = {
  row: '32',
  fault: 'the name server takes 1.6 s for an answer',
  make: async (net) => await otherResolver(net, { after: 1600 }),
  observe: async ({ client }) => {
    const began = Date.now()
    await client.attempt('getent', 'ahosts', api.name)
    const took = Date.now() - began
    assert.ok(took >= 1600, String(took))
    return `getent takes ${(took / 1000).toFixed(1)} s`
  },
  due: {
    code: 'DNS_SLOW',
    owner: 'network',
    evidence: [{ saw: 'look-up', by: 'system' }],
    never: ['DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const verySlow: Row = {
  ...slow,
  row: '32b',
  fault: 'the name server takes 2.5 s for an answer',
  make: async (net) => await otherResolver(net, { after: 2500 }),
}

const firstDead: Row = {
  row: '34',
  fault: 'the first of two name servers is dead',
  make: async ({ client }) => await client.nameservers('10.86.1.53', ROUTER.v4),
  observe: async ({ client }) => `${await assertSilent(client, '10.86.1.53')}; ${await assertAnswers(client, ROUTER.v4)}`,
  due: {
    code: 'DNS_FIRST_DEAD',
    owner: 'network',
    evidence: [{ saw: 'look-up', by: 'server', server: '10.86.1.53' }],
    never: ['DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const sixOnlyName: Row = {
  row: '39',
  fault: 'the name server gives the target IPv6 addresses alone, and there is no IPv6 here',
  make: async (net) => {
    await net.client.run('ip', '-6', 'route', 'del', 'default')
    return await otherResolver(net, { zone: { ...ZONE, [api.name]: [PROVIDER.v6] } })
  },
  observe: async ({ client }) => await assertLooksUp(client, api.name, [api.v6]),
  due: {
    code: 'V6_ONLY_NAME',
    owner: 'network',
    evidence: [{ saw: 'family-unreached', family: 6 }],
    never: ['BLOCKED_TARGET', 'NET_FLAPPING', ...BEHIND_NAMES],
  },
}

const searchWildcard: Row = {
  row: '40',
  fault: 'the search domain answers for everything, and the base URL is a short name',
  asked: { env: { ANTHROPIC_BASE_URL: 'https://llm' } },
  make: async (net) => {
    await otherResolver(net, { zone: { ...ZONE, '*.corp.test': [NOBODY] } })
    await net.client.shell('echo "search corp.test" >> /etc/resolv.conf')
    return undefined
  },
  observe: async ({ client }) => await assertLooksUp(client, 'whatever', [NOBODY]),
  due: { code: 'DNS_SEARCH_WILDCARD', owner: 'settings', evidence: [{ saw: 'look-up', by: 'made-up' }] },
}

export const NAME_ROWS: readonly Row[] = [
  noServer,
  silent,
  closed,
  fails,
  refused,
  filtered,
  ...UNBOUND_ROWS,
  typo,
  sinkhole('29a', '0.0.0.0'),
  sinkhole('29b', '127.0.0.1'),
  staleHosts('30a', 'nowhere'),
  staleHosts('30b', 'somebody'),
  hijack('31a', 'world'),
  hijack('31b', 'stranger'),
  slow,
  verySlow,
  firstDead,
  bogus,
  ...SIGNED_ROWS,
  ...PUBLIC_RESOLVER_ROWS,
  sixOnlyName,
  searchWildcard,
  wsl,
]
