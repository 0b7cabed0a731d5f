import { seconds, type Millis } from '../core/time.ts'
import { statusTextsIn } from '../i18n/status.ts'
import type { Change } from '../status/changes.ts'
import type { History } from '../status/history.ts'
import type { Statement } from '../status/statement.ts'
import type { Context } from './context.ts'
import { paintFor, signsFor } from './print/doctor-signs.ts'
import { InPlace } from './print/in-place.ts'
import { localStamp } from './print/local-time.ts'
import { statusJson } from './print/status-json.ts'
import { statusScreen, type StatusPaper } from './print/status-screen.ts'
import { changeWords, headlineOf, statusWords } from './print/status-words.ts'
import type { StatusAsked } from './status-flags.ts'
import type { StatusPractice } from './status-practice.ts'
import { HISTORY_DAYS } from './status-watch.ts'

/** How a statement is shown, and what comes after it. */
export type StatusShow = {
  /** Before anybody has answered. */
  readonly begin: () => void
  readonly first: (statement: Statement, history: History) => void
  readonly changed: (changes: readonly Change[], statement: Statement, history: History) => void
  /** Ages grow. */
  readonly redraw: ((statement: Statement, history: History) => void) | undefined
  /** What stands there stays. */
  readonly leave: () => void
}

export const REDRAW: Millis = seconds(1)

export function statusShow(asked: StatusAsked, context: Context, practice: StatusPractice): StatusShow {
  if (asked.display === 'json') return asJson(asked, practice)
  if (asked.mode === 'once') return asPage(context, practice)
  const isLive = asked.display === 'page' && practice.terminal !== undefined && context.surroundings.env['TERM'] !== 'dumb'
  return isLive ? inPlace(context, practice) : asLines(context, practice)
}

const nothing = (): void => undefined

function asJson({ mode }: StatusAsked, { write }: StatusPractice): StatusShow {
  // one object a line where several follow each other
  const print = (value: object): void => write(`${JSON.stringify(value, undefined, mode === 'once' ? 2 : 0)}\n`)
  return {
    begin: nothing,
    first: (statement, history) => print(statusJson(statement, history, mode === 'once' ? undefined : [])),
    changed: (changes, statement, history) => print(statusJson(statement, history, changes)),
    redraw: undefined,
    leave: nothing,
  }
}

function asPage(context: Context, practice: StatusPractice): StatusShow {
  const { write, terminal } = practice
  return {
    begin: () => {
      if (terminal !== undefined) context.note(statusTextsIn(context.language).asking)
    },
    first: (statement, history) => write(`${screenOf(statement, history, { context, practice }).join('\n')}\n`),
    changed: nothing,
    redraw: undefined,
    leave: nothing,
  }
}

function asLines({ language }: Context, { write, zone }: StatusPractice): StatusShow {
  const line = (statement: Statement, say: (words: ReturnType<typeof statusWords>) => string): void => {
    const words = statusWords(language, statement.at, zone)
    write(`${localStamp(statement.at, words.clock)}  ${say(words)}\n`)
  }
  return {
    begin: nothing,
    first: (statement) => line(statement, (words) => headlineOf(statement, words)),
    changed: (changes, statement) => {
      for (const change of changes) line(statement, (words) => changeWords(change, statement, words))
    },
    redraw: undefined,
    leave: nothing,
  }
}

function inPlace(context: Context, practice: StatusPractice): StatusShow {
  const place = new InPlace(practice.write)
  const { asking, watching } = statusTextsIn(context.language)
  const screen = (): { readonly columns: number; readonly rows: number } => practice.terminal?.() ?? { columns: 80, rows: 24 }
  let height = 0
  const draw = (lines: readonly string[]): void => {
    const { columns, rows } = screen()
    // the cursor cannot go up beyond the top, and what stands below must not jump
    const fitting = lines.slice(0, rows - 2)
    height = Math.min(Math.max(height, fitting.length), rows - 2)
    const padding = Array.from({ length: height - fitting.length }, () => '')
    place.draw([...fitting, ...padding, watching.slice(0, columns)], columns)
  }
  const drawAll: StatusShow['first'] = (statement, history) => draw(screenOf(statement, history, { context, practice }))
  return {
    begin: () => draw([asking]),
    first: drawAll,
    changed: (_changes, statement, history) => drawAll(statement, history),
    redraw: drawAll,
    leave: () => place.leave(),
  }
}

type Desk = { readonly context: Context; readonly practice: StatusPractice }

function screenOf(statement: Statement, history: History, { context, practice }: Desk): readonly string[] {
  const { env, platform } = context.surroundings
  const { terminal, zone } = practice
  const paper: StatusPaper = {
    words: statusWords(context.language, statement.at, zone),
    signs: signsFor(env, platform),
    paint: paintFor(env, terminal !== undefined),
    width: terminal?.().columns,
  }
  return statusScreen(statement, { ...history, days: HISTORY_DAYS }, paper)
}
