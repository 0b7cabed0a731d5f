import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { UnixMillis } from '../core/time.ts'
import { certificatesIn, Credentials } from '../world/way-out/credentials.ts'
import type { Env } from '../world/way-out/route.ts'
import type { TlsFacts } from './facts.ts'

/** What there is of the file that NODE_EXTRA_CA_CERTS names. */
export function extraCaAt(env: Env): TlsFacts['extraCa'] {
  const path = env['NODE_EXTRA_CA_CERTS']
  if (!path) return 'none'
  if (!exists(path)) return 'missing'
  return certificatesIn(path) === undefined ? 'unreadable' : 'used'
}

/** Whether the client could show who it is: files there, key and certificate fit, and it is of today. */
export function clientCertificateAt(env: Env, wall: UnixMillis): TlsFacts['clientCertificate'] {
  const [cert, key] = [env['CLAUDE_CODE_CLIENT_CERT'], env['CLAUDE_CODE_CLIENT_KEY']]
  if (!cert) return 'none'
  if (!exists(cert) || (key && !exists(key))) return 'missing'
  try {
    const { validFrom, validTo } = new X509Certificate(readFileSync(cert))
    const { context } = new Credentials({ ...env, NODE_EXTRA_CA_CERTS: undefined })
    return context !== undefined && Date.parse(validFrom) <= wall && wall < Date.parse(validTo) ? 'used' : 'unusable'
  } catch {
    return 'unusable'
  }
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
