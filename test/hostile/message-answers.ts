import { gzipSync } from 'node:zlib'
import { AGAIN, CHUNKED, chunk, head, LENGTH, MESSAGE, relayed, TORN, type HostileAnswer, type Outcome } from './answer-corpus.ts'
import { FIN, RESET, type Piece } from './bare-client.ts'

// Answers that come in one piece, and answers that only pass through.

const whole = (name: string, why: string, outcome: Outcome, ...says: readonly Piece[]): HostileAnswer => ({
  name,
  why,
  asks: 'whole',
  says,
  outcome,
})

const other = (name: string, why: string, outcome: Outcome, ...says: readonly Piece[]): HostileAnswer => ({
  ...whole(name, why, outcome, ...says),
  asks: 'other',
})

/** One line more than a proper answer has. */
const line = (name: string, text: string, why: string, outcome: Outcome = AGAIN): HostileAnswer =>
  whole(name, why, outcome, head(text, LENGTH) + MESSAGE)

const first = (text: string, why: string, outcome: Outcome = AGAIN): HostileAnswer =>
  whole(
    `first line ${JSON.stringify(text)}`,
    why,
    outcome,
    `${text}\r\n${head(LENGTH).split('\r\n').slice(1).join('\r\n')}${MESSAGE}`,
  )

const PROPER = head(LENGTH) + MESSAGE
const OTHERS = `HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled`
const squeezed = gzipSync(MESSAGE)
const SQUEEZED = head('Content-Encoding: gzip', `Content-Length: ${squeezed.length}`)

const FRAMING: readonly HostileAnswer[] = [
  whole('more than its length', 'RFC 9112 6.3, 9.2: not another’s answer', relayed(MESSAGE), `${PROPER}rest`),
  whole('a second answer that nobody asked for', 'RFC 9112 9.2', relayed(MESSAGE), PROPER + OTHERS),
  whole('a second answer that nobody asked for, later', 'RFC 9112 9.2', relayed(MESSAGE), PROPER, { turns: 30 }, OTHERS),
  whole('less than its length, and an end', 'RFC 9112 8', AGAIN, head('Content-Length: 1000') + MESSAGE, FIN),
  whole('less than its length, and a reset', 'RFC 9112 8', AGAIN, head('Content-Length: 1000') + MESSAGE, { turns: 5 }, RESET),
  whole('chunks that end early', 'RFC 9112 8', AGAIN, head(CHUNKED) + chunk(MESSAGE), FIN),
  whole('no length, and an end', 'RFC 9112 6.3', relayed(MESSAGE), head() + MESSAGE, FIN),
  whole(
    'no length, and an end in the middle',
    'RFC 9112 8: cannot be told but by what it says',
    AGAIN,
    head() + MESSAGE.slice(0, 20),
    FIN,
  ),
  whole('no length, and a reset', 'RFC 9112 8', AGAIN, head() + MESSAGE.slice(0, 20), { turns: 5 }, RESET),
  whole('HTTP/1.0 without a length', 'RFC 9112 6.3', relayed(MESSAGE), head().replace('1.1', '1.0') + MESSAGE, FIN),
  whole('HTTP/1.0 with a length, kept open', 'RFC 9112 C.2.2', relayed(MESSAGE), PROPER.replace('1.1', '1.0')),
  whole('the end of its side, behind the answer', 'RFC 9112 9.6', relayed(MESSAGE), PROPER, FIN),
  whole('the end of its side, behind the headers', 'RFC 9112 8', AGAIN, head(LENGTH), FIN),
  whole('the end of its side, before anything', 'RFC 9112 8', AGAIN, FIN),
  whole('a reset, before anything', 'RFC 9112 8', AGAIN, RESET),
  whole('an end in the middle of the headers', 'RFC 9112 8', AGAIN, head(LENGTH).slice(0, 30), FIN),
  whole(
    'a length and chunks',
    'RFC 9112 6.3: an attempt at smuggling',
    AGAIN,
    head(LENGTH, CHUNKED) + chunk(MESSAGE) + '0\r\n\r\n',
  ),
  whole(
    'chunks and a length',
    'RFC 9112 6.3: an attempt at smuggling',
    AGAIN,
    head(CHUNKED, LENGTH) + chunk(MESSAGE) + '0\r\n\r\n',
  ),
  line('two lengths that differ', 'Content-Length: 3', 'RFC 9112 6.3'),
  whole('a length that is no number', 'RFC 9112 6.3', AGAIN, head('Content-Length: 3x') + MESSAGE, FIN),
  whole('a length that overflows', 'RFC 9112 6.3', AGAIN, head('Content-Length: 99999999999999999999') + MESSAGE, FIN),
  whole('a length that is negative', 'RFC 9112 6.3', AGAIN, head('Content-Length: -1') + MESSAGE, FIN),
  whole(
    'one byte to a chunk',
    'RFC 9112 7.1',
    relayed(MESSAGE),
    `${head(CHUNKED)}${Array.from(MESSAGE).map(chunk).join('')}0\r\n\r\n`,
  ),
  whole(
    'chunk extensions',
    'RFC 9112 7.1.1',
    relayed(MESSAGE),
    `${head(CHUNKED)}${MESSAGE.length.toString(16)};a=b;c="d"\r\n${MESSAGE}\r\n0;e\r\n\r\n`,
  ),
  whole(
    'trailers: dropped',
    'RFC 9110 6.5.1',
    relayed(MESSAGE),
    `${head('Trailer: x-t', CHUNKED)}${chunk(MESSAGE)}0\r\nx-t: 1\r\nSet-Cookie: a=b\r\n\r\n`,
  ),
  whole('endless trailers', 'RFC 9110 5.4', AGAIN, `${head(CHUNKED)}${chunk(MESSAGE)}0\r\n`, {
    often: `x-t: ${'t'.repeat(1000)}\r\n`,
    times: 1000,
  }),
  whole('a chunk size with a sign', 'RFC 9112 7.1', AGAIN, `${head(CHUNKED)}-1\r\n${MESSAGE}\r\n0\r\n\r\n`),
  whole('a chunk size that overflows', 'RFC 9112 7.1', AGAIN, `${head(CHUNKED)}ffffffffffffffff1\r\n${MESSAGE}\r\n0\r\n\r\n`),
  whole(
    'no line end behind a chunk',
    'RFC 9112 7.1',
    AGAIN,
    `${head(CHUNKED)}${MESSAGE.length.toString(16)}\r\n${MESSAGE}0\r\n\r\n`,
  ),
  whole(
    'a bare LF behind the chunk size',
    'RFC 9112 7.1',
    AGAIN,
    `${head(CHUNKED)}${MESSAGE.length.toString(16)}\n${MESSAGE}\r\n0\r\n\r\n`,
  ),
  whole(
    'a coding that is not ours to undo',
    'RFC 9112 6.1',
    AGAIN,
    `${head('Transfer-Encoding: gzip, chunked')}${chunk(squeezed.toString('latin1'))}0\r\n\r\n`,
  ),
]

