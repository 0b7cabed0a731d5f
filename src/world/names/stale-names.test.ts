import assert from 'node:assert/strict'
import { test } from 'node:test'
import { API, asks, LIAR, ONE, silence, TWO, warm } from '../../../test/instruments/asked-names.ts'
import { addressed, ScriptedNames, watched } from '../../../test/instruments/scripted-names.ts'
import { hours, minutes, ms, seconds } from '../../core/time.ts'

test('name servers die with a warm cache: nobody waits, neither now nor when it has run out', async () => {
  const it = await warm(60)
  it.system = () => undefined
  it.own = () => undefined
  assert.equal(await asks(it), `${ONE} ${TWO}`)
  // the question ahead of its end has found out
  await it.clock.advance(seconds(70))
  assert.equal(await asks(it), ONE, 'the one that has answered with a certificate')
  const { names, system } = it.names.seen()
  assert.deepEqual([system, names[0]?.is, names[0]?.from], ['fails', 'stale', 'last-good'])
})

test('a silent system is waited for 1.8 s; then the last good addresses serve, and its answer replaces them', async () => {
  const it = await warm(5)
  it.system = () => ({ after: 2500, says: [TWO] })
  it.own = () => undefined
  await it.clock.advance(seconds(6))
  const seen = watched(it.names.lookUp(API, 'certificate'))
  await it.clock.advance(ms(1799))
  assert.equal(seen.now, 'nothing yet')
  await it.clock.advance(ms(1))
  assert.equal(seen.now, ONE)
  assert.equal(await asks(it), ONE, 'the next does not wait at all')
  await it.clock.advance(seconds(1))
  assert.equal(await asks(it), TWO)
  assert.equal(it.names.seen().system, 'answers')
})

test('a system that fails at once is not waited for', async () => {
  const it = await warm(5)
  silence(it)
  await it.clock.advance(seconds(6))
  assert.equal(await asks(it, ms(2)), ONE)
})

test('only an address that has answered with a valid certificate is served stale, and only to who would see it again', async () => {
  const it = new ScriptedNames()
  it.system = () => ({ says: [ONE] })
  await asks(it, ms(5))
  silence(it)
  await it.clock.advance(minutes(2))
  assert.equal(await asks(it, ms(5)), 'EAI_AGAIN', 'never proved')
  const proved = await warm(5)
  proved.system = () => ({ says: 'EAI_AGAIN' })
  await proved.clock.advance(seconds(6))
  assert.equal(await asks(proved, ms(5), 'none'), 'EAI_AGAIN', 'plain http, or a proxy without TLS')
})

test('stale is over a day after a name server last said it, however often it has proved itself since', async () => {
  const it = await warm(5)
  silence(it)
  for (let hour = 0; hour < 23; hour++) {
    await it.clock.advance(hours(1))
    assert.equal(await asks(it, ms(5)), ONE, `after ${hour + 1} h`)
    it.names.proved(API, ONE)
  }
  await it.clock.advance(hours(1))
  assert.equal(await asks(it, ms(5)), 'EAI_AGAIN')
  assert.equal(it.names.seen().lastGood, 0)
})

test('an address that serves beside another does not live as long as that one', async () => {
  const it = await warm(5)
  it.system = () => ({ says: [TWO] })
  it.own = it.system
  await it.clock.advance(hours(20))
  await asks(it, ms(5))
  it.names.proved(API, TWO)
  silence(it)
  await it.clock.advance(hours(3))
  assert.equal(await asks(it, ms(5)), `${TWO} ${ONE}`)
  it.names.proved(API, ONE)
  await it.clock.advance(hours(2))
  assert.equal(await asks(it, ms(5)), TWO)
})

test('that there is no such name is an answer: nothing stale is served for it, and it is kept for a second', async () => {
  const it = await warm(5)
  it.system = () => ({ says: 'ENOTFOUND' })
  it.own = () => ({ says: 'ENOTFOUND' })
  await it.clock.advance(seconds(6))
  assert.equal(await asks(it, ms(5)), 'ENOTFOUND')
  const asked = it.asked.system.length
  assert.equal(await asks(it), 'ENOTFOUND')
  assert.equal(it.asked.system.length, asked)
  await it.clock.advance(seconds(1))
  assert.equal(await asks(it), 'nothing yet')
})

test('a system that calls a name unknown while its name servers are silent has failed (macOS)', async () => {
  const it = await warm(5)
  it.system = () => ({ says: 'ENOTFOUND' })
  it.own = () => ({ after: 500, says: 'ETIMEOUT' })
  await it.clock.advance(seconds(6))
  const seen = watched(it.names.lookUp(API, 'certificate'))
  await it.clock.advance(ms(499))
  assert.equal(seen.now, 'nothing yet')
  await it.clock.advance(ms(1))
  assert.equal(seen.now, ONE)
})

test('when the first of two name servers is dead, the second is heard directly after 1.8 s, for who sees a certificate', async () => {
  const it = new ScriptedNames()
  it.system = () => ({ after: 5000, says: [ONE] })
  it.own = () => ({ says: [ONE], ttl: 60 })
  const [secured, plain] = [watched(it.names.lookUp(API, 'certificate')), watched(it.names.lookUp(API, 'none'))]
  await it.clock.advance(ms(1800))
  assert.deepEqual([secured.now, plain.now], [ONE, 'nothing yet'])
  assert.equal(it.names.seen().names[0]?.server, '192.0.2.53')
  await it.clock.advance(ms(3200))
  assert.equal(plain.now, ONE)
})

