import { readFile } from 'node:fs/promises'
import { seconds } from '../core/time.ts'
import type { DrillProblem, Parsed } from './drill-problem.ts'
import type { Fault } from './fault.ts'
import { parseScenario, type Scenario } from './scenario.ts'

const OUTAGE: Fault = { kind: 'envoy-503' }
const OVERLOAD: Fault = { kind: 'api-error', status: 529 }

/**
 * What `holdfast drill` rehearses, 45 s in all. Between the faults there is time for the slowest honest client: one that
 * failed at 4 s tries again up to 19.4 s later.
 */
const DRILL: Scenario = {
  name: 'drill',
  faults: [
    { from: seconds(3), to: seconds(15), fault: OUTAGE },
    { from: seconds(24), to: seconds(34), fault: OVERLOAD },
  ],
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'calm', faults: [] },
  DRILL,
  { name: 'outage', faults: [{ from: seconds(5), to: seconds(65), fault: OUTAGE }] },
  { name: 'overload', faults: [{ from: seconds(5), to: seconds(35), fault: OVERLOAD }] },
  {
    name: 'flapping',
    faults: [{ from: seconds(5), to: seconds(65), fault: { ...OUTAGE, flap: { period: seconds(8), down: seconds(5) } } }],
  },
  // Who asks without a credential gets his 401 from a healthy tier; who asks in earnest gets nothing.
  { name: 'half-dead', faults: [{ from: seconds(5), to: seconds(65), fault: { ...OUTAGE, match: { authenticated: true } } }] },
  {
    name: 'cut',
    faults: [
      { from: seconds(0), fault: { kind: 'cut', at: 'message-start', probability: 0.3 } },
      { from: seconds(0), fault: { kind: 'cut', at: 'mid-text', probability: 0.3 } },
    ],
  },
]

export const SCENARIO_NAMES: readonly string[] = SCENARIOS.map((scenario) => scenario.name)

export const drillScenario = (): Scenario => DRILL

/** The scenario of that name, or in that file (anything with a dot or a slash in it is a file). */
export async function findScenario(nameOrFile: string): Promise<Parsed<Scenario>> {
  const named = SCENARIOS.find((scenario) => scenario.name === nameOrFile)
  if (named !== undefined) return { ok: true, value: named }
  if (!/[./\\]/.test(nameOrFile)) return no({ kind: 'unknown-scenario', name: nameOrFile, known: SCENARIO_NAMES })
  let text: string
  try {
    text = await readFile(nameOrFile, 'utf8')
  } catch (error) {
    return no({ kind: 'unreadable', file: nameOrFile, code: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
  try {
    return parseScenario(JSON.parse(text))
  } catch (error) {
    return no({ kind: 'not-json', file: nameOrFile, reason: (error as Error).message })
  }
}

const no = (problem: DrillProblem): Parsed<Scenario> => ({ ok: false, problem })
