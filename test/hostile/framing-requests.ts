import { FIN } from './bare-client.ts'
import { chunked, open, refused, served, SMUGGLED, type HostileRequest } from './request-corpus.ts'

// How long a request is: where two readers disagree, one of them takes a part of it for another request.

/** These lines, and a body that one reading of them ends early. */
const smuggling = (name: string, why: string, ...lines: readonly string[]): HostileRequest => ({
  name,
  why,
  sends: (it) => [`${open(it)}${lines.join('\r\n')}\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  must: refused(400),
})

const length = (value: string, why = 'RFC 9112 6.3'): HostileRequest => ({
  name: `a length of ${JSON.stringify(value)}`,
  why,
  sends: (it) => [`${open(it)}Content-Length: ${value}\r\n\r\n${it.body}`],
  must: refused(400),
})

const chunks = (name: string, of: (body: string) => string, why = 'RFC 9112 7.1'): HostileRequest => ({
  name,
  why,
  sends: (it) => [`${open(it)}Transfer-Encoding: chunked\r\n\r\n${of(it.body)}`],
  must: refused(400),
})

const size = (body: string): string => body.length.toString(16)

export const FRAMING_REQUESTS: readonly HostileRequest[] = [
  smuggling('CL.TE', 'RFC 9112 6.1', 'Content-Length: 6', 'Transfer-Encoding: chunked'),
  smuggling('TE.CL', 'RFC 9112 6.1', 'Transfer-Encoding: chunked', 'Content-Length: 3'),
  smuggling('TE.TE with an unknown second', 'RFC 9112 6.1', 'Transfer-Encoding: chunked', 'Transfer-Encoding: x'),
  smuggling('TE.TE with identity', 'RFC 9112 6.1', 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
  smuggling('TE.TE twice chunked', 'RFC 9112 6.1', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
  smuggling('a coding after chunked', 'RFC 9112 6.1', 'Transfer-Encoding: chunked, identity'),
  smuggling('a coding that only looks like chunked', 'RFC 9112 6.1', 'Transfer-Encoding: xchunked'),
  smuggling('chunked in quotes', 'RFC 9112 7', 'Transfer-Encoding: "chunked"'),
  smuggling('chunked with a parameter', 'RFC 9112 7.1', 'Transfer-Encoding: chunked;q=1'),
  smuggling('identity alone', 'RFC 9112 6.1', 'Transfer-Encoding: identity'),
  smuggling('a space before the colon', 'RFC 9112 5.1', 'Transfer-Encoding : chunked', 'Content-Length: 3'),
  smuggling('a vertical tab before chunked', 'RFC 9110 5.5', 'Transfer-Encoding:\x0bchunked', 'Content-Length: 3'),
  smuggling('chunked folded into the next line', 'RFC 9112 5.2', 'Transfer-Encoding:', ' chunked', 'Content-Length: 3'),
  smuggling('chunked behind a bare LF', 'RFC 9112 2.2', 'X-A: b\nTransfer-Encoding: chunked', 'Content-Length: 3'),
  smuggling('chunked behind a bare CR', 'RFC 9112 2.2', 'X-A: b\rTransfer-Encoding: chunked', 'Content-Length: 3'),
  smuggling('a tab in the name', 'RFC 9110 5.1', 'Transfer\tEncoding: chunked', 'Content-Length: 3'),
  {
    name: 'a coding that is not ours to undo',
    why: 'RFC 9112 6.1: 501',
    sends: (it) => [`${open(it)}Transfer-Encoding: gzip, chunked\r\n\r\n${chunked(it.body)}`],
    must: refused(400, 501),
  },
  smuggling('two lengths that differ', 'RFC 9112 6.3', 'Content-Length: 3', 'Content-Length: 6'),
  smuggling('two lengths that agree', 'RFC 9112 6.3: may be refused', 'Content-Length: 5', 'Content-Length: 5'),
  ...['5, 6', '5, 5', '+5', '-5', '0x5', '5 5', '5.0', '1e2', '', '99999999999999999999', '٥', '5;', '\t'].map((value) =>
    length(value),
  ),
  {
    name: 'a length with zeros before it',
    why: 'RFC 9110 8.6: 1*DIGIT',
    sends: (it) => [`${open(it)}Content-Length: 000${it.body.length}\r\n\r\n${it.body}`],
    must: served,
  },
  {
    name: 'a length that is shorter than what follows: the rest is a request of its own',
    why: 'RFC 9112 6.3, 9.3.2',
    sends: (it) => [`${open(it)}Content-Length: ${it.body.length}\r\n\r\n${it.body}${it.post(it.second)}`],
    must: (it) => ({
      statuses: [200, 200],
      connection: 'kept',
      reaches: [
        [`/v1/messages?${it.mark}`, it.body],
        [`/v1/messages?${it.second}`, it.body.replace(it.mark, it.second)],
      ],
    }),
  },
  {
    name: 'a length that is longer than what follows, and an end',
    why: 'RFC 9112 8',
    sends: (it) => [`${open(it)}Content-Length: 1000\r\n\r\n${it.body}`, FIN],
    must: refused(400),
  },
  chunks('a chunk size with a sign', (body) => `-1\r\n${body}\r\n0\r\n\r\n`),
  chunks('a chunk size with 0x', (body) => `0x${size(body)}\r\n${body}\r\n0\r\n\r\n`),
  chunks('a chunk size that is no number', (body) => `g\r\n${body}\r\n0\r\n\r\n`),
  chunks('no chunk size', (body) => `\r\n${body}\r\n0\r\n\r\n`),
  chunks('a chunk size that overflows', (body) => `ffffffffffffffff1\r\n${body}\r\n0\r\n\r\n`),
  chunks('a space behind the chunk size', (body) => `${size(body)} \r\n${body}\r\n0\r\n\r\n`),
  chunks('a chunk size behind a space', (body) => ` ${size(body)}\r\n${body}\r\n0\r\n\r\n`),
  chunks('a bare LF behind the chunk size', (body) => `${size(body)}\n${body}\r\n0\r\n\r\n`),
  chunks('a bare CR behind the chunk size', (body) => `${size(body)}\r${body}\r\n0\r\n\r\n`),
  chunks('no line end behind a chunk', (body) => `${size(body)}\r\n${body}0\r\n\r\n`),
  chunks('a bare LF behind a chunk', (body) => `${size(body)}\r\n${body}\n0\r\n\r\n`),
  chunks('a bare LF in a chunk extension', (body) => `${size(body)};a\nb\r\n${body}\r\n0\r\n\r\n`),
  chunks('a NUL in a chunk extension', (body) => `${size(body)};a\0b\r\n${body}\r\n0\r\n\r\n`),
  chunks('a bare LF at the end of all chunks', (body) => `${size(body)}\r\n${body}\r\n0\n\n${SMUGGLED}`),
  chunks('a trailer that is no header', (body) => `${size(body)}\r\n${body}\r\n0\r\nno trailer\r\n\r\n`),
  {
    name: 'chunks that end early',
    why: 'RFC 9112 8',
    sends: (it) => [`${open(it)}Transfer-Encoding: chunked\r\n\r\n${size(it.body)}\r\n${it.body}\r\n`, FIN],
    must: refused(400),
  },
  {
    name: 'chunk extensions, and sizes with zeros before them',
    why: 'RFC 9112 7.1.1: unknown ones are ignored',
    sends: (it) => [
      `${open(it)}Transfer-Encoding: chunked\r\n\r\n0000${size(it.body)};a=b;c="d;e"\r\n${it.body}\r\n000;f\r\n\r\n`,
    ],
    must: served,
  },
  {
    name: 'one byte to a chunk',
    why: 'RFC 9112 7.1',
    sends: (it) => [
      `${open(it)}Transfer-Encoding: chunked\r\n\r\n${Array.from(it.body)
        .map((byte) => `1\r\n${byte}\r\n`)
        .join('')}0\r\n\r\n`,
    ],
    must: served,
  },
  {
    name: 'trailers: dropped',
    why: 'RFC 9110 6.5.1',
    sends: (it) => [
      `${open(it)}Trailer: x-t\r\nTransfer-Encoding: chunked\r\n\r\n${size(it.body)}\r\n${it.body}\r\n0\r\n` +
        'x-t: 1\r\nHost: evil.example\r\nx-api-key: other\r\n\r\n',
    ],
    must: served,
  },
  chunks('a trailer that would change the framing', (body) => `${size(body)}\r\n${body}\r\n0\r\nContent-Length: 3\r\n\r\n`),
  {
    name: 'endless trailers',
    why: 'RFC 9110 5.4',
    sends: (it) => [
      `${open(it)}Transfer-Encoding: chunked\r\n\r\n${size(it.body)}\r\n${it.body}\r\n0\r\n`,
      { often: `x-t: ${'t'.repeat(1000)}\r\n`, times: 1000 },
    ],
    must: refused(400, 431),
  },
  {
    name: 'an endless chunk extension',
    why: 'RFC 9112 7.1.1: should be limited',
    sends: (it) => [`${open(it)}Transfer-Encoding: chunked\r\n\r\n5;`, { often: 'x'.repeat(10_000), times: 1000 }],
    must: refused(400, 413),
  },
  {
    name: 'chunked in HTTP/1.0',
    why: 'RFC 9112 6.1: processed, and the connection closed',
    sends: (it) => [`${open(it).replace('HTTP/1.1', 'HTTP/1.0')}Transfer-Encoding: chunked\r\n\r\n${chunked(it.body)}`],
    must: (it) => ({ ...served(it), connection: 'closed' }),
  },
  {
    name: 'a GET with a body that looks like a request',
    why: 'RFC 9110 9.3.1',
    sends: ({ mark, host }) => [
      `GET /v1/files?${mark} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    ],
    must: ({ mark }) => ({ statuses: [200], connection: 'kept', reaches: [[`/v1/files?${mark}`, SMUGGLED]] }),
  },
  {
    name: 'a body of requests',
    why: 'RFC 9112 6',
    sends: (it) => [`${open(it)}Content-Length: ${SMUGGLED.length * 2}\r\n\r\n${SMUGGLED.repeat(2)}`],
    must: ({ mark }) => ({ statuses: [200], connection: 'kept', reaches: [[`/v1/messages?${mark}`, SMUGGLED.repeat(2)]] }),
  },
]