test('others that were configured are asked when the system fails and nothing is known, and not before', async () => {
  const it = new ScriptedNames({ second: () => ({ after: 20, says: [TWO], ttl: 60 }) })
  it.system = () => ({ says: [ONE] })
  await asks(it, ms(5))
  await it.clock.advance(minutes(2))
  assert.deepEqual(it.asked.second, [])
  silence(it)
  await it.clock.advance(minutes(2))
  assert.equal(await asks(it, ms(50)), TWO)
  it.names.proved(API, TWO)
  assert.deepEqual(it.news, [{ kind: 'failing', name: API, code: 'EAI_AGAIN', from: 'second' }])
  assert.equal(await asks(it, ms(50), 'none'), 'EAI_AGAIN')
  assert.equal(it.asked.second.length, 1)
})

test('others are never asked for a name that is another one inside this network, nor for one of the hosts file', async () => {
  const it = new ScriptedNames({ second: () => ({ says: [TWO], ttl: 60 }) })
  it.system = () => ({ says: ['10.1.2.3'] })
  await asks(it, ms(5))
  silence(it)
  await it.clock.advance(minutes(2))
  assert.equal(await asks(it, ms(50)), 'EAI_AGAIN')
  it.hosts = () => addressed('192.0.2.7')
  assert.equal(await asks(it), '192.0.2.7', 'at once')
  assert.deepEqual(it.asked.second, [])
})

test('who is lied to is told of nobody but the last good ones, until the truth is told again', async () => {
  const it = await warm(5)
  it.system = () => ({ says: [LIAR] })
  it.own = () => ({ says: [LIAR], ttl: 60 })
  await it.clock.advance(seconds(6))
  assert.equal(await asks(it, ms(5)), LIAR, 'nobody can know before the certificate is seen')
  assert.deepEqual(it.names.disproved(API, LIAR), addressed(ONE))
  it.names.proved(API, ONE)
  assert.deepEqual(it.news, [{ kind: 'lying', name: API, address: LIAR }])
  assert.equal(await asks(it), ONE)
  await it.clock.advance(seconds(31))
  assert.equal(await asks(it, ms(5)), ONE, 'the lie is asked for again, and is not believed')
  it.system = () => ({ says: [TWO] })
  await it.clock.advance(seconds(31))
  assert.equal(await asks(it, ms(5)), TWO)
  assert.deepEqual(
    it.news.map(({ kind }) => kind),
    ['lying', 'back'],
  )
})

test('who shows a wrong certificate is good no longer; without anybody better, what the system says stands', async () => {
  const it = await warm(5)
  assert.deepEqual(it.names.disproved(API, ONE), [])
  await it.clock.advance(seconds(6))
  it.system = () => ({ says: [ONE] })
  assert.equal(await asks(it, ms(5)), ONE)
  silence(it)
  await it.clock.advance(minutes(2))
  assert.equal(await asks(it, ms(5)), 'EAI_AGAIN')
})

test('that name servers fail is said once, when a connection has come about all the same, and once when it is over', async () => {
  const it = await warm(5)
  silence(it)
  for (let time = 0; time < 10; time++) {
    await it.clock.advance(seconds(40))
    await asks(it, ms(5))
    it.names.proved(API, ONE)
  }
  assert.deepEqual(it.news, [{ kind: 'failing', name: API, code: 'EAI_AGAIN', from: 'last-good' }])
  it.system = () => ({ says: [ONE] })
  await it.clock.advance(seconds(40))
  await asks(it, ms(5))
  assert.deepEqual(
    it.news.map(({ kind }) => kind),
    ['failing', 'back'],
  )
})

test('that nobody knows an address is said once to whoever listens, again on another network, and once when it is over', async () => {
  const it = new ScriptedNames()
  silence(it)
  for (let time = 0; time < 5; time++) {
    await asks(it, ms(5))
    await it.clock.advance(seconds(2))
  }
  assert.deepEqual(it.news, [{ kind: 'failed', name: API, code: 'EAI_AGAIN' }])
  it.names.freshen()
  await asks(it, ms(5))
  it.system = () => ({ says: [ONE] })
  await it.clock.advance(seconds(2))
  await asks(it, ms(5))
  assert.deepEqual(it.news.slice(1), [
    { kind: 'failed', name: API, code: 'EAI_AGAIN' },
    { kind: 'back', name: API, after: 12_030 },
  ])
})

test('with other name servers on the same network all is asked anew, and if they fail the last good addresses serve', async () => {
  const it = await warm(300)
  it.lastGood.proved({ network: 'home', name: API, address: '10.0.0.1' }, it.clock.wall())
  const asked = it.asked.system.length
  it.system = () => ({ says: [TWO] })
  it.own = it.system
  assert.equal(await asks(it), `${ONE} ${TWO}`, 'kept')
  it.names.freshen()
  assert.equal(await asks(it, ms(5)), TWO)
  assert.equal(it.asked.system.length, asked + 1)
  silence(it)
  it.names.freshen()
  assert.deepEqual((await asks(it, ms(5))).split(' ').toSorted(), ['10.0.0.1', ONE])
})
