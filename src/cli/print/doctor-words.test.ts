import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, HEALTHY, late, MINUTE, NOW, observed, ok, T4, T6, type Changes } from '../../../test/doctor/observations.ts'
import { LANGUAGES } from '../../i18n/language.ts'
import { judged } from '../doctor-judged.ts'
import { pageOf } from './doctor-words.ts'
import type { DoctorPage } from './doctor-page.ts'

const pageFor = (changes: Changes, language: 'en' | 'ja' = 'en'): DoctorPage => pageOf(judged(observed(changes)), language)
const rowIn = (page: DoctorPage, name: RegExp): string => page.rows.find((row) => name.test(row.name))?.detail ?? assert.fail()

const page = HEALTHY.status.page.ok ? HEALTHY.status.page.saw : assert.fail()
const red: Changes = { status: { page: ok({ ...page, components: [{ name: 'Claude API', status: 'major_outage' }] }) } }
const overloaded: Changes = {
  http: { front: answer(529, { code: 'api.overloaded' }), messages: answer(529, { code: 'api.overloaded' }) },
}
const brokenV6: Changes = {
  tcp: {
    addresses: [
      { address: T6, family: 6, tried: late() },
      { address: T4, family: 4, tried: { ok: true, millis: 20, saw: undefined } },
    ],
  },
}

test('an answer with an error and an incident are one story: the incident is a reason, and nothing says that all is well', () => {
  const { title, why, also } = pageFor({ ...overloaded, ...red })
  assert.match(title, /overloaded.* Your computer and network are fine/)
  assert.match(why.join(' '), /major outage/)
  assert.deepEqual(also, [])
})

test('beside another fault an incident is told without a word that everything works', () => {
  const loggedOut = pageFor({ ...red, credential: { sources: [] } })
  assert.match(loggedOut.title, /not logged in/)
  assert.match(loggedOut.also.join(), /reports a problem too/)
  assert.doesNotMatch(loggedOut.also.join(), /works/)
  assert.match(pageFor(red).title, /everything that was checked here works/)
})

test('that computer and network are fine is not said where something of them was found', () => {
  const { title, also } = pageFor({ ...overloaded, ...brokenV6 })
  assert.doesNotMatch(title, /fine/)
  assert.match(also.join(), /IPv6/)
})

test('rows say in words what no system says: silence, old copies, what is not there, what the gateway met', () => {
  const lane = { scope: 'api', name: 'api', health: 'unfit', code: 'api.overloaded', since: undefined }
  const seen: Changes = {
    status: { page: ok({ ...page, saidAt: NOW - 60 * MINUTE }) },
    gateway: { running: 'answers', lanes: [lane] },
    http: { front: late(), messages: late() },
    tls: HEALTHY.tls,
  }
  const english = pageFor(seen)
  assert.match(rowIn(english, /status/), /^old copy/)
  assert.equal(rowIn(english, /^proxy$/), 'none is set')
  assert.equal(rowIn(english, /answer/), 'no answer in time')
  assert.match(rowIn(english, /gateway/), /^The provider has more requests/)
  for (const { detail } of pageFor(seen, 'ja').rows) assert.match(detail, /^$|[ぁ-んァ-ン一-龯]/)
})

test('a known fault of a client is told in words, in both languages; one that only a newer version knows, too', () => {
  const known = ['stalls-aborted', 'from-the-future']
  for (const language of LANGUAGES) {
    const { why, rows } = pageFor({ settings: { client: { version: '2.1.217', knownBad: known } } }, language)
    const text = [...why, ...rows.map(({ detail }) => detail)].join(' ')
    assert.match(text, /2\.1\.217/)
    for (const id of known) assert.ok(!text.includes(id), text)
  }
})

test('a healthy answer to a question without credential does not look like an error', () => {
  const { why } = pageFor({})
  assert.match(why[0] ?? '', /asked for a login, as it should/)
  assert.match(pageFor({}, 'ja').why[0] ?? '', /正常に応答しました/)
})

test('beside a diagnosis, what is wrong with settings is told with the setting', () => {
  const { also } = pageFor({ settings: { node: { version: '20.20.2', endOfLife: true } } })
  assert.equal(also.length, 2)
  assert.match(also[1] ?? '', /20\.20\.2/)
})

test('what nobody but the client says is told as its words: by now it may be over', () => {
  const { title, actions } = pageFor({ told: { codes: ['envoy.no-healthy-upstream'] } })
  assert.match(title, /^What the client showed comes from the provider/)
  assert.match(actions.join(), /^Try again/)
  assert.match(pageFor({ told: { codes: ['api.overloaded'] } }, 'ja').title, /表示されたエラー/)
})

test('a failure that the client told of, and that is over, is named; that a login ran out is said of none that did not', () => {
  const { title, actions, why } = pageFor({ told: { codes: ['path.dns-not-found'] } })
  assert.match(title, /^Everything that was checked works/)
  assert.match(actions.join(), /cannot be seen any more/)
  assert.match(why[0] ?? '', /^The client said: /)
  const [source] = HEALTHY.credential.sources
  assert.ok(source)
  const login = { ...source, source: 'login', kind: 'oauth', expiresAt: NOW + MINUTE } as const
  const refused = pageFor({ credential: { sources: [login] }, told: { codes: ['api.authentication'] } })
  assert.doesNotMatch(refused.why.join(), /ran out/)
  const slept = pageFor({ told: { codes: ['client.slept'], text: 'Your computer went to sleep mid-response' } })
  assert.match(slept.title, /asleep/)
  assert.deepEqual(slept.also, [])
})
