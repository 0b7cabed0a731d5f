import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Cast, type Asked } from '../cast.ts'
import { issueCertificate } from '../net/certificates.ts'
import { API, CLIENT, PROVIDER, ROUTER, type Lab } from '../net/lab.ts'
import { answersNames } from '../net/observe.ts'
import { startResolver } from '../net/resolver.ts'
import { assertServed, lasting, measured, within, type Depth, type Measured, type Row } from '../row.ts'

// What becomes of exchanges when name servers fail: through a gateway, through one without its cache, and without any.

const OFF = { dns: { cache: 'off' } }
const QUESTIONS = `ip saddr ${CLIENT.v4} meta l4proto { tcp, udp } th dport 53`
/** The good addresses are written a second after they were proved. */
const FILE_WRITTEN = 1300
/** Of a busy machine, for what waits for nobody; and for what waits for 1.8 s. */
const AT_ONCE = { within: 3000 }
const AFTER_SILENCE = { within: 6000 }
/** Who has no answer by then is written down as that. */
const ENOUGH = 12_000

type Via = NonNullable<Asked['via']>

/** A turn on a connection that did not exist before: the one there is serves another meanwhile, for longer than it is waited for. */
async function onNewConnection(cast: Cast, via: Via): Promise<Measured> {
  cast.ask('Hold the line. [[wait:15s]]', { via })
  await lasting(100)
  return measured(await within(cast.ask('On another line.', { via }), ENOUGH))
}

const warm = async (cast: Cast, all: readonly Via[]): Promise<void> => {
  for (const seen of await Promise.all(all.map((via) => cast.ask('Warm up.', { via }).over))) assert.equal(seen.how, 'finished')
}

const whose = (depth: Depth): readonly Via[] => (depth === 'quick' ? ['gateway'] : ['gateway', 'beside', 'direct'])

const enter = async (lab: Lab, depth: Depth, settings?: Readonly<Record<string, unknown>>): Promise<Cast> =>
  await Cast.enter(lab, {}, { ...(depth === 'quick' ? {} : { beside: OFF }), ...(settings === undefined ? {} : { settings }) })

/** The same turn with the others. */
async function others(
  depth: Depth,
  measure: (via: Via) => Promise<readonly Measured[]>,
): Promise<{
  readonly without: readonly Measured[]
  readonly direct: readonly Measured[]
}> {
  if (depth === 'quick') return { without: [], direct: [] }
  const [without, direct] = await Promise.all([measure('beside'), measure('direct')])
  return { without, direct }
}

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
    return { evidence, from: 'the request', gateway, ...rest }
  },
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
    const script = fileURLToPath(new URL('../slow-names.ts', import.meta.url))
    const words = [String(SLOW), '60', PROVIDER.v4, PROVIDER.v6]
    await lab.router.start([process.execPath, script, ...words]).says(/^ready$/)
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

const DEAD_ADDRESS = '10.86.2.3'

const oneAddressDead: Row = {
  name: 'dns: one of two addresses dead',
  shows: 'an address that is dead costs the first connection 250 ms at most, and goes last for the next ones',
  fault: 'the first of two IPv4 addresses of the provider is dead; the first connection, then two more',
  when: 'quick',
  lab: { families: ['v4'], besides: [DEAD_ADDRESS] },
  async play(lab, depth) {
    const vanished = await lab.firewall.drop(`ip daddr ${DEAD_ADDRESS}`)
    const cast = await enter(lab, depth)
    const first = measured(await within(cast.ask('By which way?'), ENOUGH))
    const atFirst = await vanished.packets()
    assert.ok(atFirst > 0, 'the dead address was not the first')
    const next = [await onNewConnection(cast, 'gateway'), await onNewConnection(cast, 'gateway')]
    assert.equal(await vanished.packets(), atFirst, 'the dead address was tried again')
    const rest = await others(depth, async (via) => [
      measured(await within(cast.ask('By which way?', { via }), ENOUGH)),
      await onNewConnection(cast, via),
      await onNewConnection(cast, via),
    ])
    for (const seen of [first, ...next]) assertServed(seen, AT_ONCE)
    return {
      evidence: `${atFirst} packets vanished at first, then none`,
      from: 'the request',
      gateway: [first, ...next],
      ...rest,
    }
  },
}

/** Rows of others that belong to the same page. */
export const ALSO_DNS: ReadonlySet<string> = new Set(['IPv6 black-holed', '600 ms round trip'])

export const DNS_ROWS: readonly Row[] = [deadForLong, slow, firstOfTwo, diesWarm, diesCold, lies, second, oneAddressDead]