const LINES: readonly HostileAnswer[] = [
  line('a bare LF as line end', 'X-A: b\nX-C: d', 'RFC 9112 2.2'),
  line('a bare CR as line end', 'X-A: b\rX-C: d', 'RFC 9112 2.2'),
  line('a NUL in a value', 'X-A: b\0c', 'RFC 9110 5.5'),
  line('an escape in a value', 'X-A: \x1b[31m', 'RFC 9110 5.5'),
  line('a DEL in a value', 'X-A: b\x7f', 'RFC 9110 5.5'),
  line('a folded line', 'X-A: b\r\n c', 'RFC 9112 5.2'),
  line('a line without a colon', 'X-A', 'RFC 9112 5'),
  line('a line without a name', ': b', 'RFC 9110 5.1'),
  line('a space before the colon', 'X-A : b', 'RFC 9112 5.1'),
  line('letters beyond ASCII in a value', 'X-A: \xe4\xff', 'RFC 9110 5.5: obs-text', relayed(MESSAGE)),
  line('names of JavaScript’s own', '__proto__: a\r\nconstructor: b', 'RFC 9110 5.1', relayed(MESSAGE)),
  line('Connection names the length', 'Connection: content-length, x-a', 'RFC 9110 7.6.1', relayed(MESSAGE)),
  line('a header of 100 kB', `X-A: ${'a'.repeat(100_000)}`, 'RFC 9110 5.4'),
  line('3,000 headers', Array.from({ length: 3000 }, (_, at) => `h${at}: v`).join('\r\n'), 'RFC 9110 5.4', relayed(MESSAGE)),
  whole('endless headers', 'RFC 9110 5.4', AGAIN, 'HTTP/1.1 200 OK\r\n', { often: `X-A: ${'a'.repeat(1000)}\r\n`, times: 1000 }),
  first('HTTP/1.1 200', 'RFC 9112 4: the reason may be empty', relayed(MESSAGE)),
  first('HTTP/1.1 200 \xe4\xff', 'RFC 9112 4', relayed(MESSAGE)),
  first('HTTP/1.1 200 a\0b', 'RFC 9112 4: the reason is not passed on', relayed(MESSAGE)),
  first('HTTP/1.1 099 No', 'RFC 9110 15'),
  first('HTTP/1.1 1000 No', 'RFC 9110 15'),
  first('HTTP/1.1 20O OK', 'RFC 9110 15'),
  first('HTTP/2 200 OK', 'RFC 9112 2.3'),
  first('ICY 200 OK', 'RFC 9112 4'),
  first('200 OK', 'RFC 9112 4'),
  whole('no HTTP at all', 'RFC 9112 4', AGAIN, '\x15\x03\x01\0\x02\x02'),
  whole('100 that nobody asked for', 'RFC 9110 15.2: may be ignored', AGAIN, `HTTP/1.1 100 Continue\r\n\r\n${PROPER}`),
  whole('102, and then an answer', 'RFC 9110 15.2', relayed(MESSAGE), `HTTP/1.1 102 Processing\r\n\r\n`, { turns: 5 }, PROPER),
  whole(
    'early hints, three of them: not passed on',
    'RFC 8297 2',
    relayed(MESSAGE),
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(3),
    PROPER,
  ),
  whole(
    '101 that nobody asked for',
    'RFC 9110 15.2.2',
    AGAIN,
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nx',
  ),
  whole('204 with a body', 'RFC 9110 15.3.5', AGAIN, 'HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nrest'),
  whole('an empty message', 'the API never answers with nothing', AGAIN, head('Content-Length: 0')),
  whole(
    'a body that is no UTF-8',
    'RFC 8259 8.1',
    relayed('{"a":"\xff\xc0\x80"}'),
    `${head('Content-Length: 11')}{"a":"\xff\xc0\x80"}`,
  ),
]

