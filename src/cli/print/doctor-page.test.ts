import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../../test/instruments/virtual-clock.ts'
import { ms } from '../../core/time.ts'
import { doctorScreenIn } from '../../i18n/doctor-screen.ts'
import type { Language } from '../../i18n/language.ts'
import { hasRoom, LivePage } from './doctor-live.ts'
import { closingLines, doctorPage, type DoctorPage, type DoctorPaper, type PageRow } from './doctor-page.ts'
import { signsFor } from './doctor-signs.ts'
import { displayWidth } from './display-width.ts'

function paper(width: number | undefined, language: Language = 'en'): DoctorPaper {
  return { texts: doctorScreenIn(language), signs: signsFor({ LANG: 'C.UTF-8' }, 'linux'), paint: (text) => text, width }
}

const row = (name: string, changes: Partial<PageRow> = {}): PageRow => ({
  name,
  state: 'pass',
  millis: 12,
  detail: 'all is well here',
  weight: 'own',
  ...changes,
})

const PAGE: DoctorPage = {
  state: 'fail',
  title: "Anthropic's servers are having trouble. Your computer and network are fine.",
  tag: ['provider', 'certain'],
  actions: ['Nothing to fix here. Your session is kept; it will continue when they recover.'],
  commands: [{ command: 'holdfast doctor --watch', about: 'Look again until all is well.' }],
  why: ['api.anthropic.com answered "503 no healthy upstream" after 120 ms.', '3 other sites answered normally.'],
  also: ['IPv6 does not work on this network.'],
  took: ms(1900),
  rows: [
    row('link'),
    row('internet', { millis: 1234 }),
    row('api', { state: 'fail' }),
    row('login', { state: 'skip', millis: 0, detail: '' }),
  ],
  lookUps: { heading: 'Names that the gateway knows:', lines: ['api.example.com: kept for 43 seconds more.'] },
  notTested: ['Whether a model answers.'],
}

const JAPANESE: DoctorPage = {
  ...PAGE,
  title: 'Anthropic 側のサーバーで障害が起きています。あなたの PC とネットワークは正常です。',
  tag: ['提供元', '確実'],
  actions: ['こちらで直すものはありません。セッションは保持され、復旧すると自動で続きます。'],
  why: ['api.anthropic.com が 120 ミリ秒後に「503 no healthy upstream」と応答しました。'],
  also: ['このネットワークでは IPv6 が使えません。'],
  rows: [row('接続'), row('インターネット', { millis: 1234 }), row('API', { state: 'fail' })],
  notTested: ['モデルが応答するかどうか。'],
}

test('the diagnosis comes first, then what to do, why, what else, the checks, and what was not tested', () => {
  assert.deepEqual(doctorPage(PAGE, paper(undefined)), [
    "✗ Anthropic's servers are having trouble. Your computer and network are fine.  [provider · certain]",
    '  → Nothing to fix here. Your session is kept; it will continue when they recover.',
    '    Look again until all is well.',
    '       holdfast doctor --watch',
    '  Why: api.anthropic.com answered "503 no healthy upstream" after 120 ms.',
    '       3 other sites answered normally.',
    '  Also: IPv6 does not work on this network.',
    '',
    '  Checks (1.9 s)',
    '  ✓ link       12 ms  all is well here',
    '  ✓ internet   1.2 s  all is well here',
    '  ✗ api        12 ms  all is well here',
    '  - login',
    '',
    '  Names that the gateway knows:',
    '  - api.example.com: kept for 43 seconds more.',
    '',
    '  Not tested:',
    '  - Whether a model answers.',
  ])
})

for (const width of [40, 60, 80, 200]) {
  for (const [language, page] of [['en', PAGE] as const, ['ja', JAPANESE] as const]) {
    test(`no line is wider than ${width} columns (${language})`, () => {
      const lines = doctorPage(page, paper(width, language))
      const wide = lines.filter((line) => displayWidth(line) > width)
      assert.deepEqual(wide, [])
      const text = lines.join('').replaceAll(/\s+/g, '')
      assert.ok(text.includes(page.title.replaceAll(/\s+/g, '')), 'the diagnosis has lost words')
      assert.ok(text.includes(`[${page.tag.join('·')}]`))
    })
  }
}

