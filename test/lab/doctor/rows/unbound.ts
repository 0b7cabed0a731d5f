import { ROUTER } from '../../net/lab.ts'
import { signZone, startUnbound, type SignedZone } from '../../net/unbound.ts'
import type { Internet } from '../internet.ts'
import { assertAnswers, assertLooksUp, assertRcode } from '../observers.ts'
import { namesWith, NOBODY, PLACES } from '../places.ts'
import type { Row } from '../row.ts'

// The network's own resolver is an Unbound, which validates.

const { api, resolverOne, wellKnown } = PLACES
const ZONE = 'example.test'
const NAMES = namesWith(['v4', 'v6'])

const BEHIND_NAMES = ['TARGET_UNREACHABLE', 'PROVIDER_UNREACHABLE', 'NET_UPSTREAM_DOWN', 'CAPTIVE_PORTAL'] as const

/** It knows all names but the target's. @param more lines of its configuration, which speak of that */
async function resolves({ resolver, router, folder }: Internet, more: readonly string[]): Promise<undefined> {
  await resolver.end()
  const { [api.name]: _, ...names } = NAMES
  await startUnbound(router, folder, { address: ROUTER.v4, names, more })
  return undefined
}

type Signing = { readonly signed: 'now' | 'last-month'; readonly anchor: 'own' | 'of-another-key' }

/** The target's zone has signatures, and the resolver knows by which key. */
async function validates({ resolver, router, folder }: Internet, { signed, anchor }: Signing): Promise<SignedZone> {
  await resolver.end()
  const zone = await signZone(folder, ZONE, { names: NAMES, signed })
  const other = `${ZONE}. IN DS 1234 13 2 ${'0'.repeat(64)}`
  await startUnbound(router, folder, { address: ROUTER.v4, names: NAMES, zone, anchor: anchor === 'own' ? zone.anchor : other })
  return zone
}

const NEEDS = ['unbound', 'drill'] as const
const SIGNS = [...NEEDS, 'ldns-signzone'] as const

const forwardsToSilence: Row = {
  row: '22b',
  fault: 'the name server (Unbound) asks another one, which is silent',
  needs: NEEDS,
  extra: true,
  make: async ({ resolver, router, folder }) => {
    await resolver.end()
    await startUnbound(router, folder, { address: ROUTER.v4, names: {}, forwards: NOBODY })
    return undefined
  },
  observe: async ({ client }) =>
    `${await assertLooksUp(client, api.name, [])}; ${await assertAnswers(client, api.v4, ROUTER.v4)}`,
  due: {
    code: 'DNS_SERVER_DEAD',
    owner: 'network',
    confidence: 'certain',
    evidence: [{ saw: 'look-up', by: 'server' }],
    never: [...BEHIND_NAMES],
  },
}

const refuses: Row = {
  row: '25b',
  fault: 'the name server (Unbound) refuses to answer for the target, and knows all others',
  needs: NEEDS,
  extra: true,
  make: async (net) => await resolves(net, [`local-zone: "${api.name}." refuse`]),
  observe: async ({ client }) => {
    await assertLooksUp(client, wellKnown.name, [wellKnown.v4, wellKnown.v6])
    return await assertRcode(client, api.name, { server: ROUTER.v4 }, 'REFUSED')
  },
  due: {
    code: 'DNS_REFUSED',
    owner: 'network',
    confidence: 'certain',
    evidence: [
      { saw: 'look-up', by: 'server', code: 'EREFUSED' },
      { saw: 'look-up', by: 'public' },
    ],
    never: ['DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const denies: Row = {
  row: '26b',
  fault: 'the name server (Unbound) has the target on its block list, and knows all others',
  needs: NEEDS,
  extra: true,
  make: async (net) => await resolves(net, [`local-zone: "${api.name}." always_nxdomain`]),
  observe: async ({ client }) => {
    await assertLooksUp(client, wellKnown.name, [wellKnown.v4, wellKnown.v6])
    return await assertRcode(client, api.name, { server: ROUTER.v4 }, 'NXDOMAIN')
  },
  due: {
    code: 'DNS_FILTERED',
    owner: 'network',
    confidence: 'certain',
    evidence: [{ saw: 'look-up', by: 'public' }],
    never: ['BASE_URL_TYPO', 'DNS_SERVER_DEAD', ...BEHIND_NAMES],
  },
}

const bogusToOne = async ({ client }: Internet): Promise<string> => {
  await assertLooksUp(client, wellKnown.name, [wellKnown.v4, wellKnown.v6])
  const refused = await assertRcode(client, api.name, { server: ROUTER.v4 }, 'SERVFAIL')
  return `${refused}; ${await assertRcode(client, api.name, { server: ROUTER.v4, validation: 'off' }, 'NOERROR')}`
}

function bogus(row: string, signing: Signing): Row {
  const why = signing.anchor === 'own' ? 'ended a week ago' : 'are by a key that it does not know'
  return {
    row,
    fault: `the name server (Unbound) validates, and the signatures of the target's zone ${why}`,
    needs: SIGNS,
    extra: true,
    make: async (net) => void (await validates(net, signing)),
    observe: bogusToOne,
    due: {
      code: 'DNSSEC_BOGUS',
      owner: 'network',
      evidence: [
        { saw: 'look-up', by: 'server', code: 'ESERVFAIL' },
        { saw: 'look-up', by: 'unvalidated', code: undefined },
        { saw: 'look-up', by: 'public', code: undefined },
      ],
      never: ['DNS_SERVER_DEAD', 'DNS_SERVER_FAILS', ...BEHIND_NAMES],
    },
  }
}

/** Nobody who validates believes it: it is the zone. */
const bogusToAll: Row = {
  ...bogus('35d', { signed: 'last-month', anchor: 'own' }),
  fault: "the signatures of the target's zone ended a week ago: the name server (Unbound) says so, and all public ones",
  world: { publicNaming: { bogus: true } },
  observe: async (net) =>
    `${await bogusToOne(net)}; ${await assertRcode(net.client, api.name, { server: resolverOne.v4 }, 'SERVFAIL')}`,
  due: {
    code: 'DNSSEC_BOGUS',
    owner: 'provider',
    confidence: 'likely',
    evidence: [
      { saw: 'look-up', by: 'server', code: 'ESERVFAIL' },
      { saw: 'look-up', by: 'unvalidated', code: undefined },
      { saw: 'look-up', by: 'public', code: 'ESERVFAIL' },
    ],
    never: ['DNS_SERVER_DEAD', 'DNS_SERVER_FAILS', ...BEHIND_NAMES],
  },
}

const valid: Row = {
  row: '35e',
  fault: "nothing: the name server (Unbound) validates, and the signatures of the target's zone are good",
  needs: SIGNS,
  make: async (net) => void (await validates(net, { signed: 'now', anchor: 'own' })),
  observe: async ({ client }) =>
    `${await assertRcode(client, api.name, { server: ROUTER.v4, flags: /\bad\b/ }, 'NOERROR')}, validated`,
  due: {
    code: 'HEALTHY',
    owner: 'nobody',
    exitCode: 0,
    evidence: [{ saw: 'answer', status: 401 }],
    never: ['DNSSEC_BOGUS', 'DNS_SERVER_FAILS', 'DNS_SERVER_DEAD'],
  },
}

export const UNBOUND_ROWS: readonly Row[] = [forwardsToSilence, refuses, denies]
export const SIGNED_ROWS: readonly Row[] = [
  bogus('35b', { signed: 'now', anchor: 'of-another-key' }),
  bogus('35c', { signed: 'last-month', anchor: 'own' }),
  bogusToAll,
  valid,
]
