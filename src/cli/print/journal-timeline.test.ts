import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closedIncidentOf, endOf, gatewayRow, incidentOf, NOON, startOf, stepOf } from '../../../test/instruments/journal-rows.ts'
import { ms, unixMillis } from '../../core/time.ts'
import { LANGUAGES } from '../../i18n/language.ts'
import { code, modelNameOf, ownId } from '../../journal/words.ts'
import { displayWidth } from './display-width.ts'
import { journalTimeline, type JournalView } from './journal-timeline.ts'
import { journalWords } from './journal-words.ts'

const gateway = ownId('g1')
const step = (ordinal: number) => {
  const { exchange: _, ...rest } = stepOf('1', ordinal)
  return rest
}

const aboutNames = { upstream: ownId('api.anthropic.com'), whose: code('upstream') }

const VIEW: JournalView = {
  file: '/home/me/.local/state/holdfast/journal.sqlite',
  since: unixMillis(NOON - 3_600_000),
  now: unixMillis(NOON + 600_000),
  gateways: [
    { ...gatewayRow('g1'), wroteAt: unixMillis(NOON + 1000), stoppedAt: undefined, dropped: 0, state: 'running' },
    { ...gatewayRow('g2'), wroteAt: unixMillis(NOON + 5000), stoppedAt: undefined, dropped: 7, state: 'gone' },
  ],
  incidents: [
    { gateway, ...closedIncidentOf('i1') },
    { gateway, ...incidentOf('i2') },
    { gateway: ownId('g2'), ...incidentOf('i3') },
  ],
  limits: [
    {
      gateway,
      at: unixMillis(NOON + 590_000),
      upstream: ownId('api.anthropic.com'),
      phase: code('headers'),
      model: modelNameOf('claude-opus-4-8'),
      size: code('under-64k'),
      from: ms(63_750),
      to: ms(31_875),
      why: code('faster'),
      samples: 1203,
      quantile: ms(8412),
    },
  ],
  names: [
    { gateway, ...aboutNames, at: unixMillis(NOON + 591_000), what: code('failed'), code: code('path.dns-timeout') },
    {
      gateway,
      ...aboutNames,
      at: unixMillis(NOON + 592_000),
      whose: code('proxy'),
      what: code('substituted'),
      code: code('path.dns-temporary'),
      source: code('last-good'),
    },
    { gateway, ...aboutNames, at: unixMillis(NOON + 593_000), what: code('lied') },
    { gateway, ...aboutNames, at: unixMillis(NOON + 594_000), what: code('back'), after: ms(180_000) },
    { gateway, ...aboutNames, at: unixMillis(NOON + 595_000), what: code('whispered') },
  ],
  exchanges: [
    {
      gateway,
      number: 1,
      ...endOf('1f3a2b4c-1'),
      steps: [
        step(1),
        {
          ...step(2),
          did: { kind: code('hold'), because: code('unfit') },
          saw: { kind: code('woke'), code: code('canary') },
          wait: ms(274_000),
        },
        { ...step(3), did: { kind: code('teleport'), because: code('of-a-newer-version') }, saw: { kind: code('marvel') } },
      ],
    },
    { gateway: ownId('g2'), number: 1, ...startOf('2f3a2b4c-1'), steps: [] },
    { gateway, number: 3, ...startOf('3f3a2b4c-1'), steps: [] },
  ],
  leftOut: 12,
  totals: {
    exchanges: 415,
    troubled: 15,
    ended: { completed: 413, 'relayed-error': 0, 'handed-back': 0, 'gave-up': 0, 'client-left': 0 },
    unfinished: 2,
    attempts: 440,
    absorbed: 25,
    held: ms(780_000),
    longestHold: ms(274_000),
  },
}

test('no line is wider than the screen, in either language, at 80 and at 40 columns', () => {
  for (const language of LANGUAGES) {
    for (const width of [80, 40]) {
      for (const line of journalTimeline(VIEW, { words: journalWords(language), width })) {
        assert.ok(displayWidth(line) <= width, `${language} ${width}: ${line}`)
        // No colours and no cursors.
        // oxlint-disable-next-line no-control-regex -- that is what is looked for
        assert.doesNotMatch(line, /[\u0000-\u001f\u007f]/)
      }
    }
  }
})

test('off a terminal each entry is one line, in the order of time', () => {
  const lines = journalTimeline(VIEW, { words: journalWords('en'), width: undefined })
  const text = lines
    .join('\n')
    .replaceAll(/\d\d:\d\d:\d\d/g, 'TIME')
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')
  assert.equal(
    text,
    `Since DAY TIME (1 h 10 min), from /home/me/.local/state/holdfast/journal.sqlite

12 earlier requests with trouble not shown; --json shows all

DAY
TIME  gateway 0.1.0 started (process ${process.pid})
TIME  gateway 0.1.0 started (process ${process.pid})
TIME  [1f3a2b4c] claude-opus-4-8: completed after 1 min 3 s; 3 failures absorbed, 1 min held
          TIME  tried (first try): 503: The provider has no server that can take the request; asks to wait 5 s
          TIME  held for 4 min 34 s (the upstream cannot answer): it goes first, to see whether the upstream is back
          TIME  teleport (of-a-newer-version): marvel
TIME  [2f3a2b4c] claude-opus-4-8: cut short when its gateway ended
TIME  [3f3a2b4c] claude-opus-4-8: still running
TIME  api.anthropic.com could not answer: The provider has no server that can take the request
          over after 1 min; 5 failed tries, 3 requests held at once at most
TIME  api.anthropic.com could not answer: The provider has no server that can take the request
          not over yet, for 9 min 58 s
TIME  api.anthropic.com could not answer: The provider has no server that can take the request
          its end was not recorded
TIME  gateway gone without a word (process ${process.pid}): killed, or the computer went down
          7 rows of the journal could not be written
TIME  api.anthropic.com: the beginning of an answer may take 32 s from now on, not 1 min 4 s (claude-opus-4-8, under-64k)
          learned from 1203 samples: 99.9 % took 8.41 s or less
TIME  the address of api.anthropic.com could not be found (The DNS server did not answer in time)
TIME  DNS failed for the proxy on the way to api.anthropic.com (The name of the API server cannot be looked up at the moment); requests went on with addresses that were good before
TIME  DNS named a stranger for api.anthropic.com; nothing was sent there, and requests went on with addresses that were good before
TIME  DNS found api.anthropic.com again, after 3 min
TIME  api.anthropic.com: whispered

400 requests without trouble
415 requests, 15 of them with trouble; 25 failures absorbed, 13 min held (the longest 4 min 34 s)`,
  )
})

test('where nothing was recorded that is said', () => {
  const nothing = {
    ...VIEW,
    gateways: [],
    incidents: [],
    limits: [],
    names: [],
    exchanges: [],
    leftOut: 0,
    totals: { ...VIEW.totals, exchanges: 0 },
  }
  assert.equal(journalTimeline(nothing, { words: journalWords('ja'), width: 80 }).at(-1), 'この期間の記録はありません。')
})
