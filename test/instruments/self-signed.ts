import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

// Certificates, made anew for each use: no key lies in the repository.

type Der = Uint8Array

const der = (tag: number, ...parts: readonly Der[]): Der => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Der[]): Der => der(0x30, ...parts)
const integer = (value: number): Der => der(0x02, Buffer.from([value]))
const oid = (hex: string): Der => der(0x06, Buffer.from(hex, 'hex'))
const octets = (content: Der): Der => der(0x04, content)
const TRUE = der(0x01, Buffer.from([0xff]))

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'))
const COMMON_NAME = oid('550403')
const BASIC_CONSTRAINTS = oid('551d13')
const ALTERNATIVE_NAMES = oid('551d11')

const named = (name: string): Der => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))))

/** UTCTime: years from 1950 to 2049. */
const time = (at: Date): Der => {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(digits.slice(2), 'latin1'))
}

/** An empty line in it, such as after a last line that is full, is no PEM to OpenSSL. */
const pem = (label: string, bytes: Der): string => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** PEM. */
export type Identity = { readonly cert: string; readonly key: string }

type Making = {
  readonly name: string
  readonly issuer?: Authority
  readonly from?: Date
  readonly until?: Date
  /** Names and IPv4 addresses that it is good for. */
  readonly hosts?: readonly string[]
  readonly kind?: 'authority' | 'end'
}

type Authority = Identity & { readonly name: string; readonly signer: KeyObject }

let serials = 0

function make({ name, issuer, from, until, hosts = [], kind = 'end' }: Making): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const extensions = [
    ...(kind === 'authority' ? [sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(TRUE)))] : []),
    ...(hosts.length === 0 ? [] : [sequence(ALTERNATIVE_NAMES, octets(sequence(...hosts.map(alternative))))]),
  ]
  const body = sequence(
    der(0xa0, integer(2)),
    integer((++serials % 120) + 1),
    ECDSA_WITH_SHA256,
    named(issuer?.name ?? name),
    sequence(time(from ?? new Date('2020-01-01')), time(until ?? new Date('2049-12-31'))),
    named(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, issuer?.signer ?? privateKey))
  return {
    name,
    signer: privateKey,
    cert: pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

const alternative = (host: string): Der =>
  isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host, 'latin1'))

/** For a TLS server that no client should trust. */
export function selfSigned(name: string): Identity {
  return make({ name })
}

/** An authority of one's own, such as a company has. */
export function authority(name: string): {
  readonly cert: string
  readonly issue: (name: string, more?: Pick<Making, 'from' | 'until' | 'hosts'>) => Identity
} {
  const issuer = make({ name, kind: 'authority' })
  return { cert: issuer.cert, issue: (subject, more = {}) => make({ name: subject, issuer, hosts: [subject], ...more }) }
}
