import type { DiagnosisCode } from '../../../../src/core/diagnosis-code.ts'
import { API, CLIENT } from '../../net/lab.ts'
import { listening } from '../../net/proxies.ts'
import type { AnswerName } from '../answers.ts'
import type { Expected } from '../expected.ts'
import { https } from '../internet.ts'
import { assertAnswer, assertHandshake, assertLooksUp, assertPlainAnswer, assertSilent } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'
import { KEY } from './account.ts'
import { NGINX_PAGE_ROWS } from './nginx.ts'

const { api, gateway, portalOne, status } = PLACES

const NOBODY_HERE: readonly DiagnosisCode[] = [
  'NET_UPSTREAM_DOWN',
  'TLS_INTERCEPT',
  'CAPTIVE_PORTAL',
  'DNS_HIJACK',
  'CANNOT_TELL',
]

function answered(
  row: string,
  says: AnswerName,
  { fault, due, line }: Pick<Row, 'fault' | 'due'> & { readonly line: RegExp },
): Row {
  return {
    row,
    fault,
    world: { says: { api: says } },
    observe: async ({ client }) => await assertAnswer(client, api, line),
    due: { ...due, evidence: due.evidence ?? [{ saw: 'answer', host: API }], never: [...(due.never ?? []), ...NOBODY_HERE] },
  }
}

const provider = (code: DiagnosisCode): Expected => ({ code, owner: 'provider', confidence: 'certain' })

/** The same answer, from a gateway that stands before the provider. */
const ofGateway: Row = {
  row: '98',
  fault: 'a gateway answers 502 (nginx)',
  world: { doors: ({ world }) => ({ gateway: https('nginx-502', world.papers(gateway.name)) }) },
  asked: { env: { ANTHROPIC_BASE_URL: `https://${gateway.name}` } },
  observe: async ({ client }) => await assertAnswer(client, gateway, /^HTTP\/1.1 502/),
  due: {
    code: 'GATEWAY_5XX',
    owner: 'gateway',
    evidence: [{ saw: 'answer', status: 502 }],
    never: ['PROVIDER_EDGE', 'PROVIDER_5XX'],
  },
}

/** A real one, which has lost the last of its servers. */
const ofHaproxy: Row = {
  row: '98b',
  fault: 'a gateway (HAProxy) has no server left, and answers 503',
  needs: ['haproxy'],
  make: async (net) => {
    const { cert, key } = net.authorities.world.papers(gateway.name)
    const papers = await net.file('gateway.pem', cert + key)
    const config = await net.file(
      'haproxy.cfg',
      `defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend gateway
  bind ${gateway.v4}:443,[${gateway.v6}]:443 ssl crt ${papers}
  default_backend none_left
backend none_left
`,
    )
    const program = net.provider.start(['haproxy', '-db', '-f', config])
    await listening({ machine: net.provider, program, port: 443, address: gateway.v4 })
  },
  asked: ofGateway.asked ?? {},
  observe: async ({ client }) => await assertAnswer(client, gateway, /^HTTP\/1.\d 503/),
  due: {
    code: 'GATEWAY_5XX',
    owner: 'gateway',
    evidence: [{ saw: 'answer', status: 503 }],
    never: ['PROVIDER_EDGE', 'PROVIDER_5XX'],
  },
}

/** TLS stands, the request is read, and nothing comes. */
function silent(row: string, page: 'green' | 'red'): Row {
  return {
    row,
    fault: `the API reads requests and never answers; the status page is ${page}`,
    world: {
      says: { status: `status-${page}` },
      doors: (own) => ({ api: { is: 'silent', tls: own.provider.papers(API) } }),
    },
    observe: async ({ client }) =>
      `${await assertHandshake(client, api, /^SSL handshake has read/)}; ${await assertAnswer(client, api, /^$/).then(() => 'a request has no answer within 3 s')}`,
    due:
      page === 'green'
        ? {
            code: 'API_SILENT',
            owner: 'unknown',
            confidence: 'possible',
            evidence: [{ saw: 'no-answer' }],
            never: ['PMTU_BLACKHOLE', 'TLS_STALL'],
          }
        : {
            code: 'API_SILENT',
            owner: 'provider',
            confidence: 'likely',
            evidence: [{ saw: 'no-answer' }, { saw: 'status-component' }],
            never: ['PMTU_BLACKHOLE'],
          },
  }
}

const incident: Row = {
  row: '11b',
  fault: 'everything answers, and the status page tells of an outage',
  world: { says: { status: 'status-red' } },
  observe: async ({ client }) => await assertAnswer(client, { ...status, path: '/api/v2/summary.json' }, /major_outage/),
  due: { code: 'PROVIDER_INCIDENT', owner: 'provider', confidence: 'likely', evidence: [{ saw: 'status-component' }] },
}

const told: Row = {
  row: '99e',
  fault: 'everything answers, and the client has printed "529 Overloaded"',
  asked: { args: ['--error', 'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'] },
  observe: async ({ client }) => await assertAnswer(client, api, /^HTTP\/1.1 401/),
  due: {
    code: 'PROVIDER_OVERLOADED',
    owner: 'provider',
    confidence: 'possible',
    evidence: [{ saw: 'told', code: 'api.overloaded' }],
  },
}

