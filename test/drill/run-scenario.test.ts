import { suite, test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, seconds } from '../../src/core/time.ts'
import { resultJson, runScenario, type ScenarioOptions, type ScenarioRun } from '../../src/drill/run-scenario.ts'
import { parseScenario } from '../../src/drill/scenario.ts'
import { drillReportIn, drillTextsIn } from '../../src/i18n/drill.ts'
import { startProxy } from './passing-proxy.ts'

const parsed = parseScenario({
  name: 'short',
  length: '20s',
  speed: 10,
  phases: [{ after: '3s', for: '5s', faults: [{ kind: 'api-error', status: 529 }] }],
  load: [{ sessions: 2 }, { sessions: 1, streaming: false }, { client: 'sdk', sessions: 1 }],
  assertions: { lostAtMost: 0, finishedAtLeast: 10, recoveryWithin: '10s' },
})

type Ran = ScenarioRun & { readonly text: string; readonly speeds: readonly number[] }

async function run(failures: 'pass' | 'wait', more: Partial<ScenarioOptions> = {}): Promise<Ran> {
  assert.ok(parsed.ok)
  const speeds: number[] = []
  let text = ''
  const ran = await runScenario({
    scenario: parsed.value,
    write: (piece) => {
      text += piece
    },
    width: 200,
    isTty: false,
    texts: drillTextsIn('en'),
    report: drillReportIn('en'),
    signal: new AbortController().signal,
    grace: ms(500),
    startGateway: async (upstream, { clock }) => {
      const before = [clock.now(), performance.now()] as const
      const proxy = await startProxy(upstream, { failures })
      const close = async (): Promise<void> => {
        speeds.push((clock.now() - before[0]) / (performance.now() - before[1]))
        await proxy.close()
      }
      return { ...proxy, close }
    },
    ...more,
  })
  return { ...ran, text, speeds }
}

// Side by side: each of them has to wait for real faults to pass.
void suite('a scenario', { concurrency: true }, () => {
  test('that a waiting gateway serves keeps its assertions, in the time of the scenario', async () => {
    const { exitCode, rehearsed, judged, text, speeds } = await run('wait')
    assert.equal(exitCode, 0, text)
    assert.ok(judged.every(({ state }) => state === 'kept'))
    assert.ok((rehearsed.sides.direct?.lost ?? 0) > 0, text)
    assert.ok(rehearsed.elapsed >= seconds(20) && rehearsed.elapsed < seconds(26), String(rehearsed.elapsed))
    assert.ok(Math.abs((speeds[0] ?? 0) - 10) < 0.5, `the gateway lived at ${speeds[0]}`)
    assert.match(text, /All 4 assertions were kept\.\n$/)
    assert.match(text, /^ {2}straight .*!/m)
  })

  test('that a gateway fails breaks an assertion: exit code 1, with the figures and their reason', async () => {
    const { exitCode, rehearsed, text } = await run('pass')
    assert.equal(exitCode, 1, text)
    assert.match(text, /BROKEN +turns lost: at most 0 +straight \d+, through Holdfast [1-9]/)
    assert.ok((rehearsed.sides.gateway?.because['overloaded-thrice'] ?? 0) > 0)
  })

  test('that is ended early shows what was seen so far and judges nothing', async () => {
    const end = new AbortController()
    setTimeout(() => end.abort(new Error('Ctrl-C')), 700)
    const { exitCode, rehearsed, judged, text } = await run('wait', { signal: end.signal })
    assert.equal(exitCode, 130)
    assert.ok(judged.length > 0 && judged.every(({ state }) => state === 'not-measured'))
    assert.ok((rehearsed.sides.gateway?.finished ?? 0) > 0)
    assert.match(text, /turns finished +\d+ +\d+\n/)
    assert.match(text, /ended early: these are figures so far/)
  })

  test('gives programs plain figures', async () => {
    assert.ok(parsed.ok)
    const { rehearsed, judged } = await run('wait', { scenario: { ...parsed.value, length: seconds(5), phases: [] }, seed: 9 })
    const json = JSON.parse(JSON.stringify(resultJson(rehearsed, judged))) as Record<string, unknown>
    assert.deepEqual(
      [json['scenario'], json['seed'], json['speed'], json['length'], json['ended']],
      ['short', 9, 10, 5_000, 'whole'],
    )
    assert.deepEqual(Object.keys(json['sides'] as object), ['direct', 'gateway'])
  })
})
