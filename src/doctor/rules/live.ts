import type { Evidence } from '../../core/evidence.ts'
import type { GatewayFacts } from '../../probes/gateway-facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { ago, factsOf, frontDoorOpen, told, wayOf } from '../seen.ts'
import { completedShown, controlShown, proxyShown } from '../shown.ts'
import { isOpenedOnTheWay, RECENTLY, wordsOf } from '../words.ts'
import { silentOwner } from './answers.ts'
import { statusShown } from './status.ts'

// What only live traffic can show: it takes longer than a person waits for doctor.

type Cut = GatewayFacts['recent']['cuts'][number]

const cutsOf = (observations: Observations): readonly Cut[] =>
  (factsOf(observations, 'gateway')?.recent.cuts ?? []).filter(({ at }) => ago(observations, at) < 3 * RECENTLY)

/** Sleep breaks every connection; nothing needs mending. */
const woke: Rule = (observations) => {
  const at = factsOf(observations, 'gateway')?.recent.wokeAt
  const explains = at !== undefined && ago(observations, at) < RECENTLY && brokeAround(observations, at)
  const saidSo = /(?:went to sleep|スリープ)/i.test(observations.told?.text ?? '')
  if (!(explains || saidSo) || !frontDoorOpen(observations)) return undefined
  return finding('WOKE_FROM_SLEEP', {
    confidence: explains ? 'certain' : 'likely',
    evidence: [
      ...(at === undefined ? [] : [{ saw: 'woke', ago: ago(observations, at) } as const]),
      ...told(observations, (code) => code === 'client.slept'),
      ...completedShown(observations),
    ],
    fixes: ['hold-with-gateway'],
  })
}

function brokeAround(observations: Observations, at: number): boolean {
  const recent = factsOf(observations, 'gateway')?.recent
  const ends = [...(recent?.failures ?? []).map(({ lastAt }) => lastAt), ...(recent?.cuts ?? []).map((one) => one.at)]
  return ends.some((one) => Math.abs(one - at) < AROUND_WAKING)
}

const AROUND_WAKING = 90_000

/** Cuts at one and the same age are made by a timer on the way: no server breaks so regularly. */
const timedCut: Rule = (observations) => {
  const cuts = cutsOf(observations)
  const after = sameAge(cuts)
  if (after === undefined) return undefined
  const proxied = wayOf(observations) === 'proxy'
  return finding(proxied ? 'PROXY_IDLE_CUT' : 'IDLE_KILL', {
    confidence: cuts.length >= 3 ? 'likely' : 'possible',
    evidence: [
      { saw: 'cuts', count: cuts.length, after, ages: 'same' },
      ...proxyShown(observations),
      ...completedShown(observations),
    ],
    wouldChange: ['other-network-works', 'works-without-proxy'],
    fixes: proxied ? ['ask-proxy-admin', 'hold-with-gateway'] : ['keep-alive', 'other-network', 'hold-with-gateway'],
    against: ['proxy'],
  })
}

/** @returns the age in milliseconds; undefined when they differ, or there are too few to say */
function sameAge(cuts: readonly Cut[]): number | undefined {
  const ages = cuts.map(({ afterMillis }) => afterMillis).toSorted((one, other) => one - other)
  const [least, most, middle] = [ages[0], ages.at(-1), ages[Math.floor(ages.length / 2)]]
  if (least === undefined || most === undefined || middle === undefined || ages.length < 2) return undefined
  return least >= SHORTEST_TIMER && most - least <= middle * 0.15 ? middle : undefined
}

/** Nobody sets a timer on idle connections below this. */
const SHORTEST_TIMER = 10_000

