import { isIP, type Socket } from 'node:net'
import { seconds, type Millis } from '../core/time.ts'
import { Credentials } from '../world/way-out/credentials.ts'
import { routeFor } from '../world/way-out/route.ts'
import { clientCertificateAt, extraCaAt } from './certificate-files.ts'
import type { Handshake, TlsFacts, Tried } from './facts.ts'
import { handshakeOn, type Shaken } from './handshake.ts'
import { Patience } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { siteUrl } from '../world/site-url.ts'
import { ABORTED, codeOf, notTried, tried } from './tried.ts'
import { clientWay, connectBare, type Way } from './way.ts'

/** Under the handshake: look-up and TCP, and as long again for a proxy. */
const CONNECT_WITHIN: Millis = seconds(3)
const WITHIN: Millis = seconds(6)
/** A stall is told before the probe's own limit. */
const SHAKE_WITHIN: Millis = seconds(2.5)

/**
 * TLS with the target, with the control, and with the target's address by another name. On connections that send nothing after
 * the handshake, so that whoever answers may be looked at whatever its certificate says. A handshake that never began, since
 * there was no connection to begin it on, took no time.
 */
export const tlsProbe: Probe<'tls'> = {
  id: 'tls',
  within: WITHIN,
  measure: async (bench, signal) => {
    const way = clientWay(bench, CONNECT_WITHIN)
    const clientCertificate = clientCertificateAt(way.env, bench.clock.wall())
    const usable = clientCertificate === 'used' ? {} : { CLAUDE_CODE_CLIENT_CERT: undefined }
    const looking: Looking = { bench, way, credentials: new Credentials({ ...way.env, ...usable }) }
    const patience = new Patience(bench.clock)
    const shakeTarget = async (): Promise<AtTarget> => {
      const found = await atTarget(looking, signal)
      if (found.target?.ok === true) patience.answered()
      return found
    }
    const [{ target, otherName }, comparison] = await Promise.all([
      shakeTarget(),
      patience.wait((ended) => atControl(looking, ended), { clock: bench.clock, within: WITHIN }, signal),
    ])
    patience.over()
    const control = comparison.ok ? comparison.saw : comparison
    return {
      target: target && shown(target),
      control: control && shown(control),
      otherName: otherName && shown(otherName),
      extraCa: extraCaAt(way.env),
      checksOff: way.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
      clientCertificate,
      clientCertificateWanted: target !== undefined && isCertificateWanted(target),
    } satisfies TlsFacts
  },
}

type Looking = { readonly bench: Bench; readonly way: Way; readonly credentials: Credentials }
type Place = { readonly host: string; readonly port: number }
type AtTarget = { readonly target: Tried<Shaken> | undefined; readonly otherName: Tried<Shaken> | undefined }

async function atTarget(looking: Looking, signal: AbortSignal): Promise<AtTarget> {
  const { bench, way } = looking
  const { port, secure } = bench.target
  const host = withoutBrackets(bench.target.host)
  const socket = await connected({ host, port }, way, signal)
  if (!secure)
    return { target: await unexpected(socket, { ...looking, place: { host, port }, name: host }, signal), otherName: undefined }
  if (typeof socket === 'string') return { target: notTried(socket), otherName: notTried(socket) }
  // TLS takes the socket over, which does not know it any more then
  const address = socket.remoteAddress ?? ''
  const [target, otherName] = await Promise.all([
    believed(socket, { ...looking, place: { host, port }, name: host }, signal),
    sameAddress(address, { ...looking, place: { host, port }, name: bench.controls.otherName }, signal),
  ])
  return { target, otherName }
}

/** Who speaks TLS though the URL says http is worth knowing; that others do not is as it should be. */
async function unexpected(socket: Socket | string, asked: ShakingAt, signal: AbortSignal): Promise<Tried<Shaken> | undefined> {
  const outcome = typeof socket === 'string' ? undefined : await shake(socket, asked, signal)
  return outcome?.ok === true ? outcome : undefined
}

/** The control is asked as the target is, so that they differ in their names alone. */
async function atControl(looking: Looking, signal: AbortSignal): Promise<Tried<Shaken> | undefined> {
  const site = siteUrl(looking.bench.controls.site)
  if (looking.bench.controlsAllowed === 'no' || site.protocol !== 'https:') return undefined
  const place = { host: withoutBrackets(site.hostname), port: Number(site.port || 443) }
  const socket = await connected(place, looking.way, signal)
  if (typeof socket === 'string') return notTried(socket)
  return await believed(socket, { ...looking, place, name: place.host }, signal)
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

type ShakingAt = Looking & { readonly place: Place; readonly name: string }

/** A proxy chooses the address itself: through it the same place is the best that can be had. */
async function sameAddress(address: string, asked: ShakingAt, signal: AbortSignal): Promise<Tried<Shaken>> {
  const { way, place } = asked
  const family = isIP(address) === 6 ? 6 : 4
  const url = `https://${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}`
  const pinned: Way = { ...way, lookUp: () => () => Promise.resolve([{ address, family }]) }
  const there = routeFor(way.env, url).kind === 'direct' ? pinned : way
  const socket = await connected(place, there, signal)
  return typeof socket === 'string' ? notTried(socket) : await shake(socket, asked, signal)
}

/** The system may know an issuer that Node does not: then once more, as the client does it. */
async function believed(socket: Socket, asked: ShakingAt, signal: AbortSignal): Promise<Tried<Shaken>> {
  const { way, place, credentials } = asked
  const before = credentials.breadth
  const first = await shake(socket, asked, signal)
  if (!first.ok || !ISSUER_UNKNOWN.test(first.saw.problem ?? '') || credentials.widen() === before) return first
  const again = await connected(place, way, signal)
  if (typeof again === 'string') return first
  const second = await shake(again, asked, signal)
  return second.ok ? second : first
}

const ISSUER_UNKNOWN = /ISSUER|SELF_SIGNED|LEAF_SIGNATURE|CERT_UNTRUSTED/

/** @returns the code of what went wrong where there is no connection */
async function connected(place: Place, way: Way, signal: AbortSignal): Promise<Socket | string> {
  try {
    return await connectBare(place, way, signal)
  } catch (error) {
    return signal.aborted ? ABORTED : codeOf(error)
  }
}

function shake(socket: Socket, { bench, way, credentials, name }: ShakingAt, signal: AbortSignal): Promise<Tried<Shaken>> {
  const { clock } = bench
  return tried(
    (over) => handshakeOn(socket, { name, credentials, clock, env: way.env }, over),
    { clock, within: SHAKE_WITHIN },
    signal,
  )
}

function shown(outcome: Tried<Shaken>): Tried<Handshake> {
  if (!outcome.ok) return outcome
  const { alert: _, ...handshake } = outcome.saw
  return { ...outcome, saw: handshake }
}

/** `CERTIFICATE_REQUIRED` without one; any other alert about one, with it. */
const isCertificateWanted = (outcome: Tried<Shaken>): boolean =>
  /ALERT_(?:CERTIFICATE_|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE)/.test(
    (outcome.ok ? outcome.saw.alert : outcome.code) ?? '',
  )
