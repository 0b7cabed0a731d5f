import type { DrillText } from '../i18n/drill-text.ts'
import type { DrillProblem, Expected } from './drill-problem.ts'
import { CUTS, EDGES, FAULT_KINDS, PLACES, SILENCES } from './fault.ts'

const CHOICES: Partial<Readonly<Record<Expected, readonly string[]>>> = {
  'fault-kind': FAULT_KINDS,
  place: PLACES,
  edge: EDGES,
  silence: SILENCES,
  cut: CUTS,
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
      return words.notJson(problem.file, problem.reason)
    case 'unknown-key':
      return words.unknownKey(problem.path === '' ? words.top : problem.path, problem.key)
    case 'bad-value':
      return words.badValue({
        path: problem.path === '' ? words.top : problem.path,
        expected: words.expected[problem.expected],
        choices: (CHOICES[problem.expected] ?? []).join(', '),
        got: problem.got,
      })
  }
}
