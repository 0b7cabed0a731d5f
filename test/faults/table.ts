import { englishDuration } from '../../src/i18n/text.ts'
import type { Millis } from '../../src/core/time.ts'
import { boundOf, CLIENT_NAMES, FORMS, isInside, type Bound, type ClientName, type Form } from './bounds.ts'
import { FAULT_CASES } from './cases.ts'
import type { PairResult } from './play-pair.ts'

/** One row of a table: what the page says of one pair. */
export type Row = {
  readonly client: ClientName
  readonly form: Form
  readonly fault: string
  readonly bound: string
  readonly turns: number
  readonly completed: number
  readonly told: number
  readonly falselyComplete: number
  readonly lost: number
  readonly requests: string
  readonly tokensTwice: number
  readonly firstByte: string
}

const TITLES: Readonly<Record<ClientName, string>> = { raw: 'raw', sdk: 'SDK-like', 'claude-code': 'Claude-Code-like' }
const titleOf = (client: ClientName, form: Form): string =>
  `${TITLES[client]}, ${form === 'streaming' ? 'streaming' : 'without stream'}`

const COLUMNS = [
  'fault',
  'bound',
  'turns',
  'completed',
  'told',
  'falsely complete',
  'lost',
  'requests upstream',
  'tokens twice',
  'recovery to first byte',
] as const

/** The bound in the words of the page. */
export function boundText(bound: Bound): string {
  switch (bound.kind) {
    case 'unbounded':
      return 'unbounded'
    case 'within':
      return `a fault of ${englishDuration(bound.length)}`
    case 'own-retry':
      return 'its own retry'
    case 'none':
      return 'none'
    case 'told':
      return 'told at once'
  }
}

/** What a row breaks; nothing when it keeps its bound. */
export function breachesOf(row: Row): readonly string[] {
  const fault = FAULT_CASES.find((one) => one.name === row.fault)
  if (fault === undefined) return [`no such fault: ${row.fault}`]
  const bound = boundOf(row.client, row.form, fault)
  return [
    ...(row.bound === boundText(bound) ? [] : [`the bound is ${boundText(bound)}, not ${row.bound}`]),
    ...(row.falselyComplete === 0 ? [] : [`${row.falselyComplete} falsely complete`]),
    ...(row.completed + row.told + row.lost + row.falselyComplete === row.turns ? [] : ['the turns do not add up']),
    ...(isInside(bound, fault) && row.lost > 0 ? [`${row.lost} lost inside the bound`] : []),
    ...(bound.kind === 'told' && row.told < row.turns ? [`only ${row.told} told`] : []),
  ]
}

/** All that is not as it should be with a pair. */
export const troubleIn = (result: PairResult): readonly string[] => [...breachesOf(rowOf(result)), ...result.unproved]

export function rowOf(result: PairResult): Row {
  const fault = FAULT_CASES.find((one) => one.name === result.fault)
  if (fault === undefined) throw new Error(`no such fault: ${result.fault}`)
  return {
    client: result.client,
    form: result.form,
    fault: result.fault,
    bound: boundText(boundOf(result.client, result.form, fault)),
    turns: result.turns,
    completed: result.completed,
    told: result.told,
    falselyComplete: result.falselyComplete,
    lost: result.lost,
    requests: result.soundings === 0 ? String(result.starts) : `${result.starts} + ${result.soundings}`,
    tokensTwice: result.tokensTwice,
    firstByte: spanOf(result.firstBytes),
  }
}

function spanOf(times: readonly Millis[]): string {
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return '–'
  return times.length === 1 ? inSeconds(first) : `${inSeconds(first).replace(' s', '')}–${inSeconds(last)}`
}

const inSeconds = (time: Millis): string => `${(time / 1000).toFixed(1)} s`

/** The tables of the page, one for each client, and the sums before them. */
export function tables(rows: readonly Row[]): string {
  return [sums(rows), ...eachClient(({ client, form }) => tableOf(client, form, rows))].join('\n\n')
}

const eachClient = <T>(make: (which: { readonly client: ClientName; readonly form: Form }) => T): readonly T[] =>
  CLIENT_NAMES.toReversed().flatMap((client) => FORMS.map((form) => make({ client, form })))

function sums(rows: readonly Row[]): string {
  const lines = eachClient(({ client, form }) => {
    const own = rows.filter((row) => row.client === client && row.form === form)
    const sum = (key: 'turns' | 'completed' | 'told' | 'falselyComplete' | 'lost' | 'tokensTwice'): number =>
      own.reduce((total, row) => total + row[key], 0)
    const inside = own.filter((row) => isInsideRow(row)).reduce((total, row) => total + row.lost, 0)
    return line([
      titleOf(client, form),
      own.length,
      sum('turns'),
      sum('completed'),
      sum('told'),
      sum('falselyComplete'),
      inside,
      sum('lost') - inside,
      sum('tokensTwice'),
    ])
  })
  return [
    '### All clients',
    '',
    line([
      'client',
      'faults',
      'turns',
      'completed',
      'told',
      'falsely complete',
      'lost inside the bound',
      'lost outside it',
      'tokens twice',
    ]),
    rule(9),
    ...lines,
  ].join('\n')
}

function isInsideRow(row: Row): boolean {
  const fault = FAULT_CASES.find((one) => one.name === row.fault)
  return fault !== undefined && isInside(boundOf(row.client, row.form, fault), fault)
}

function tableOf(client: ClientName, form: Form, rows: readonly Row[]): string {
  const own = FAULT_CASES.flatMap((fault) =>
    rows.filter((row) => row.client === client && row.form === form && row.fault === fault.name),
  )
  return [
    `### ${titleOf(client, form)}`,
    '',
    line(COLUMNS),
    rule(COLUMNS.length),
    ...own.map((row) =>
      line([
        row.fault,
        row.bound,
        row.turns,
        row.completed,
        row.told,
        row.falselyComplete,
        row.lost,
        row.requests,
        row.tokensTwice,
        row.firstByte,
      ]),
    ),
  ].join('\n')
}

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const rule = (columns: number): string => `|${' --- |'.repeat(columns)}`

/** The rows as they stand on a page. */
export function rowsOn(page: string): readonly Row[] {
  return eachClient(({ client, form }) => {
    const [, section = ''] = page.split(`### ${titleOf(client, form)}\n`)
    const [table = ''] = section.split(/^###? /m)
    return table
      .split('\n')
      .filter((text) => text.startsWith('| '))
      .slice(2)
      .map((text) => rowFrom(client, form, text.slice(2, -2).split(' | ')))
  }).flat()
}

function rowFrom(client: ClientName, form: Form, cells: readonly string[]): Row {
  const cell = (name: (typeof COLUMNS)[number]): string => cells[COLUMNS.indexOf(name)] ?? ''
  return {
    client,
    form,
    fault: cell('fault'),
    bound: cell('bound'),
    turns: Number(cell('turns')),
    completed: Number(cell('completed')),
    told: Number(cell('told')),
    falselyComplete: Number(cell('falsely complete')),
    lost: Number(cell('lost')),
    requests: cell('requests upstream'),
    tokensTwice: Number(cell('tokens twice')),
    firstByte: cell('recovery to first byte'),
  }
}
