import assert from 'node:assert/strict'
import { ping } from '../net/observe.ts'
import type { Machine } from '../net/machine.ts'

// What tools say that know nothing of doctor. Each gives a sentence for the page, and throws where the fault is not in force.

/** Whether TCP reaches a place: `open`, `silent`, or the shell's own word. */
export async function tcpWord(from: Machine, address: string, port = 443): Promise<string> {
  const { code, err } = await from.attempt('timeout', '1.5', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`)
  if (code === 0) return 'open'
  return code === 124 ? 'silent' : (/connect: (.+)/.exec(err)?.[1] ?? err.trim())
}

export async function assertTcp(
  from: Machine,
  place: { readonly v4: string; readonly port?: number },
  word: string,
): Promise<string> {
  const said = await tcpWord(from, place.v4, place.port)
  assert.equal(said, word, `TCP to ${place.v4}`)
  return `TCP to ${place.v4}${place.port === undefined ? '' : `:${place.port}`}: ${said}`
}

export async function assertSilent(from: Machine, ...addresses: readonly string[]): Promise<string> {
  for (const address of addresses) assert.equal((await ping(from, address, { count: 2 })).received, 0, `${address} answers`)
  return `no answer to pings from ${addresses.join(', ')}`
}

export async function assertAnswers(from: Machine, ...addresses: readonly string[]): Promise<string> {
  for (const address of addresses) assert.ok((await ping(from, address, { count: 2 })).received > 0, `${address} is silent`)
  return `${addresses.join(', ')} answer${addresses.length === 1 ? 's' : ''} to pings`
}

/** What the system's own look-up finds; nothing after a second and a half. */
export async function lookedUp(from: Machine, name: string): Promise<readonly string[]> {
  const { out } = await from.attempt('timeout', '1.5', 'getent', 'ahosts', name)
  return [...new Set(out.split('\n').flatMap((line) => line.split(/\s+/)[0] || []))]
}

export async function assertLooksUp(from: Machine, name: string, due: readonly string[]): Promise<string> {
  const found = await lookedUp(from, name)
  assert.deepEqual(found.toSorted(), due.toSorted(), `getent ${name}`)
  return `getent finds ${found.length === 0 ? 'nothing' : found.join(', ')}`
}

type AskedServer = {
  readonly server: string
  /** By CD: whoever asks so takes answers unchecked. */
  readonly validation?: 'on' | 'off'
  /** Of the answer. */
  readonly flags?: RegExp
}

/** The word with which a name server answers a question for an IPv4 address, by drill. */
export async function assertRcode(
  from: Machine,
  name: string,
  { server, validation = 'on', flags = /^/ }: AskedServer,
  due: string,
): Promise<string> {
  const { out } = await from.attempt(
    'timeout',
    '3',
    'drill',
    '-D',
    ...(validation === 'off' ? ['-o', 'CD'] : []),
    name,
    `@${server}`,
  )
  assert.equal(/rcode: (\w+)/.exec(out)?.[1], due, out)
  assert.match(/flags: ([a-z ]+);/.exec(out)?.[1] ?? '', flags, out)
  return `drill: ${server} says ${due}${validation === 'off' ? ' without validation' : ''}`
}

type Peer = {
  readonly v4: string
  readonly name: string
  readonly path?: string
  readonly port?: number
  /** More words for openssl. */
  readonly how?: string
}

/** The issuer of the certificate that is shown there, by openssl. */
export async function assertIssuer(from: Machine, { v4, name, port = 443, how = '' }: Peer, due: RegExp): Promise<string> {
  const words = `</dev/null timeout 3 openssl s_client ${how} -connect ${v4}:${port} -servername ${name} 2>&1`
  const { out } = await from.attempt('sh', '-c', words)
  const issuer = /^issuer=(.*)$/m.exec(out)?.[1]?.trim() ?? ''
  assert.match(issuer, due, out.slice(0, 600))
  return `openssl sees a certificate of "${issuer.replace(/^CN\s*=\s*/, '')}"`
}

/** What openssl says of a handshake, and of the certificate. */
export async function assertHandshake(from: Machine, { v4, name, port = 443, how = '' }: Peer, due: RegExp): Promise<string> {
  const words = `</dev/null timeout 2 openssl s_client ${how} -connect ${v4}:${port} -servername ${name} -verify_hostname ${name} 2>&1; echo "ended with $?"`
  const { out } = await from.attempt('sh', '-c', words)
  const said = out.split('\n').find((line) => due.test(line))
  assert.ok(said !== undefined, out.slice(0, 1500))
  return `openssl: ${said.trim().slice(0, 100)}`
}

/** The first line of an answer over TLS, whoever gives it. */
export async function assertAnswer(
  from: Machine,
  { v4, name, path = '/v1/models', port = 443 }: Peer,
  due: RegExp,
): Promise<string> {
  const request = `GET ${path} HTTP/1.1\\r\\nHost: ${name}\\r\\nConnection: close\\r\\n\\r\\n`
  const words = `printf '${request}' | timeout 3 openssl s_client -quiet -connect ${v4}:${port} -servername ${name} 2>/dev/null`
  const { out } = await from.attempt('sh', '-c', words)
  assert.match(out, due, out.slice(0, 600))
  return `${name} answers ${out.split('\r\n')[0] ?? ''}`
}

/** The same over plain HTTP. */
export async function assertPlainAnswer(from: Machine, { v4, name, path = '/', port = 80 }: Peer, due: RegExp): Promise<string> {
  const request = `GET ${path} HTTP/1.1\\r\\nHost: ${name}\\r\\nConnection: close\\r\\n\\r\\n`
  const { out } = await from.attempt(
    'timeout',
    '3',
    'bash',
    '-c',
    `exec 3<>/dev/tcp/${v4}/${port}; printf '${request}' >&3; cat <&3`,
  )
  assert.match(out, due, out.slice(0, 600))
  return `${name} answers ${out.split('\r\n')[0] ?? ''} by plain HTTP`
}

/** What whoever answers there over TLS takes for now, by the Date of the answer. */
export async function dateAt(from: Machine, { v4, name }: Peer): Promise<string> {
  const request = `HEAD / HTTP/1.1\\r\\nHost: ${name}\\r\\nConnection: close\\r\\n\\r\\n`
  const words = `printf '${request}' | timeout 3 openssl s_client -quiet -connect ${v4}:443 -servername ${name} 2>/dev/null`
  const { out } = await from.attempt('sh', '-c', words)
  return /^date: (.*?)\r?$/im.exec(out)?.[1] ?? ''
}

/** How far that clock is behind ours, in milliseconds. */
export async function assertClockBehind(from: Machine, peer: Peer, due: number): Promise<string> {
  const date = await dateAt(from, peer)
  const behind = Date.now() - Date.parse(date)
  assert.ok(Math.abs(behind - due) < 5000, `${date}: ${behind}`)
  return `${peer.name} has the date ${date}`
}
