// A whole incident with maintenance, on a virtual clock: what is told, when, and how often the page is asked.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { practiseStatus } from '../../src/cli/status.ts'
import type { StatusFlags } from '../../src/cli/status-flags.ts'
import type { StatusSources } from '../../src/cli/status-sources.ts'
import type { Context } from '../../src/cli/context.ts'
import { minutes, ms, seconds, unixMillis, type Millis } from '../../src/core/time.ts'
import { textsIn } from '../../src/i18n/index.ts'
import type { StatusPage } from '../../src/status-page/page.ts'
import type { EdgeWord } from '../../src/status/edge-word.ts'
import type { GatewaySeen } from '../../src/status/gateway-word.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'
import { gatewaySeen, HOST, incident, pageSaying, trouble } from './seen.ts'

type World = {
  page: StatusPage | string
  gateway: GatewaySeen
  edge: EdgeWord
}

class Rehearsal {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 22, 12) - 1000)
  readonly world: World = {
    page: pageSaying('operational'),
    gateway: { is: 'none', askedAt: unixMillis(0) },
    edge: { is: 'well', askedAt: unixMillis(0), status: 401 },
  }
  readonly written: string[] = []
  readonly notes: string[] = []
  readonly noticed: string[] = []
  readonly asked = { page: 0, past: 0, edge: 0, gateway: 0 }
  readonly #ending = new AbortController()
  exitCode: Promise<number> = Promise.resolve(-1)
  rings = 0
  desktop: 'shown' | 'not-shown' = 'shown'

  async begin(t: TestContext, flags: StatusFlags): Promise<void> {
    t.after(() => this.#ending.abort(new Error('over')))
    const context: Context = {
      surroundings: { env: {}, home: '/nowhere', platform: 'linux', cwd: '/nowhere', readText: () => '' },
      language: 'en',
      texts: textsIn('en'),
      entries: { node: '', main: '', statusLine: '' },
      say: () => undefined,
      note: (line) => void this.notes.push(line),
    }
    this.exitCode = practiseStatus(flags, context, {
      clock: this.clock,
      random: () => 0.5,
      sources: () => Promise.resolve(this.#sources()),
      write: (text) => void this.written.push(text),
      terminal: undefined,
      zone: 'UTC',
      notify: (body) => {
        this.noticed.push(body)
        return Promise.resolve(this.desktop)
      },
      ring: () => (this.rings += 1),
      signal: this.#ending.signal,
    })
    await this.clock.advance(ms(0))
  }

  interrupt(): void {
    this.#ending.abort(new Error('interrupted'))
  }

  /** @returns what was written meanwhile, without dates */
  async pass(length: Millis): Promise<readonly string[]> {
    const from = this.written.length
    await this.clock.advance(length)
    return this.since(from)
  }

  since(from: number): readonly string[] {
    return this.written.slice(from).map((line) => line.replace(/^2026-11-22 \d\d:\d\d:\d\d {2}/, '').trimEnd())
  }

  #sources(): StatusSources {
    const { world, clock, asked } = this
    return {
      place: { host: HOST, official: 'yes' },
      page: {
        summary: () => {
          asked.page += 1
          const at = clock.wall()
          const { page } = world
          return Promise.resolve(
            typeof page === 'string'
              ? { is: 'unread', code: page, at, retryAfter: undefined }
              : { is: 'read', value: page, at, saidAt: at },
          )
        },
        past: () => {
          asked.past += 1
          return Promise.resolve({ is: 'read', value: [], at: clock.wall(), saidAt: clock.wall() })
        },
      },
      gateway: () => {
        asked.gateway += 1
        return Promise.resolve({ ...world.gateway, askedAt: clock.wall() })
      },
      edge: () => {
        asked.edge += 1
        return Promise.resolve(world.edge.is === 'not-asked' ? world.edge : { ...world.edge, askedAt: clock.wall() })
      },
      incidents: () => [],
      close: () => Promise.resolve(),
    }
  }
}

