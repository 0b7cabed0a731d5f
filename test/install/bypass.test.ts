import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { watchInstall } from '../../src/cli/watch-install.ts'
import { hours, minutes, ms, seconds, unixMillis, type Millis } from '../../src/core/time.ts'
import { beginBypass, bypassPath, endBypass, readBypass, SettingsChanged } from '../../src/install/bypass.ts'
import { endDueBypass, type DueEnd, type Ending } from '../../src/install/due-bypass.ts'
import { readRecord } from '../../src/install/record.ts'
import { settle, VirtualClock } from '../instruments/virtual-clock.ts'
import { installIn, uninstallIn } from './acts.ts'
import { homeFor, type Home } from './home.ts'
import type { Ending as TestEnding } from '../instruments/rig.ts'

const SETTINGS = '{\n  "model": "opus", // mine\n  "env": { "ANTHROPIC_BASE_URL": "http://127.0.0.1:11" }\n}\n'
const HOUR = hours(1)
/** Of the gateway that looks: none that an install has begun. */
const OWN = { key: 'none', port: 1 }

type Bypassed = { readonly home: Home; readonly clock: VirtualClock; readonly installed: string; readonly bypassed: string }

/** A client that goes past the gateway for an hour from now. */
async function bypassedHome(t: TestEnding, length: Millis | 'no-end' = HOUR): Promise<Bypassed> {
  const home = homeFor(t)
  mkdirSync(dirname(home.settings))
  writeFileSync(home.settings, SETTINGS)
  const record = await installIn(home)
  const installed = textOf(home)
  const clock = new VirtualClock()
  await beginBypass(home.dataDir, record, length === 'no-end' ? undefined : unixMillis(clock.wall() + length))
  return { home, clock, installed, bypassed: textOf(home) }
}

const textOf = ({ settings }: Home): string => readFileSync(settings, 'utf8')
const hasBypass = ({ dataDir }: Home): boolean => existsSync(bypassPath(dataDir))

function end({ home, clock }: Pick<Bypassed, 'home' | 'clock'>, how: Partial<Ending> = {}): Promise<DueEnd> {
  return endDueBypass(home.dataDir, {
    clock,
    gateway: () => Promise.resolve(),
    reader: 'person',
    retry: 'later',
    ...how,
  })
}

test('a bypass is ended by whoever comes first after its time, and not a moment before', async (t) => {
  const bypassed = await bypassedHome(t)
  const { home, clock } = bypassed
  assert.match(bypassed.bypassed, /"ANTHROPIC_BASE_URL": "http:\/\/127\.0\.0\.1:11"/)
  await clock.advance(ms(HOUR - 1))
  assert.deepEqual(await end(bypassed), { is: 'nothing-due' })
  assert.equal(textOf(home), bypassed.bypassed)
  clock.sleep(ms(1), 'not-counted')
  assert.equal((await end(bypassed)).is, 'ended')
  assert.equal(textOf(home), bypassed.installed)
  assert.equal(hasBypass(home), false)
  assert.deepEqual(await end(bypassed), { is: 'nothing-due' })
})

test('one without an end stays, however late it is', async (t) => {
  const bypassed = await bypassedHome(t, 'no-end')
  bypassed.clock.sleep(hours(10_000), 'not-counted')
  assert.deepEqual(await end(bypassed), { is: 'nothing-due' })
})

test('of ten that end it at the same moment one does, and the settings are as before', async (t) => {
  const bypassed = await bypassedHome(t)
  bypassed.clock.sleep(HOUR, 'not-counted')
  let asked = 0
  const gateway = (): Promise<void> => {
    asked += 1
    return Promise.resolve()
  }
  const ends = await Promise.all(Array.from({ length: 10 }, () => end(bypassed, { gateway })))
  // who came while the lock was held may not have waited for it
  assert.equal(ends.filter(({ is }) => is === 'ended').length, 1)
  assert.equal(asked, 1)
  assert.equal(textOf(bypassed.home), bypassed.installed)
})

test('what somebody has changed besides stays, and the client comes back', async (t) => {
  const bypassed = await bypassedHome(t)
  writeFileSync(bypassed.home.settings, textOf(bypassed.home).replace('opus', 'sonnet'))
  bypassed.clock.sleep(HOUR, 'not-counted')
  assert.equal((await end(bypassed)).is, 'ended')
  assert.equal(textOf(bypassed.home), bypassed.installed.replace('opus', 'sonnet'))
})

