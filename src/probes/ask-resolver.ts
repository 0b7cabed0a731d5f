import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { ms } from '../core/time.ts'
import { askServer, SERVER_SILENT, type Asking } from '../world/names/ask-server.ts'
import { spotIn } from './connecting.ts'
import { addressesIn, encodeQuestion } from './dns-packet.ts'
import type { Names } from './facts.ts'
import { TIMEOUT, Unfit } from './tried.ts'

// One question to one resolver, past the hosts file, the search list and every other rule of the system.

/** As every probe of this kind: direct questions have 2 s and one try. */
export const DIRECT_WITHIN_MILLIS = 2000

/** @param server an address, with or without port @throws with the word of node:dns, TIMEOUT for its own limit */
export async function askDirectly(server: string, asking: Asking, signal: AbortSignal): Promise<Names> {
  try {
    const { addresses } = await askServer(server, asking, { within: ms(DIRECT_WITHIN_MILLIS) }, signal)
    return { addresses }
  } catch (error) {
    if (signal.aborted) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new Unfit(code === SERVER_SILENT ? TIMEOUT : (code ?? 'EBADRESP'))
  }
}

/** By UDP, without validation: node:dns has no word for that. @throws as askDirectly */
export async function askUnvalidated(server: string, { name, type }: Asking, signal: AbortSignal): Promise<Names> {
  signal.throwIfAborted()
  const spot = spotIn(server, 53)
  if (spot === undefined) throw new Unfit('EINVAL')
  const id = randomInt(1, 0x1_0000)
  const question = encodeQuestion({ id, name, type, validation: 'off' })
  const socket = createSocket(spot.family === 4 ? 'udp4' : 'udp6')
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      socket
        .on('error', reject)
        // another's answer is none
        .on('message', (bytes) => (bytes.length >= 2 && bytes.readUInt16BE(0) === id ? resolve(bytes) : undefined))
        // connected: a closed port is told at once
        .connect(spot.port, spot.address, () => socket.send(question))
    })
    return { addresses: addressesIn(answer, { id, type }) }
  } finally {
    socket.close()
  }
}

const ANSWER_AT_MOST = 65_535

/** By HTTPS (RFC 8484). @param url with an address as host, so that no name is needed @throws as askDirectly, with the codes of TLS, and `HTTP_403` */
export function askOverHttps(url: string, { name, type }: Asking, signal: AbortSignal): Promise<Names> {
  const question = encodeQuestion({ id: 0, name, type, validation: 'on' })
  const headers = {
    accept: 'application/dns-message',
    'content-type': 'application/dns-message',
    'content-length': question.length,
  }
  const request = url.startsWith('http:') ? httpRequest : httpsRequest
  return new Promise((resolve, reject) => {
    const asking = request(url, { method: 'POST', headers, agent: false, signal }, (answer) => {
      const parts: Buffer[] = []
      let length = 0
      answer
        .on('data', (part: Buffer) => {
          parts.push(part)
          length += part.length
          if (length > ANSWER_AT_MOST) asking.destroy(new Unfit('EBADRESP'))
        })
        .on('error', reject)
        .on('end', () => {
          try {
            if (answer.statusCode !== 200) throw new Unfit(`HTTP_${answer.statusCode}`)
            resolve({ addresses: addressesIn(Buffer.concat(parts), { id: 0, type }) })
          } catch (error) {
            reject(error)
          }
        })
    })
    asking.on('error', reject).end(question)
  })
}
