import { test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, unixMillis } from '../core/time.ts'
import { drillReportIn, drillTextsIn } from '../i18n/drill.ts'
import { LANGUAGES, type Language } from '../i18n/language.ts'
import { rehearsedWith } from '../../test/instruments/rehearsed.ts'
import { widthOf } from './cells.ts'
import { judgeAssertions } from './judge-assertions.ts'
import type { Rehearsed } from './rehearsed.ts'
import { scenarioReport } from './scenario-report.ts'
import { scenarioLines } from './scenario-result.ts'
import { timelineOf } from './timeline.ts'

const REHEARSED = rehearsedWith({ lostAtMost: 0, recoveryWithin: ms(5_000) })

function reportIn(language: Language, rehearsed: Rehearsed = REHEARSED): string {
  const precise = (length: number): string => drillTextsIn(language).precise(ms(length))
  const words = { report: drillReportIn(language), precise, language, version: '1.2.3', at: unixMillis(0), remarks: [] }
  return scenarioReport(rehearsed, judgeAssertions(rehearsed), words)
}

test('a report says what was rehearsed, how both sides did, and which assertions broke', () => {
  const page = reportIn('en')
  assert.match(page, /^# Rehearsal: made-up\n\nAn outage\n/)
  assert.match(page, /- Provider:\n {2}- 503 no healthy upstream, from 5 s to 10 s\n/)
  assert.match(page, /\*\*Broken: 1 of 3 assertions\.\*\*/)
  assert.match(page, /\| turns lost \| at most 0 \| 3 \| 0 \| kept \|/)
  assert.match(page, /\| all at work again \| at most 5\.0 s \| never \| 6\.0 s \| BROKEN \|/)
  assert.match(page, /- straight: 2 × overloaded three times in a row\n- straight: 1 × still waiting when the rehearsal ended\n/)
  assert.match(page, /```text\n-+X+-+ {2}provider\n\.+!\.+ {2}straight\n\.+\+\.+\+\.+ {2}through Holdfast\n```/)
})

test('a report is whole in every language', () => {
  for (const language of LANGUAGES) {
    const page = reportIn(language)
    assert.doesNotMatch(page, /undefined|NaN|\[object/)
    assert.equal(page.match(/^## /gm)?.length, 4)
  }
  assert.match(reportIn('ja'), /^# 演習: made-up\n\n障害\n/)
})

test('a client of the person has one column, and its arguments are not in the report', () => {
  const { gateway } = REHEARSED.sides
  assert.ok(gateway !== undefined)
  const page = reportIn('en', { ...REHEARSED, client: { command: 'claude', exitCode: 0 }, sides: { gateway } })
  assert.match(page, /- Client: `claude`, ended with 0/)
  assert.match(page, /\| assertion \| bound \| through Holdfast \| result \|/)
})

test('on a terminal no line but the verdict is wider than it, and the same is said in a narrow one', () => {
  for (const language of LANGUAGES) {
    const precise = (length: number): string => drillTextsIn(language).precise(ms(length))
    for (const width of [40, 60, 200]) {
      const lines = scenarioLines(REHEARSED, judgeAssertions(REHEARSED), { report: drillReportIn(language), precise, width })
      assert.ok(
        lines.slice(0, -1).every((line) => widthOf(line) <= width),
        lines.join('\n'),
      )
      assert.ok(
        lines.some((line) => line.includes('6.0')),
        `${language} ${width}`,
      )
    }
  }
})

test('a timeline puts each turn into its slice, and losses before all else', () => {
  const drawn = timelineOf(REHEARSED, 20)
  assert.deepEqual(drawn, {
    provider: '-----XXXXX----------',
    sides: { direct: '......!.............', gateway: '.+.................+' },
  })
})
