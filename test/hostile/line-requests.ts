import { answeredHere, open, refused, served, SMUGGLED, type HostileRequest, type It } from './request-corpus.ts'

// First lines and headers.

const rest = (it: It): string => `Content-Length: ${it.body.length}\r\n\r\n${it.body}`

/** One header line more than a proper request has. */
const withLine = (name: string, line: string, why: string, must: HostileRequest['must'] = refused(400)): HostileRequest => ({
  name,
  why,
  sends: (it) => [`${open(it)}${line}\r\n${rest(it)}`],
  must,
})

const first = (line: string, why: string, must: HostileRequest['must'] = refused(400)): HostileRequest => ({
  name: `first line ${JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line).replace('\x7f', String.raw`\u007f`)}`,
  why,
  sends: ({ mark, host }) => [`${line.replace('MARK', mark).replace('HOST', host)}\r\nHost: ${host}\r\nx-mark: ${mark}\r\n\r\n`],
  must,
})

/** A request without body, passed on with this target. */
const passedOn =
  (target: string): HostileRequest['must'] =>
  ({ mark }) => ({ statuses: [200], connection: 'kept', reaches: [[target.replace('MARK', mark), '']] })

const hosts = (name: string, lines: (host: string) => string, must: HostileRequest['must']): HostileRequest => ({
  name,
  why: 'RFC 9112 3.2',
  sends: ({ mark, host }) => [`GET /v1/files?${mark} HTTP/1.1\r\n${lines(host)}\r\n`],
  must,
})

