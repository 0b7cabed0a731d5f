import { isCatalogueCode } from '../core/catalogue.ts'
import type { Recorded, RecordedStep } from '../journal/columns.ts'
import type { IncidentRow } from '../journal/rows.ts'
import type { Code, Id, ModelName } from '../journal/words.ts'
import type { JournalPart, Recordings, SeenGateway, TroubledExchange } from './facts.ts'
import { WITHHELD, type Pseudonyms } from './pseudonyms.ts'
import { modelIn, requestIdIn } from './words.ts'

// What of the journal may leave the machine, row by row. The journal holds no text of anybody's; but a host may be a
// company's, and what somebody else sends as an id or a model may be anything that looks like one.

export function allowedJournal(journal: JournalPart, names: Pseudonyms): JournalPart {
  if (journal.is === 'unread') return { is: 'unread', why: journal.why }
  const { leftOut, totals } = journal
  return {
    is: 'read',
    gateways: journal.gateways.map((gateway) => gatewayRow(gateway, names)),
    incidents: journal.incidents.map((incident) => incidentRow(incident, names)),
    exchanges: journal.exchanges.map((exchange) => exchangeRow(exchange, names)),
    leftOut,
    totals,
  }
}

/** Made by us, and a uuid: it says nothing of anybody. */
const OWN_ID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$|^[0-9a-f]{6,32}$/
const ownId = (id: Id, names: Pseudonyms): Id => (OWN_ID.test(id) ? id : (names.name('id', id) as Id))
const version = (text: Id): Id => (/^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[a-z]{1,8}\.?\d{0,4})?$/.test(text) ? text : (WITHHELD as Id))
const otherId = (id: Id | undefined, names: Pseudonyms): Id | undefined =>
  id === undefined ? undefined : (requestIdIn(id, names) as Id)
/** The message ids of the provider, and those that we make ourselves. */
const messageId = (id: Id | undefined, names: Pseudonyms): Id | undefined =>
  id === undefined || /^msg_[0-9A-Za-z]{3,40}$/.test(id) || OWN_ID.test(id) ? id : (names.name('id', id) as Id)

const model = (name: ModelName | undefined, names: Pseudonyms): ModelName | undefined =>
  name === undefined ? undefined : (modelIn(name, names) as ModelName)

/** Words of ours; the journal itself has checked their form. */
const word = (text: Code): Code => (isCatalogueCode(text) || WORD.test(text) ? text : (WITHHELD as Code))
const WORD = /^[a-z]{2,14}(?:-[a-z]{1,14}){0,3}$/
const maybe = (text: Code | undefined): Code | undefined => (text === undefined ? undefined : word(text))

function gatewayRow(row: SeenGateway, names: Pseudonyms): SeenGateway {
  const { pid, startedAt, wroteAt, stoppedAt, dropped, state } = row
  return { id: ownId(row.id, names), version: version(row.version), pid, startedAt, wroteAt, stoppedAt, dropped, state }
}

function incidentRow(row: Recorded<IncidentRow>, names: Pseudonyms): Recorded<IncidentRow> {
  const { openedAt, closedAt, failures, held } = row
  return {
    gateway: ownId(row.gateway, names),
    id: ownId(row.id, names),
    upstream: names.place(row.upstream) as Id,
    scope: word(row.scope),
    family: model(row.family, names),
    code: word(row.code),
    openedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(failures === undefined ? {} : { failures }),
    ...(held === undefined ? {} : { held }),
  }
}

function exchangeRow(row: TroubledExchange, names: Pseudonyms): Recordings['exchanges'][number] {
  const { number, startedAt, streaming, bodyBytes, end } = row
  return {
    gateway: ownId(row.gateway, names),
    number,
    id: ownId(row.id, names),
    startedAt,
    client: word(row.client),
    model: model(row.model, names),
    streaming,
    path: word(row.path),
    bodyBytes,
    // names a run on this computer, and nothing elsewhere
    run: undefined,
    end:
      end === undefined
        ? undefined
        : {
            outcome: end.outcome,
            code: maybe(end.code),
            status: end.status,
            held: end.held,
            attempts: end.attempts,
            absorbed: end.absorbed,
            firstByteAfter: end.firstByteAfter,
            finishedAfter: end.finishedAfter,
            messageId: messageId(end.messageId, names),
            requestId: otherId(end.requestId, names),
          },
    steps: row.steps.map((step) => stepRow(step, names)),
  }
}

function stepRow({ ordinal, at, did, saw, judged, wait }: RecordedStep, names: Pseudonyms): RecordedStep {
  return {
    ordinal,
    at,
    did: { kind: word(did.kind), because: maybe(did.because) },
    saw: {
      kind: word(saw.kind),
      phase: maybe(saw.phase),
      progress: maybe(saw.progress),
      code: maybe(saw.code),
      status: saw.status,
      requestId: otherId(saw.requestId, names),
      ray: otherId(saw.ray, names),
      retryAfter: saw.retryAfter,
      shouldRetry: saw.shouldRetry,
    },
    judged: word(judged),
    wait,
  }
}