/** Somebody between waits until an answer is complete: long ones come in one piece, or do not even begin in time. */
const buffered: Rule = (observations) => {
  const proxied = wayOf(observations) === 'proxy' || isOpenedOnTheWay(observations)
  const evidence = [...neverBegan(observations), ...cameAtOnce(observations)]
  if (evidence.length === 0 || !(proxied || !observations.target.official) || !frontDoorOpen(observations)) return undefined
  return finding('STREAM_BUFFERED', {
    owner: proxied ? 'network' : 'gateway',
    gravity: neverBegan(observations).length > 0 ? 'stops' : 'degrades',
    confidence: 'possible',
    evidence: [...evidence, ...proxyShown(observations)],
    wouldChange: proxied ? ['works-without-proxy', 'fresh-answer-is-whole'] : ['fresh-answer-is-whole'],
    fixes: [proxied ? 'ask-proxy-admin' : 'ask-gateway-admin'],
  })
}

/** The answer begins and no event comes, though the front door answers at once. */
const neverBegan = (observations: Observations): readonly Evidence[] =>
  wordsOf(observations).find(({ code, by }) => code === 'path.silent-first-event' && by === 'traffic')?.evidence ?? []

/** Every long answer: of a model one or the other may be silent for long, and then say a word. */
function cameAtOnce(observations: Observations): readonly Evidence[] {
  const { long, atOnce, longestMillis } = factsOf(observations, 'gateway')?.recent.streamed ?? {
    long: 0,
    atOnce: 0,
    longestMillis: 0,
  }
  return long >= ENOUGH_ANSWERS && atOnce === long ? [{ saw: 'at-once', count: atOnce, longest: longestMillis }] : []
}

const ENOUGH_ANSWERS = 3

const STALLS = /^(?:answer\.silent|path\.silent-(?:first-event|headers))$/
const CUTS = /^(?:answer\.(?:cut|empty|not-an-answer)|path\.(?:reset|closed-before-headers))$/

const stalled: Rule = (observations) => broken(observations, 'STREAM_STALLED')
const cut: Rule = (observations) => broken(observations, 'STREAM_CUT')

function broken(observations: Observations, code: 'STREAM_STALLED' | 'STREAM_CUT'): ReturnType<Rule> {
  const stalls = code === 'STREAM_STALLED'
  const word = wordsOf(observations).find((one) => (stalls ? STALLS : CUTS).test(one.code))
  const cuts = cutsOf(observations).filter(({ by }) => (by === 'silence') === stalls)
  if ((word === undefined && cuts.length < 2) || !frontDoorOpen(observations)) return undefined
  const owner = silentOwner(observations)
  return finding(code, {
    owner,
    confidence: owner === 'unknown' ? 'possible' : 'likely',
    evidence: [
      ...agesOf(cuts),
      ...(word?.evidence ?? []),
      ...controlShown(observations),
      ...(owner === 'provider' ? statusShown(observations) : []),
    ],
    wouldChange: ['other-network-works', 'status-page-names-incident'],
    fixes: ['hold-with-gateway', 'other-network', 'watch'],
  })
}

const agesOf = (cuts: readonly Cut[]): readonly Evidence[] =>
  cuts.length < 2
    ? []
    : [{ saw: 'cuts', count: cuts.length, after: Math.max(...cuts.map(({ afterMillis }) => afterMillis)), ages: 'different' }]

export const LIVE_RULES: readonly Rule[] = [woke, timedCut, buffered, stalled, cut]

/** What happened is over, or was said and cannot be seen any more. */
const before: Rule = (observations) => {
  const codes = observations.told?.codes ?? []
  const recent = factsOf(observations, 'gateway')?.recent
  const failures = (recent?.failures ?? []).slice(0, 2).map(({ code, count, lastAt, requestId }): Evidence => ({
    saw: 'traffic-failed',
    code,
    count,
    ago: ago(observations, lastAt),
    requestId,
  }))
  const offline = recent?.offlineAt
  const evidence: readonly Evidence[] = [
    ...codes.map((code) => ({ saw: 'told', code }) as const),
    ...failures,
    ...(offline === undefined ? [] : [{ saw: 'offline', ago: ago(observations, offline) } as const]),
  ]
  if (evidence.length === 0 || !frontDoorOpen(observations)) return undefined
  return finding('SEEN_BEFORE', {
    confidence: 'possible',
    evidence,
    wouldChange: ['client-fails-again'],
    fixes: ['watch', 'ask-again'],
  })
}

export const HISTORY_RULES: readonly Rule[] = [before]
