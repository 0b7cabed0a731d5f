import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seconds } from '../core/time.ts'
import { drillEn } from '../i18n/drill.en.ts'
import { drillJa } from '../i18n/drill.ja.ts'
import { explainProblem } from './explain-problem.ts'
import { namedScenarios, SCENARIO_NAMES } from './named-scenarios.ts'
import { findScenario, readScenario } from './scenario-file.ts'
import { parseScenario, timetableOf, withoutLeadIn, type Scenario } from './scenario.ts'

const meanwhile = (fault: unknown): unknown => ({ phases: [{ after: '1s', for: '1s', faults: [fault] }] })

function sentence(json: unknown): string {
  const parsed = parseScenario(json)
  assert.ok(!parsed.ok, 'it was taken')
  return explainProblem(parsed.problem, drillEn)
}

function scenarioOf(json: unknown): Scenario {
  const parsed = parseScenario(json)
  assert.ok(parsed.ok)
  return parsed.value
}

test('phases follow each other: each begins so long after the end of the one before', () => {
  const scenario = scenarioOf({
    phases: [
      {
        for: '5s',
        faults: [
          { kind: 'envoy-503', reason: 'overflow' },
          { kind: 'reset', probability: 0.5 },
        ],
      },
      { after: '1m30s', faults: [{ kind: 'silence', after: 'headers', pings: '250ms', flap: { period: '4s', down: '1s' } }] },
    ],
  })
  assert.deepEqual(timetableOf(scenario), {
    name: 'scenario',
    faults: [
      { from: 0, to: 5_000, fault: { kind: 'envoy-503', reason: 'overflow' } },
      { from: 0, to: 5_000, fault: { kind: 'reset', probability: 0.5 } },
      { from: 95_000, fault: { kind: 'silence', after: 'headers', pings: 250, flap: { period: 4_000, down: 1_000 } } },
    ],
  })
})

test('what a file leaves out is filled in: half a minute behind the last change, six sessions, nothing falsely complete', () => {
  const { length, load, assertions, seed, speed } = scenarioOf(meanwhile({ kind: 'reset' }))
  assert.deepEqual([length, load.map((one) => one.sessions), seed, speed], [seconds(32), [6], 1, 1])
  assert.deepEqual(assertions, { falselyCompleteAtMost: 0 })
})

test('without its lead-in a scenario begins with its trouble', () => {
  const scenario = withoutLeadIn(
    scenarioOf({
      phases: [
        { after: '2s', for: '3s' },
        { after: '1s', for: '4s', faults: [{ kind: 'reset' }] },
      ],
    }),
  )
  assert.deepEqual(timetableOf(scenario).faults, [{ from: 0, to: 4_000, fault: { kind: 'reset' } }])
  assert.equal(scenario.length, seconds(34))
  const calm = scenarioOf({ phases: [] })
  assert.equal(withoutLeadIn(calm), calm)
})

