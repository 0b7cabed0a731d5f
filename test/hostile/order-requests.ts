import { FIN } from './bare-client.ts'
import { open, refused, served, type HostileRequest, type It } from './request-corpus.ts'

// In what order and at what pace: several requests on one connection, expectations, ends and pauses.

const both = (it: It, ...marks: readonly string[]): readonly (readonly [string, string])[] =>
  marks.map((mark) => [`/v1/messages?${mark}`, it.body.replace(it.mark, mark)])

export const ORDER_REQUESTS: readonly HostileRequest[] = [
  {
    name: 'three requests in one go',
    why: 'RFC 9112 9.3.2: answered in their order',
    sends: (it) => [it.post(it.mark) + it.post(it.second) + it.post(it.third)],
    must: (it) => ({ statuses: [200, 200, 200], connection: 'kept', reaches: both(it, it.mark, it.second, it.third) }),
  },
  {
    name: 'a request, and rubbish behind it',
    why: 'RFC 9112 2.2',
    sends: (it) => [`${it.post(it.mark)}rubbish\r\n\r\n`],
    must: (it) => ({ statuses: [], connection: 'closed', reaches: both(it, it.mark).slice(0, 0) }),
  },
  {
    name: 'a request that is refused, and one behind it',
    why: 'RFC 9112 9.3.2',
    sends: (it) => [it.post(it.mark, 'Origin: https://evil.example\r\n') + it.post(it.second)],
    must: (it) => ({ statuses: [403, 200], connection: 'kept', reaches: both(it, it.second) }),
  },
  {
    name: 'a request that closes, and one behind it',
    why: 'RFC 9112 9.6: what follows is not processed',
    sends: (it) => [it.post(it.mark, 'Connection: close\r\n') + it.post(it.second)],
    must: (it) => ({ statuses: [200], connection: 'closed', reaches: both(it, it.mark) }),
  },
  {
    name: 'Expect: 100-continue',
    why: 'RFC 9110 10.1.1',
    sends: (it) => [`${open(it)}Expect: 100-continue\r\nContent-Length: ${it.body.length}\r\n\r\n`, { turns: 20 }, it.body],
    must: (it) => ({ ...served(it), statuses: [100, 200] }),
  },
  {
    name: 'Expect: 100-continue with a length that is too much',
    why: 'RFC 9110 10.1.1',
    sends: (it) => [`${open(it)}Expect: 100-continue\r\nContent-Length: 100000000\r\n\r\n`],
    must: () => ({ statuses: [100, 413], connection: 'closed', reaches: [] }),
  },
  {
    name: 'an expectation that nobody knows',
    why: 'RFC 9110 10.1.1: may be refused with 417',
    sends: (it) => [`${open(it)}Expect: wonders\r\nContent-Length: ${it.body.length}\r\n\r\n${it.body}`],
    must: () => ({ statuses: [417], connection: 'either', reaches: [] }),
  },
  {
    name: 'a client that ends its side after the request',
    why: 'RFC 9112 9.6: half-closed is still to be answered',
    sends: (it) => [it.post(it.mark), FIN],
    must: (it) => ({ statuses: [200], connection: 'closed', reaches: both(it, it.mark) }),
  },
  {
    name: 'a client that ends its side after two requests',
    why: 'RFC 9112 9.6',
    sends: (it) => [it.post(it.mark) + it.post(it.second), FIN],
    must: (it) => ({ statuses: [200, 200], connection: 'closed', reaches: both(it, it.mark, it.second) }),
  },
  {
    name: 'a client that ends its side in the middle of the headers',
    why: 'RFC 9112 8',
    sends: (it) => [open(it), FIN],
    must: refused(400),
  },
  {
    name: 'a client that ends its side at once',
    why: 'RFC 9112 9.6',
    sends: () => [FIN],
    must: () => ({ statuses: [], connection: 'closed', reaches: [] }),
  },
  {
    name: 'a length of 10 GB',
    why: 'RFC 9110 15.5.14',
    sends: (it) => [`${open(it)}Content-Length: 10000000000\r\n\r\n`, { often: 'x'.repeat(10_000), times: 1000 }],
    must: refused(413),
  },
  {
    name: 'a length of 10 GB to one that is refused for its origin',
    why: 'RFC 9112 9.6: not read to its end',
    sends: (it) => [
      `${open(it)}Origin: https://evil.example\r\nContent-Length: 10000000000\r\n\r\n`,
      { often: 'x'.repeat(10_000), times: 1000 },
    ],
    must: refused(403),
  },
  {
    name: 'one byte at a time',
    why: 'RFC 9112 2.2',
    sends: (it) => Array.from(it.post(it.mark)).flatMap((byte) => [byte, { turns: 1 }]),
    must: served,
  },
  {
    name: 'a body of bytes that are no UTF-8',
    why: 'RFC 8259 8.1: the API’s to refuse',
    sends: (it) => [`${open(it)}Content-Length: 4\r\n\r\n\xff\xfe\xc0\x80`],
    must: (it) => ({ statuses: [200], connection: 'kept', reaches: [[`/v1/messages?${it.mark}`, '\xff\xfe\xc0\x80']] }),
  },
  {
    name: 'JSON with bytes that are no UTF-8 and names of JavaScript’s own',
    why: 'RFC 8259 8.1',
    sends: (it) => {
      const body = '{"model":"\xff\xed\xa0\x80","__proto__":{"stream":true},"constructor":1,"max_tokens":-1e999}'
      return [`${open(it)}Content-Length: ${body.length}\r\n\r\n${body}`]
    },
    must: (it) => ({
      statuses: [200],
      connection: 'kept',
      reaches: [
        [
          `/v1/messages?${it.mark}`,
          '{"model":"\xff\xed\xa0\x80","__proto__":{"stream":true},"constructor":1,"max_tokens":-1e999}',
        ],
      ],
    }),
  },
  ...['gzip', 'br', 'zstd', 'deflate', 'compress', 'gzip, gzip', 'constructor'].map((coding): HostileRequest => ({
    name: `a body that claims to be ${coding} and is not`,
    why: 'RFC 9110 8.4: the API’s to refuse',
    sends: (it) => [it.post(it.mark, `Content-Encoding: ${coding}\r\n`)],
    must: served,
  })),
]