const CODINGS: readonly HostileAnswer[] = [
  whole(
    'gzip that breaks off',
    'RFC 9110 8.4',
    AGAIN,
    head('Content-Encoding: gzip', 'Content-Length: 30'),
    squeezed.subarray(0, 30),
  ),
  whole('gzip that is none', 'RFC 9110 8.4', AGAIN, head('Content-Encoding: gzip', LENGTH) + MESSAGE),
  whole('gzip of nothing', 'RFC 9110 8.4', AGAIN, head('Content-Encoding: gzip', 'Content-Length: 0')),
  whole(
    'gzip with its end in another packet',
    'RFC 9110 8.4',
    relayed(MESSAGE),
    SQUEEZED,
    squeezed.subarray(0, 20),
    { turns: 20 },
    squeezed.subarray(20),
  ),
  line('a coding of JavaScript’s own', 'Content-Encoding: constructor', 'RFC 9110 8.4: nobody knows it', relayed(MESSAGE)),
]

const OTHERS_ANSWERS: readonly HostileAnswer[] = [
  other(
    'less than its length, and an end, where nothing is kept back',
    'RFC 9112 8',
    TORN,
    head('Content-Length: 1000') + MESSAGE,
    { turns: 20 },
    FIN,
  ),
  other(
    'chunks that end early, where nothing is kept back',
    'RFC 9112 8',
    TORN,
    head(CHUNKED) + chunk(MESSAGE),
    { turns: 20 },
    FIN,
  ),
  other(
    'no length, and an end, where nothing is kept back',
    'RFC 9112 6.3',
    relayed(MESSAGE),
    head() + MESSAGE,
    { turns: 20 },
    FIN,
  ),
  other(
    '204 with a length and a body',
    'RFC 9110 8.6: has neither',
    relayed('', 204),
    'HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nrest',
  ),
  other(
    '304 with a length and a body',
    'RFC 9110 15.4.5: has no body',
    relayed('', 304),
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nrest',
  ),
  other(
    '204 with chunks',
    'RFC 9112 6.1',
    relayed('', 204),
    `HTTP/1.1 204 No Content\r\n${CHUNKED}\r\n\r\n${chunk(MESSAGE)}0\r\n\r\n`,
  ),
  other(
    'a header that cannot be passed on, where nothing is kept back',
    'RFC 9110 5.5',
    AGAIN,
    head('X-A: b\x01', LENGTH) + MESSAGE,
  ),
  other('a second answer that nobody asked for, where nothing is kept back', 'RFC 9112 9.2', relayed(MESSAGE), PROPER + OTHERS),
]

export const MESSAGE_ANSWERS: readonly HostileAnswer[] = [...FRAMING, ...LINES, ...CODINGS, ...OTHERS_ANSWERS]
