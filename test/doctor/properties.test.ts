import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { CONFIDENCES, type Confidence } from '../../src/core/diagnosis-code.ts'
import { CHECK_NAMES } from '../../src/core/evidence.ts'
import { checksOf } from '../../src/doctor/checks.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import type { Conclusion } from '../../src/doctor/diagnosis.ts'
import { notTested } from '../../src/doctor/not-tested.ts'
import { statusWord } from '../../src/doctor/rules/status.ts'
import { answersOf, codeIn, factsOf, failed, worked } from '../../src/doctor/seen.ts'
import type { DnsFacts, ProbeId } from '../../src/probes/facts.ts'
import type { Observations, Outcome } from '../../src/probes/observations.ts'
import { observed } from './observations.ts'
import { ROWS } from './rows.ts'

const rank = (confidence: Confidence): number => CONFIDENCES.indexOf(confidence)
const RUNS = { numRuns: 3000, seed: 20261122 }

const anyEnding = fc.constantFrom<Outcome<never>>(
  { is: 'timed-out', millis: 5800 },
  { is: 'crashed', millis: 3, error: 'TypeError: boom' },
  { is: 'skipped', why: 'not-asked' },
  { is: 'skipped', why: 'offline' },
  { is: 'skipped', why: 'not-here' },
)
const anySeen = fc.constantFrom(...ROWS.map(({ seen }) => observed(seen)), observed())

/** Each probe as one row or another saw it, or gone: most of it contradicts itself, as real machines do. */
const anyObservations: fc.Arbitrary<Observations> = fc
  .record({
    base: anySeen,
    parts: fc.array(fc.tuple(fc.constantFrom(...CHECK_NAMES), anySeen), { maxLength: 4 }),
    gaps: fc.array(fc.tuple(fc.constantFrom(...CHECK_NAMES), anyEnding), { maxLength: 8 }),
    told: fc.constantFrom(undefined, 'api.overloaded', 'envoy.no-healthy-upstream', 'path.dns-not-found', 'api.plan-limit'),
  })
  .map(({ base, parts, gaps, told }) => ({
    ...base,
    told: told === undefined ? undefined : { codes: [told], text: '' },
    probes: {
      ...base.probes,
      ...Object.fromEntries(parts.map(([id, other]) => [id, other.probes[id]])),
      ...Object.fromEntries(gaps),
    },
  }))

/** The provider's own word: an answer, a certificate, its status page, its zone with signatures, or two ways that both failed. */
const GROUNDS: readonly ((observations: Observations) => boolean)[] = [
  (observations) => answersOf(observations).length > 0,
  (observations) => worked(factsOf(observations, 'tls')?.target),
  (observations) => ['incident', 'minor'].includes(statusWord(observations)),
  (observations) => (factsOf(observations, 'gateway')?.recent.failures ?? []).length > 0,
  (observations) => isZoneRejected(factsOf(observations, 'dns')),
  (observations) => failed(factsOf(observations, 'tcp')?.asPrograms) && failed(factsOf(observations, 'proxy')?.otherWay?.tried),
]

/** By the network's resolver and by a public one, which have nothing to do with each other; and unchecked it is there. */
function isZoneRejected(dns: DnsFacts | undefined): boolean {
  if (dns === undefined || !worked(dns.unvalidated)) return false
  const rejecting = [...dns.servers, ...dns.public.filter(({ by }) => by === 'https')].filter(
    ({ a }) => codeIn(a) === 'ESERVFAIL',
  )
  return rejecting.length > 1
}

test('nobody blames the provider without its own answer, its status page or two ways that failed', () => {
  fc.assert(
    fc.property(anyObservations, (observations) => {
      const { secondary, ...first } = diagnose(observations)
      const blaming = [first, ...secondary].filter(({ owner }) => owner === 'provider')
      assert.ok(blaming.length === 0 || GROUNDS.some((holds) => holds(observations)), JSON.stringify(blaming))
    }),
    RUNS,
  )
})

test('the words of a client alone, with everything unknown, blame nobody', () => {
  const ended = Object.fromEntries(CHECK_NAMES.map((id) => [id, 'timed-out' as const]))
  for (const code of ['api.overloaded', 'envoy.no-healthy-upstream', 'api.plan-limit', 'path.dns-not-found']) {
    const { code: concluded, owner, evidence } = diagnose(observed({ told: { codes: [code] }, ended }))
    assert.deepEqual({ concluded, owner }, { concluded: 'CANNOT_TELL', owner: 'unknown' })
    assert.ok(evidence.some((item) => item.saw === 'told' && item.code === code))
  }
})

const without = (observations: Observations, id: ProbeId): Observations => ({
  ...observations,
  probes: { ...observations.probes, [id]: { is: 'timed-out', millis: 5800 } },
})

test('a probe that times out never makes the same conclusion surer', () => {
  fc.assert(
    fc.property(anyObservations, fc.constantFrom(...CHECK_NAMES), (observations, id) => {
      const before = diagnose(observations)
      const after = diagnose(without(observations, id))
      for (const one of [after, ...after.secondary]) {
        const same = [before, ...before.secondary].find((other) => other.code === one.code && other.owner === one.owner)
        if (same !== undefined) assert.ok(rank(one.confidence) <= rank(same.confidence), `${one.code} without ${id}`)
      }
    }),
    RUNS,
  )
})

test('a row with a probe less is never another fault for certain', () => {
  const wrong = ROWS.flatMap(({ row, seen }) => {
    const whole = observed(seen)
    const before = diagnose(whole)
    const known = new Set([before, ...before.secondary].map(({ code }: Conclusion) => code))
    return CHECK_NAMES.flatMap((id) => {
      const after = diagnose(without(whole, id))
      const other = !known.has(after.code) && after.gravity === 'stops' && after.confidence === 'certain'
      return other ? [`${row} without ${id}: ${after.code} in place of ${before.code}`] : []
    })
  })
  assert.deepEqual(wrong, [])
})

test('nothing is concluded from probes that all gave nothing, and nothing throws', () => {
  fc.assert(
    fc.property(fc.array(anyEnding, { minLength: CHECK_NAMES.length, maxLength: CHECK_NAMES.length }), (endings) => {
      const probes = Object.fromEntries(CHECK_NAMES.map((id, index) => [id, endings[index]])) as Observations['probes']
      const observations = { ...observed(), probes }
      assert.equal(diagnose(observations).code, 'CANNOT_TELL')
      assert.ok(checksOf(observations).every(({ state }) => state === 'skip' || state === 'unknown'))
    }),
  )
})

test('whatever was seen gives a diagnosis, a row for each check, and the same again', () => {
  fc.assert(
    fc.property(anyObservations, (observations) => {
      const diagnosis = diagnose(observations)
      assert.deepEqual(diagnose(observations), diagnosis)
      assert.deepEqual(
        checksOf(observations).map(({ id }) => id),
        [...CHECK_NAMES],
      )
      assert.ok(new Set(notTested(observations)).size === notTested(observations).length)
      assert.ok(!diagnosis.secondary.some(({ code }) => code === diagnosis.code))
    }),
    RUNS,
  )
})