const ANSWERED: readonly Row[] = [
  answered('97', 'envoy-503', {
    fault: 'the API answers 503 "no healthy upstream"',
    line: /^HTTP\/1.1 503/,
    due: provider('PROVIDER_5XX'),
  }),
  answered('99a', 'overloaded', { fault: 'the API answers 529', line: /^HTTP\/1.1 529/, due: provider('PROVIDER_OVERLOADED') }),
  answered('99b', 'internal', { fault: 'the API answers 500', line: /^HTTP\/1.1 500/, due: provider('PROVIDER_5XX') }),
  answered('99c', 'edge-502', {
    fault: 'the edge before the API answers 502',
    line: /^HTTP\/1.1 502/,
    due: provider('PROVIDER_EDGE'),
  }),
  answered('99d', 'edge-522', {
    fault: 'the edge before the API answers 522',
    line: /^HTTP\/1.1 522/,
    due: provider('PROVIDER_EDGE'),
  }),
  answered('100a', 'plan-limit', {
    fault: 'the API answers 429, and names the limit of the plan',
    line: /^HTTP\/1.1 429/,
    due: { code: 'LIMIT_REACHED', owner: 'account', evidence: [{ saw: 'reset-at' }], never: ['THROTTLED'] },
  }),
  answered('100b', 'throttled', {
    fault: 'the API answers 429 without a limit of the account',
    line: /^HTTP\/1.1 429/,
    due: { code: 'THROTTLED', owner: 'provider', never: ['LIMIT_REACHED'] },
  }),
  answered('100c', 'spend-limit', {
    fault: 'the API answers that the spend limit is reached',
    line: /^HTTP\/1.1 400/,
    due: { code: 'SPEND_LIMIT', owner: 'account' },
  }),
  answered('101a', 'html-200', {
    fault: 'a page answers in place of the API, with its certificate',
    line: /^HTTP\/1.1 200/,
    due: { code: 'ANSWERED_BY_OTHER', owner: 'network', never: ['PROVIDER_5XX', 'PROVIDER_EDGE'] },
  }),
  answered('101b', 'region', {
    fault: 'the API refuses the region of the account (403)',
    line: /^HTTP\/1.1 403/,
    due: { code: 'FORBIDDEN', owner: 'account', never: ['PROVIDER_5XX', 'KEY_INVALID'] },
  }),
  answered('101c', 'denied', {
    fault: 'the policy of a cloud session refuses the host (403, x-deny-reason)',
    line: /^HTTP\/1.1 403/,
    due: { code: 'FORBIDDEN', owner: 'settings', never: ['PROVIDER_5XX', 'KEY_INVALID'] },
  }),
]

export const ANSWER_ROWS: readonly Row[] = [
  incident,
  ...ANSWERED,
  ofGateway,
  ofHaproxy,
  ...NGINX_PAGE_ROWS,
  told,
  silent('101d', 'green'),
  silent('101e', 'red'),
]

const resolverAnd503: Row = {
  row: '103a',
  fault: 'the name server is silent, and the API answers 503',
  world: { says: { api: 'envoy-503' } },
  make: async ({ firewall }) => {
    const dropped = await firewall.drop(`ip saddr ${CLIENT.v4} meta l4proto { tcp, udp } th dport 53`, 'input')
    return { after: async () => `${await dropped.packets()} questions dropped` }
  },
  observe: async ({ client }) =>
    `${await assertLooksUp(client, api.name, [])}; ${await assertAnswer(client, api, /^HTTP\/1.1 503/)}`,
  due: { code: 'DNS_SERVER_DEAD', owner: 'network', never: ['PROVIDER_5XX', 'TARGET_UNREACHABLE'] },
}

const portalAndKey: Row = {
  row: '103b',
  fault: 'a hotel leads plain HTTP to its login page, HTTPS is dropped; and the key has a line break in it',
  asked: { env: { ANTHROPIC_API_KEY: `${KEY}\n` } },
  make: async ({ firewall, router, serve }) => {
    await serve(router, { doors: [{ address: '0.0.0.0', port: 8080, deed: { is: 'http', says: 'portal-login' } }] })
    await firewall.divert('meta nfproto ipv4 iifname "lan" tcp dport 80', 8080)
    await firewall.drop('iifname "lan" ip6 version 6')
    await firewall.drop('iifname "lan" tcp dport 443')
    return undefined
  },
  observe: async ({ client }) => await assertPlainAnswer(client, { ...portalOne, path: '/generate_204' }, /^HTTP\/1.1 302/),
  due: { code: 'CAPTIVE_PORTAL', owner: 'network', beside: ['KEY_MALFORMED'], never: ['KEY_INVALID', 'TARGET_UNREACHABLE'] },
}

const sixAnd529: Row = {
  row: '103c',
  fault: 'IPv6 leads nowhere, and the API answers 529',
  world: { says: { api: 'overloaded' } },
  make: async ({ firewall }) => {
    const dropped = await firewall.drop('meta nfproto ipv6')
    return { after: async () => `${await dropped.packets()} packets dropped` }
  },
  observe: async ({ client }) => `${await assertSilent(client, api.v6)}; ${await assertAnswer(client, api, /^HTTP\/1.1 529/)}`,
  due: { ...provider('PROVIDER_OVERLOADED'), beside: ['V6_BROKEN'] },
}

export const PAIR_ROWS: readonly Row[] = [resolverAnd503, portalAndKey, sixAnd529]
