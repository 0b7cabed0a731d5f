import { readFile } from 'node:fs/promises'
import { ROUTER } from '../../net/lab.ts'
import { startMitmproxy } from '../../net/mitmproxy.ts'
import type { Expected } from '../expected.ts'
import type { Internet } from '../internet.ts'
import { assertIssuer } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Made, Row } from '../row.ts'

// A mitmproxy opens all TLS, as companies do.

const { api } = PLACES
const DIVERTED_TO = 8443
const PROXY_PORT = 3128

const believed = async ({ file, ca }: Internet, company: string): Promise<string> =>
  await file('company.pem', (await readFile(company, 'utf8')) + (await readFile(ca, 'utf8')))

/** On the way, and nobody has asked for it. */
async function onTheWay(net: Internet, company: 'believed' | 'unknown'): Promise<Made> {
  const { firewall, router, folder, ca } = net
  const own = await startMitmproxy(router, folder, { mode: 'transparent', port: DIVERTED_TO, believes: ca })
  const met = await firewall.divert('meta nfproto ipv4 iifname "lan" tcp dport 443', DIVERTED_TO)
  return {
    ...(company === 'believed' && { asked: { env: { NODE_EXTRA_CA_CERTS: await believed(net, own) } } }),
    after: async () => `${await met()} connections opened on the way`,
  }
}

/** As the proxy of the settings, and the only way out. */
async function asProxy(net: Internet, company: 'believed' | 'unknown'): Promise<Made> {
  const { firewall, router, folder, ca } = net
  const shut = await firewall.drop('iifname "lan"')
  const own = await startMitmproxy(router, folder, { mode: 'regular', port: PROXY_PORT, believes: ca })
  const extra = company === 'believed' ? { NODE_EXTRA_CA_CERTS: await believed(net, own) } : {}
  return {
    asked: { env: { HTTPS_PROXY: `http://${ROUTER.v4}:${PROXY_PORT}`, ...extra } },
    after: async () => `${await shut.packets()} packets past it dropped`,
  }
}

const opened: Expected = {
  code: 'TLS_INTERCEPT',
  owner: 'proxy',
  confidence: 'certain',
  evidence: [
    { saw: 'certificate', of: 'target', maker: 'mitmproxy' },
    { saw: 'certificate', of: 'control', maker: 'mitmproxy' },
  ],
  never: ['DNS_HIJACK', 'CERT_UNTRUSTED', 'CERT_SELF_SIGNED', 'CAPTIVE_PORTAL', 'NET_UPSTREAM_DOWN'],
}

const trusted: Expected = {
  code: 'HEALTHY',
  owner: 'nobody',
  exitCode: 0,
  beside: ['TLS_INTERCEPT_TRUSTED'],
  never: ['TLS_INTERCEPT', 'ANSWERED_BY_OTHER'],
}

/** At both, for it makes a certificate for each name when that is first asked for: on a busy machine, slower than the doctor waits. */
async function assertOpened({ client }: Internet, how?: string): Promise<string> {
  const through = how === undefined ? {} : { how }
  await assertIssuer(client, { ...PLACES.site, ...through }, /mitmproxy/)
  return await assertIssuer(client, { ...api, ...through }, /mitmproxy/)
}

const KINDS = {
  way: {
    called: 'all TLS is opened on the way (mitmproxy)',
    make: onTheWay,
    observe: async (net: Internet) => await assertOpened(net),
  },
  proxy: {
    called: 'the proxy (mitmproxy), which is the only way out, opens all TLS',
    make: asProxy,
    observe: async (net: Internet) => await assertOpened(net, `-proxy ${ROUTER.v4}:${PROXY_PORT}`),
  },
} as const

function row(name: string, kind: keyof typeof KINDS, company: 'believed' | 'unknown'): Row {
  const { called, make, observe } = KINDS[kind]
  const isKnown = company === 'believed'
  return {
    row: name,
    fault: `${isKnown ? 'nothing: ' : ''}${called}, by an authority that the client ${isKnown ? 'believes' : 'does not know'}`,
    needs: ['mitmdump'],
    extra: true,
    world: { families: ['v4'] },
    make: async (net) => await make(net, company),
    observe,
    due: isKnown ? trusted : opened,
  }
}

export const MITMPROXY_ROWS: readonly Row[] = [
  row('63b', 'way', 'unknown'),
  row('63c', 'proxy', 'unknown'),
  row('64b', 'way', 'believed'),
  row('64c', 'proxy', 'believed'),
]
