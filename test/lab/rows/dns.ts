import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { unixMillis } from '../../../src/core/time.ts'
import { readJournal } from '../../../src/journal/read.ts'
import { startNameServers } from '../name-servers.ts'
import { issueCertificate } from '../net/certificates.ts'
import { API, CLIENT, PROVIDER, ROUTER, type Lab } from '../net/lab.ts'
import { answersNames } from '../net/observe.ts'
import { startResolver } from '../net/resolver.ts'
import { assertServed, lasting, measured, within, type Measured, type Row } from '../row.ts'
import { AFTER_SILENCE, AT_ONCE, ENOUGH, enter, onNewConnection, others, warm, whose, type Via } from './compared.ts'

// What becomes of exchanges when name servers fail: through a gateway, through one without its cache, and without any.

const QUESTIONS = `ip saddr ${CLIENT.v4} meta l4proto { tcp, udp } th dport 53`
/** The good addresses are written a second after they were proved. */
const FILE_WRITTEN = 1300
const diesWarm: Row = {
  name: 'dns: dies with a warm cache',
  shows: 'no exchange notices that the resolver has died: its answer is kept, and a new connection waits for nobody',
  fault: 'the only resolver dies a moment after it has answered; then a new connection',
  when: 'quick',
  lab: { ttl: 60 },
  async play(lab, depth) {
    const cast = await enter(lab, depth)
    await warm(cast, whose(depth))
    const silence = await lab.firewall.drop(QUESTIONS, 'input')
    const measure = async (via: Via): Promise<readonly Measured[]> => [await onNewConnection(cast, via)]
    const gateway = await measure('gateway')
    const rest = await others(depth, measure)
    for (const seen of gateway) assertServed(seen, AT_ONCE)
    assert.equal(await answersNames(lab.client, API), false)
    return { evidence: `${await silence.packets()} questions unanswered`, from: 'the request', gateway, ...rest }
  },
}

const deadForLong: Row = {
  name: 'dns: dead for longer than an answer is kept',
  shows: 'nor when the answer has run out: the question ahead of its end has found out that nobody answers',
  fault: 'the only resolver is dead for longer than its answers may be kept (20 s); then two new connections',
  when: 'all',
  lab: { ttl: 20 },
  async play(lab, depth) {
    const cast = await enter(lab, depth)
    await warm(cast, whose(depth))
    const silence = await lab.firewall.drop(QUESTIONS, 'input')
    await lasting(22_000)
    const measure = async (via: Via): Promise<readonly Measured[]> => [
      await onNewConnection(cast, via),
      await onNewConnection(cast, via),
    ]
    const gateway = await measure('gateway')
    const rest = await others(depth, measure)
    for (const seen of gateway) assertServed(seen, AT_ONCE)
    assert.ok(await cast.logs(/"event":"names","kind":"failing"/), cast.gateway.lines.join('\n'))
    const evidence = `${await silence.packets()} questions unanswered`
    await silence.mend()
    await cast.gateway.says(/"event":"names","kind":"back"/)
    await lasting(FILE_WRITTEN)
    assert.deepEqual(namesInJournal(lab), ['substituted', 'back'])
    return { evidence, from: 'the request', gateway, ...rest }
  },
}

/** What became of the name servers, in the order in which the gateway noted it. */
function namesInJournal({ folder }: Lab): readonly string[] {
  const read = readJournal(join(folder, 'data', 'journal.sqlite'), (reader) => reader.names(unixMillis(0)))
  return read.ok ? read.value.map(({ what }) => what as string).toReversed() : [read.code]
}

const diesCold: Row = {
  name: 'dns: dead when the gateway starts',
  shows: 'a gateway that starts while the resolver is dead goes on with the addresses that were good before',
  fault: 'the gateway is killed, the only resolver dies, the gateway is started again; then two new connections',
  when: 'quick',
  async play(lab, depth) {
    const cast = await enter(lab, depth)
    await warm(cast, whose(depth))
    await lasting(FILE_WRITTEN)
    const silence = await lab.firewall.drop(QUESTIONS, 'input')
    await cast.restart()
    const first = measured(await within(cast.ask('After the restart.'), ENOUGH))
    const next = await onNewConnection(cast, 'gateway')
    const rest = await others(depth, async (via) => [await onNewConnection(cast, via)])
    assertServed(first, AFTER_SILENCE)
    assertServed(next, AT_ONCE)
    return { evidence: `${await silence.packets()} questions unanswered`, from: 'the request', gateway: [first, next], ...rest }
  },
}

/** A server that is not the provider, and can only show a certificate of its own name. */
async function startStranger(lab: Lab): Promise<() => Promise<number>> {
  const folder = join(lab.folder, 'stranger')
  await mkdir(folder)
  const { cert, key } = await issueCertificate(folder, 'portal.example.test')
  const script = fileURLToPath(new URL('../stand-in.ts', import.meta.url))
  const program = lab.router.start([process.execPath, script, cert, key])
  await program.says(/^ready$/)
  return async () => {
    program.tell('log')
    const [, log = ''] = await program.says(/^log (.*)$/)
    return (JSON.parse(log) as readonly unknown[]).length
  }
}