test('times stand in one column, under names of any width', () => {
  const lines = doctorPage(JAPANESE, paper(80, 'ja')).filter((line) => / (?:ms|秒) /.test(line) && line.includes('all is'))
  assert.equal(new Set(lines.map((line) => displayWidth(line.slice(0, line.indexOf('all is'))))).size, 1)
})

test('what a narrow screen has no room for is left out of a row, and cut on a wider one', () => {
  const page = { ...PAGE, rows: [row('link', { detail: 'x'.repeat(200) })] }
  const rowOn = (width: number): string => doctorPage(page, paper(width)).find((line) => line.includes('link')) ?? ''
  assert.equal(rowOn(40), '  ✓ link   12 ms')
  assert.ok(rowOn(80).endsWith('...') && displayWidth(rowOn(80)) <= 80)
})

type Shown = { readonly live: LivePage; readonly screen: () => readonly string[]; readonly clock: VirtualClock }

/** A terminal of 24 rows that knows what the live page uses of its language. */
function shown(height = 24): Shown {
  const clock = new VirtualClock()
  const lines: string[] = []
  let at = 0
  const write = (text: string): void => {
    // where a line begins is told besides
    for (const [part] of text
      .replaceAll('\r', '')
      .replaceAll('\u001B', '^')
      .matchAll(/\^\[\d*[A-Z]|\n|[^^\n]+/g)) {
      const up = /^\^\[(\d+)A$/.exec(part)
      if (up !== null) at -= Number(up[1])
      else if (part === '^[J') lines.length = at
      else if (part === '\n') at++
      else if (!part.startsWith('^')) lines[at] = part
      else lines[at] ??= ''
      assert.ok(at >= 0, 'it has left the screen')
    }
  }
  const rows = PAGE.rows.map(({ name }) => row(name, { state: 'running', millis: 0, detail: '' }))
  const live = new LivePage({ write, paper: { ...paper(80), width: 80 }, height, clock, rows })
  return { live, screen: () => lines, clock }
}

const placeOf = (screen: readonly string[], name: string): number => screen.findIndex((line) => line?.includes(name))

test('rows stand where they will stand at the end, and finish in place', async () => {
  const { live, screen, clock } = shown()
  const before = placeOf(screen(), 'internet')
  assert.ok(screen().some((line) => line.includes('Looking for the cause')))
  live.ended(1, PAGE.rows[1] ?? row(''))
  assert.equal(placeOf(screen(), 'internet'), before)
  assert.match(screen()[before] ?? '', /✓ internet {3}1\.2 s/)
  await clock.advance(ms(1000))
  assert.equal(placeOf(screen(), 'internet'), before)
  live.conclude(PAGE)
  assert.equal(placeOf(screen(), '✓ internet'), before)
  assert.ok(!screen().some((line) => line.includes('Looking for the cause')))
  assert.equal(clock.pending, 0)
})

test('a diagnosis that needs more lines than were kept free loses none of them, and stands at the end once more', () => {
  const { live, screen } = shown(9)
  live.conclude(PAGE)
  const lines = screen().filter((line) => line !== '')
  const page = doctorPage(PAGE, paper(80)).filter((line) => line !== '')
  assert.deepEqual(lines.slice(0, page.length), page)
  assert.deepEqual(lines.slice(page.length), page.slice(0, lines.length - page.length))
  assert.ok(lines.length >= page.length + 2, 'its end alone would be seen')
})

test('on a screen that holds all of it nothing stands there twice', () => {
  const lines = doctorPage(PAGE, paper(80))
  assert.deepEqual(closingLines(PAGE, { paper: paper(80), shown: lines.length, height: lines.length + 1 }), [])
  assert.match(
    closingLines(PAGE, { paper: paper(80), shown: lines.length, height: lines.length }).join(),
    /servers are having trouble/,
  )
})

test('a page that does not fit into the terminal is not redrawn', () => {
  assert.equal(hasRoom({ height: 24, rows: Array.from({ length: 14 }, () => row('a')) }), true)
  assert.equal(hasRoom({ height: 17, rows: Array.from({ length: 14 }, () => row('a')) }), false)
})
