import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, unixMillis } from '../core/time.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { code, ownId } from '../journal/words.ts'
import { closedIncidentOf, endOf, gatewayRow, incidentOf, NOON, stepOf } from '../../test/instruments/journal-rows.ts'
import { observed } from '../../test/doctor/observations.ts'
import type { JournalPart, Judgement, Recordings, TroubledExchange } from './facts.ts'
import { storyOf } from './story.ts'

const gateway = ownId('g1')
const troubled = (more: Partial<TroubledExchange> = {}): TroubledExchange => ({
  ...endOf('e1'),
  gateway,
  number: 1,
  steps: [stepOf('e1', 1)],
  ...more,
})
const ended = { completed: 0, 'relayed-error': 0, 'handed-back': 0, 'gave-up': 0, 'client-left': 0 }
const totals = { exchanges: 1, troubled: 1, ended, unfinished: 0, attempts: 1, absorbed: 0, held: ms(0), longestHold: ms(0) }

const recorded = (more: Partial<Recordings> = {}): JournalPart => ({
  is: 'read',
  gateways: [{ ...gatewayRow('g1'), wroteAt: unixMillis(NOON), stoppedAt: undefined, dropped: 0, state: 'running' }],
  incidents: [{ ...closedIncidentOf('i1'), gateway }],
  exchanges: [troubled()],
  leftOut: 0,
  totals,
  ...more,
})

function judgement(by: 'provider' | 'gateway' = 'provider'): Judgement {
  const observations = observed()
  const seen = { ...observations, target: { ...observations.target, official: by === 'provider' } }
  return { observations: seen, diagnosis: diagnose(seen), checks: [], notTested: [] }
}

test('an answer of the edge is the fault of whoever runs the upstream, whatever the network is like now', () => {
  assert.deepEqual(storyOf(recorded(), judgement()).fault, { owner: 'provider', from: 'journal', confidence: undefined })
  assert.equal(storyOf(recorded(), judgement('gateway')).fault.owner, 'gateway')
})

test('it is over when its incident is, or when an answer came after the last failure', () => {
  assert.equal(storyOf(recorded(), judgement()).time?.end, 'over')
  assert.equal(storyOf(recorded({ incidents: [] }), judgement()).time?.end, 'over')
  const unfinished = troubled({ end: undefined })
  assert.equal(storyOf(recorded({ incidents: [], exchanges: [unfinished] }), judgement()).time?.end, 'last-seen')
})

test('an incident goes on as long as its gateway runs; with one that was killed its end is not known', () => {
  const open = { incidents: [{ ...incidentOf('i1'), gateway }], exchanges: [troubled({ end: undefined })] }
  assert.equal(storyOf(recorded(open), judgement()).time?.end, 'open')
  const gone = [{ ...gatewayRow('g1'), wroteAt: unixMillis(NOON), stoppedAt: undefined, dropped: 0, state: 'gone' as const }]
  assert.equal(storyOf(recorded({ ...open, gateways: gone }), judgement()).time?.end, 'last-seen')
})

test('silence and broken answers have a code too', () => {
  const silent = { ...stepOf('e1', 1), saw: { kind: code('silent'), phase: code('first-event') } }
  const torn = { ...stepOf('e1', 2), saw: { kind: code('torn'), code: code('silence') } }
  const { failures, traces } = storyOf(recorded({ incidents: [], exchanges: [troubled({ steps: [silent, torn] })] }), judgement())
  assert.deepEqual(failures.map((one) => one.code).toSorted(), ['answer.silent', 'path.silent-first-event'])
  assert.deepEqual(traces, [])
})

test('without a journal there is no time, and doctor alone says whose fault it is', () => {
  const story = storyOf({ is: 'unread', why: 'journal.missing' }, judgement())
  assert.deepEqual([story.time, story.code, story.fault.from], [undefined, undefined, 'nothing'])
})