const at = (rehearsal: Rehearsal, count: number): ReturnType<typeof unixMillis> =>
  unixMillis(rehearsal.clock.wall() + minutes(count))

test('a whole incident with maintenance is told line by line, each change once', async (t) => {
  const play = new Rehearsal()
  const { world } = play
  await play.begin(t, { watch: true, notify: true })
  assert.deepEqual(play.since(0), [`Usable, as far as can be seen: the status page reports no trouble, and ${HOST} answers.`])

  const planned = { id: 'm1', name: 'Upgrade', status: 'scheduled', from: at(play, 60), until: at(play, 90) }
  world.page = pageSaying('operational', { maintenance: [planned] })
  assert.deepEqual(await play.pass(minutes(4)), ['Planned maintenance: "Upgrade", 13:00 to 13:30 UTC (in 57 min)'])

  world.gateway = gatewaySeen({ held: 2, trouble: trouble({ since: at(play, 0) }) })
  assert.deepEqual(await play.pass(seconds(10)), [
    `Not usable: ${HOST} fails: the provider has no server that can take the request. 2 requests held.`,
  ])
  const begun = at(play, 0)
  world.page = pageSaying('major_outage', { maintenance: [planned], incidents: [incident({ startedAt: begun })] })
  assert.deepEqual(await play.pass(minutes(4)), [
    'Status page: Claude API (api.anthropic.com) is now "major outage".',
    'Status page, new: "Elevated errors": major, they are looking for the cause, since 12:04 (54 s)',
  ])

  world.page = 'HTTP_405'
  assert.deepEqual(await play.pass(minutes(5)), ['Status page unknown: it answered with HTTP 405.'])
  const monitored = incident({ startedAt: begun, status: 'monitoring' })
  world.page = pageSaying('operational', { maintenance: [planned], incidents: [monitored] })
  world.gateway = gatewaySeen({ lastAnswerAt: at(play, 0) })
  assert.deepEqual(await play.pass(minutes(9)), [
    `Usable: ${HOST} answers requests, the last one 2 s ago.`,
    'The status page can be read again.',
    'Status page: Claude API (api.anthropic.com) is now "working".',
    'Status page, news: "Elevated errors": major, a fix is in place and being watched, since 12:04 (11 min)',
    // five minutes after the last answer the page and the door are what there is
    `Usable, as far as can be seen: ${HOST} answers, and the status page calls it working, with a report that is not closed.`,
  ])
  world.page = pageSaying('operational', { maintenance: [planned] })
  assert.deepEqual(await play.pass(minutes(36)), [
    `Usable, as far as can be seen: the status page reports no trouble, and ${HOST} answers.`,
    'Status page: "Elevated errors" is over.',
  ])

  world.page = pageSaying('under_maintenance', { maintenance: [{ ...planned, status: 'in_progress' }] })
  assert.deepEqual(await play.pass(minutes(10)), [
    `Not usable: ${HOST} is under maintenance.`,
    'Status page: Claude API (api.anthropic.com) is now "under maintenance".',
    'Maintenance now: "Upgrade", until 13:30 UTC (in 30 min)',
  ])
  assert.deepEqual(await play.pass(minutes(30)), ['Maintenance now: "Upgrade", should have ended at 13:30 UTC (just now)'])
  world.page = pageSaying('operational')
  assert.deepEqual(await play.pass(minutes(4)), [
    `Usable, as far as can be seen: the status page reports no trouble, and ${HOST} answers.`,
    'Status page: Claude API (api.anthropic.com) is now "working".',
    'Status page: the maintenance "Upgrade" is over.',
  ])

  const [down, up] = ['Claude cannot be used at the moment.', 'Claude can be used again.']
  assert.deepEqual(play.noticed, [down, up, down, up])
  play.interrupt()
  assert.equal(await play.exitCode, 130)
  assert.deepEqual(play.notes, ['Ended by Ctrl-C.'])
})

