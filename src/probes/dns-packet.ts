import type { RecordType } from '../world/names/ask-server.ts'
import { shortest } from './system-tables.ts'
import { Unfit } from './tried.ts'

// DNS as it goes over the wire (RFC 1035), as far as addresses are concerned: what node:dns cannot ask.

export type DnsQuestion = {
  /** Returned with the answer. 0 for HTTPS, where answers may be kept by those between. */
  readonly id: number
  readonly name: string
  readonly type: RecordType
  /** `off`: with the CD flag, so that a resolver tells what it knows even if signatures are wrong. */
  readonly validation: 'on' | 'off'
}

const NUMBER: Readonly<Record<RecordType, number>> = { A: 1, AAAA: 28 }
const RECURSION_DESIRED = 0x0100
const CHECKING_DISABLED = 0x0010
const INTERNET = 1

/** As node:dns calls what a server may refuse with. */
const REFUSALS: Readonly<Record<number, string>> = { 1: 'EFORMERR', 2: 'ESERVFAIL', 3: 'ENOTFOUND', 4: 'ENOTIMP', 5: 'EREFUSED' }

/** @throws Unfit EBADNAME for what cannot be a name */
export function encodeQuestion({ id, name, type, validation }: DnsQuestion): Buffer {
  const labels = name.replace(/\.$/, '').split('.')
  if (labels.some((label) => !/^[\x21-\x7e]{1,63}$/.test(label)) || name.length > 253) throw new Unfit('EBADNAME')
  const head = Buffer.alloc(12)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(RECURSION_DESIRED | (validation === 'off' ? CHECKING_DISABLED : 0), 2)
  head.writeUInt16BE(1, 4)
  const tail = Buffer.alloc(5)
  tail.writeUInt16BE(NUMBER[type], 1)
  tail.writeUInt16BE(INTERNET, 3)
  return Buffer.concat([
    head,
    ...labels.map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
    tail,
  ])
}

/**
 * The addresses in an answer to `question`.
 * @throws Unfit with the word of node:dns: ENOTFOUND, ENODATA, ESERVFAIL, EREFUSED …, EBADRESP for what is no answer to it
 */
export function addressesIn(answer: Buffer, { id, type }: Pick<DnsQuestion, 'id' | 'type'>): readonly string[] {
  if (answer.length < 12 || answer.readUInt16BE(0) !== id || (answer.readUInt8(2) & 0x80) === 0) throw new Unfit('EBADRESP')
  const refusal = answer.readUInt8(3) & 0x0f
  if (refusal !== 0) throw new Unfit(REFUSALS[refusal] ?? 'EBADRESP')
  try {
    const found = [...recordsIn(answer)].filter((record) => record.type === NUMBER[type]).map(({ data }) => addressIn(data))
    if (found.length === 0) throw new Unfit('ENODATA')
    return found
  } catch (error) {
    // it ends in the middle
    throw error instanceof RangeError ? new Unfit('EBADRESP') : error
  }
}

function* recordsIn(answer: Buffer): Generator<{ readonly type: number; readonly data: Buffer }> {
  let at = 12
  for (let questions = answer.readUInt16BE(4); questions > 0; questions--) at = behindName(answer, at) + 4
  for (let records = answer.readUInt16BE(6); records > 0; records--) {
    at = behindName(answer, at)
    const length = answer.readUInt16BE(at + 8)
    if (at + 10 + length > answer.length) throw new RangeError('cut')
    yield { type: answer.readUInt16BE(at), data: answer.subarray(at + 10, at + 10 + length) }
    at += 10 + length
  }
}

/** Labels up to an empty one, or up to a pointer to the rest of the name elsewhere. */
function behindName(answer: Buffer, start: number): number {
  let at = start
  for (;;) {
    const length = answer.readUInt8(at)
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2
    at += length + 1
  }
}

/** Of 4 or 16 bytes. */
function addressIn(data: Buffer): string {
  if (data.length === 4) return [...data].join('.')
  if (data.length !== 16) throw new Unfit('EBADRESP')
  const words = Array.from({ length: 8 }, (_, at) => data.readUInt16BE(at * 2).toString(16))
  return shortest(words.join(':'))
}
