import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SYSTEM_PATH } from './obstacle.ts'

/** PEM files. */
export type Certificates = { readonly ca: string; readonly cert: string; readonly key: string }

const exec = promisify(execFile)

/** A certificate for this name, signed by an authority that nobody knows but who is given its file. */
export async function issueCertificate(folder: string, name: string): Promise<Certificates> {
  const file = (part: string): string => join(folder, part)
  const openssl = (...args: readonly string[]): Promise<unknown> => exec('openssl', args, { env: { PATH: SYSTEM_PATH } })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const authority = ['-subj', '/CN=Lab Authority', '-addext', 'keyUsage=critical,keyCertSign']
  await openssl('req', '-x509', ...fresh, ...authority, '-days', '2', '-keyout', file('ca.key'), '-out', file('ca.pem'))
  await openssl('req', ...fresh, '-subj', `/CN=${name}`, '-keyout', file('key.pem'), '-out', file('request.pem'))
  await writeFile(file('names'), `subjectAltName=DNS:${name}\nbasicConstraints=CA:FALSE\n`)
  const signer = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', file('names')]
  await openssl('x509', '-req', '-in', file('request.pem'), ...signer, '-out', file('cert.pem'))
  return { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') }
}
