import { FAILURES, REFUSALS, type Owner } from '../core/catalogue.ts'
import type { Confidence } from '../core/diagnosis-code.ts'
import type { Evidence } from '../core/evidence.ts'
import type { GatewayFacts } from '../probes/gateway-facts.ts'
import type { Observations } from '../probes/observations.ts'
import { ago, answersOf, certificateOf, factsOf, frontDoorOpen } from './seen.ts'
import { answersShown, makerIn } from './shown.ts'

/** A refusal of the catalogue, and who says that it came: an answer to a probe, live traffic, or the client's own text. */
export type Word = {
  readonly code: string
  readonly by: 'answer' | 'traffic' | 'told'
  readonly confidence: Confidence
  readonly evidence: readonly Evidence[]
}

/** Longer ago, a failure is history. */
export const RECENTLY: number = 600_000

/** All refusals, the strongest source first. */
export const wordsOf = (observations: Observations): readonly Word[] => [
  ...answered(observations),
  ...inTraffic(observations),
  ...toldWords(observations),
]

function answered(observations: Observations): readonly Word[] {
  const shown = answersShown(observations)
  const trusted = certificateOf(observations) === 'trusted' && !isOpenedOnTheWay(observations)
  return answersOf(observations).flatMap(({ code, to }, index): readonly Word[] => {
    // without a credential, being asked for one is what ought to happen
    if (code === undefined || (to !== 'deep' && /^(?:api|other)\.authentication$/.test(code))) return []
    const own = shown[index]
    return [{ code, by: 'answer', confidence: trusted ? 'certain' : 'likely', evidence: own === undefined ? [] : [own] }]
  })
}

/** Whoever opens connections on the way can answer in the target's place, with a certificate that is believed here. */
export function isOpenedOnTheWay(observations: Observations): boolean {
  const target = factsOf(observations, 'tls')?.target
  return target?.ok === true && makerIn(target.saw.chain) !== undefined
}

function inTraffic(observations: Observations): readonly Word[] {
  const gateway = factsOf(observations, 'gateway')
  if (gateway === undefined) return []
  const lanes = gateway.lanes.filter(({ health }) => health !== 'fit' && health !== 'ramping')
  return gateway.recent.failures
    .filter((failure) => isCurrent(observations, gateway, failure))
    .map(({ code, count, lastAt, requestId }) => {
      const lane = lanes.find((one) => one.code === code)
      return {
        code,
        by: 'traffic',
        confidence: lane !== undefined || count >= 3 ? 'certain' : 'likely',
        evidence: [
          { saw: 'traffic-failed', code, count, ago: ago(observations, lastAt), requestId },
          ...(lane === undefined ? [] : [{ saw: 'lane', name: lane.name, health: lane.health } as const]),
        ],
      }
    })
}

/** Nothing has come through since, and it is not long ago. */
function isCurrent(observations: Observations, { recent }: GatewayFacts, { lastAt }: { readonly lastAt: number }): boolean {
  return ago(observations, lastAt) < RECENTLY && lastAt > (recent.lastCompletedAt ?? 0)
}

/** What a client printed is worth something where the way is free: then it can only have come from the other end. */
function toldWords(observations: Observations): readonly Word[] {
  if (!frontDoorOpen(observations)) return []
  return (observations.told?.codes ?? []).map((code) => ({
    code,
    by: 'told',
    confidence: ownerOf(code) === 'account' ? 'likely' : 'possible',
    evidence: [{ saw: 'told', code }, ...answersShown(observations).slice(-1)],
  }))
}

/** Whose fault the catalogue calls it; undefined for codes it does not have. */
export const ownerOf = (code: string): Owner | undefined => {
  const entries: Readonly<Record<string, { readonly owner: Owner } | undefined>> = { ...REFUSALS, ...FAILURES }
  return Object.hasOwn(entries, code) ? entries[code]?.owner : undefined
}
