import { isIP, type Socket } from 'node:net'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { failureCodeOf, WayError, type FailureReading } from '../../core/failure-code.ts'
import type { Met } from '../../core/signal.ts'
import type { Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Credentials } from './credentials.ts'
import { inTime } from './in-time.ts'
import { oneLine } from './plain-text.ts'

export type Securing = {
  /** Whom the certificate must name. */
  readonly host: string
  readonly credentials: Credentials
  readonly clock: Clock
  readonly within: Millis
}

/**
 * TLS over an open connection. The certificate is checked here and not by Node, which lets go of a wrong one before anybody
 * can see who issued it; nothing is sent before the check.
 * @throws WayError, with the connection ended; or the reason of `ended`
 */
export async function secure(
  raw: Socket,
  { host, credentials, clock, within }: Securing,
  ended: AbortSignal,
): Promise<TLSSocket> {
  const { context, sessions } = credentials
  const session = sessions.get(host)
  const name = isIP(host) === 0 ? host : ''
  const socket = connect({
    socket: raw,
    servername: name,
    host,
    secureContext: context,
    ...(session === undefined ? {} : { session }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  })
  try {
    await inTime(handshake(socket), { clock, within, late: TLS_LATE }, ended)
    if (credentials.checks === 'on') checkCertificate(socket, host)
  } catch (error) {
    socket.destroy()
    raw.destroy()
    throw error
  }
  // An alert that comes later, such as for want of a client certificate, is followed by an end that would hide it.
  socket.on('error', (error) => socket.destroy(error))
  socket.on('session', (fresh: Buffer) => sessions.set(host, fresh))
  return socket
}

/** What it is when the time is up. */
export const TLS_LATE = { phase: 'tls', code: 'path.tls-timeout', raw: 'TLS_TIMEOUT' } as const

function handshake(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.on('error', (error) => reject(new WayError(readingOf(error))))
    socket.once('close', () => reject(new WayError(readingOf(undefined))))
  })
}

/** Whatever ends a handshake that TLS itself does not name, ended the handshake. */
function readingOf(error: Error | undefined): FailureReading {
  const reading = failureCodeOf(error)
  return reading.phase === 'tls' ? reading : { phase: 'tls', code: 'path.tls-handshake', raw: reading.raw }
}

/** Of chain and name; a session that is taken up again was checked when it began. @throws WayError with what was presented */
function checkCertificate(socket: TLSSocket, host: string): void {
  if (socket.authorized) return
  const { code, raw } = failureCodeOf(Object.assign(new Error('not trusted'), { code: codeOf(socket.authorizationError) }))
  const fitting = code === 'path.unknown' ? 'path.tls-cert-invalid' : code
  throw new WayError({ phase: 'tls', code: fitting, raw, met: presented(host, socket.getPeerCertificate()) })
}

/** Typed as an Error, and is a code: both have been seen. */
function codeOf(problem: unknown): string {
  const code = typeof problem === 'string' ? problem : (problem as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : 'CERT_REJECTED'
}

function presented(host: string, certificate: PeerCertificate): Met {
  // Empty when none was presented, whatever its type says.
  const { subject, issuer, valid_from: from, valid_to: until } = certificate as Partial<PeerCertificate>
  return {
    kind: 'certificate',
    host,
    subject: nameIn(subject),
    issuer: nameIn(issuer),
    validFrom: dateIn(from),
    validUntil: dateIn(until),
  }
}

const NAME_AT_MOST = 80

type Names = Readonly<Record<string, string | readonly string[] | undefined>>

/** Common name and organisation. Whoever makes a certificate chooses its names: only what can stand in a line is kept. */
export function nameIn(names: object | undefined): string {
  const { CN, O } = (names ?? {}) as Names
  const parts = [CN, O].flatMap((part) => part ?? []).map((part) => oneLine(part).slice(0, NAME_AT_MOST))
  return [...new Set(parts)].filter((part) => part !== '').join(', ')
}

/** `Jan  1 00:00:00 2020 GMT` to `2020-01-01`. */
function dateIn(text: string | undefined): string {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 10)
}