test('the page is asked every three minutes in calm, every minute in trouble, and ever less often while it fails', async (t) => {
  const play = new Rehearsal()
  const asks = async (length: Millis): Promise<number> => {
    const from = play.asked.page
    await play.pass(length)
    return play.asked.page - from
  }
  await play.begin(t, { watch: true })
  assert.equal(await asks(minutes(30)), 10)
  play.world.page = pageSaying('major_outage')
  await play.pass(minutes(4))
  assert.equal(await asks(minutes(30)), 30)
  play.world.page = 'HTTP_405'
  await play.pass(minutes(60))
  assert.ok((await asks(minutes(60))) <= 4)
})

test('trouble that is seen here brings the page forward, and spares the door', async (t) => {
  const play = new Rehearsal()
  await play.begin(t, { watch: true })
  await play.pass(seconds(70))
  assert.equal(play.asked.page, 1)
  play.world.gateway = gatewaySeen({ held: 1, trouble: trouble() })
  await play.pass(seconds(4))
  assert.equal(play.asked.page, 2)
  const { edge } = play.asked
  await play.pass(minutes(30))
  assert.equal(play.asked.edge, edge)
})

test('--wait ends when it can be used, and tells what happened until then', async (t) => {
  const play = new Rehearsal()
  play.world.page = pageSaying('major_outage')
  await play.begin(t, { wait: true })
  await play.pass(minutes(20))
  play.world.page = 'TIMEOUT'
  await play.pass(minutes(5))
  play.world.page = pageSaying('degraded_performance')
  await play.pass(minutes(20))
  assert.equal(play.since(0).at(-1), 'Status page: Claude API (api.anthropic.com) is now "worse than usual".')
  play.world.page = pageSaying('operational')
  await play.pass(minutes(2))
  assert.equal(await play.exitCode, 0)
  assert.match(play.since(0).at(-2) ?? '', /^Usable/)
})

test('--wait ends with 1 when its time is up, whatever is under way', async (t) => {
  const play = new Rehearsal()
  play.world.page = 'HTTP_405'
  await play.begin(t, { wait: true, timeout: '10m' })
  await play.pass(minutes(9.9))
  assert.equal(play.notes.length, 0)
  await play.pass(seconds(10))
  assert.equal(await play.exitCode, 1)
  assert.deepEqual(play.notes, ['Not usable within 10 min.'])
})

test('a gateway on which requests go through ends a wait at once, whatever the page says', async (t) => {
  const play = new Rehearsal()
  play.world.page = pageSaying('major_outage')
  play.world.gateway = gatewaySeen({ held: 1, trouble: trouble() })
  await play.begin(t, { wait: true })
  await play.pass(seconds(20))
  play.world.gateway = gatewaySeen({ lastAnswerAt: at(play, 0) })
  await play.pass(seconds(2))
  assert.equal(await play.exitCode, 0)
})

test('where the desktop shows nothing the terminal rings, and that is said once', async (t) => {
  const play = new Rehearsal()
  play.desktop = 'not-shown'
  await play.begin(t, { watch: true, notify: true })
  for (const api of ['major_outage', 'operational']) {
    play.world.page = pageSaying(api)
    await play.pass(minutes(4))
  }
  assert.equal(play.rings, 2)
  assert.deepEqual(play.notes, ['No message can be shown on this desktop: the terminal rings instead.'])
})

test('--json with --watch is one object a line: the state, and what has changed', async (t) => {
  const play = new Rehearsal()
  await play.begin(t, { watch: true, json: true })
  play.world.page = pageSaying('major_outage', { incidents: [incident()] })
  await play.pass(minutes(4))
  const lines = play.written.map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.ok(play.written.every((line) => /^[^\n]+\n$/.test(line)))
  assert.deepEqual(
    lines.map(({ schema, usable, changes }) => [
      schema,
      usable,
      (changes as readonly { readonly kind: string }[]).map(({ kind }) => kind),
    ]),
    [
      [1, 'yes', []],
      [1, 'no', ['statement', 'component', 'incident']],
    ],
  )
})
