import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import type { Ending } from './rig.ts'

/** What a name server says; nothing at all when it is undefined. */
export type Answer =
  | { readonly addresses: readonly string[]; /** Seconds. */ readonly ttl?: number }
  | { readonly refusal: number }
  | undefined

/** One question as it came. */
export type AskedName = { readonly name: string; readonly type: 'A' | 'AAAA'; readonly validation: 'on' | 'off' }

const TYPES = { A: 1, AAAA: 28 } as const

/** @param question one name, nothing behind it. Addresses of the other family are left out, as in life. */
export function answerOf(question: Buffer, answer: Exclude<Answer, undefined>): Buffer {
  const { name, type } = questionIn(question)
  const end = 12 + name.length + 2 + 4
  const addresses = 'addresses' in answer ? answer.addresses.filter((one) => isIP(one) === (type === 'A' ? 4 : 6)) : []
  const bytes = Buffer.from(question.subarray(0, end))
  bytes.writeUInt16BE(0x8180 | ('refusal' in answer ? answer.refusal : 0), 2)
  bytes.writeUInt16BE(addresses.length, 6)
  bytes.writeUInt16BE(0, 10)
  const records = addresses.map((address) => {
    const data = dataOf(address)
    const head = Buffer.from([0xc0, 12, 0, TYPES[type], 0, 1, 0, 0, 0, 0, 0, data.length])
    head.writeUInt32BE('ttl' in answer ? (answer.ttl ?? 0) : 0, 6)
    return Buffer.concat([head, data])
  })
  return Buffer.concat([bytes, ...records])
}

function dataOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [left = '', right = ''] = address.split('::')
  const words = (text: string): string[] => text.split(':').filter((word) => word !== '')
  const zeros = Array.from({ length: 8 - words(left).length - words(right).length }, () => '0')
  return Buffer.from([...words(left), ...zeros, ...words(right)].map((word) => word.padStart(4, '0')).join(''), 'hex')
}

export function questionIn(question: Buffer): AskedName {
  const labels: string[] = []
  let at = 12
  for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const type = question.readUInt16BE(at + 1) === TYPES.A ? 'A' : 'AAAA'
  return { name: labels.join('.'), type, validation: (question.readUInt16BE(2) & 0x10) === 0 ? 'on' : 'off' }
}

/** A name server on loopback, by UDP, that says what it is told to. */
export async function startNameServer(
  t: Ending,
  say: (asked: AskedName) => Answer,
): Promise<{ readonly server: string; readonly asked: readonly AskedName[] }> {
  const asked: AskedName[] = []
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    const one = questionIn(question)
    asked.push(one)
    const answer = say(one)
    if (answer !== undefined) socket.send(answerOf(question, answer), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => void socket.close())
  return { server: `127.0.0.1:${socket.address().port}`, asked }
}
