import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ms, seconds } from '../core/time.ts'
import { drillEn } from '../i18n/drill.en.ts'
import { drillJa } from '../i18n/drill.ja.ts'
import { explainProblem } from './explain-problem.ts'
import type { Fault } from './fault.ts'
import { findScenario, SCENARIO_NAMES } from './named-scenarios.ts'
import { activeAt, nextChange, parseScenario, type Scenario } from './scenario.ts'

const timed = (fault: unknown): unknown => ({ faults: [{ from: '1s', to: '2s', fault }] })

function sentence(json: unknown): string {
  const parsed = parseScenario(json)
  assert.ok(!parsed.ok, 'it was taken')
  return explainProblem(parsed.problem, drillEn)
}

test('a scenario file says when and what, times with their unit', () => {
  const parsed = parseScenario({
    faults: [
      { to: '5s', fault: { kind: 'envoy-503', reason: 'overflow' } },
      { from: '1m30s', fault: { kind: 'silence', after: 'headers', pings: '250ms', flap: { period: '4s', down: '1s' } } },
    ],
  })
  assert.deepEqual(parsed, {
    ok: true,
    value: {
      name: 'scenario',
      faults: [
        { from: 0, to: 5_000, fault: { kind: 'envoy-503', reason: 'overflow' } },
        { from: 90_000, fault: { kind: 'silence', after: 'headers', pings: 250, flap: { period: 4_000, down: 1_000 } } },
      ],
    },
  })
})

test('a mistake is told by where it is and what was expected', () => {
  const cases: readonly (readonly [json: unknown, says: RegExp])[] = [
    [[], /^scenario: expected an object with faults, got \[\]/],
    [{}, /^faults: expected a list of faults/],
    [{ faults: [], speed: 2 }, /^scenario: there is no "speed" here/],
    [{ faults: [{ from: 5, fault: { kind: 'reset' } }] }, /^faults\[0\]\.from: expected a length of time such as .* got 5\.$/],
    [{ faults: [{ from: 'soon', fault: { kind: 'reset' } }] }, /^faults\[0\]\.from: expected a length of time/],
    [{ faults: [{ from: '5s', to: '5s', fault: { kind: 'reset' } }] }, /^faults\[0\]\.to: expected a time after from, got "5s"/],
    [{ faults: [{ from: '5s' }] }, /^faults\[0\]\.fault: expected an object with a kind/],
    [timed({ kind: '503' }), /^faults\[0\]\.fault\.kind: expected a kind of fault \(envoy-503, .*drip\), got "503"/],
    [timed({ kind: 'api-error', status: 200 }), /^faults\[0\]\.fault\.status: expected an HTTP status from 400 to 599, got 200/],
    [timed({ kind: 'cut', at: 'middle' }), /^faults\[0\]\.fault\.at: expected .*\(message-start, .*\), got "middle"/],
    [timed({ kind: 'cut', at: -1 }), /^faults\[0\]\.fault\.at: expected/],
    [timed({ kind: 'reset', probability: 2 }), /^faults\[0\]\.fault\.probability: expected a number above 0, at most 1/],
    [timed({ kind: 'reset', match: { modle: 'x' } }), /^faults\[0\]\.fault\.match: there is no "modle" here/],
    [timed({ kind: 'refused', probability: 0.5 }), /^faults\[0\]\.fault: there is no "probability" here/],
    [
      timed({ kind: 'reset', flap: { period: '1s', down: '2s' } }),
      /^faults\[0\]\.fault\.flap: expected an object with period and a shorter/,
    ],
    [timed({ kind: 'envoy-503', headers: { 'a b': 'c' } }), /^faults\[0\]\.fault\.headers\.a b: expected a header name/],
    [timed({ kind: 'envoy-503', headers: { a: 'b\nc' } }), /^faults\[0\]\.fault\.headers\.a: expected a header name/],
    [timed({ kind: 'drip', bytes: 1, every: '0' }), /^faults\[0\]\.fault\.every: expected a length of time/],
    [timed({ kind: 'edge-page', by: 'iis', status: 503 }), /^faults\[0\]\.fault\.by: expected .*\(nginx, cloudflare, alb\)/],
  ]
  for (const [json, says] of cases) assert.match(sentence(json), says)
})

test('the same mistake is told in Japanese', () => {
  const parsed = parseScenario({ faults: [{ from: 5, fault: { kind: 'reset' } }] })
  assert.ok(!parsed.ok)
  assert.match(explainProblem(parsed.problem, drillJa), /^faults\[0\]\.from: "12s" や "250ms" のような時間を指定してください/)
})

test('scenarios are found by name or by file, and what is not found is named', async (context) => {
  for (const name of ['outage', 'overload', 'flapping', 'half-dead', 'cut', 'drill']) {
    assert.ok(SCENARIO_NAMES.includes(name))
    const found = await findScenario(name)
    assert.ok(found.ok && found.value.name === name)
  }
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-scenario-'))
  context.after(() => rm(folder, { recursive: true }))
  const says = async (name: string): Promise<string> => {
    const found = await findScenario(name)
    return found.ok ? 'found' : explainProblem(found.problem, drillEn)
  }
  const file = join(folder, 'mine.json')
  await writeFile(file, JSON.stringify({ faults: [{ fault: { kind: 'reset' } }] }))
  assert.equal(await says(file), 'found')
  await writeFile(file, '{"faults": [')
  assert.match(await says(file), /mine\.json is not JSON/)
  assert.match(await says(join(folder, 'none.json')), /none\.json cannot be read \(ENOENT\)/)
  assert.match(await says('outtage'), /no scenario "outtage"\. Known are .*outage/)
})

const RESET: Fault = { kind: 'reset' }
const FLAPPING: Fault = { kind: 'refused', flap: { period: seconds(4), down: seconds(1) } }

test('a fault holds from its beginning to before its end', () => {
  const scenario: Scenario = { name: 'x', faults: [{ from: seconds(1), to: seconds(2), fault: RESET }] }
  const at = (millis: number): number => activeAt(scenario, ms(millis)).length
  assert.deepEqual([at(999), at(1_000), at(1_999), at(2_000)], [0, 1, 1, 0])
})

test('a flapping fault is down at the beginning of each of its periods', () => {
  const scenario: Scenario = { name: 'x', faults: [{ from: seconds(10), to: seconds(20), fault: FLAPPING }] }
  const down = Array.from({ length: 22 }, (_, second) => activeAt(scenario, seconds(second)).length)
  assert.deepEqual(
    down.flatMap((count, second) => (count > 0 ? [second] : [])),
    [10, 14, 18],
  )
})

test('between two changes nothing changes', () => {
  const scenario: Scenario = {
    name: 'x',
    faults: [
      { from: seconds(2), to: seconds(5), fault: RESET },
      { from: seconds(10), to: seconds(20), fault: FLAPPING },
    ],
  }
  const changes: number[] = []
  for (let at = nextChange(scenario, ms(0)); at !== undefined; at = nextChange(scenario, at)) changes.push(at / 1000)
  assert.deepEqual(changes, [2, 5, 10, 11, 14, 15, 18, 19, 20])
})