test('a mistake is told by where it is and what was expected', () => {
  const cases: readonly (readonly [json: unknown, says: RegExp])[] = [
    [[], /^scenario: expected an object with phases, got \[\]/],
    [{}, /^phases: expected a list of phases/],
    [{ phases: [], faults: [] }, /^scenario: there is no "faults" here/],
    [{ phases: [{ after: 5 }] }, /^phases\[0\]\.after: expected a length of time such as .* got 5\.$/],
    [{ phases: [{ after: 'soon' }] }, /^phases\[0\]\.after: expected a length of time/],
    [{ phases: [{ for: '0s' }] }, /^phases\[0\]\.for: expected a length of time/],
    [{ phases: [{}, { for: '1s' }] }, /^phases\[0\]\.for: expected a length of time, since only the last phase may stay/],
    [{ phases: [], load: [] }, /^load: expected a list of at least one load/],
    [
      { phases: [], load: [{ client: 'curl' }] },
      /^load\[0\]\.client: expected a kind of client \(claude-code, sdk\), got "curl"/,
    ],
    [{ phases: [], load: [{ sessions: 501 }] }, /^load\[0\]\.sessions: expected a whole number from 1 to 500, got 501/],
    [{ phases: [], speed: 0 }, /^speed: expected a number above 0, at most 100, got 0/],
    [{ phases: [], assertions: { lostAtMost: -1 } }, /^assertions\.lostAtMost: expected a whole number from 0 on, got -1/],
    [{ phases: [], assertions: { lost: 0 } }, /^assertions: there is no "lost" here/],
    [meanwhile(undefined), /^phases\[0\]\.faults\[0\]: expected an object with a kind/],
    [meanwhile({ kind: '503' }), /^phases\[0\]\.faults\[0\]\.kind: expected a kind of fault \(envoy-503, .*drip\), got "503"/],
    [meanwhile({ kind: 'api-error', status: 200 }), /\.status: expected an HTTP status from 400 to 599, got 200/],
    [meanwhile({ kind: 'cut', at: 'middle' }), /\.at: expected .*\(message-start, .*\), got "middle"/],
    [meanwhile({ kind: 'cut', at: -1 }), /\.at: expected/],
    [meanwhile({ kind: 'reset', probability: 2 }), /\.probability: expected a number above 0, at most 1/],
    [meanwhile({ kind: 'reset', match: { modle: 'x' } }), /\.match: there is no "modle" here/],
    [meanwhile({ kind: 'refused', probability: 0.5 }), /^phases\[0\]\.faults\[0\]: there is no "probability" here/],
    [meanwhile({ kind: 'reset', flap: { period: '1s', down: '2s' } }), /\.flap: expected an object with period and a shorter/],
    [meanwhile({ kind: 'envoy-503', headers: { 'a b': 'c' } }), /\.headers\.a b: expected a header name/],
    [meanwhile({ kind: 'envoy-503', headers: { a: 'b\nc' } }), /\.headers\.a: expected a header name/],
    [meanwhile({ kind: 'drip', bytes: 1, every: '0' }), /\.every: expected a length of time/],
    [meanwhile({ kind: 'edge-page', by: 'iis', status: 503 }), /\.by: expected .*\(nginx, cloudflare, alb\)/],
  ]
  for (const [json, says] of cases) assert.match(sentence(json), says)
})

test('the same mistake is told in Japanese', () => {
  const parsed = parseScenario({ phases: [{ after: 5 }] })
  assert.ok(!parsed.ok)
  assert.match(explainProblem(parsed.problem, drillJa), /^phases\[0\]\.after: "12s" や "250ms" のような時間を指定してください/)
})

test('a file is JSON with comments, and a mistake in it is told with its line', () => {
  const says = (text: string): string => {
    const read = readScenario(text, 'mine.jsonc')
    return read.ok ? 'taken' : explainProblem(read.problem, drillEn)
  }
  assert.equal(says('{ // one phase\n "phases": [{ "faults": [{ "kind": "reset" }] },] }'), 'taken')
  assert.equal(
    says('{\n  "phases": [\n    { "for": "soon" }\n  ]\n}'),
    'mine.jsonc, line 3, `phases[0].for`: expected a length of time such as "12s" or "250ms", got "soon".',
  )
  assert.equal(says('{\n  "phases": [],\n  "lod": []\n}'), 'mine.jsonc, line 3, `scenario`: there is no "lod" here.')
  assert.equal(says('{\n  "phases": ['), 'mine.jsonc, line 2, column 14: this is not JSON; expected a value.')
})

test('scenarios are found by name or by file, and what is not found is named', async (context) => {
  for (const name of ['outage', 'overload', 'flapping', 'half-dead', 'cut', 'drill', 'wall-14s', 'wall-4m34s', 'wall-14m21s']) {
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
  await writeFile(file, JSON.stringify(meanwhile({ kind: 'reset' })))
  assert.equal(await says(file), 'found')
  assert.match(await says(join(folder, 'none.json')), /none\.json cannot be read \(ENOENT\)/)
  assert.match(await says('outtage'), /no scenario "outtage"\. Known are .*outage/)
})

test('every scenario with a name says what it rehearses in both languages, and takes a minute and a half at most', () => {
  assert.equal(new Set(SCENARIO_NAMES).size, SCENARIO_NAMES.length)
  for (const { name, description, length, speed } of namedScenarios()) {
    assert.ok(description.en !== '' && description.ja !== '' && description.en !== description.ja, name)
    assert.ok(length / speed <= seconds(95), name)
  }
})
