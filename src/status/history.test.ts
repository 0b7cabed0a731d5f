import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before, HOST, incident, NOW } from '../../test/status/seen.ts'
import { minutes } from '../core/time.ts'
import type { PageIncident } from '../status-page/page.ts'
import { historyOf, type HistoryEntry, type SeenIncident } from './history.ts'

const seen = (
  openedMinutesAgo: number,
  closedMinutesAgo: number | undefined,
  more: Partial<SeenIncident> = {},
): SeenIncident => ({
  upstream: HOST,
  code: 'envoy.no-healthy-upstream',
  openedAt: before(openedMinutesAgo),
  closedAt: closedMinutesAgo === undefined ? undefined : before(closedMinutesAgo),
  watched: 'yes',
  held: 2,
  ...more,
})

/** Long ago: shows that the page's memory reaches back. */
const ANCIENT = incident({
  id: 'old',
  startedAt: before(60 * 24 * 30),
  announcedAt: before(60 * 24 * 30),
  resolvedAt: before(60 * 24 * 30 - 5),
})

const history = (
  incidents: readonly SeenIncident[],
  past: readonly PageIncident[] | undefined,
  official: 'yes' | 'no' = 'yes',
): readonly HistoryEntry[] =>
  historyOf({ seen: incidents, past, place: { host: HOST, official }, since: before(60 * 24 * 7), now: NOW }).entries

const announced = (startedAgo: number, announcedAgo: number, resolvedAgo: number | undefined, id = 'i1'): PageIncident =>
  incident({
    id,
    startedAt: before(startedAgo),
    announcedAt: before(announcedAgo),
    resolvedAt: resolvedAgo === undefined ? undefined : before(resolvedAgo),
  })

test('seen and announced stand side by side, with how late the page was', () => {
  const [entry, ...others] = history([seen(300, 280)], [announced(300, 288, 270), ANCIENT])
  assert.deepEqual(others, [])
  assert.equal(entry?.announced?.id, 'i1')
  assert.equal(entry?.late, minutes(12))
})

test('the page may be first: then it was late by less than nothing', () => {
  assert.equal(history([seen(300, 280)], [announced(305, 303, 270)])[0]?.late, minutes(-3))
})

test('a page that comes after the end belongs to it within the hour, and to nothing after that', () => {
  assert.equal(history([seen(300, 280)], [announced(240, 240, 200)])[0]?.announcement ?? '', 'announced')
  const apart = history([seen(300, 280)], [announced(200, 200, 190), ANCIENT])
  assert.deepEqual(
    apart.map(({ announcement, seen: here }) => [announcement, here !== undefined]),
    [
      ['announced', false],
      ['never', true],
    ],
  )
})

test('never announced is said only where the page could be read and remembers that far, and an hour has gone', () => {
  assert.equal(history([seen(300, 280)], [ANCIENT])[0]?.announcement, 'never')
  assert.equal(history([seen(300, 280)], [])[0]?.announcement, 'unknown')
  assert.equal(history([seen(300, 280)], undefined)[0]?.announcement, 'unknown')
  assert.equal(history([seen(40, 30)], [ANCIENT])[0]?.announcement, 'not-yet')
  assert.equal(history([seen(300, undefined)], [ANCIENT])[0]?.announcement, 'not-yet')
})

test("what is the person's own, and what another upstream did, stands on no page", () => {
  const past = [announced(300, 290, 270), ANCIENT]
  const offline = history([seen(300, 280, { code: 'path.offline' })], past)
  assert.equal(offline.find((entry) => entry.seen !== undefined)?.announcement, 'not-theirs')
  const entries = history([seen(300, 280, { upstream: 'other.example.test' })], past)
  assert.ok(entries.some((entry) => entry.seen !== undefined && entry.announcement === 'not-theirs'))
  assert.deepEqual(history([], past, 'no'), [])
})

test('incidents of several models within minutes are one stretch; a later one is another', () => {
  const entries = history([seen(300, 290, { code: 'api.overloaded' }), seen(298, 280), seen(272, 260), seen(100, 90)], [ANCIENT])
  assert.deepEqual(
    entries.map((entry) => [entry.seen?.from, entry.seen?.until, entry.seen?.codes]),
    [
      [before(100), before(90), ['envoy.no-healthy-upstream']],
      [before(300), before(260), ['api.overloaded', 'envoy.no-healthy-upstream']],
    ],
  )
})

test('one whose gateway died has no end, and swallows nothing that came later', () => {
  const entries = history([seen(300, undefined, { watched: 'no' }), seen(100, 90)], [ANCIENT])
  assert.deepEqual(
    entries.map((entry) => entry.seen?.end),
    ['seen', 'lost'],
  )
})

test('what was announced and not met here is a line of its own, unless it tells of the same trouble again', () => {
  const alone = history([], [announced(300, 300, 280)])
  assert.deepEqual(
    alone.map((entry) => [entry.announced?.id, entry.seen]),
    [['i1', undefined]],
  )
  const twice = history([seen(300, 200)], [announced(300, 290, 270), announced(260, 260, 210, 'i2')])
  assert.deepEqual(
    twice.map((entry) => entry.announced?.id),
    ['i1'],
  )
})

test('what was over before the days that are shown is left out', () => {
  assert.deepEqual(history([], [ANCIENT]), [])
})

test('an empty history says whether nothing was, or nobody can tell', () => {
  const known = (seenHere: readonly SeenIncident[] | undefined, past: readonly PageIncident[] | undefined): string =>
    historyOf({ seen: seenHere, past, place: { host: HOST, official: 'yes' }, since: before(60), now: NOW }).known
  assert.deepEqual(
    [known([], []), known([], undefined), known(undefined, []), known(undefined, undefined)],
    ['both-known', 'seen-known', 'announced-known', 'neither'],
  )
})
