import { ms, seconds, type Millis } from '../../src/core/time.ts'
import type { FaultCase } from './fault-case.ts'

/** Long enough to be held, short enough that a client without stream and without retry still waits. */
export const A_WHILE: Millis = seconds(15)

const CHUNKED = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_wire\r\ntransfer-encoding: chunked\r\n\r\n'
const JSON_200 = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_wire\r\n'
const HALF_MESSAGE = '{"id":"msg_wire","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","te'

/** Between this machine and whoever answers. */
export const PATH_CASES: readonly FaultCase[] = [
  {
    name: 'connection refused',
    injection: { to: 'provider', faults: [{ kind: 'refused' }] },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.refused'],
  },
  {
    name: 'the name does not resolve',
    injection: { to: 'names' },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.dns-not-found'],
  },
  {
    name: 'connections black-holed',
    injection: { to: 'connections' },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.connect-timeout'],
  },
  {
    name: 'reset before headers',
    injection: { to: 'provider', faults: [{ kind: 'reset' }] },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.reset'],
  },
  {
    name: 'closed before headers',
    injection: { to: 'wire', effect: { does: 'says', bytes: '', ending: 'end' } },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.closed-before-headers'],
  },
  {
    name: 'reset after headers',
    injection: { to: 'wire', effect: { does: 'says', bytes: CHUNKED, ending: 'reset' } },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['answer.cut'],
  },
  {
    name: 'no headers, ever',
    injection: { to: 'provider', faults: [{ kind: 'no-headers' }] },
    strikes: 'silently',
    lasts: 'once',
  },
  {
    name: 'headers, then silence',
    injection: { to: 'provider', faults: [{ kind: 'silence', after: 'headers' }] },
    strikes: 'silently',
    lasts: 'once',
  },
  {
    name: 'headers, then pings alone',
    injection: { to: 'provider', faults: [{ kind: 'silence', after: 'headers', pings: seconds(10) }] },
    strikes: 'silently',
    lasts: 'once',
  },
  {
    name: 'rubbish instead of HTTP',
    injection: { to: 'wire', effect: { does: 'says', bytes: 'SSH-2.0-OpenSSH_9.9\r\n\r\n', ending: 'end' } },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.protocol-error'],
  },
  {
    name: 'two content-lengths that differ',
    injection: {
      to: 'wire',
      effect: {
        does: 'says',
        bytes: `${JSON_200}content-length: 5\r\ncontent-length: 500\r\n\r\n${HALF_MESSAGE}`,
        ending: 'end',
      },
    },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['path.protocol-error'],
  },
  {
    name: 'a chunk that is none, before content',
    injection: { to: 'wire', effect: { does: 'says', bytes: `${CHUNKED}hello\r\n`, ending: 'end' } },
    strikes: 'before-content',
    lasts: A_WHILE,
  },
  {
    name: 'a kept connection that has died, at full size',
    injection: { to: 'wire', effect: { does: 'resets-reused' } },
    strikes: 'harmless',
    lasts: 'stays',
    warm: 'yes',
    fullSize: 'yes',
  },
  {
    name: 'closes behind each answer, unsaid, at full size',
    injection: { to: 'wire', effect: { does: 'closes' } },
    strikes: 'harmless',
    lasts: 'stays',
    warm: 'yes',
    fullSize: 'yes',
  },
  {
    name: '200 without a body',
    injection: { to: 'provider', faults: [{ kind: 'empty-200' }] },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['answer.empty'],
  },
  {
    name: '200 with a web page',
    injection: { to: 'provider', faults: [{ kind: 'edge-page', by: 'nginx', status: 200 }] },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['middlebox.html-page'],
  },
  {
    name: '200 with half a JSON message, cut',
    injection: {
      to: 'wire',
      effect: { does: 'says', bytes: `${JSON_200}content-length: 900\r\n\r\n${HALF_MESSAGE}`, ending: 'end' },
    },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['answer.cut'],
  },
  {
    name: '200 with half a JSON message, ended politely',
    injection: {
      to: 'wire',
      effect: {
        does: 'says',
        bytes: `${JSON_200}content-length: ${HALF_MESSAGE.length}\r\n\r\n${HALF_MESSAGE}`,
        ending: 'end',
      },
    },
    strikes: 'before-content',
    lasts: A_WHILE,
  },
  {
    name: 'an outage, the request kept in a file',
    injection: { to: 'provider', faults: [{ kind: 'envoy-503' }] },
    strikes: 'before-content',
    lasts: A_WHILE,
    codes: ['envoy.no-healthy-upstream'],
    spills: 'yes',
  },
  {
    name: 'the gateway killed during an outage, and restarted',
    injection: { to: 'gateway', after: seconds(3), meanwhile: { kind: 'envoy-503' } },
    strikes: 'the-gateway',
    lasts: ms(6000),
    fullSize: 'yes',
  },
]
