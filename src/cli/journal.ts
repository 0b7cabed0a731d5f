import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import type { Flags } from '../config/config.ts'
import { isAlive } from '../config/runtime-file.ts'
import { hours, parseDuration, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'
import { journalTextsIn } from '../i18n/journal.ts'
import type { RecordedExchange, RecordedGateway, RecordedStep } from '../journal/columns.ts'
import { readJournal, type JournalReader, type Page, type Selection } from '../journal/read.ts'
import { realClock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import {
  exchangeJson,
  gatewayJson,
  incidentJson,
  limitJson,
  namesJson,
  totalsJson,
  type GatewayState,
} from './print/journal-json.ts'
import { refusalSentence } from './print/journal-sentence.ts'
import { exchangeTimeline, journalTimeline, type JournalView, type Paper } from './print/journal-timeline.ts'
import { journalWords } from './print/journal-words.ts'
import { configOrComplaint } from './settled.ts'

export type JournalFlags = Pick<Flags, 'config' | 'dataDir'> & {
  readonly since?: string
  readonly exchange?: string
  readonly json?: boolean
}

const UNREADABLE = 1
const USUALLY_SINCE = hours(24)
/** More than anybody reads; programs get all. */
const SHOWN_AT_MOST = 50
/** Each piece is read by itself, so that nothing is held up for writers, and no week is in memory at once. */
const PIECE = 500

type Asked = { readonly file: string; readonly which: Selection; readonly now: UnixMillis; readonly context: Context }

/** `holdfast journal`. @returns the exit code: 1 when there is nothing to read, or no such exchange */
export async function showJournal({ since, exchange, json, ...flags }: JournalFlags, context: Context): Promise<number> {
  const { dataDir } = configOrComplaint(flags, context)
  const now = realClock.wall()
  const id = exchange === undefined ? undefined : idOrComplaint(exchange, context)
  // Who names an exchange does not remember when it was.
  const from = since === undefined ? (id === undefined ? unixMillis(now - USUALLY_SINCE) : unixMillis(0)) : fromOf(since, now)
  if (from === undefined) throw new Complaint(journalTextsIn(context.language).badSince(`"${since}"`))
  const asked: Asked = { file: join(dataDir, 'journal.sqlite'), which: { since: from, id }, now, context }
  if (json === true) return await printJson(asked)
  return id === undefined ? printTimeline(asked) : printExchanges(asked, id)
}

function idOrComplaint(exchange: string, { language }: Context): string {
  if (/^[0-9A-Za-z-]{4,64}$/.test(exchange)) return exchange
  throw new Complaint(journalTextsIn(language).badExchange(`"${exchange}"`))
}

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/

/** A length counts back from now; a time without zone is local, and so is a day. */
function fromOf(since: string, now: UnixMillis): UnixMillis | undefined {
  const length: Millis | undefined = parseDuration(since)
  if (length !== undefined) return unixMillis(Math.max(0, now - length))
  const text = since.trim()
  if (!DATE.test(text)) return undefined
  const at = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'))
  return Number.isFinite(at) ? unixMillis(at) : undefined
}

/** @throws Complaint that says why it cannot be read */
function ask<T>({ file, context }: Asked, question: (reader: JournalReader) => T): T {
  const read = readJournal(file, question)
  if (read.ok) return read.value
  throw new Complaint(refusalSentence(read.code, file, context.language), UNREADABLE)
}

const stateOf = ({ stoppedAt, pid }: RecordedGateway): GatewayState =>
  stoppedAt !== undefined ? 'stopped' : isAlive(pid) ? 'running' : 'gone'

type WithSteps = RecordedExchange & { readonly steps: readonly RecordedStep[] }

const exchangesIn = (reader: JournalReader, which: Selection, page: Page): readonly WithSteps[] =>
  reader.exchanges(which, page).map((exchange) => Object.assign(exchange, { steps: reader.steps(exchange) }))

function paperOf({ language }: Context): Paper {
  const { isTTY, columns } = process.stdout
  return { words: journalWords(language), width: isTTY ? (columns ?? 80) : undefined }
}

function printTimeline(asked: Asked): number {
  const { file, which, now, context } = asked
  const view = ask(asked, (reader): JournalView => {
    const exchanges = exchangesIn(reader, { ...which, only: 'troubled' }, { order: 'newest-first', limit: SHOWN_AT_MOST })
    const totals = reader.totals(which)
    return {
      file,
      since: which.since,
      now,
      gateways: reader.gateways().map((gateway) => ({ ...gateway, state: stateOf(gateway) })),
      incidents: reader.incidents(which.since),
      limits: reader.limits(which.since),
      names: reader.names(which.since),
      exchanges,
      leftOut: totals.troubled - exchanges.length,
      totals,
    }
  })
  for (const line of journalTimeline(view, paperOf(context))) context.say(line)
  return 0
}

function printExchanges(asked: Asked, id: string): number {
  const { which, context } = asked
  const { exchanges, gateways } = ask(asked, (reader) => ({
    exchanges: exchangesIn(reader, which, { order: 'oldest-first', limit: SHOWN_AT_MOST }),
    gateways: reader.gateways(),
  }))
  if (exchanges.length === 0) throw new Complaint(journalTextsIn(context.language).noSuchExchange(id), UNREADABLE)
  for (const exchange of exchanges) {
    const gateway = gateways.find((one) => one.id === exchange.gateway)
    const state = gateway === undefined ? 'gone' : stateOf(gateway)
    for (const line of exchangeTimeline(exchange, state, paperOf(context))) context.say(line)
  }
  return 0
}

async function printJson(asked: Asked): Promise<number> {
  const { which, context } = asked
  const gateways = ask(asked, (reader) => reader.gateways())
  const states = new Map(gateways.map((gateway) => [gateway.id, stateOf(gateway)]))
  if (which.id === undefined) printSurroundings(asked, gateways)
  let printed = 0
  for (let after: RecordedExchange | undefined; ;) {
    const page: Page = { order: 'oldest-first', limit: PIECE, ...(after === undefined ? {} : { after }) }
    const piece = ask(asked, (reader) => exchangesIn(reader, which, page))
    for (const exchange of piece) context.say(exchangeJson(exchange, exchange.steps, states.get(exchange.gateway) ?? 'gone'))
    await drained()
    printed += piece.length
    after = piece.at(-1)
    if (piece.length < PIECE || process.stdout.destroyed) break
  }
  if (which.id === undefined)
    context.say(
      totalsJson(
        ask(asked, (reader) => reader.totals(which)),
        which.since,
      ),
    )
  else if (printed === 0) throw new Complaint(journalTextsIn(context.language).noSuchExchange(which.id), UNREADABLE)
  return 0
}

function printSurroundings(asked: Asked, gateways: readonly RecordedGateway[]): void {
  const { which, context } = asked
  const seen = gateways.filter(({ wroteAt, startedAt }) => Math.max(wroteAt, startedAt) >= which.since)
  for (const gateway of seen.toReversed()) context.say(gatewayJson(gateway, stateOf(gateway)))
  const incidents = ask(asked, (reader) => reader.incidents(which.since))
  for (const incident of incidents.toReversed()) context.say(incidentJson(incident))
  const limits = ask(asked, (reader) => reader.limits(which.since))
  for (const limit of limits.toReversed()) context.say(limitJson(limit))
  const names = ask(asked, (reader) => reader.names(which.since))
  for (const row of names.toReversed()) context.say(namesJson(row))
}

/** A slow reader is waited for; one that has left ends it. */
async function drained(): Promise<void> {
  if (!process.stdout.writableNeedDrain) return
  const gone = once(process.stdout, 'close')
  await Promise.race([once(process.stdout, 'drain'), gone]).catch(() => undefined)
}