test('a value of ours that somebody has set otherwise is not overwritten; a person is told of it once', async (t) => {
  const bypassed = await bypassedHome(t)
  const { home, clock } = bypassed
  const theirs = textOf(home).replace(':11', ':12')
  writeFileSync(home.settings, theirs)
  clock.sleep(HOUR, 'not-counted')
  const unread = await end(bypassed, { reader: 'nobody' })
  assert.deepEqual(unread.is === 'failed' && [unread.why, unread.error instanceof SettingsChanged], ['settings', true])
  assert.deepEqual(await end(bypassed, { reader: 'nobody' }), { is: 'nothing-due' }, 'not again at once')
  const told = await end(bypassed)
  assert.equal(told.is === 'failed' && told.news, 'yes')
  assert.deepEqual(await end(bypassed), { is: 'nothing-due' })
  clock.sleep(minutes(5), 'not-counted')
  const later = await end(bypassed)
  assert.equal(later.is === 'failed' && later.news, 'no', 'tried again, but told before')
  assert.equal(textOf(home), theirs)
  writeFileSync(home.settings, bypassed.bypassed)
  clock.sleep(minutes(5), 'not-counted')
  assert.equal((await end(bypassed)).is, 'ended')
  assert.equal(textOf(home), bypassed.installed)
})

test('the client does not come back to a gateway that does not start; with another reason a person is told again', async (t) => {
  const bypassed = await bypassedHome(t)
  const { home, clock } = bypassed
  clock.sleep(HOUR, 'not-counted')
  const gateway = (): Promise<never> => Promise.reject(new Error('no port'))
  const failed = await end(bypassed, { gateway })
  assert.deepEqual(failed.is === 'failed' && [failed.why, failed.news], ['gateway', 'yes'])
  assert.equal(textOf(home), bypassed.bypassed)
  assert.deepEqual(await end(bypassed), { is: 'nothing-due' })
  writeFileSync(home.settings, textOf(home).replace(':11', ':12'))
  const other = await end(bypassed, { retry: 'at-once' })
  assert.deepEqual(other.is === 'failed' && [other.why, other.news], ['settings', 'yes'])
})

test('settings that are no JSON any more are left alone', async (t) => {
  const bypassed = await bypassedHome(t)
  writeFileSync(bypassed.home.settings, '{ "env": ')
  bypassed.clock.sleep(HOUR, 'not-counted')
  const failed = await end(bypassed)
  assert.equal(failed.is === 'failed' && failed.why, 'settings')
  assert.equal(textOf(bypassed.home), '{ "env": ')
})

test('the gateway ends it when its time comes, or within 15 s of waking', async (t) => {
  for (const [slept, endsAfter] of [
    [ms(0), seconds(100)],
    [hours(3), seconds(15)],
  ] as const) {
    const { home, clock, installed } = await bypassedHome(t, seconds(100))
    const unwatch = watchInstall(home.dataDir, OWN, clock)
    await looked(clock)
    clock.sleep(slept, 'not-counted')
    const began = clock.now()
    while (hasBypass(home) && clock.now() - began < minutes(5)) {
      await clock.advance(seconds(1))
      await looked(clock)
    }
    assert.equal(clock.now() - began, endsAfter)
    assert.equal(textOf(home), installed)
    unwatch()
    assert.equal(clock.pending, 0)
  }
})

test('a gateway that starts after its time ends it at once', async (t) => {
  const { home, clock, installed } = await bypassedHome(t)
  clock.sleep(hours(48), 'not-counted')
  const unwatch = watchInstall(home.dataDir, OWN, clock)
  while (hasBypass(home)) await settle()
  assert.equal(textOf(home), installed)
  unwatch()
})

/** The gateway has looked, and waits for its next time. */
async function looked(clock: VirtualClock): Promise<void> {
  while (clock.pending === 0) await settle()
}

test('a second bypass gives the first another end, and keeps what was changed between them', async (t) => {
  const { home, clock, installed } = await bypassedHome(t, 'no-end')
  writeFileSync(home.settings, textOf(home).replace('opus', 'sonnet'))
  const record = await readRecord(home.dataDir)
  assert.ok(record)
  await beginBypass(home.dataDir, record, unixMillis(clock.wall() + HOUR))
  clock.sleep(HOUR, 'not-counted')
  assert.equal((await end({ home, clock })).is, 'ended')
  assert.equal(textOf(home), installed.replace('opus', 'sonnet'))
})

test('one whose file is damaged can be ended all the same', async (t) => {
  for (const damaged of ['{"until":', 'null', '']) {
    const { home, clock, installed } = await bypassedHome(t)
    writeFileSync(bypassPath(home.dataDir), damaged)
    assert.deepEqual(await end({ home, clock }), { is: 'nothing-due' }, 'nobody knows until when')
    const [bypass, record] = [await readBypass(home.dataDir), await readRecord(home.dataDir)]
    assert.ok(bypass && record)
    await endBypass(home.dataDir, { record, bypass, now: clock.wall() })
    assert.equal(textOf(home), installed)
    assert.equal(hasBypass(home), false)
  }
})

test('uninstall during a bypass brings back every byte; install ends the bypass', async (t) => {
  const first = await bypassedHome(t)
  await uninstallIn(first.home)
  assert.equal(textOf(first.home), SETTINGS)
  assert.equal(hasBypass(first.home), false)
  const second = await bypassedHome(t)
  await installIn(second.home)
  assert.equal(textOf(second.home), second.installed)
  assert.equal(hasBypass(second.home), false)
})
