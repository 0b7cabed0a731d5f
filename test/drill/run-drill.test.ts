import { suite, test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, seconds } from '../../src/core/time.ts'
import { runDrill, type DrilledGateway, type DrillOptions } from '../../src/drill/run-drill.ts'
import { parseScenario, type Scenario } from '../../src/drill/scenario.ts'
import { drillEn } from '../../src/i18n/drill.en.ts'
import { startProxy } from './passing-proxy.ts'

function scenarioOf(json: object): Scenario {
  const parsed = parseScenario(json)
  assert.ok(parsed.ok)
  return parsed.value
}

// The drill at a tenth of its length, with half of its sessions.
const SHORT = scenarioOf({
  name: 'short',
  speed: 10,
  length: '46s',
  phases: [
    { after: '3s', for: '8s', faults: [{ kind: 'envoy-503' }] },
    { after: '9s', for: '13s', faults: [{ kind: 'api-error', status: 529 }] },
  ],
  load: [{ sessions: 3 }],
})
const CALM = scenarioOf({ name: 'calm', length: '800ms', phases: [], load: [{ sessions: 3 }] })

type Run = { readonly code: number; readonly text: string }

async function drill(more: Partial<DrillOptions> & Pick<DrillOptions, 'startGateway'>): Promise<Run> {
  let text = ''
  const code = await runDrill({
    write: (piece) => {
      text += piece
    },
    width: 100,
    isTty: false,
    texts: drillEn,
    signal: new AbortController().signal,
    scenario: SHORT,
    grace: ms(2_000),
    ...more,
  })
  return { code, text }
}

/** A proxy of which one sees whether it was closed. */
function watchedProxy(): { closed: boolean; readonly start: DrillOptions['startGateway'] } {
  const watched = {
    closed: false,
    async start(upstream: string): Promise<DrilledGateway> {
      const proxy = await startProxy(upstream, { failures: 'pass' })
      const close = (): Promise<void> => {
        watched.closed = true
        return proxy.close()
      }
      return { ...proxy, close }
    },
  }
  return watched
}

function cells(text: string, row: string): readonly string[] {
  const line = text.split('\n').findLast((one) => one.startsWith(row)) ?? ''
  return line
    .slice(row.length)
    .trim()
    .split(/\s{2,}/)
}

function resultTests(): void {
  test('shows what a gateway that waits saves, and ends with 0', async () => {
    const { code, text } = await drill({ startGateway: (upstream) => startProxy(upstream, { failures: 'wait' }) })
    assert.equal(code, 0, text)
    const [direct, gateway] = cells(text, 'turns lost')
    assert.ok(Number(direct) >= 1, text)
    assert.equal(gateway, '0')
    assert.match(text, /Through Holdfast no turn was lost\. Straight at the provider, \d+ turns were lost\./)
    assert.ok(
      cells(text, 'turns finished').every((count) => Number(count) >= 3),
      text,
    )
    assert.ok(
      cells(text, 'requests to the provider').every((count) => Number(count) > 10),
      text,
    )
    for (const fault of ['503 no healthy upstream', '529 overloaded_error']) {
      for (const back of cells(text, `all at work again after ${fault}`)) assert.match(back, /^\d\.\d s$/, text)
    }
  })

  test('ends with 1 when the gateway lost a turn', async () => {
    const { code, text } = await drill({ startGateway: (upstream) => startProxy(upstream, { failures: 'pass' }) })
    assert.equal(code, 1)
    assert.match(text, /Through Holdfast, \d+ turns were lost\. There should have been none\./)
  })

  test('a turn that never ends counts as lost', async () => {
    const silent = { url: 'http://127.0.0.1:9', state: () => Promise.resolve({}), close: () => Promise.resolve() }
    const { code, text } = await drill({ scenario: CALM, grace: ms(200), startGateway: () => Promise.resolve(silent) })
    assert.equal(code, 1)
    assert.equal(cells(text, 'turns lost')[1], '3')
  })
}

function courseTests(): void {
  test('draws one table in place on a terminal, and lines elsewhere', async () => {
    const scenario = { ...SHORT, length: seconds(15), phases: SHORT.phases.slice(0, 1) }
    const startGateway: DrillOptions['startGateway'] = (upstream) => startProxy(upstream, { failures: 'wait' })
    const drawn = await drill({ scenario, startGateway, isTty: true })
    const redraws = drawn.text.split('\u001B[').length - 1
    assert.ok(redraws >= 8, `${redraws} redraws`)
    assert.match(drawn.text, /straight: Retrying in \d s \(attempt \d\)/)
    const plain = await drill({ scenario, startGateway })
    assert.ok(!plain.text.includes('\u001B'))
    assert.match(plain.text, /^0 s \| Provider: working \| straight: /m)
  })

  test('--stay says how to point a client at it, and keeps everything up until it is ended', async () => {
    const end = new AbortController()
    const scenario = { ...CALM, length: ms(100) }
    const greet = async (gateway: string): Promise<void> => {
      const answer = await fetch(`${gateway}/api/hello`)
      assert.ok(answer.ok && !watched.closed)
      end.abort(new Error('Ctrl-C'))
    }
    let text = ''
    const watched = watchedProxy()
    const write = (piece: string): void => {
      text += piece
      const gateway = /ANTHROPIC_BASE_URL=(\S+)/.exec(piece)?.[1]
      if (gateway !== undefined) void greet(gateway)
    }
    const { code } = await drill({ scenario, stay: true, signal: end.signal, write, startGateway: watched.start })
    assert.deepEqual([code, watched.closed], [0, true])
    assert.match(text, /_drill\/faults/)
  })

  test('ended early it closes what it started and shows what was seen so far', async () => {
    const end = new AbortController()
    const watched = watchedProxy()
    setTimeout(() => end.abort(new Error('Ctrl-C')), 200)
    const { code, text } = await drill({ signal: end.signal, startGateway: watched.start })
    assert.deepEqual([code, watched.closed], [130, true])
    assert.match(text, /turns finished +\d+ +\d+\n/)
    assert.match(text, /ended early: these are figures so far/)
  })
}

// Side by side: each of them has to wait for real faults to pass.
void suite('holdfast drill', { concurrency: true }, () => {
  resultTests()
  courseTests()
})
