import { gzipSync } from 'node:zlib'
import {
  AGAIN,
  CHUNKED,
  chunk,
  EVENTS,
  relayed,
  STOP,
  streamHead,
  TORN,
  type HostileAnswer,
  type Outcome,
} from './answer-corpus.ts'
import { FIN, RESET, type Piece } from './bare-client.ts'

// Answers that are streams of events.

const stream = (name: string, why: string, outcome: Outcome, ...says: readonly Piece[]): HostileAnswer => ({
  name,
  why,
  asks: 'stream',
  says,
  outcome,
})

const ALL = EVENTS + STOP
const squeezed = gzipSync(ALL)
/** Fifty of them are more than one event may have. */
const LARGE = 'x'.repeat(400_000)

export const EVENT_ANSWERS: readonly HostileAnswer[] = [
  stream(
    'events in HTTP/1.0, ended by the connection',
    'RFC 9112 6.3',
    relayed(ALL),
    streamHead().replace('1.1', '1.0') + ALL,
    FIN,
  ),
  stream('events without a length, and the connection left open', 'message_stop decides', relayed(ALL), streamHead() + ALL),
  stream(
    'chunks without an end, behind message_stop',
    'message_stop decides',
    relayed(ALL),
    streamHead(CHUNKED) + chunk(ALL),
    FIN,
  ),
  stream(
    'a reset behind message_stop',
    'message_stop decides',
    relayed(ALL),
    streamHead(CHUNKED) + chunk(ALL),
    { turns: 20 },
    RESET,
  ),
  stream(
    'events behind message_stop',
    'message_stop decides',
    relayed(ALL),
    `${streamHead(CHUNKED)}${chunk(ALL)}${chunk(ALL)}0\r\n\r\n`,
  ),
  stream('rubbish without end behind message_stop', 'message_stop decides', relayed(ALL), streamHead(CHUNKED) + chunk(ALL), {
    often: chunk('x'.repeat(10_000)),
    times: 200,
  }),
  stream('a length that ends before message_stop', 'RFC 9112 6.3', TORN, streamHead(`Content-Length: ${EVENTS.length}`) + ALL),
  stream(
    'an end before message_stop',
    'a cut answer is never ended politely',
    TORN,
    streamHead(CHUNKED) + chunk(EVENTS),
    { turns: 20 },
    FIN,
  ),
  stream(
    'a proper end before message_stop',
    'a cut answer is never ended politely',
    TORN,
    `${streamHead(CHUNKED)}${chunk(EVENTS)}0\r\n\r\n`,
  ),
  stream(
    'a reset before message_stop',
    'a cut answer is never ended politely',
    TORN,
    streamHead(CHUNKED) + chunk(EVENTS),
    { turns: 20 },
    RESET,
  ),
  stream(
    'an end of HTTP/1.0 before message_stop',
    'a cut answer is never ended politely',
    TORN,
    streamHead().replace('1.1', '1.0') + EVENTS,
    { turns: 20 },
    FIN,
  ),
  stream(
    'a bad chunk in the middle',
    'RFC 9112 7.1',
    TORN,
    streamHead(CHUNKED) + chunk(EVENTS),
    { turns: 20 },
    `zz\r\n${STOP}\r\n`,
  ),
  stream('an end before content', 'nobody has seen it', AGAIN, streamHead(CHUNKED) + chunk(EVENTS.slice(0, 60)), FIN),
  stream('headers alone, and an end', 'nobody has seen it', AGAIN, streamHead(CHUNKED), FIN),
  stream('204 instead of events', 'RFC 9110 15.3.5', AGAIN, 'HTTP/1.1 204 No Content\r\n\r\n'),
  stream(
    'one byte to a chunk',
    'RFC 9112 7.1',
    relayed(ALL),
    `${streamHead(CHUNKED)}${Array.from(ALL).map(chunk).join('')}0\r\n\r\n`,
  ),
  stream('trailers: dropped', 'RFC 9110 6.5.1', relayed(ALL), `${streamHead(CHUNKED)}${chunk(ALL)}0\r\nx-t: 1\r\n\r\n`),
  stream(
    'events that are no UTF-8, with NULs',
    'passed on byte for byte',
    relayed(`${EVENTS}data: \xff\0\xc0\n\n${STOP}`),
    `${streamHead(CHUNKED)}${chunk(`${EVENTS}data: \xff\0\xc0\n\n${STOP}`)}0\r\n\r\n`,
  ),
  stream(
    'gzip that breaks off behind content',
    'a cut answer is never ended politely',
    TORN,
    streamHead('Content-Encoding: gzip', CHUNKED) + chunk(flushed(EVENTS)),
    { turns: 200 },
    '0\r\n\r\n',
  ),
  stream(
    'gzip, whole',
    'read, and passed on plain',
    relayed(ALL),
    `${streamHead('Content-Encoding: gzip', CHUNKED)}${chunk(squeezed.toString('latin1'))}0\r\n\r\n`,
  ),
  stream('an endless event, before anything else', 'bounded at 16 MiB', AGAIN, `${streamHead()}data: `, {
    often: LARGE,
    times: 100,
  }),
  stream('an endless event, behind content', 'bounded at 16 MiB', TORN, `${streamHead()}${EVENTS}data: `, {
    often: LARGE,
    times: 100,
  }),
  stream('endless events without content', 'bounded at 16 MiB', AGAIN, streamHead(), { often: `: ${LARGE}\n\n`, times: 100 }),
  stream('endless empty lines', 'bounded at 16 MiB', AGAIN, streamHead(), { often: '\n'.repeat(400_000), times: 50 }),
]

/** Gzip of this, all of it out, and no end. */
function flushed(text: string): string {
  const whole = gzipSync(text, { finishFlush: 2 })
  return whole.toString('latin1')
}
