// The short text, word for word. After a change that is meant: HOLDFAST_WRITE_GOLDEN=1 node --test test/report/golden.test.ts,
// and then read all of them aloud.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { judged } from '../../src/cli/doctor-judged.ts'
import { titleOf } from '../../src/cli/print/doctor-words.ts'
import { ms, unixMillis } from '../../src/core/time.ts'
import { readReplay } from '../../src/doctor/replay.ts'
import { LANGUAGES, type Language } from '../../src/i18n/language.ts'
import { code, idOf, ownId } from '../../src/journal/words.ts'
import type { JournalPart, ReportFacts, TroubledExchange } from '../../src/report/facts.ts'
import type { PagePart } from '../../src/report/page.ts'
import { readStatusPage, type PageIncident } from '../../src/status-page/page.ts'
import { historyOf } from '../../src/status/history.ts'
import { pageWordOf } from '../../src/status/page-word.ts'
import { pageIncident, QUIET, summaryText, type PageState } from '../instruments/status-page.ts'
import { createMask } from '../../src/report/mask.ts'
import { reportOf, type Report } from '../../src/report/members.ts'
import { closedIncidentOf, endOf, gatewayRow, NOON, stepOf } from '../instruments/journal-rows.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const isWriting = process.env['HOLDFAST_WRITE_GOLDEN'] === '1'

const GATEWAY = 'fb01912e-b007-46c8-b693-5302066fa5a7'
const EXCHANGE = 'e8475c84-dad1-4538-8d90-6fb911324dba'

const exchange = (): TroubledExchange => ({
  ...endOf(EXCHANGE),
  gateway: ownId(GATEWAY),
  number: 1,
  steps: [
    stepOf(EXCHANGE, 1),
    {
      ...stepOf(EXCHANGE, 2),
      at: unixMillis(NOON + 30_000),
      did: { kind: code('attempt'), because: code('canary') },
      saw: { kind: code('refused'), code: code('api.overloaded'), status: 529, requestId: idOf('req_011CSHoEeqs5C35K2UUqR7Fy') },
    },
    { ...stepOf(EXCHANGE, 3), at: unixMillis(NOON + 64_000), saw: { kind: code('opened') }, judged: code('good') },
  ],
})

const TOTALS = {
  exchanges: 12,
  troubled: 1,
  ended: { completed: 12, 'relayed-error': 0, 'handed-back': 0, 'gave-up': 0, 'client-left': 0 },
  unfinished: 0,
  attempts: 14,
  absorbed: 2,
  held: ms(60_000),
  longestHold: ms(60_000),
}

const journal = (): JournalPart => ({
  is: 'read',
  gateways: [{ ...gatewayRow(GATEWAY), wroteAt: unixMillis(NOON + 70_000), stoppedAt: undefined, dropped: 0, state: 'running' }],
  incidents: [{ ...closedIncidentOf('d0cbf50c-e993-41d5-a220-495f00e10b29'), gateway: ownId(GATEWAY) }],
  exchanges: [exchange()],
  leftOut: 0,
  totals: TOTALS,
})

const NOTHING: JournalPart = { is: 'unread', why: 'journal.missing' }

/** What doctor saw, in the name of a golden observation of its own; and what the journal says. */
const CASES: Readonly<Record<string, readonly [observed: string, journal: () => JournalPart]>> = {
  'outage-over': ['healthy', journal],
  'outage-now': ['provider-503', () => NOTHING],
  'network-down': ['dns-server-dead', () => NOTHING],
  'nothing-wrong': ['healthy', () => NOTHING],
}

const OUTAGE: PageState = { ...QUIET, api: 'major_outage', incidents: [pageIncident('i2', { startedAt: NOON })] }

/** A page that is quiet now, and announced the incident late; that has an outage; or that nobody can reach. */
function pageSeen(observed: string, recordings: JournalPart): PagePart {
  const at = unixMillis(NOON + 120_000)
  if (observed === 'dns-server-dead') {
    const unread = { is: 'unread', code: 'EAI_AGAIN', at, retryAfter: undefined } as const
    return { word: pageWordOf(unread, undefined, at), history: [], memory: 'unread' }
  }
  const state = observed === 'provider-503' ? OUTAGE : QUIET
  const reading = readStatusPage(summaryText(state), 'status.claude.com')
  assert.ok(reading.ok)
  const past: readonly PageIncident[] = [
    {
      id: 'i1',
      name: 'Elevated errors on the API',
      status: 'resolved',
      impact: 'major',
      startedAt: unixMillis(NOON),
      announcedAt: unixMillis(NOON + 50_000),
      resolvedAt: unixMillis(NOON + 110_000),
    },
  ]
  const { entries } = historyOf({
    seen:
      recordings.is === 'read'
        ? recordings.incidents.map(({ upstream, code: of, openedAt, closedAt }) => {
            return { upstream, code: of, openedAt, closedAt, watched: 'no', held: 1 }
          })
        : undefined,
    past: recordings.is === 'read' ? past : [],
    place: { host: 'api.anthropic.com', official: 'yes' },
    since: unixMillis(NOON - 3_480_000),
    now: at,
  })
  const word = pageWordOf({ is: 'read', value: reading.value, at, saidAt: at }, undefined, at)
  return { word, history: entries, memory: 'read' }
}

function factsOf(observed: string, recordings: JournalPart): ReportFacts {
  const read = readReplay(readFileSync(new URL(`../doctor/golden/${observed}.json`, import.meta.url), 'utf8'))
  assert.ok(read.ok)
  return {
    at: unixMillis(NOON + 120_000),
    period: { from: unixMillis(NOON - 3_480_000), until: unixMillis(NOON + 120_000), how: 'back-from-now' },
    journal: recordings,
    judgement: judged(read.observations),
    page: pageSeen(observed, recordings),
    machine: {
      platform: 'linux',
      release: '6.8.0',
      arch: 'x64',
      node: '24.21.0',
      holdfast: '0.1.0',
      client: '2.1.330',
      utcOffset: 540,
    },
    settings: [],
    otherSettings: 0,
  }
}

const reported = (name: string, language: Language): Report => {
  const [observed = '', recordings = (): JournalPart => NOTHING] = CASES[name] ?? []
  return reportOf(factsOf(observed, recordings()), {
    language,
    mask: createMask({ salt: 'golden', known: [] }),
    doctorJson: () => ({}),
    diagnosisIn: ({ diagnosis, observations }, one) =>
      titleOf({ conclusion: diagnosis, observations, beside: diagnosis.secondary }, one),
  })
}

for (const name of Object.keys(CASES))
  for (const language of LANGUAGES)
    test(`the text of ${name} reads as it was approved, in ${language}`, () => {
      const text = reported(name, language).issue[language] ?? ''
      const file = new URL(`${name}.${language}.md`, GOLDEN)
      mkdirSync(GOLDEN, { recursive: true })
      if (isWriting) writeFileSync(file, text)
      assert.equal(text, readFileSync(file, 'utf8'))
    })

test('the same facts always give the same files, but for the tokens of secrets', () => {
  assert.deepEqual(reported('outage-over', 'ja').members, reported('outage-over', 'ja').members)
})

test('the timeline reads as it was approved', () => {
  const text = reported('outage-over', 'en').members.find(({ name }) => name === 'timeline.txt')?.text ?? ''
  const file = new URL('outage-over.timeline.txt', GOLDEN)
  if (isWriting) writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
})
