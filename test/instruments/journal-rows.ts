import { hours, ms, unixMillis } from '../../src/core/time.ts'
import type { Keeping } from '../../src/journal/retention.ts'
import type { ClosedIncident, EndedExchange, ExchangeStart, GatewayRow, OpenIncident, StepRow } from '../../src/journal/rows.ts'
import { code, idOf, modelNameOf, ownId } from '../../src/journal/words.ts'

// Rows as a gateway would write them.

export const NOON: number = Date.UTC(2026, 10, 22, 12)

/** More than any test writes. */
export const KEEP_ALL: Keeping = { keepFor: hours(24 * 365 * 100), mostBytes: Number.MAX_SAFE_INTEGER }

export const gatewayRow = (id: string): GatewayRow => ({
  id: ownId(id),
  version: ownId('0.1.0'),
  pid: process.pid,
  startedAt: unixMillis(NOON),
})

export const startOf = (id: string): ExchangeStart => ({
  id: ownId(id),
  startedAt: unixMillis(NOON + 1000),
  client: code('claude-code'),
  model: modelNameOf('claude-opus-4-8'),
  streaming: true,
  path: code('messages'),
  bodyBytes: 51_200,
  run: undefined,
})

export const endOf = (id: string): EndedExchange => ({
  ...startOf(id),
  end: {
    outcome: 'completed',
    code: undefined,
    status: 200,
    held: ms(60_000),
    attempts: 4,
    absorbed: 3,
    firstByteAfter: ms(60_400),
    finishedAfter: ms(63_000),
    envelopeId: idOf('msg_holdfast_1'),
    messageId: idOf('msg_01XFDUDYJgAACzvnptvVoYEL'),
    requestId: idOf('req_011CSHoEeqs5C35K2UUqR7Fy'),
  },
})

export const stepOf = (exchange: string, ordinal: number): StepRow => ({
  exchange: ownId(exchange),
  ordinal,
  at: unixMillis(NOON + 1000 + ordinal),
  did: { kind: code('attempt'), because: code('first-try') },
  saw: {
    kind: code('refused'),
    phase: undefined,
    progress: undefined,
    code: code('envoy.no-healthy-upstream'),
    status: 503,
    requestId: idOf('8a1b2c3d4e5f6789-SJC'),
    ray: idOf('8a1b2c3d4e5f6789-SJC'),
    retryAfter: ms(5000),
    shouldRetry: true,
  },
  judged: code('down'),
  wait: ms(0),
})

export const incidentOf = (id: string): OpenIncident => ({
  id: ownId(id),
  upstream: ownId('api.anthropic.com'),
  scope: code('upstream'),
  family: undefined,
  code: code('envoy.no-healthy-upstream'),
  openedAt: unixMillis(NOON + 2000),
})

export const closedIncidentOf = (id: string): ClosedIncident => ({
  ...incidentOf(id),
  closedAt: unixMillis(NOON + 62_000),
  failures: 5,
  held: 3,
})
