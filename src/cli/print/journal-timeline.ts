import { ms, type UnixMillis } from '../../core/time.ts'
import type { NamesFacts } from '../../i18n/journal-text.ts'
import type { Recorded, RecordedExchange, RecordedGateway, RecordedStep } from '../../journal/columns.ts'
import type { Totals } from '../../journal/read.ts'
import type { IncidentRow, LimitRow, NamesRow } from '../../journal/rows.ts'
import type { GatewayState } from './journal-json.ts'
import { endWords, stepWords, type JournalWords } from './journal-words.ts'
import { wrapped } from './wrap.ts'

/** What of a journal is shown to a person. */
export type JournalView = {
  readonly file: string
  readonly since: UnixMillis
  readonly now: UnixMillis
  readonly gateways: readonly (RecordedGateway & { readonly state: GatewayState })[]
  readonly incidents: readonly Recorded<IncidentRow>[]
  readonly limits: readonly Recorded<LimitRow>[]
  readonly names: readonly Recorded<NamesRow>[]
  /** Those that met trouble. */
  readonly exchanges: readonly (RecordedExchange & { readonly steps: readonly RecordedStep[] })[]
  /** Of those that met trouble, how many are not among them. */
  readonly leftOut: number
  readonly totals: Totals
}

/** `width`: columns; undefined where lines may be of any length, as in a file. */
export type Paper = { readonly words: JournalWords; readonly width: number | undefined }

type Entry = { readonly at: UnixMillis; readonly text: string; readonly beneath: readonly string[] }

const TIME_COLUMNS = 10

/** The journal as a person reads it: oldest first, by the clock on the wall. */
export function journalTimeline(view: JournalView, paper: Paper): readonly string[] {
  const { text } = paper.words
  const { since, now, totals } = view
  const head = wrap(text.since(`${dayOf(since)} ${timeOf(since)}`, ms(now - since), view.file), 0, paper)
  const entries = [
    ...view.gateways.flatMap((gateway) => gatewayEntries(gateway, view, paper.words)),
    ...view.incidents.map((incident) => incidentEntry(incident, view, paper.words)),
    ...view.limits.map((limit) => limitEntry(limit, paper.words)),
    ...view.names.map((names) => namesEntry(names, paper.words)),
    ...view.exchanges.map((exchange) => exchangeEntry(exchange, stateOf(view, exchange.gateway), paper.words)),
  ].toSorted((one, other) => one.at - other.at)
  if (entries.length === 0 && totals.exchanges === 0) return [...head, '', text.nothing]
  const left = view.leftOut > 0 ? ['', ...wrap(text.leftOut(view.leftOut), 0, paper)] : []
  return [...head, ...left, ...entriesOf(entries, paper), '', ...totalsOf(view, paper)]
}

/** One exchange with all its steps. */
export function exchangeTimeline(
  exchange: JournalView['exchanges'][number],
  state: GatewayState,
  paper: Paper,
): readonly string[] {
  return entriesOf([exchangeEntry(exchange, state, paper.words)], paper).slice(1)
}

function entriesOf(entries: readonly Entry[], paper: Paper): readonly string[] {
  let day = ''
  return entries.flatMap(({ at, text, beneath }) => {
    const heading = dayOf(at) === day ? [] : ['', dayOf(at)]
    day = dayOf(at)
    const lines = wrap(`${timeOf(at)}  ${text}`, TIME_COLUMNS, paper)
    // On a narrow screen the steps keep to the left.
    const indent = paper.width !== undefined && paper.width < 60 ? 2 : TIME_COLUMNS
    const below = beneath.flatMap((line) => wrap(' '.repeat(indent) + line, indent + 2, paper))
    return [...heading, ...lines, ...below]
  })
}

const wrap = (text: string, indent: number, { width }: Paper): readonly string[] =>
  width === undefined ? [text] : wrapped(text, width, indent)

const stateOf = ({ gateways }: JournalView, id: string): GatewayState =>
  gateways.find((gateway) => gateway.id === id)?.state ?? 'gone'

function gatewayEntries(
  gateway: JournalView['gateways'][number],
  { since }: JournalView,
  { text }: JournalWords,
): readonly Entry[] {
  const { version, pid, startedAt, stoppedAt, wroteAt, state } = gateway
  const lost = gateway.dropped > 0 ? [text.lostRows(gateway.dropped)] : []
  const ended = stoppedAt ?? wroteAt
  const entries: readonly Entry[] = [
    { at: startedAt, text: text.gatewayStarted(version, pid), beneath: [] },
    ...(state === 'running'
      ? []
      : [{ at: ended, text: state === 'stopped' ? text.gatewayStopped(pid) : text.gatewayGone(pid), beneath: lost }]),
  ]
  return entries.filter(({ at }) => at >= since)
}

function incidentEntry(incident: Recorded<IncidentRow>, view: JournalView, { text, title }: JournalWords): Entry {
  const { upstream, family = '', code, openedAt, closedAt, failures = 0, held = 0 } = incident
  const isOver = closedAt !== undefined
  const isRunning = stateOf(view, incident.gateway) === 'running'
  const end = isOver
    ? text.incidentOver({ length: ms(closedAt - openedAt), failures, held })
    : isRunning
      ? text.incidentOpen(ms(view.now - openedAt))
      : text.incidentLost
  return { at: openedAt, text: text.incident({ upstream, family, code: title(code) }), beneath: [end] }
}

function limitEntry(limit: Recorded<LimitRow>, { text }: JournalWords): Entry {
  const { at, upstream, phase, model, size, from, to, samples, quantile } = limit
  const which = [model, size].filter((part) => part !== undefined).join(', ')
  const phases: Readonly<Record<string, string>> = text.limitPhases
  const facts = { upstream, phase: phases[phase] ?? phase, which, from, to, samples, quantile }
  return { at, text: text.limit(facts), beneath: [text.limitFrom(facts)] }
}

function namesEntry({ at, upstream, whose, what, code, source, after = ms(0) }: Recorded<NamesRow>, words: JournalWords): Entry {
  const { text, title } = words
  const texts: Readonly<Record<string, (facts: NamesFacts) => string>> = text.names
  const say = texts[source ?? what] ?? texts[what]
  const named = text.named[(whose as string) === 'proxy' ? 'proxy' : 'upstream'](upstream)
  return { at, text: say?.({ named, code: title(code), after }) ?? `${named.trim()}: ${what}`, beneath: [] }
}

function exchangeEntry(exchange: JournalView['exchanges'][number], state: GatewayState, words: JournalWords): Entry {
  const model = exchange.model ?? exchange.path
  return {
    at: exchange.startedAt,
    text: `[${exchange.id.slice(0, 8)}] ${model}: ${endWords(exchange, state === 'running', words)}`,
    beneath: exchange.steps.map((step) => `${timeOf(step.at)}  ${stepWords(step, words)}`),
  }
}

function totalsOf({ totals }: JournalView, paper: Paper): readonly string[] {
  const { text } = paper.words
  const { exchanges, troubled, absorbed, held, longestHold: longest } = totals
  const uneventful = exchanges - troubled
  return [
    ...(uneventful > 0 && troubled > 0 ? wrap(text.uneventful(uneventful), 0, paper) : []),
    ...wrap(text.total({ exchanges, troubled, absorbed, held, longest }), 0, paper),
  ]
}

const two = (count: number): string => String(count).padStart(2, '0')

function timeOf(at: UnixMillis): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
}

function dayOf(at: UnixMillis): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
