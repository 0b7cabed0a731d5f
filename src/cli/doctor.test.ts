import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { CHECK_NAMES } from '../core/evidence.ts'
import { ms, seconds } from '../core/time.ts'
import { readReplay } from '../doctor/replay.ts'
import type { Probes } from '../doctor/run.ts'
import { textsIn } from '../i18n/index.ts'
import type { Observations } from '../probes/observations.ts'
import type { Context } from './context.ts'
import type { DoctorFlags } from './doctor-flags.ts'
import { practise } from './doctor.ts'

const GOLDEN = new URL('../../test/doctor/golden/', import.meta.url)

function observed(name: string): Observations {
  const result = readReplay(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8'))
  assert.ok(result.ok)
  return result.observations
}

/** Probes that see what was seen once; a row that was not seen crashes here. */
function probesOf(observations: Observations): Probes {
  const probes = CHECK_NAMES.map((id) => {
    const outcome = observations.probes[id]
    const measure = async (): Promise<unknown> => (outcome.is === 'seen' ? outcome.facts : assert.fail('nothing was seen'))
    return [id, { id, within: seconds(3), measure }]
  })
  return Object.fromEntries(probes) as Probes
}

type Visited = {
  readonly exitCode: Promise<number>
  readonly shown: () => string
  readonly notes: readonly string[]
  readonly clock: VirtualClock
  readonly interrupt: () => void
}

/** @param rounds what is seen in each look, the last one for ever */
function visit(
  flags: DoctorFlags,
  rounds: readonly string[],
  terminal?: { readonly columns: number; readonly rows: number },
): Visited {
  const clock = new VirtualClock()
  const notes: string[] = []
  const interrupting = new AbortController()
  let shown = ''
  let looks = 0
  const context: Context = {
    surroundings: {
      env: { LANG: 'C.UTF-8', NO_COLOR: '1', HOLDFAST_DATA_DIR: '/nonexistent' },
      home: '/nonexistent',
      platform: 'linux',
      cwd: '/nonexistent',
      readText: () => '',
    },
    language: 'en',
    texts: textsIn('en'),
    entries: { node: '', main: '', statusLine: '' },
    say: () => undefined,
    note: (line) => notes.push(line),
  }
  const exitCode = practise(flags, context, {
    clock,
    probes: async () => probesOf(observed(rounds[Math.min(looks++, rounds.length - 1)] ?? '')),
    write: (text) => (shown += text),
    read: () => Promise.resolve('API Error: 529 Overloaded'),
    terminal,
    signal: interrupting.signal,
  })
  return { exitCode, shown: () => shown, notes, clock, interrupt: () => interrupting.abort(new Error('interrupted')) }
}

/** Files are read for real before the clock is asked again. */
async function noted({ notes, clock }: Visited, count: number): Promise<void> {
  for (let turn = 0; notes.length < count; turn++) {
    assert.ok(turn < 2000, `only ${notes.length} notes: ${notes.join(' / ')}`)
    await clock.advance(ms(0))
  }
}

test('an examination ends with the exit code of its diagnosis', async () => {
  assert.equal(await visit({}, ['healthy']).exitCode, 0)
  assert.equal(await visit({}, ['provider-503']).exitCode, 1)
  assert.equal(await visit({ check: ['settings'] }, ['healthy']).exitCode, 3)
})

test('a probe that crashes is a row, and the rest of the page is there', async () => {
  const { exitCode, shown } = visit({}, ['cannot-tell'])
  assert.equal(await exitCode, 3)
  assert.match(shown(), /nothing was seen/)
})

test('--error starts from what the client said, out of standard input too; what is not known is said', async () => {
  const said = visit({ error: '-' }, ['healthy'])
  assert.equal(await said.exitCode, 1)
  assert.match(said.shown(), /What the client showed comes from the provider/)
  assert.deepEqual(said.notes, [])
  const odd = visit({ error: 'it hurts' }, ['healthy'])
  assert.equal(await odd.exitCode, 0)
  assert.match(odd.notes.join(), /not known here/)
  await assert.rejects(visit({ error: ' ' }, ['healthy']).exitCode, /--error/)
})

test('--watch looks again until all is well, less and less often, and shows what has changed', async () => {
  const visited = visit({ watch: true }, ['provider-503', 'provider-503', 'healthy'])
  const { clock, notes, shown, exitCode } = visited
  await noted(visited, 1)
  const first = shown()
  await clock.advance(seconds(9.9))
  assert.equal(notes.length, 1)
  await clock.advance(seconds(0.1))
  await noted(visited, 3)
  assert.equal(shown(), first, 'the same page twice')
  await clock.advance(seconds(15))
  assert.equal(await exitCode, 0)
  assert.ok(shown().length > first.length)
  assert.match(notes.at(-1) ?? '', /^All is well again, 25 s after/)
})

test('--watch looks again soon where a network wants a sign-in', async () => {
  const visited = visit({ watch: true }, ['captive-portal', 'healthy'])
  await noted(visited, 1)
  assert.match(visited.notes[0] ?? '', /in 2 s/)
  await visited.clock.advance(seconds(2))
  assert.equal(await visited.exitCode, 0)
})

test('--watch that is interrupted while it waits ends with 130', async () => {
  const visited = visit({ watch: true }, ['provider-503'])
  await noted(visited, 1)
  visited.interrupt()
  assert.equal(await visited.exitCode, 130)
  assert.equal(visited.clock.pending, 0)
})

test('on a terminal with room for it the page is redrawn in place; elsewhere nothing is', async () => {
  const tall = visit({}, ['healthy'], { columns: 80, rows: 40 })
  await tall.exitCode
  assert.ok(tall.shown().includes('\u001B['))
  const low = visit({}, ['healthy'], { columns: 80, rows: 10 })
  await low.exitCode
  assert.ok(!low.shown().includes('\u001B'))
  assert.equal(low.notes.length, 1)
  const file = visit({}, ['healthy'])
  await file.exitCode
  assert.ok(!file.shown().includes('\u001B'))
  assert.deepEqual(file.notes, [])
})

test('with --json there is one object and nothing else', async () => {
  const { exitCode, shown, notes } = visit({ json: true }, ['healthy'], { columns: 80, rows: 40 })
  await exitCode
  const { verdict, checks } = JSON.parse(shown()) as {
    readonly verdict: { readonly code: string }
    readonly checks: readonly unknown[]
  }
  assert.equal(verdict.code, 'HEALTHY')
  assert.equal(checks.length, CHECK_NAMES.length)
  assert.deepEqual(notes, [])
})
