import { readFile } from 'node:fs/promises'
import { parseJsonWithComments } from '../config/json-with-comments.ts'
import type { DrillProblem, Parsed } from './drill-problem.ts'
import { namedScenario, SCENARIO_NAMES } from './named-scenarios.ts'
import { parseScenario, type Scenario } from './scenario.ts'

/** The scenario of that name, or in that file (anything with a dot or a slash in it is a file). */
export async function findScenario(nameOrFile: string): Promise<Parsed<Scenario>> {
  const named = namedScenario(nameOrFile)
  if (named !== undefined) return { ok: true, value: named }
  if (!/[./\\]/.test(nameOrFile)) return no({ kind: 'unknown-scenario', name: nameOrFile, known: SCENARIO_NAMES })
  try {
    return readScenario(await readFile(nameOrFile, 'utf8'), nameOrFile)
  } catch (error) {
    return no({ kind: 'unreadable', file: nameOrFile, code: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
}

/** A scenario as people write it: JSON with comments. `file` is its name in what is said of a mistake. */
export function readScenario(text: string, file: string): Parsed<Scenario> {
  const json = parseJsonWithComments(text)
  if (!json.ok) return no({ kind: 'not-json', at: { file, line: json.line }, column: json.column, wanted: json.expected })
  return parseScenario(json.value, (path) => ({ file, line: json.lineOf(path) }))
}

const no = (problem: DrillProblem): Parsed<Scenario> => ({ ok: false, problem })
