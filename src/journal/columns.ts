import { ms, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'
import type { ExchangeEnd, ExchangeRow, GatewayRow, IncidentRow, Outcome, Seen, StepRow } from './rows.ts'
import { codeIn, idOf, modelNameOf, runIdOf, type Code, type Id } from './words.ts'

// Rows as they stand in the file, and back. Every text is checked here once more, on its last step before the disk, so
// that a cast somewhere above is no way in; and on its way back, since a file is no part of this program.

/** The columns of one row, by name. */
export type Columns = Readonly<Record<string, string | number | null>>

/** SQLite's strict tables refuse fractions, and monotonic clocks give them. */
const whole = (count: number | undefined): number | null =>
  count === undefined || !Number.isFinite(count) ? null : Math.round(count)

const word = (text: string | undefined): string | null => (text === undefined ? null : codeIn(text))
const id = (text: string | undefined): string | null => idOf(text) ?? null

export function gatewayColumns(row: GatewayRow, at: number, dropped: number): Columns {
  const { version, pid, startedAt } = row
  return { id: id(row.id), version: id(version), pid: whole(pid), started_at: whole(startedAt), wrote_at: whole(at), dropped }
}

export function exchangeColumns(gateway: string, row: ExchangeRow): Columns {
  const end: Partial<ExchangeEnd> = row.end ?? {}
  return {
    gateway: id(gateway),
    id: id(row.id),
    started_at: whole(row.startedAt),
    client: word(row.client),
    model: modelNameOf(row.model) ?? null,
    streaming: row.streaming ? 1 : 0,
    path: word(row.path),
    body_bytes: whole(row.bodyBytes),
    run: runIdOf(row.run) ?? null,
    outcome: word(end.outcome),
    code: word(end.code),
    status: whole(end.status),
    held_ms: whole(end.held),
    attempts: whole(end.attempts),
    absorbed: whole(end.absorbed),
    first_byte_ms: whole(end.firstByteAfter),
    finished_ms: whole(end.finishedAfter),
    envelope_id: id(end.envelopeId),
    message_id: id(end.messageId),
    request_id: id(end.requestId),
  }
}

export function stepColumns(gateway: string, { exchange, ordinal, at, did, saw, judged, wait }: StepRow): Columns {
  return {
    gateway: id(gateway),
    exchange: id(exchange),
    ordinal: whole(ordinal),
    at: whole(at),
    did: word(did.kind),
    because: word(did.because),
    saw: word(saw.kind),
    phase: word(saw.phase),
    progress: word(saw.progress),
    code: word(saw.code),
    status: whole(saw.status),
    request_id: id(saw.requestId),
    judged: word(judged),
    wait_ms: whole(wait),
  }
}

export function incidentColumns(gateway: string, row: IncidentRow): Columns {
  return {
    gateway: id(gateway),
    id: id(row.id),
    upstream: id(row.upstream),
    scope: word(row.scope),
    family: modelNameOf(row.family) ?? null,
    code: word(row.code),
    opened_at: whole(row.openedAt),
    closed_at: whole(row.closedAt),
    failures: whole(row.failures),
    held: whole(row.held),
  }
}

/** A row as SQLite gives it. */
export type Stored = Readonly<Record<string, unknown>>

/** A row and who wrote it. */
export type Recorded<Row> = Row & { readonly gateway: Id }

export type RecordedGateway = GatewayRow & {
  readonly wroteAt: UnixMillis
  /** Missing while it runs, and for ever if it was killed. */
  readonly stoppedAt: UnixMillis | undefined
  /** Rows that it had to give up. */
  readonly dropped: number
}

const OUTCOMES: readonly Outcome[] = ['completed', 'relayed-error', 'handed-back', 'gave-up', 'client-left']
const UNREADABLE_ID = 'unreadable' as Id

const textIn = (stored: unknown): string | undefined => (typeof stored === 'string' ? stored : undefined)
const countIn = (stored: unknown): number => (typeof stored === 'number' ? stored : 0)
const idIn = (stored: unknown): Id => idOf(textIn(stored)) ?? UNREADABLE_ID
const wordIn = (stored: unknown): Code => codeIn(textIn(stored) ?? '')
const pointIn = (stored: unknown): UnixMillis => unixMillis(countIn(stored))

function maybe<T>(stored: unknown, read: (stored: unknown) => T): T | undefined {
  return stored === null || stored === undefined ? undefined : read(stored)
}
const lengthIn = (stored: unknown): Millis => ms(countIn(stored))

export function gatewayFrom(stored: Stored): RecordedGateway {
  return {
    id: idIn(stored['id']),
    version: idIn(stored['version']),
    pid: countIn(stored['pid']),
    startedAt: pointIn(stored['started_at']),
    wroteAt: pointIn(stored['wrote_at']),
    stoppedAt: maybe(stored['stopped_at'], pointIn),
    dropped: countIn(stored['dropped']),
  }
}

export function exchangeFrom(stored: Stored): Recorded<ExchangeRow> {
  return {
    gateway: idIn(stored['gateway']),
    id: idIn(stored['id']),
    startedAt: pointIn(stored['started_at']),
    client: wordIn(stored['client']),
    model: modelNameOf(textIn(stored['model'])),
    streaming: stored['streaming'] === 1,
    path: wordIn(stored['path']),
    bodyBytes: countIn(stored['body_bytes']),
    run: runIdOf(textIn(stored['run'])),
    end: endFrom(stored),
  }
}

function endFrom(stored: Stored): ExchangeEnd | undefined {
  const outcome = OUTCOMES.find((known) => known === stored['outcome'])
  if (outcome === undefined) return undefined
  return {
    outcome,
    code: maybe(stored['code'], wordIn),
    status: maybe(stored['status'], countIn),
    held: lengthIn(stored['held_ms']),
    attempts: countIn(stored['attempts']),
    absorbed: countIn(stored['absorbed']),
    firstByteAfter: maybe(stored['first_byte_ms'], lengthIn),
    finishedAfter: lengthIn(stored['finished_ms']),
    envelopeId: maybe(stored['envelope_id'], idIn),
    messageId: maybe(stored['message_id'], idIn),
    requestId: maybe(stored['request_id'], idIn),
  }
}

export function stepFrom(stored: Stored): Recorded<StepRow> {
  return {
    gateway: idIn(stored['gateway']),
    exchange: idIn(stored['exchange']),
    ordinal: countIn(stored['ordinal']),
    at: pointIn(stored['at']),
    did: { kind: wordIn(stored['did']), because: maybe(stored['because'], wordIn) },
    saw: seenFrom(stored),
    judged: wordIn(stored['judged']),
    wait: maybe(stored['wait_ms'], lengthIn),
  }
}

function seenFrom(stored: Stored): Seen {
  return {
    kind: wordIn(stored['saw']),
    phase: maybe(stored['phase'], wordIn),
    progress: maybe(stored['progress'], wordIn),
    code: maybe(stored['code'], wordIn),
    status: maybe(stored['status'], countIn),
    requestId: maybe(stored['request_id'], idIn),
  }
}

export function incidentFrom(stored: Stored): Recorded<IncidentRow> {
  const open = {
    gateway: idIn(stored['gateway']),
    id: idIn(stored['id']),
    upstream: idIn(stored['upstream']),
    scope: wordIn(stored['scope']),
    family: modelNameOf(textIn(stored['family'])),
    code: wordIn(stored['code']),
    openedAt: pointIn(stored['opened_at']),
  }
  const closedAt = maybe(stored['closed_at'], pointIn)
  if (closedAt === undefined) return open
  return { ...open, closedAt, failures: countIn(stored['failures']), held: countIn(stored['held']) }
}
