import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../doctor/diagnose.ts'
import { readReplay } from '../doctor/replay.ts'
import type { Observations } from '../probes/observations.ts'
import { replayedRows, replayText } from '../../test/lab/doctor/replays.ts'
import { allowed } from './allowed.ts'
import { createPseudonyms } from './pseudonyms.ts'

function observed(row: string): Observations {
  const read = readReplay(replayText(row))
  assert.ok(read.ok)
  return read.observations
}

const shownOf = (observations: Observations): Observations => allowed(observations, createPseudonyms(), (text) => text)

/** What is wrong there is the name itself, which is left out. */
const HANGS_ON_A_NAME: ReadonlySet<string> = new Set(['27', '40'])

test('what may be told of real observations leads to the same diagnosis', () => {
  for (const row of replayedRows().filter((one) => !HANGS_ON_A_NAME.has(one))) {
    const { code, owner } = diagnose(observed(row))
    const again = diagnose(shownOf(observed(row)))
    assert.deepEqual([again.code, again.owner], [code, owner], row)
  }
})

test('no probe that saw something is left out for its form', () => {
  for (const row of replayedRows()) {
    const observations = observed(row)
    const shown = shownOf(observations)
    for (const [id, outcome] of Object.entries(observations.probes))
      assert.equal(shown.probes[id as keyof Observations['probes']].is, outcome.is, `${row}, ${id}`)
  }
})

test('a field that nobody has thought about is left out, and so is a probe whose facts have another form', () => {
  const observations = observed('1')
  const strange = {
    ...observations,
    extra: 'extra-secret',
    probes: {
      ...observations.probes,
      clock: {
        is: 'seen',
        millis: 1,
        facts: { offsets: [{ host: 'a.test', millis: 1, extra: 'extra-secret' }], more: 'extra-secret' },
      },
      mtu: { is: 'seen', millis: 1, facts: 'extra-secret' },
    },
  } as unknown as Observations
  const shown = shownOf(strange)
  assert.doesNotMatch(JSON.stringify(shown), /extra-secret/)
  assert.equal(shown.probes.mtu.is, 'crashed')
})

test('names and addresses of the person are replaced, the same by the same; those that everybody has stay', () => {
  const names = createPseudonyms()
  assert.equal(names.host('db.acme.example'), 'host-1.invalid')
  assert.equal(names.host('other.example'), 'host-2.invalid')
  assert.equal(names.host('DB.acme.example.'), 'host-1.invalid')
  for (const known of ['api.anthropic.com', 'status.claude.com', 'localhost']) assert.equal(names.host(known), known)
  assert.equal(names.host('api.anthropic.com.evil.example'), 'host-3.invalid')
  assert.equal(names.address('192.168.1.7'), '10.0.0.1')
  assert.equal(names.address('198.51.100.77'), '203.0.113.1')
  assert.equal(names.address('2a02:1234::1'), '2001:db8::1')
  assert.equal(names.address('fe80::1234%eth0'), 'fe80::1')
  for (const known of ['127.0.0.1', '1.1.1.1', '160.79.104.10', '2607:6bc0::10', '::1']) assert.equal(names.address(known), known)
  assert.equal(names.place('[2a02:1234::1]:443'), '[2001:db8::1]:443')
  assert.equal(names.url('https://me:secret@db.acme.example:8443/v1/messages?key=1'), 'https://host-1.invalid:8443/v1/messages')
  assert.equal(names.url('https://db.acme.example/teams/acme'), 'https://host-1.invalid/path')
})
