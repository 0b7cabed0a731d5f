import type { DrillText } from '../i18n/drill-text.ts'
import type { DrillProblem, Expected, FilePlace } from './drill-problem.ts'
import { CLIENTS, CUTS, EDGES, FAULT_KINDS, PLACES, SILENCES } from './fault.ts'

const CHOICES: Partial<Readonly<Record<Expected, readonly string[]>>> = {
  'fault-kind': FAULT_KINDS,
  place: PLACES,
  edge: EDGES,
  silence: SILENCES,
  cut: CUTS,
  client: CLIENTS,
}

/** One sentence: where, what was expected, what was there. */
export function explainProblem(problem: DrillProblem, texts: DrillText): string {
  const words = texts.problem
  switch (problem.kind) {
    case 'unknown-scenario':
      return words.unknownScenario(problem.name, problem.known.join(', '))
    case 'unreadable':
      return words.unreadable(problem.file, problem.code)
    case 'not-json':
      return words.notJson(
        words.column(words.inFile(problem.at.file, problem.at.line, ''), problem.column),
        words.wanted[problem.wanted],
      )
    case 'unknown-key':
      return words.unknownKey(whereOf(problem, texts), problem.key)
    case 'bad-value':
      return words.badValue({
        path: whereOf(problem, texts),
        expected: words.expected[problem.expected],
        choices: (CHOICES[problem.expected] ?? []).join(', '),
        got: problem.got,
      })
  }
}

type Placed = { readonly at?: FilePlace; readonly path: string }

function whereOf({ at, path }: Placed, { problem: words }: DrillText): string {
  const field = path === '' ? words.top : path
  return at === undefined ? field : words.inFile(at.file, at.line, field)
}