export const LINE_REQUESTS: readonly HostileRequest[] = [
  withLine('a bare LF as line end', 'X-A: b\nX-C: d', 'RFC 9112 2.2'),
  withLine('a bare CR as line end', 'X-A: b\rX-C: d', 'RFC 9112 2.2'),
  withLine('a bare CR at the end of a value', 'X-A: b\r', 'RFC 9112 2.2'),
  withLine('a NUL in a value', 'X-A: b\0c', 'RFC 9110 5.5'),
  withLine('a NUL in a name', 'X-\0A: b', 'RFC 9110 5.1'),
  withLine('an escape in a value', 'X-A: \x1b[31m', 'RFC 9110 5.5'),
  withLine('a DEL in a value', 'X-A: b\x7f', 'RFC 9110 5.5'),
  withLine('a folded line', 'X-A: b\r\n c', 'RFC 9112 5.2'),
  withLine('a line without a colon', 'X-A', 'RFC 9112 5'),
  withLine('a line without a name', ': b', 'RFC 9110 5.1'),
  withLine('a space in a name', 'X A: b', 'RFC 9110 5.1'),
  withLine('a space before the colon', 'X-A : b', 'RFC 9112 5.1'),
  withLine('letters beyond ASCII in a name', 'X-Ä: b', 'RFC 9110 5.1'),
  withLine('letters beyond ASCII in a value', 'X-A: \xe4\xff', 'RFC 9110 5.5: obs-text', served),
  withLine('names of JavaScript’s own', '__proto__: a\r\nconstructor: b\r\nhasOwnProperty: c', 'RFC 9110 5.1', served),
  withLine('a header without a value', 'X-A:', 'RFC 9110 5.5', served),
  withLine(
    'Connection names the lengths and the host',
    'Connection: content-length, host, transfer-encoding',
    'RFC 9110 7.6.1',
    served,
  ),
  withLine('a header of 100 kB', `X-A: ${'a'.repeat(100_000)}`, 'RFC 9110 5.4', refused(431)),
  withLine('a name of 100 kB', `${'a'.repeat(100_000)}: a`, 'RFC 9110 5.4', refused(431)),
  withLine('1,500 headers', Array.from({ length: 1500 }, (_, at) => `h${at}: v`).join('\r\n'), 'RFC 9110 5.4', served),
  {
    name: 'a space before the first header',
    why: 'RFC 9112 2.2',
    sends: (it) => [`POST /v1/messages?${it.mark} HTTP/1.1\r\n X-A: b\r\nHost: ${it.host}\r\n${rest(it)}`],
    must: refused(400),
  },
  {
    name: 'endless headers',
    why: 'RFC 9110 5.4',
    sends: (it) => [open(it), { often: `X-A: ${'a'.repeat(1000)}\r\n`, times: 1000 }],
    must: refused(431),
  },
  {
    name: 'an endless first line',
    why: 'RFC 9112 3',
    sends: () => ['GET /', { often: 'a'.repeat(10_000), times: 1000 }],
    must: refused(431),
  },
  {
    name: 'empty lines before the request',
    why: 'RFC 9112 2.2',
    sends: (it) => ['\r\n\r\n', it.post(it.mark)],
    must: served,
  },
  {
    name: 'bare LFs everywhere',
    why: 'RFC 9112 2.2: may be read as line ends, and need not be',
    sends: (it) => [it.post(it.mark).replaceAll('\r\n', '\n')],
    must: refused(400),
  },
  { name: 'no HTTP at all', why: 'RFC 9112 2.2', sends: () => ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'], must: refused(400) },
  { name: 'NULs', why: 'RFC 9112 2.2', sends: () => ['\0'.repeat(1000)], must: refused(400) },
  {
    name: 'the preface of HTTP/2',
    why: 'RFC 9113 3.4',
    sends: () => ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'],
    must: refused(400),
  },
  first('GET /', 'RFC 9112 3: HTTP/0.9'),
  first('GET  /?MARK HTTP/1.1', 'RFC 9112 3: may be read by white space', passedOn('/?MARK')),
  first('GET /?MARK  HTTP/1.1', 'RFC 9112 3: may be read by white space', passedOn('/?MARK')),
  first('GET\t/?MARK\tHTTP/1.1', 'RFC 9112 3'),
  first('GET /?MARK HTTP/1.1 ', 'RFC 9112 3'),
  first('GET /?MARK HTTP/2.0', 'RFC 9112 2.3', refused(400, 505)),
  first('GET /?MARK HTTP/1.2', 'RFC 9112 2.3', refused(400, 505)),
  first('GET /?MARK HTTP/11.1', 'RFC 9112 2.3'),
  first('GET /?MARK http/1.1', 'RFC 9112 2.3'),
  first('GET /?MARK FTP/1.1', 'RFC 9112 2.3'),
  first('GET /?MA RK HTTP/1.1', 'RFC 9112 3.2'),
  first('GET /v1/files?MARK\0 HTTP/1.1', 'RFC 9112 3.2'),
  first('GET /v1/files?MARK\t HTTP/1.1', 'RFC 9112 3.2'),
  first('GET /v1/files?MARK\x7f HTTP/1.1', 'RFC 9112 3.2'),
  first('GET /v1/files?MARK\x0c HTTP/1.1', 'RFC 9112 3.2'),
  first('get /?MARK HTTP/1.1', 'RFC 9110 9.1: case counts'),
  first('FOO /?MARK HTTP/1.1', 'RFC 9110 9.1', refused(400, 501)),
  first('G\0T /?MARK HTTP/1.1', 'RFC 9110 9.1'),
  first(`${'A'.repeat(10_000)} / HTTP/1.1`, 'RFC 9110 9.1', refused(400, 501)),
  first('PROPFIND /v1/files?MARK HTTP/1.1', 'RFC 9110 9.1', passedOn('/v1/files?MARK')),
  first('QUERY /v1/files?MARK HTTP/1.1', 'RFC 9110 9.1', passedOn('/v1/files?MARK')),
  first('TRACE /v1/files?MARK HTTP/1.1', 'RFC 9110 9.3.8', passedOn('/v1/files?MARK')),
  first('DELETE /v1/files?MARK HTTP/1.1', 'RFC 9110 9.3.5', passedOn('/v1/files?MARK')),
  first('GET http://HOST/v1/files?MARK HTTP/1.1', 'RFC 9112 3.2.2; this is no forward proxy', answeredHere(404)),
  first('GET http://evil.example/?MARK HTTP/1.1', 'RFC 9112 3.2.2', answeredHere(404)),
  first('GET http://u:p@HOST/?MARK HTTP/1.1', 'RFC 9110 4.2.4', answeredHere(404)),
  first('GET file:///etc/passwd?MARK HTTP/1.1', 'RFC 9112 3.2', answeredHere(404)),
  first('GET evil.example:443 HTTP/1.1', 'RFC 9112 3.2.3', refused(400)),
  first('OPTIONS * HTTP/1.1', 'RFC 9112 3.2.4', answeredHere(404)),
  first('GET * HTTP/1.1', 'RFC 9112 3.2.4', answeredHere(404)),
  first('CONNECT evil.example:443 HTTP/1.1', 'RFC 9110 9.3.6', refused(400)),
  first('CONNECT / HTTP/1.1', 'RFC 9110 9.3.6', refused(400)),
  first('GET //evil.example/?MARK HTTP/1.1', 'RFC 9112 3.2.1: a path', passedOn('//evil.example/?MARK')),
  first(
    'GET /../../_holdfast/state?MARK HTTP/1.1',
    'RFC 9112 3.2.1: passed on as it is',
    passedOn('/../../_holdfast/state?MARK'),
  ),
  first('GET /v1/files?MARK%00%0d%0aX HTTP/1.1', 'RFC 9112 3.2.1', passedOn('/v1/files?MARK%00%0d%0aX')),
  first('GET /v1/files?MARK\xe4\xff HTTP/1.1', 'RFC 3986 2'),
  first(
    `GET /v1/files?MARK${'a'.repeat(40_000)} HTTP/1.1`,
    'RFC 9112 3: at least 8000',
    passedOn(`/v1/files?MARK${'a'.repeat(40_000)}`),
  ),
  first(`GET /v1/files?MARK${'a'.repeat(100_000)} HTTP/1.1`, 'RFC 9112 3', refused(414, 431)),
  hosts('no host', () => '', refused(400)),
  hosts('two hosts', (host) => `Host: ${host}\r\nHost: evil.example\r\n`, refused(400)),
  hosts('two hosts, the right one last', (host) => `Host: evil.example\r\nHost: ${host}\r\n`, refused(400)),
  hosts('the same host twice', (host) => `Host: ${host}\r\nHost: ${host}\r\n`, refused(400)),
  hosts('an empty host', () => 'Host:\r\n', answeredHere(403)),
  hosts('two hosts in one line', (host) => `Host: ${host}, evil.example\r\n`, answeredHere(403)),
  hosts('a user in the host', (host) => `Host: u@${host}\r\n`, answeredHere(403)),
  hosts('a host of another', () => 'Host: evil.example\r\n', answeredHere(403)),
  {
    name: 'an upgrade, and a request behind it',
    why: 'RFC 9110 7.8',
    sends: ({ host }) => [
      `GET /v1/files HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      SMUGGLED.replace('Host: x', `Host: ${host}`),
    ],
    must: refused(400),
  },
  {
    name: 'an upgrade to h2c, and HTTP/2 behind it',
    why: 'RFC 9113 3.1',
    sends: (it) => [
      `${open(it)}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n${rest(it)}`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ],
    must: refused(400),
  },
  {
    name: 'a CONNECT, and a request behind it',
    why: 'RFC 9110 9.3.6',
    sends: ({ host }) => [`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n${SMUGGLED.replace('Host: x', `Host: ${host}`)}`],
    must: refused(400),
  },
]
