import { ms, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'
import type { ExchangeEnd, ExchangeRow, GatewayRow, IncidentRow, LimitRow, NamesRow, Outcome, Seen, StepRow } from './rows.ts'
import { codeIn, idOf, modelNameOf, runIdOf, type Code, type Id } from './words.ts'

// Rows as they stand in the file, and back. Every text is checked here once more, on the only way to the disk, so that a
// cast somewhere above is no way in; and on its way back, since a file is no part of this program.

export const TABLES = ['exchange', 'step', 'incident', 'limit', 'names'] as const
export type Table = (typeof TABLES)[number]

/** A row on its way to the disk: its values in the order of COLUMNS, without the gateway, whose key the file gives. */
export type Values = readonly (string | number | null)[]
export type Row = { readonly table: Table; readonly values: Values }

const EXCHANGE =
  'number id started_at client model streaming path body_bytes run outcome code status held_ms attempts absorbed ' +
  'first_byte_ms finished_ms envelope_id message_id request_id'
const STEP =
  'exchange ordinal at did because saw phase progress code status request_id judged wait_ms retry_after_ms should_retry ray'
const INCIDENT = 'id upstream scope family code opened_at closed_at failures held'
const LIMIT = 'number at upstream phase model size from_ms to_ms why samples quantile_ms'
const NAMES = 'number at upstream whose what code source after_ms'

export const COLUMNS: Readonly<Record<Table, readonly string[]>> = {
  exchange: EXCHANGE.split(' '),
  step: STEP.split(' '),
  incident: INCIDENT.split(' '),
  limit: LIMIT.split(' '),
  names: NAMES.split(' '),
}

export function byTable(rows: readonly Row[]): Readonly<Record<Table, readonly Values[]>> {
  const grouped: Record<Table, Values[]> = { exchange: [], step: [], incident: [], limit: [], names: [] }
  for (const { table, values } of rows) grouped[table].push(values)
  return grouped
}

/** SQLite's strict tables refuse fractions, and monotonic clocks give them. */
const whole = (count: number | undefined): number | null =>
  count === undefined || !Number.isFinite(count) ? null : Math.round(count)

const flag = (yes: boolean | undefined): number | null => (yes === undefined ? null : Number(yes))
const word = (text: string | undefined): string | null => (text === undefined ? null : codeIn(text))
const id = (text: string | undefined): string | null => idOf(text) ?? null

export const gatewayValues = ({ id: name, version, pid, startedAt }: GatewayRow): Values => [
  id(name),
  id(version),
  whole(pid),
  whole(startedAt),
]

/** @param number of the exchange within its gateway, from 1 on: what its steps go by */
export function exchangeValues(number: number, row: ExchangeRow): Row {
  const end: Partial<ExchangeEnd> = row.end ?? {}
  const values = [
    number,
    id(row.id),
    whole(row.startedAt),
    word(row.client),
    modelNameOf(row.model) ?? null,
    row.streaming ? 1 : 0,
    word(row.path),
    whole(row.bodyBytes),
    runIdOf(row.run) ?? null,
    word(end.outcome),
    word(end.code),
    whole(end.status),
    whole(end.held),
    whole(end.attempts),
    whole(end.absorbed),
    whole(end.firstByteAfter),
    whole(end.finishedAfter),
    id(end.envelopeId),
    id(end.messageId),
    id(end.requestId),
  ]
  return { table: 'exchange', values }
}

/** @param exchange its number within the gateway */
export function stepValues(exchange: number, { ordinal, at, did, saw, judged, wait }: StepRow): Row {
  const values = [
    exchange,
    whole(ordinal),
    whole(at),
    word(did.kind),
    word(did.because),
    word(saw.kind),
    word(saw.phase),
    word(saw.progress),
    word(saw.code),
    whole(saw.status),
    id(saw.requestId),
    word(judged),
    whole(wait),
    whole(saw.retryAfter),
    flag(saw.shouldRetry),
    id(saw.ray),
  ]
  return { table: 'step', values }
}

export function incidentValues(row: IncidentRow): Row {
  const values = [
    id(row.id),
    id(row.upstream),
    word(row.scope),
    modelNameOf(row.family) ?? null,
    word(row.code),
    whole(row.openedAt),
    whole(row.closedAt),
    whole(row.failures),
    whole(row.held),
  ]
  return { table: 'incident', values }
}

/** @param number of the change within its gateway, from 1 on */
export function limitValues(number: number, row: LimitRow): Row {
  const values = [
    number,
    whole(row.at),
    id(row.upstream),
    word(row.phase),
    modelNameOf(row.model) ?? null,
    word(row.size),
    whole(row.from),
    whole(row.to),
    word(row.why),
    whole(row.samples),
    whole(row.quantile),
  ]
  return { table: 'limit', values }
}

/** @param number of the row within its gateway, from 1 on */
export function namesValues(number: number, row: NamesRow): Row {
  const { at, upstream, whose, what, code, source, after } = row
  const values = [number, whole(at), id(upstream), word(whose), word(what), word(code), word(source), whole(after)]
  return { table: 'names', values }
}

/** A row as SQLite gives it. */
export type Stored = Readonly<Record<string, unknown>>

/** A row and who wrote it. */
export type Recorded<Kind> = Kind & { readonly gateway: Id }

/** `number` counts the exchanges of one gateway, from 1 on. */
export type RecordedExchange = Recorded<ExchangeRow> & { readonly number: number }

export type RecordedStep = Omit<StepRow, 'exchange'>

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

export function exchangeFrom(stored: Stored): RecordedExchange {
  return {
    gateway: idIn(stored['gateway_id']),
    number: countIn(stored['number']),
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

export function stepFrom(stored: Stored): RecordedStep {
  return {
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
    ray: maybe(stored['ray'], idIn),
    retryAfter: maybe(stored['retry_after_ms'], lengthIn),
    shouldRetry: maybe(stored['should_retry'], (value) => value === 1),
  }
}

export function incidentFrom(stored: Stored): Recorded<IncidentRow> {
  const open = {
    gateway: idIn(stored['gateway_id']),
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

export function limitFrom(stored: Stored): Recorded<LimitRow> {
  return {
    gateway: idIn(stored['gateway_id']),
    at: pointIn(stored['at']),
    upstream: idIn(stored['upstream']),
    phase: wordIn(stored['phase']),
    model: modelNameOf(textIn(stored['model'])),
    size: maybe(stored['size'], wordIn),
    from: lengthIn(stored['from_ms']),
    to: lengthIn(stored['to_ms']),
    why: wordIn(stored['why']),
    samples: countIn(stored['samples']),
    quantile: lengthIn(stored['quantile_ms']),
  }
}

export function namesFrom(stored: Stored): Recorded<NamesRow> {
  return {
    gateway: idIn(stored['gateway_id']),
    at: pointIn(stored['at']),
    upstream: idIn(stored['upstream']),
    whose: wordIn(stored['whose']),
    what: wordIn(stored['what']),
    code: maybe(stored['code'], wordIn),
    source: maybe(stored['source'], wordIn),
    after: maybe(stored['after_ms'], lengthIn),
  }
}
