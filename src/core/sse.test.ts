import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { transcript, TRANSCRIPTS } from '../../test/instruments/transcripts.ts'
import { framer, parseEvent, writeEvent, type EventKind, type SseEvent } from './sse.ts'

const ROOMY = 1_000_000
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

type Framed = {
  readonly events: readonly Uint8Array[]
  readonly kinds: readonly EventKind[]
  /** Everything that came out, and what is left: must be what went in. */
  readonly out: Uint8Array
  readonly rest: Uint8Array
}

/** Cuts `bytes` at the offsets, feeds the pieces, and overwrites each piece afterwards: a socket's memory is used again. */
function framed(bytes: Uint8Array, cuts: readonly number[]): Framed {
  const frames = framer(ROOMY)
  const runs: { readonly bytes: Uint8Array; readonly ends: readonly number[] }[] = []
  const events: Uint8Array[] = []
  const kinds: EventKind[] = []
  let from = 0
  for (const cut of [...cuts.toSorted((one, other) => one - other), bytes.length]) {
    const piece = bytes.slice(from, cut)
    const run = frames.push(piece)
    runs.push({ bytes: run.bytes.slice(), ends: run.ends })
    kinds.push(...run.kinds)
    let begin = 0
    for (const end of run.ends) {
      events.push(run.bytes.slice(begin, end))
      begin = end
    }
    piece.fill(0xff)
    from = cut
  }
  const rest = frames.rest().slice()
  return { events, kinds, rest, out: Buffer.concat([...runs.map((run) => run.bytes), rest]) }
}

const same = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  one.length === other.length && one.every((event, index) => Buffer.compare(event, other[index] ?? new Uint8Array(0)) === 0)

for (const { name, bytes } of TRANSCRIPTS) {
  const whole = framed(bytes, [])

  test(`${name}: bytes in are bytes out, and each event ends with a blank line`, () => {
    assert.ok(whole.events.length >= 3)
    assert.deepEqual(whole.out, Buffer.from(bytes))
    for (const event of whole.events) assert.match(textOf(event), /\n\r?\n$/)
  })

  test(`${name}: a cut at any byte changes nothing`, () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const pieces = framed(bytes, [cut])
      assert.ok(same(pieces.events, whole.events), `cut at ${cut}`)
      assert.deepEqual(pieces.kinds, whole.kinds, `cut at ${cut}`)
      assert.equal(Buffer.compare(pieces.out, bytes), 0, `cut at ${cut}`)
    }
  })

  test(`${name}: any number of cuts changes nothing`, () => {
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 60 })
    fc.assert(
      fc.property(cuts, (at) => {
        const pieces = framed(bytes, at)
        return same(pieces.events, whole.events) && Buffer.compare(pieces.out, bytes) === 0
      }),
    )
  })

  test(`${name}: byte by byte gives the same`, () => {
    const pieces = framed(bytes, [...bytes.keys()])
    assert.ok(same(pieces.events, whole.events))
    assert.deepEqual(pieces.rest, whole.rest)
  })
}

/** Line ends of every kind, in every order; names and data that look like them. */
const messy = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n', '\n\r\n', '\r', ':', ' ', 'data: ', 'event: ping\n'),
      },
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => bytesOf(parts.join('')))

test('whatever comes, however it is cut, nothing is lost, added or framed differently', () => {
  fc.assert(
    fc.property(messy, fc.array(fc.nat(200), { maxLength: 20 }), (bytes, at) => {
      const cuts = at.filter((cut) => cut <= bytes.length)
      const whole = framed(bytes, [])
      const pieces = framed(bytes, cuts)
      assert.ok(same(pieces.events, whole.events))
      assert.deepEqual(pieces.out, Buffer.from(bytes))
      assert.ok(!/\n\r?\n/.test(textOf(pieces.rest)), 'no complete event is kept back')
    }),
    { numRuns: 500 },
  )
})

const KINDS: Readonly<Record<string, readonly EventKind[]>> = {
  'error-event': ['message-start', 'ping', 'error'],
  'comments-and-data-only': [
    'other',
    'message-start',
    'other',
    'content',
    'content',
    'content',
    'other',
    'message-delta',
    'message-stop',
  ],
  thinking: [
    ...(['message-start', 'ping', 'content', 'content', 'content', 'content', 'content', 'ping'] as const),
    ...(['content', 'content', 'content', 'content', 'message-delta', 'message-stop'] as const),
  ],
}
for (const [name, kinds] of Object.entries(KINDS)) {
  test(`${name}: events are told apart`, () => assert.deepEqual(framed(transcript(name), []).kinds, kinds))
}

