import { RECORDED } from './recorded-incidents.ts'
import { parseScenario, type Scenario } from './scenario.ts'

const OUTAGE = { kind: 'envoy-503' }
const OVERLOAD = { kind: 'api-error', status: 529 }

/** In the form of a scenario file: there is one shape only. */
const SCENARIOS: readonly unknown[] = [
  {
    name: 'calm',
    description: { en: 'Nothing goes wrong', ja: '障害は起きない' },
    phases: [],
    assertions: { lostAtMost: 0, requestsPerTurnAtMost: 1.1 },
  },
  // What `holdfast drill` rehearses, 45 s in all. Between the faults there is time for the slowest honest client: one that
  // failed at 4 s tries again up to 19.4 s later.
  {
    name: 'drill',
    description: {
      en: 'An outage (503) of 12 s, then an overload (529) of 10 s',
      ja: '12 秒の障害 (503) のあと、10 秒の過負荷 (529)',
    },
    length: '45s',
    phases: [
      { after: '3s', for: '12s', faults: [OUTAGE] },
      { after: '9s', for: '10s', faults: [OVERLOAD] },
    ],
    assertions: { lostAtMost: 0 },
  },
  {
    name: 'outage',
    description: { en: 'No healthy upstream (503) for a minute', ja: '1 分間の障害 (503 no healthy upstream)' },
    phases: [{ after: '5s', for: '1m', faults: [OUTAGE] }],
    assertions: { lostAtMost: 0, recoveryWithin: '25s' },
  },
  {
    name: 'overload',
    description: { en: 'Overloaded (529) for half a minute', ja: '30 秒間の過負荷 (529)' },
    phases: [{ after: '5s', for: '30s', faults: [OVERLOAD] }],
    assertions: { lostAtMost: 0, recoveryWithin: '20s' },
  },
  {
    name: 'flapping',
    description: { en: 'Down for five seconds out of eight, for a minute', ja: '1 分間、8 秒のうち 5 秒ずつ停止を繰り返す' },
    phases: [{ after: '5s', for: '1m', faults: [{ ...OUTAGE, flap: { period: '8s', down: '5s' } }] }],
    assertions: { lostAtMost: 0, recoveryWithin: '25s' },
  },
  // Who asks without a credential gets his 401 from a healthy tier; who asks in earnest gets nothing.
  {
    name: 'half-dead',
    description: {
      en: 'Whoever asks without a credential is answered, whoever asks in earnest is not',
      ja: '認証情報のない要求には応答があるのに、本来の要求には応答がない',
    },
    phases: [{ after: '5s', for: '1m', faults: [{ ...OUTAGE, match: { authenticated: true } }] }],
    assertions: { lostAtMost: 0, recoveryWithin: '25s' },
  },
  {
    name: 'cut',
    description: {
      en: 'Three answers in ten break behind their first event, three in ten in the middle of their text',
      ja: '応答の 3 割が最初のイベントの直後に、3 割が本文の途中で切れる',
    },
    length: '45s',
    phases: [
      {
        faults: [
          { kind: 'cut', at: 'message-start', probability: 0.3 },
          { kind: 'cut', at: 'mid-text', probability: 0.3 },
        ],
      },
    ],
    assertions: { lostAtMost: 0 },
  },
  ...RECORDED,
]

const PARSED: readonly Scenario[] = SCENARIOS.map((one) => {
  const parsed = parseScenario(one)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem))
  return parsed.value
})

export const namedScenarios = (): readonly Scenario[] => PARSED
export const SCENARIO_NAMES: readonly string[] = PARSED.map((scenario) => scenario.name)
export const namedScenario = (name: string): Scenario | undefined => PARSED.find((scenario) => scenario.name === name)

/** What `holdfast drill` rehearses. */
export function drillScenario(): Scenario {
  const found = namedScenario('drill')
  if (found === undefined) throw new Error('the drill has lost its scenario')
  return found
}
