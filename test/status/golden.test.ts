// What a person reads, word for word. After a change that is meant: HOLDFAST_WRITE_GOLDEN=1 node --test test/status/golden.test.ts,
// and then read all of them aloud.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { signsFor } from '../../src/cli/print/doctor-signs.ts'
import { seconds } from '../../src/core/time.ts'
import { displayWidth } from '../../src/cli/print/display-width.ts'
import { statusScreen, type Memory } from '../../src/cli/print/status-screen.ts'
import { statusWords } from '../../src/cli/print/status-words.ts'
import { LANGUAGES, type Language } from '../../src/i18n/language.ts'
import type { PageIncident } from '../../src/status-page/page.ts'
import { historyOf, type SeenIncident } from '../../src/status/history.ts'
import { pageWordOf } from '../../src/status/page-word.ts'
import { statementOf, type Seen } from '../../src/status/statement.ts'
import { before, gatewaySeen, HOST, incident, NOW, pageSaying, seen, trouble, unread, wordOn } from './seen.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const WIDTHS = [80, 40] as const
const isWriting = process.env['HOLDFAST_WRITE_GOLDEN'] === '1'
const DAY = 24 * 60

const met = (opened: number, closed: number | undefined, more: Partial<SeenIncident> = {}): SeenIncident => ({
  upstream: HOST,
  code: 'envoy.no-healthy-upstream',
  openedAt: before(opened),
  closedAt: closed === undefined ? undefined : before(closed),
  watched: 'yes',
  held: 2,
  ...more,
})

const past = (id: string, name: string, [started, announced, resolved]: readonly [number, number, number]): PageIncident =>
  incident({
    id,
    name,
    status: 'resolved',
    startedAt: before(started),
    announcedAt: before(announced),
    resolvedAt: before(resolved),
  })

const memory = (incidents: readonly SeenIncident[], announced: readonly PageIncident[] | undefined): Memory => ({
  days: 7,
  ...historyOf({
    seen: incidents,
    past: announced,
    place: { host: HOST, official: 'yes' },
    since: before(7 * DAY),
    now: NOW,
  }),
})

const RICH = memory(
  [
    met(4, undefined),
    met(DAY, DAY - 25, { code: 'api.overloaded' }),
    met(2 * DAY, 2 * DAY - 8, { code: 'path.offline' }),
    met(3 * DAY, 3 * DAY - 3, { code: 'api.internal' }),
    met(4 * DAY, undefined, { watched: 'no' }),
  ],
  [
    past('p1', 'Elevated errors on Claude Opus 4.8', [DAY, DAY - 14, DAY - 40]),
    past('p2', 'Login errors', [5 * DAY, 5 * DAY, 5 * DAY - 55]),
    past('p3', 'Old', [30 * DAY, 30 * DAY, 30 * DAY - 5]),
  ],
)
const NOTHING = memory([], [])

const upgrade = (status: string, from: number, until: number): ReturnType<typeof pageSaying>['maintenance'][number] => ({
  id: 'm1',
  name: 'Database upgrade',
  status,
  from: before(from),
  until: before(until),
})

const SCENES: Readonly<Record<string, readonly [Partial<Seen>, Memory]>> = {
  usable: [{ gateway: gatewaySeen({ lastAnswerAt: before(0.2) }), edge: { is: 'not-asked' } }, NOTHING],
  'held-unannounced': [
    { gateway: gatewaySeen({ held: 2, trouble: trouble({ nextTryIn: seconds(9) }) }), edge: { is: 'not-asked' } },
    RICH,
  ],
  'outage-and-maintenance': [
    {
      page: wordOn(
        pageSaying('partial_outage', {
          incidents: [incident({ status: 'identified', impact: 'critical' })],
          maintenance: [
            upgrade('in_progress', 20, -40),
            { ...upgrade('scheduled', -3 * DAY, -3 * DAY - 90), id: 'm2', name: 'Network move' },
          ],
        }),
      ),
    },
    NOTHING,
  ],
  unknown: [
    {
      page: pageWordOf(
        { is: 'unread', code: 'HTTP_405', at: before(0.1), retryAfter: undefined },
        { is: 'read', value: pageSaying('operational'), at: before(7), saidAt: before(7) },
        NOW,
      ),
      gateway: gatewaySeen({
        trouble: trouble({ asking: 'no', since: before(30), scope: 'family', family: 'claude-opus-4-8', code: 'api.overloaded' }),
      }),
    },
    memory([met(3 * DAY, 3 * DAY - 12)], undefined),
  ],
  'strange-page': [
    {
      page: wordOn(
        pageSaying('sunny', { incidents: [incident({ status: 'pondering', impact: 'galactic', startedAt: undefined })] }),
      ),
    },
    NOTHING,
  ],
  unreachable: [
    { page: unread('ENOTFOUND'), edge: { is: 'unreachable', askedAt: NOW, code: 'ENOTFOUND' } },
    memory([], undefined),
  ],
}

function shown(
  name: string,
  language: Language,
  { width, locale }: { readonly width: number; readonly locale: string },
): readonly string[] {
  const [given, remembered] = SCENES[name] ?? [{}, NOTHING]
  const signs = signsFor({ LANG: locale }, 'linux')
  const words = statusWords(language, NOW, 'Asia/Tokyo')
  return statusScreen(statementOf(seen(given)), remembered, { words, signs, paint: (text) => text, width })
}

for (const name of Object.keys(SCENES)) {
  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      test(`${name} reads as it was approved, in ${language} at ${width} columns`, () => {
        const lines = shown(name, language, { width, locale: 'C.UTF-8' })
        assert.deepEqual(
          lines.filter((line) => displayWidth(line) > width),
          [],
        )
        const file = new URL(`${name}.${language}.${width}.txt`, GOLDEN)
        if (isWriting) writeFileSync(file, `${lines.join('\n')}\n`)
        assert.equal(`${lines.join('\n')}\n`, readFileSync(file, 'utf8'))
      })
    }
  }
}

test('in English, a screen that knows ASCII alone gets nothing else', () => {
  for (const name of Object.keys(SCENES))
    assert.match(shown(name, 'en', { width: 80, locale: 'C' }).join(''), /^[\x20-\x7e]*$/, name)
})
