import assert from 'node:assert/strict'
import { test } from 'node:test'
import { API, asks, LIAR, ONE, silence, TWO, warm } from '../../../test/instruments/asked-names.ts'
import { addressed, ScriptedNames, watched } from '../../../test/instruments/scripted-names.ts'
import { hours, minutes, ms, seconds } from '../../core/time.ts'

test('an answer is kept as long as its name server says, and asked for again only then', async () => {
  const it = await warm(10)
  await it.clock.advance(seconds(9.9))
  assert.equal(await asks(it), `${ONE} ${TWO}`)
  assert.deepEqual(it.asked.system, [API])
  await it.clock.advance(seconds(0.2))
  assert.equal(await asks(it), 'nothing yet')
  assert.deepEqual(it.asked.system, [API, API])
})

test('where no name server says how long, or it names others than the system does, it is a minute', async () => {
  for (const own of [{ says: 'ESERVFAIL' }, { says: ['192.0.2.9'], ttl: 2 }, undefined]) {
    const it = new ScriptedNames()
    it.system = () => ({ says: [ONE] })
    it.own = () => own
    await asks(it, ms(5))
    const [kept] = it.names.seen().names
    assert.equal((kept?.until ?? 0) - (kept?.answeredAt ?? 0), seconds(60), JSON.stringify(own))
    assert.equal(kept?.server, undefined)
  }
})

test('never longer than five minutes, and a burst of connections is one question however short it may be kept', async () => {
  const lasts = async (ttl: number): Promise<number> => {
    const [kept] = (await warm(ttl)).names.seen().names
    return (kept?.until ?? 0) - (kept?.answeredAt ?? 0)
  }
  assert.deepEqual([await lasts(86_400), await lasts(0)], [minutes(5), seconds(5)])
})

test('those who ask at the same time are one question', async () => {
  const it = new ScriptedNames()
  it.system = () => ({ after: 100, says: [ONE] })
  const all = Array.from({ length: 50 }, () => watched(it.names.lookUp(API, 'none')))
  await it.clock.advance(ms(101))
  assert.ok(all.every(({ now }) => now === ONE))
  assert.deepEqual([it.asked.system, it.asked.own], [[API], [API]])
})

test('how long the system took is told of each question to it, also when it was late, and not of answers from memory', async () => {
  const it = new ScriptedNames()
  const took: string[] = []
  it.names.onTook((name, length) => took.push(`${name} ${length}`))
  it.system = () => ({ after: 40, says: [ONE] })
  assert.equal(await asks(it, ms(41)), ONE)
  assert.equal(await asks(it), ONE)
  assert.deepEqual(took, [`${API} 40`])
  it.system = () => ({ after: 2500, says: [ONE] })
  await it.clock.advance(minutes(1))
  assert.deepEqual(took, [`${API} 40`, `${API} 2500`])
  it.system = () => ({ after: 5, says: 'ENOTFOUND' })
  await it.clock.advance(minutes(2))
  assert.equal(took.length, 2)
})

test('a name in use is asked for ahead of its end, so that nobody waits; one that nobody uses any more is not', async () => {
  const it = await warm(60)
  await it.clock.advance(seconds(44))
  assert.equal(it.asked.system.length, 1)
  await it.clock.advance(seconds(2))
  assert.equal(it.asked.system.length, 2)
  await it.clock.advance(minutes(10))
  assert.equal(await asks(it), `${ONE} ${TWO}`, 'without a wait')
  await it.clock.advance(minutes(31))
  const asked = it.asked.system.length
  await it.clock.advance(hours(5))
  assert.equal(it.asked.system.length, asked)
})

test('a name of the hosts file waits for nobody, however many dead names are waited for', async () => {
  const it = new ScriptedNames()
  for (let at = 0; at < 100; at++) void watched(it.names.lookUp(`dead${at}.test`, 'none'))
  it.hosts = (name) => (name === 'localhost' ? addressed('127.0.0.1') : [])
  const seen = watched(it.names.lookUp('localhost', 'none'))
  await Promise.resolve()
  assert.equal(seen.now, '127.0.0.1')
})

test('on another network nothing is kept; its private addresses stay behind, public ones serve if all else fails', async () => {
  const it = await warm(60)
  it.names.proved(API, TWO)
  it.lastGood.proved({ network: 'home', name: API, address: '10.0.0.1' }, it.clock.wall())
  it.network = 'cafe'
  it.names.freshen()
  assert.equal(it.renewed, 1)
  silence(it)
  const seen = (await asks(it, ms(5))).split(' ').toSorted()
  assert.deepEqual(seen, [ONE, TWO])
  it.network = 'home'
  it.names.freshen()
  assert.ok((await asks(it, ms(5))).includes('10.0.0.1'))
})

test('what was being asked on a network that is gone is answered to nobody', async () => {
  const it = new ScriptedNames()
  it.system = () => ({ after: 1000, says: [LIAR] })
  const before = watched(it.names.lookUp(API, 'certificate'))
  await it.clock.advance(ms(500))
  it.names.freshen()
  it.system = () => ({ says: [ONE] })
  assert.equal(await asks(it, ms(5)), ONE)
  await it.clock.advance(seconds(2))
  assert.equal(before.now, 'EAI_AGAIN')
  assert.equal(await asks(it), ONE)
})

test('at the end nobody is asked any longer: a silent name server would keep the process', async () => {
  const it = new ScriptedNames()
  it.system = () => ({ says: [ONE] })
  it.own = () => undefined
  await asks(it, ms(5))
  it.system = () => undefined
  const waiting = watched(it.names.lookUp('other.test', 'none'))
  await it.names.close()
  await it.clock.advance(ms(1))
  assert.equal(waiting.now, 'EAI_AGAIN')
  assert.deepEqual([...new Set(it.signals.map(({ aborted }) => aborted))], [true])
})

test('when nobody is reached at kept addresses, the next asks again; not each of a burst', async () => {
  const it = await warm(60)
  it.names.unreached(API)
  assert.equal(await asks(it), `${ONE} ${TWO}`)
  await it.clock.advance(seconds(6))
  it.names.unreached(API)
  assert.equal(await asks(it), 'nothing yet')
})

test('of many names the ones longest unused are forgotten, and nothing is left running at the end', async () => {
  const it = new ScriptedNames()
  it.system = () => ({ says: [ONE] })
  for (let at = 0; at < 200; at++) {
    void it.names.lookUp(`name${at}.test`, 'none')
    await it.clock.advance(ms(2))
  }
  const known = it.names.seen().names.map(({ name }) => name)
  assert.equal(known.length, 64)
  assert.ok(known.includes('name199.test') && !known.includes('name0.test'))
  await it.names.close()
  await it.clock.advance(seconds(20))
  assert.equal(it.clock.pending, 0)
})
