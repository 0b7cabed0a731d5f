import { isIP, type Socket } from 'node:net'
import { connect, rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { between, ms, type Instant } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { certificatesIn, systemCertificates, type Credentials } from '../world/way-out/credentials.ts'
import type { Env } from '../world/way-out/route.ts'
import { nameIn } from '../world/way-out/secure.ts'
import type { Certificate, Handshake } from './facts.ts'
import { codeOf } from './tried.ts'

export type Shaken = Handshake & {
  /** What the server said of it afterwards, such as that it wants to know who we are. */
  readonly alert: string | undefined
}

export type Shaking = {
  /** Whom the certificate must name. */
  readonly name: string
  readonly credentials: Credentials
  readonly clock: Clock
  readonly env: Env
}

/** In TLS 1.3 a server refuses a client after the handshake: one way there and back, with room. */
const ALERT_AT_LEAST = 200
const ALERT_AT_MOST = 1200

/**
 * A handshake over an open connection, whatever the certificate says: nothing is sent after it, and the connection is ended.
 * Rejects with the error of a handshake that breaks, or with the reason of `signal`.
 */
export async function handshakeOn(raw: Socket, { name, credentials, clock, env }: Shaking, signal: AbortSignal): Promise<Shaken> {
  const began = clock.now()
  const socket = connect({
    socket: raw,
    servername: isIP(name) === 0 ? name : '',
    host: name,
    secureContext: credentials.context,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  })
  try {
    const broken = new Promise<never>((_resolve, reject) => {
      socket.on('error', reject)
      raw.once('error', reject)
      socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    broken.catch(() => undefined)
    await Promise.race([new Promise<void>((resolve) => socket.once('secureConnect', resolve)), broken])
    const seen = seenOn(socket, { env, wide: credentials.breadth > 0 })
    return { ...seen, alert: await alertOn(broken, { clock, began }, signal) }
  } finally {
    socket.destroy()
    raw.destroy()
  }
}

/** @returns undefined when none comes in the time that it needs */
async function alertOn(
  broken: Promise<never>,
  { clock, began }: { readonly clock: Clock; readonly began: Instant },
  signal: AbortSignal,
): Promise<string | undefined> {
  const wait = ms(Math.min(ALERT_AT_MOST, Math.max(ALERT_AT_LEAST, 1.5 * between(began, clock.now()))))
  const enough = new AbortController()
  const over = AbortSignal.any([enough.signal, signal])
  try {
    await Promise.race([sleep(clock, wait, over).catch(() => undefined), broken])
    return undefined
  } catch (error) {
    const code = codeOf(error)
    return code.startsWith('ERR_SSL_') ? code : undefined
  } finally {
    enough.abort()
  }
}

function seenOn(socket: TLSSocket, trust: { readonly env: Env; readonly wide: boolean }): Handshake {
  const links = chainOf(socket.getPeerCertificate(true))
  const root = rootOf(links, trust)
  return {
    protocol: socket.getProtocol() ?? '',
    trusted: socket.authorized,
    problem: socket.authorized ? undefined : problemOf(socket.authorizationError),
    chain: links.map((link) => ({
      subject: nameIn(link.subject),
      issuer: nameIn(link.issuer),
      validFrom: Date.parse(link.valid_from),
      validTo: Date.parse(link.valid_to),
      root: root ?? (socket.authorized && !trust.wide && !trust.env['NODE_EXTRA_CA_CERTS'] ? 'node' : 'unknown'),
    })),
  }
}

/** Typed as an Error, and is a code: both have been seen. */
function problemOf(problem: unknown): string {
  const code = typeof problem === 'string' ? problem : (problem as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : 'CERT_REJECTED'
}

const LONGEST_CHAIN = 10

/** The server's own first; a root that is known here is added by Node. */
function chainOf(first: Partial<DetailedPeerCertificate>): readonly DetailedPeerCertificate[] {
  const links: DetailedPeerCertificate[] = []
  let link: Partial<DetailedPeerCertificate> | undefined = first
  while (link?.raw !== undefined && links.length < LONGEST_CHAIN && !links.some(({ raw }) => raw.equals(link?.raw ?? raw))) {
    links.push(link as DetailedPeerCertificate)
    link = link.issuerCertificate
  }
  return links
}

/** Whose certificate it is that the chain ends in. undefined: nobody's here */
function rootOf(
  links: readonly DetailedPeerCertificate[],
  { env, wide }: { readonly env: Env; readonly wide: boolean },
): Certificate['root'] | undefined {
  const ours = new Set(links.map(({ raw }) => raw.toString('base64')))
  const isIn = (texts: readonly string[]): boolean => texts.some((text) => bodiesOf(text).some((body) => ours.has(body)))
  const extra = env['NODE_EXTRA_CA_CERTS']
  if (isIn(rootCertificates)) return 'node'
  if (extra && isIn([certificatesIn(extra) ?? ''])) return 'extra'
  return wide && isIn(systemCertificates()) ? 'system' : undefined
}

/** Of a text in PEM, each certificate as base64 without line breaks. */
const bodiesOf = (text: string): readonly string[] =>
  [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END/g)].map(([, body = '']) => body.replaceAll(/\s+/g, ''))
