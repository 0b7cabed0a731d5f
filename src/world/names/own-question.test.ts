import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NEVER } from '../../../test/instruments/bench-for-probes.ts'
import { freePort } from '../../../test/instruments/free-port.ts'
import { startNameServer } from '../../../test/instruments/name-server.ts'
import { addressed } from '../../../test/instruments/scripted-names.ts'
import { seconds } from '../../core/time.ts'
import { realClock } from '../clock.ts'
import { domainsInScutil } from './name-settings.ts'
import { secondServers, serversAsked, systemServers } from './own-question.ts'

const asking = (...servers: readonly string[]): ReturnType<typeof serversAsked> =>
  serversAsked(() => Promise.resolve(servers), realClock)

test('both families are asked for, and how long the shorter-lived may be kept', async (t) => {
  const { server, asked } = await startNameServer(t, ({ type }) => ({
    addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
    ttl: type === 'A' ? 30 : 40,
  }))
  const said = await asking(server)('api.test', NEVER)
  const addresses = said.addresses.toSorted((one, other) => one.address.localeCompare(other.address))
  assert.deepEqual(addresses, addressed('192.0.2.1', '192.0.2.2', '2001:db8::1'))
  assert.deepEqual([said.ttl, said.server], [seconds(30), server])
  assert.deepEqual(asked.map(({ type }) => type).toSorted(), ['A', 'AAAA'])
})

test('the first that knows is believed; a no is told before a refusal, and a refusal where nobody says no', async (t) => {
  const knows = await startNameServer(t, () => ({ addresses: ['192.0.2.1'] }))
  const denies = await startNameServer(t, () => ({ refusal: 3 }))
  const silent = await startNameServer(t, () => undefined)
  const closed = `127.0.0.1:${await freePort()}`
  assert.deepEqual((await asking(silent.server, closed, knows.server)('api.test', NEVER)).addresses, addressed('192.0.2.1'))
  await assert.rejects(asking(closed, denies.server)('api.test', NEVER), { code: 'ENOTFOUND' })
  await assert.rejects(asking(closed)('api.test', NEVER), { code: 'ECONNREFUSED' })
  await assert.rejects(asking()('api.test', NEVER), { code: 'NOBODY_ASKED' })
})

test('a server that is silent about one family is not waited for', async (t) => {
  const half = await startNameServer(t, ({ type }) => (type === 'A' ? { addresses: ['192.0.2.1'], ttl: 9 } : undefined))
  const began = performance.now()
  const { addresses, ttl } = await asking(half.server)('api.test', NEVER)
  assert.deepEqual([addresses, ttl], [addressed('192.0.2.1'), seconds(9)])
  // the server itself would have been waited for 5 s
  assert.ok(performance.now() - began < 4000)
})

test('names that the system has rules for are not asked for directly, and inward names of nobody outside', async () => {
  const linux = systemServers('linux', {})
  for (const name of ['proxy', 'printer.local', 'printer.local.']) assert.deepEqual(await linux(name, NEVER), [], name)
  const second = secondServers(['9.9.9.9'])
  for (const name of ['proxy', 'nas.local', 'llm.corp', 'git.internal', 'router.home.arpa', 'x.lan'])
    assert.deepEqual(await second(name), [])
  assert.deepEqual(await second('api.anthropic.com'), ['9.9.9.9'])
  const scutil =
    'resolver #1\n  nameserver[0] : 192.0.2.1\nresolver #2\n  domain   : corp.test\n  nameserver[0] : 10.9.9.9\n\nDNS configuration (for scoped queries)\n\nresolver #1\n  domain : other.test\n'
  assert.deepEqual(domainsInScutil(scutil), ['corp.test'])
})
