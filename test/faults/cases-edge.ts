import { minutes, seconds } from '../../src/core/time.ts'
import type { RefusalCode } from '../../src/core/catalogue.ts'
import type { Fault } from '../../src/drill/fault.ts'
import { A_WHILE } from './cases-path.ts'
import type { FaultCase } from './fault-case.ts'

/** An answer of what stands in front of the API. */
const edge = (name: string, code: RefusalCode, ...faults: readonly Fault[]): FaultCase => ({
  name,
  codes: [code],
  injection: { to: 'provider', faults },
  strikes: 'before-content',
  lasts: A_WHILE,
})

const RESET_REASONS: readonly (readonly [reason: string, code: RefusalCode])[] = [
  ['connection failure', 'envoy.connection-failure'],
  ['local connection failure', 'envoy.local-connection-failure'],
  ['remote connection failure', 'envoy.remote-connection-failure'],
  ['connection timeout', 'envoy.connection-timeout'],
  ['connection termination', 'envoy.connection-termination'],
  ['local reset', 'envoy.local-reset'],
  ['remote reset', 'envoy.remote-reset'],
  ['remote refused stream reset', 'envoy.remote-refused'],
  ['overflow', 'envoy.overflow'],
  ['protocol error', 'envoy.protocol-error'],
]

const CLOUDFLARE: readonly (readonly [status: number, code: RefusalCode])[] = [
  [520, 'cloudflare.520'],
  [521, 'cloudflare.521'],
  [522, 'cloudflare.522'],
  [523, 'cloudflare.523'],
  [524, 'cloudflare.524'],
]

const cloudflareOneThousand = (status: number, number: number): string => {
  const body = `<!DOCTYPE html>\n<html><head><title>Error ${number} | api.anthropic.com | Cloudflare</title></head><body><div id="cf-error-details"><h1>Error <span>${number}</span></h1></div></body></html>\n`
  return `HTTP/1.1 ${status} Error\r\ncontent-type: text/html; charset=UTF-8\r\nserver: cloudflare\r\ncf-ray: 0123456789abcdef-NRT\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

/** Cloudflare's own numbers, which the stand-in's edge does not have. */
const oneThousand = (status: number, number: number, code: RefusalCode): FaultCase => ({
  name: `${status} Cloudflare, error ${number}`,
  codes: [code],
  injection: { to: 'wire', effect: { does: 'says', bytes: cloudflareOneThousand(status, number), ending: 'end' } },
  strikes: 'before-content',
  lasts: A_WHILE,
})

const OUTAGE: Fault = { kind: 'envoy-503' }

/** What stands in front of the API. */
export const EDGE_CASES: readonly FaultCase[] = [
  edge('503 Envoy, no healthy upstream', 'envoy.no-healthy-upstream', OUTAGE),
  ...RESET_REASONS.map(([reason, code]) =>
    edge(`${reason === 'protocol error' ? 502 : 503} Envoy, ${reason}`, code, { kind: 'envoy-503', reason }),
  ),
  edge('503 Envoy, connect error behind a retry', 'envoy.remote-connection-failure', {
    kind: 'envoy-503',
    reason: 'remote connection failure',
    transport: 'delayed connect error: Connection refused',
    retried: true,
  }),
  edge('503 with retry-after', 'envoy.no-healthy-upstream', { ...OUTAGE, headers: { 'retry-after': '30' } }),
  edge('502 nginx', 'nginx.bad-gateway', { kind: 'edge-page', by: 'nginx', status: 502 }),
  edge('504 nginx', 'nginx.timeout', { kind: 'edge-page', by: 'nginx', status: 504 }),
  edge('503 ALB', 'alb.unavailable', { kind: 'edge-page', by: 'alb', status: 503 }),
  ...CLOUDFLARE.map(([status, code]) => edge(`${status} Cloudflare`, code, { kind: 'edge-page', by: 'cloudflare', status })),
  oneThousand(530, 1016, 'cloudflare.dns'),
  oneThousand(530, 1033, 'cloudflare.config'),
  oneThousand(429, 1015, 'cloudflare.rate-limited'),
  edge('the edge answers, messages do not', 'envoy.no-healthy-upstream', { ...OUTAGE, match: { authenticated: true } }),
  {
    ...edge('flapping: down for 12 s of every 20 s', 'envoy.no-healthy-upstream', {
      ...OUTAGE,
      flap: { period: seconds(20), down: seconds(12) },
    }),
    lasts: seconds(40),
  },
  { ...edge('an outage of ten minutes', 'envoy.no-healthy-upstream', OUTAGE), lasts: minutes(10) },
  // Nothing sped up, nothing in this process: the figures of the others stand or fall with these.
  { ...edge('an outage of 20 s, at full size', 'envoy.no-healthy-upstream', OUTAGE), lasts: seconds(20), fullSize: 'yes' },
  {
    ...edge('connection refused for 8 s, at full size', 'envoy.no-healthy-upstream', { kind: 'refused' }),
    codes: ['path.refused'],
    lasts: seconds(8),
    fullSize: 'yes',
  },
]