test('carriage returns change neither the number of events nor their kinds nor what they say', () => {
  const [plain, returns] = [framed(transcript('text'), []), framed(transcript('carriage-returns'), [])]
  assert.deepEqual(returns.kinds, plain.kinds)
  const said = ({ events }: Framed): readonly SseEvent[] => events.slice(1).map(parseEvent)
  assert.deepEqual(said(returns), said(plain))
})

test('an answer that was cut keeps its last half event as the rest', () => {
  const { rest, kinds } = framed(transcript('cut'), [])
  assert.ok(rest.length > 0)
  assert.equal(kinds.includes('message-stop'), false)
})

test('a byte-order mark does not hide the first event', () => {
  const [kind] = framed(bytesOf('\uFEFFevent: ping\ndata: {}\n\n'), []).kinds
  assert.equal(kind, 'ping')
})

test('of data without a name, the outermost type counts, wherever it stands', () => {
  const [kind] = framed(bytesOf('data: {"message":{"type":"message"},"type":"message_start"}\n\n'), []).kinds
  assert.equal(kind, 'message-start')
  assert.equal(framed(bytesOf('data: "type":"ping"\n\n'), []).kinds[0], 'other')
  assert.equal(framed(bytesOf('data: {"type":["ping"]}\n\n'), []).kinds[0], 'other')
  assert.equal(framed(bytesOf('data: null\n\n'), []).kinds[0], 'other')
})

test('a name counts more than the type inside, and must be whole', () => {
  assert.equal(framed(bytesOf('event: error\ndata: {"type":"ping"}\n\n'), []).kinds[0], 'error')
  assert.equal(framed(bytesOf('event: pinging\ndata: {"type":"ping"}\n\n'), []).kinds[0], 'other')
  assert.equal(framed(bytesOf('event:ping\ndata: {}\n\n'), []).kinds[0], 'ping')
})

const READ: readonly (readonly [string, SseEvent])[] = [
  ['event: a\ndata: b\n\n', { name: 'a', data: 'b' }],
  ['event:a\ndata:b\n\n', { name: 'a', data: 'b' }],
  ['data: one\ndata: two\n\n', { name: '', data: 'one\ntwo' }],
  ['data:  led by a space\n\n', { name: '', data: ' led by a space' }],
  ['data: a: b\n\n', { name: '', data: 'a: b' }],
  [': comment\nevent: a\nid: 7\nretry: 10\ndata: b\n\n', { name: 'a', data: 'b' }],
  ['event: a\r\ndata: b\r\ndata: c\r\n\r\n', { name: 'a', data: 'b\nc' }],
  [': only a comment\n\n', { name: '', data: '' }],
  ['\n\n', { name: '', data: '' }],
  ['no colon\n\n', { name: '', data: '' }],
]
for (const [text, wanted] of READ) {
  test(`${JSON.stringify(text)} says ${JSON.stringify(wanted)}`, () => assert.deepEqual(parseEvent(bytesOf(text)), wanted))
}

test('what is written is read again, and is one event', () => {
  const word = fc.stringMatching(/^[a-z_]{1,20}$/)
  fc.assert(
    fc.property(word, fc.json(), (name, data) => {
      const bytes = writeEvent({ name, data })
      assert.deepEqual(parseEvent(bytes), { name, data })
      assert.equal(framed(bytes, []).events.length, 1)
    }),
  )
})

test('an event above the limit is refused however it is cut, one at the limit never', () => {
  const limit = 200
  const before = 'event: ping\ndata: {}\n\n'
  const event = (length: number): string => `data: ${'x'.repeat(length - 8)}\n\n`
  const feed = (text: string, cut: number): (() => void) => {
    const bytes = bytesOf(text)
    return () => {
      const frames = framer(limit)
      frames.push(bytes.subarray(0, cut))
      frames.push(bytes.subarray(cut))
    }
  }
  for (let cut = 0; cut <= before.length + limit; cut++) {
    assert.doesNotThrow(feed(before + event(limit), cut), `cut at ${cut}`)
    assert.throws(feed(before + event(limit + 1), cut), RangeError, `cut at ${cut}`)
  }
})

test('an event that never ends is refused as soon as it is too large', () => {
  const frames = framer(1000)
  let taken = 0
  assert.throws(() => {
    for (; taken < 5000; taken += 100) frames.push(new Uint8Array(100).fill(120))
  }, RangeError)
  assert.equal(taken, 1000)
})

test('what was given out does not change when more comes', () => {
  const frames = framer(ROOMY)
  frames.push(bytesOf('event: ping\nda'))
  const { bytes } = frames.push(bytesOf('ta: {}\n\nevent: error\n'))
  const given = textOf(bytes)
  frames.push(bytesOf('data: {"type":"error"}\n\nevent: ping\n'))
  assert.equal(textOf(bytes), given)
})