const lies: Row = {
  name: 'dns: lies',
  shows: 'a hijacked answer is never used: the stranger gets no request, and the addresses that were good before serve',
  fault:
    'the resolver names a stranger, whose certificate is for another name; the gateway is started again; then two connections',
  when: 'quick',
  async play(lab, depth) {
    const cast = await enter(lab, depth)
    const asked = await startStranger(lab)
    await warm(cast, whose(depth))
    await lasting(FILE_WRITTEN)
    await lab.resolver.end()
    await startResolver(lab.router, { [API]: [ROUTER.v4] })
    await cast.restart()
    const seen = measured(await within(cast.ask('After the restart.'), ENOUGH))
    const next = await onNewConnection(cast, 'gateway')
    const rest = await others(depth, async (via) => [await onNewConnection(cast, via)])
    for (const one of [seen, next]) assertServed(one, AT_ONCE)
    assert.ok(await cast.logs(/"event":"names","kind":"lying"/), cast.gateway.lines.join('\n'))
    const met = await asked()
    assert.equal(met, 0)
    const found = (await lab.client.run('getent', 'ahosts', API)).trim().split(/\s/)[0]
    assert.equal(found, ROUTER.v4)
    return { evidence: `the name leads to ${found}; requests there: ${met}`, from: 'the request', gateway: [seen, next], ...rest }
  },
}

const SLOW = 2500

const slow: Row = {
  name: 'dns: answers after 2.5 s',
  shows: 'a resolver that takes 2.5 s is waited for by nobody but the first, and by that one for 1.8 s',
  fault: 'the resolver answers after 2.5 s; the first connection of a gateway that was started again, then a second one',
  when: 'all',
  async play(lab, depth) {
    const cast = await enter(lab, depth)
    await warm(cast, whose(depth))
    await lasting(FILE_WRITTEN)
    await lab.resolver.end()
    await startNameServers(lab.router, [{ address: '0.0.0.0', after: SLOW, ttl: 60, says: [PROVIDER.v4, PROVIDER.v6] }])
    const began = Date.now()
    await lab.client.run('getent', 'ahostsv4', API)
    const took = Date.now() - began
    assert.ok(took >= SLOW, `${took} ms`)
    await cast.restart()
    const first = measured(await within(cast.ask('After the restart.'), ENOUGH))
    await lasting(1500)
    const next = await onNewConnection(cast, 'gateway')
    const rest = await others(depth, async (via) => [await onNewConnection(cast, via), await onNewConnection(cast, via)])
    assertServed(first, AFTER_SILENCE)
    assertServed(next, AT_ONCE)
    return { evidence: `a look-up takes ${(took / 1000).toFixed(1)} s`, from: 'the request', gateway: [first, next], ...rest }
  },
}

const firstOfTwo: Row = {
  name: 'dns: first of two dead',
  shows: 'a dead first resolver costs the first connection 1.8 s in place of 5 s, and the next ones nothing',
  fault: 'the first of two resolvers is dead; the first connection, then a second one',
  when: 'all',
  lab: { ttl: 60 },
  async play(lab, depth) {
    await lab.router.run('ip', 'addr', 'add', '10.86.1.53/24', 'dev', 'lan')
    const silence = await lab.firewall.drop('ip daddr 10.86.1.53', 'input')
    await lab.client.nameservers('10.86.1.53', ROUTER.v4)
    const cast = await enter(lab, depth)
    const measure = async (via: Via): Promise<readonly Measured[]> => [
      measured(await within(cast.ask('By which name?', { via }), ENOUGH)),
      await onNewConnection(cast, via),
    ]
    const [gateway, rest] = await Promise.all([measure('gateway'), others(depth, measure)])
    const [first, next] = gateway
    assertServed(first as Measured, AFTER_SILENCE)
    assertServed(next as Measured, AT_ONCE)
    // sooner than the system, by what the second server said
    assert.ok(await cast.logs(/"kind":"failing".*"from":"own-question"/), cast.gateway.lines.join('\n'))
    const packets = await silence.packets()
    assert.ok(packets > 0)
    return { evidence: `${packets} questions unanswered`, from: 'the request', gateway, ...rest }
  },
}

const second: Row = {
  name: 'dns: another resolver configured',
  shows: 'with another resolver configured, a gateway that knows nothing yet is served although the system is dead',
  fault: 'the only resolver of the system is dead, the gateway knows no address, and `dns.resolvers` names another one',
  when: 'all',
  async play(lab, depth) {
    await lab.router.run('ip', 'addr', 'add', '10.86.1.53/24', 'dev', 'lan')
    const silence = await lab.firewall.drop('ip daddr 10.86.1.53', 'input')
    await lab.client.nameservers('10.86.1.53')
    const cast = await enter(lab, depth, { dns: { resolvers: [ROUTER.v4] } })
    const measure = async (via: Via): Promise<readonly Measured[]> => [
      measured(await within(cast.ask('By which name?', { via }), ENOUGH)),
    ]
    const [gateway, rest] = await Promise.all([measure('gateway'), others(depth, measure)])
    for (const seen of gateway) assertServed(seen, AFTER_SILENCE)
    const packets = await silence.packets()
    assert.ok(packets > 0)
    return { evidence: `${packets} questions unanswered`, from: 'the request', gateway, ...rest }
  },
}

export const DNS_ROWS: readonly Row[] = [deadForLong, slow, firstOfTwo, diesWarm, diesCold, lies, second]
