import { generateKeyPairSync, sign } from 'node:crypto'

// A certificate that nobody has signed but its owner, made anew for each use: no key lies in the repository.

type Der = Uint8Array

const der = (tag: number, ...parts: readonly Der[]): Der => {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts: readonly Der[]): Der => der(0x30, ...parts)
const integer = (value: number): Der => der(0x02, Buffer.from([value]))
const time = (text: string): Der => der(0x17, Buffer.from(text, 'latin1'))

const ECDSA_WITH_SHA256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex'))

const named = (name: string): Der => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))))

const pem = (label: string, bytes: Der): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`

/** For a TLS server that no client should trust. PEM. */
export function selfSigned(name: string): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ECDSA_WITH_SHA256,
    named(name),
    sequence(time('200101000000Z'), time('491231235959Z')),
    named(name),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    cert: pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}
