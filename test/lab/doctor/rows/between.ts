import { join } from 'node:path'
import { https, type Internet } from '../internet.ts'
import { assertHandshake, assertIssuer, assertPlainAnswer } from '../observers.ts'
import { IPV4_OF, PLACES } from '../places.ts'
import type { Made, Row } from '../row.ts'
import { MITMPROXY_ROWS } from './mitmproxy.ts'
import { NGINX_CERTIFICATE_ROWS } from './nginx.ts'

const { api, gateway, portalOne } = PLACES

type Portal = { readonly tls: 'dropped' | 'aruba' | 'free' }

/** The router answers in everybody's name, as in a hotel. */
async function hotel({ firewall, router, serve, authorities }: Internet, { tls }: Portal): Promise<Made> {
  const papers = authorities.stranger.papers('securelogin.hotel.test')
  await serve(router, {
    doors: [
      { address: '0.0.0.0', port: 8080, deed: { is: 'http', says: 'portal-login' } },
      { address: '0.0.0.0', port: 8443, deed: { is: 'http', says: 'portal-page', tls: papers } },
    ],
  })
  const met = await firewall.divert('meta nfproto ipv4 iifname "lan" tcp dport 80', 8080)
  if (tls !== 'free') await firewall.drop('iifname "lan" ip6 version 6')
  if (tls === 'dropped') await firewall.drop('iifname "lan" tcp dport 443')
  if (tls === 'aruba') await firewall.divert('meta nfproto ipv4 iifname "lan" tcp dport 443', 8443)
  return { after: async () => `${await met()} connections led to the portal` }
}

function portal(row: string, fault: string, { tls }: Portal): Row {
  return {
    row,
    fault,
    world: { families: tls === 'free' ? ['v4'] : ['v4', 'v6'] },
    make: async (net) => await hotel(net, { tls }),
    observe: async ({ client }) => await assertPlainAnswer(client, { ...portalOne, path: '/generate_204' }, /^HTTP\/1.1 302/),
    due: {
      code: 'CAPTIVE_PORTAL',
      owner: 'network',
      evidence: [{ saw: 'portal', to: 'login.hotel.test' }],
      never: ['TLS_INTERCEPT', 'NET_UPSTREAM_DOWN', 'TARGET_UNREACHABLE', 'CERT_UNTRUSTED', 'CERT_WRONG_NAME', 'DNS_SERVER_DEAD'],
    },
  }
}

type Believed = { readonly company: 'believed' | 'unknown' }

/** All TLS is opened by the router, which shows certificates of the company. */
async function opened({ firewall, router, serve, authorities, file }: Internet, { company }: Believed): Promise<Made> {
  const papers = Object.fromEntries(Object.values(PLACES).map(({ name }) => [name, authorities.company.papers(name)]))
  await serve(router, { doors: [{ address: '0.0.0.0', port: 8443, deed: { is: 'opens-tls', papers, to: IPV4_OF } }] })
  const met = await firewall.divert('meta nfproto ipv4 iifname "lan" tcp dport 443', 8443)
  const ca = await file('company.pem', authorities.company.cert + authorities.provider.cert + authorities.world.cert)
  return {
    ...(company === 'believed' && { asked: { env: { NODE_EXTRA_CA_CERTS: ca } } }),
    after: async () => `${await met()} connections opened on the way`,
  }
}

const intercepted: Row = {
  row: '63',
  fault: 'all TLS is opened on the way, by an authority that the client does not know',
  world: { families: ['v4'] },
  make: async (net) => await opened(net, { company: 'unknown' }),
  observe: async ({ client }) => await assertIssuer(client, api, /Zscaler/),
  due: {
    code: 'TLS_INTERCEPT',
    owner: 'proxy',
    confidence: 'certain',
    evidence: [
      { saw: 'certificate', of: 'target' },
      { saw: 'certificate', of: 'control' },
    ],
    never: ['DNS_HIJACK', 'CERT_UNTRUSTED', 'CERT_SELF_SIGNED', 'CAPTIVE_PORTAL'],
  },
}

const interceptedTrusted: Row = {
  row: '64',
  fault: 'nothing: all TLS is opened on the way, by an authority that the client believes',
  world: { families: ['v4'] },
  make: async (net) => await opened(net, { company: 'believed' }),
  observe: intercepted.observe,
  due: { code: 'HEALTHY', owner: 'nobody', exitCode: 0, beside: ['TLS_INTERCEPT_TRUSTED'], never: ['TLS_INTERCEPT'] },
}

function caFile(row: string, state: 'missing' | 'unreadable'): Row {
  return {
    row,
    fault: `all TLS is opened on the way, and the file of its authority is ${state === 'missing' ? 'not there' : 'no certificate'}`,
    world: { families: ['v4'] },
    make: async (net) => {
      const made = await opened(net, { company: 'unknown' })
      const path = state === 'missing' ? join(net.folder, 'no-such.pem') : await net.file('garbled.pem', 'not a certificate\n')
      return { ...made, asked: { env: { NODE_EXTRA_CA_CERTS: path } } }
    },
    observe: intercepted.observe,
    due: {
      code: 'CA_FILE_BAD',
      owner: 'settings',
      confidence: 'certain',
      evidence: [{ saw: 'ca-file', state }],
      never: ['CERT_UNTRUSTED', 'DNS_HIJACK', 'CERT_SELF_SIGNED'],
    },
  }
}

const checksOff: Row = {
  row: '67',
  fault: 'certificates are not checked (NODE_TLS_REJECT_UNAUTHORIZED=0)',
  asked: { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  observe: () => Promise.resolve('a setting, and nothing else'),
  due: { code: 'TLS_CHECK_OFF', owner: 'settings', confidence: 'certain', never: ['TLS_INTERCEPT'] },
}

const clientCertificate: Row = {
  row: '68',
  fault: 'a gateway wants a certificate of the client, and none is set',
  world: {
    doors: ({ world, company }) => ({
      gateway: https('api', { ...world.papers(gateway.name), clientsOf: company.cert }),
    }),
  },
  asked: { args: ['--target', `https://${gateway.name}`] },
  observe: async ({ client }) => await assertHandshake(client, gateway, /Acceptable client certificate CA names/),
  due: {
    code: 'MTLS_BAD',
    owner: 'settings',
    evidence: [{ saw: 'client-certificate', state: 'none' }],
    never: ['TLS_CUT', 'API_SILENT', 'CERT_UNTRUSTED'],
  },
}

export const PORTAL_ROWS: readonly Row[] = [
  portal('43', 'a hotel: plain HTTP is led to a login page, HTTPS is dropped', { tls: 'dropped' }),
  portal('44', 'a hotel: the same, and HTTPS answers with a certificate of its own', { tls: 'aruba' }),
  portal('45', 'a hotel: plain HTTP is led to a login page, and HTTPS is free', { tls: 'free' }),
]

export const INTERCEPT_ROWS: readonly Row[] = [
  intercepted,
  interceptedTrusted,
  ...MITMPROXY_ROWS,
  caFile('66a', 'missing'),
  caFile('66b', 'unreadable'),
  checksOff,
  clientCertificate,
  ...NGINX_CERTIFICATE_ROWS,
]
