import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerOf } from '../../test/instruments/name-server.ts'
import { addressesIn, encodeQuestion } from './dns-packet.ts'

test('a question is 12 bytes of head, the name in labels, type and class', () => {
  const bytes = encodeQuestion({ id: 0x1234, name: 'api.test.', type: 'AAAA', validation: 'off' })
  assert.equal(bytes.toString('hex'), ['123401100001000000000000', '03617069', '0474657374', '00', '001c', '0001'].join(''))
  const plain = encodeQuestion({ id: 1, name: 'a', type: 'A', validation: 'on' })
  assert.equal(plain.readUInt16BE(2), 0x0100)
})

test('what cannot be a name is not asked for', () => {
  for (const name of ['', 'a..b', `${'x'.repeat(64)}.test`, 'spa ce.test', 'ünicode.test'])
    assert.throws(() => encodeQuestion({ id: 1, name, type: 'A', validation: 'on' }), { code: 'EBADNAME' }, name)
})

const question = (type: 'A' | 'AAAA'): Buffer => encodeQuestion({ id: 7, name: 'api.test', type, validation: 'on' })

test('addresses are found behind aliases and pointers', () => {
  const [v4, v6] = [question('A'), question('AAAA')]
  // an alias (type 5) stands first
  const alias = Buffer.from('c00c000500010000000000040161c00c', 'hex')
  const withAlias = answerOf(v4, { addresses: ['192.0.2.1', '192.0.2.2'] })
  const aliased = Buffer.concat([withAlias.subarray(0, v4.length), alias, withAlias.subarray(v4.length)])
  aliased.writeUInt16BE(3, 6)
  assert.deepEqual(addressesIn(aliased, { id: 7, type: 'A' }), ['192.0.2.1', '192.0.2.2'])
  assert.deepEqual(addressesIn(answerOf(v6, { addresses: ['2001:db8::1'] }), { id: 7, type: 'AAAA' }), ['2001:db8::1'])
})

test('refusals and nonsense have the words of node:dns', () => {
  const asked = { id: 7, type: 'A' } as const
  const answer = answerOf(question('A'), { addresses: ['192.0.2.1'] })
  const table: readonly (readonly [string, Buffer])[] = [
    ['ENOTFOUND', answerOf(question('A'), { refusal: 3 })],
    ['ESERVFAIL', answerOf(question('A'), { refusal: 2 })],
    ['EREFUSED', answerOf(question('A'), { refusal: 5 })],
    ['ENODATA', answerOf(question('A'), { addresses: [] })],
    ['EBADRESP', answerOf(question('A'), { refusal: 11 })],
    ['EBADRESP', question('A')],
    ['EBADRESP', Buffer.alloc(3)],
    ['EBADRESP', answer.subarray(0, answer.length - 2)],
  ]
  for (const [code, bytes] of table) assert.throws(() => addressesIn(bytes, asked), { code }, code)
  assert.throws(() => addressesIn(answer, { id: 8, type: 'A' }), { code: 'EBADRESP' })
})

test('whatever bytes come, it ends', () => {
  for (let seed = 1; seed < 2000; seed++) {
    let state = seed
    const next = (): number => (state = (state * 48_271) % 0x7fff_ffff)
    const bytes = Buffer.from(Array.from({ length: next() % 80 }, () => next() & 0xff))
    if (bytes.length > 3) {
      bytes.writeUInt16BE(7, 0)
      bytes[2] = 0x80
      bytes[3] = 0
    }
    try {
      addressesIn(bytes, { id: 7, type: 'A' })
    } catch (error) {
      assert.match((error as { readonly code: string }).code, /^E(?:NODATA|BADRESP)$/)
    }
  }
})
