import assert from 'node:assert/strict'
import { Cast, type Asked } from '../cast.ts'
import { PROVIDER, type Lab } from '../net/lab.ts'
import { connectionsTo, ping } from '../net/observe.ts'
import { assertServed, lasting, measured, within, type Depth, type Measured, type Row, type Seen } from '../row.ts'
import { ENOUGH, enter } from './compared.ts'

/** One after the other, each on whatever connection there is. */
async function turns(cast: Cast, count: number, asked: Asked): Promise<readonly Measured[]> {
  const seen: Measured[] = []
  for (let turn = 1; turn <= count; turn++)
    seen.push(measured(await within(cast.ask(`Turn ${turn}. [[text:400]] [[gap:50ms]]`, asked), 120_000)))
  return seen
}

const lossy: Row = {
  name: '30 % loss',
  shows: 'turns over a line that loses 30 % of all packets have their answers',
  fault: '30 % of all packets are lost, each way; 40 ms round trip',
  when: 'all',
  lab: { line: { delay: 20, loss: 30 } },
  async play(lab) {
    const cast = await Cast.enter(lab)
    const { sent, received } = await ping(lab.client, PROVIDER.v4, { count: 60 })
    // both ways: 0.7 × 0.7 come through
    assert.ok(received > sent * 0.3 && received < sent * 0.7, `${received} of ${sent} pings answered`)
    const [gateway, direct] = await Promise.all([turns(cast, 3, {}), turns(cast, 3, { via: 'direct' })])
    // chance is seeded, but not what it meets: now and then a connection waits long for its next try
    for (const turn of gateway) assertServed(turn, { within: 100_000 })
    return { evidence: `${received} of ${sent} pings answered (49 % expected)`, from: 'the request', gateway, direct }
  },
}

/** Two turns one after the other, as each of the others has them. */
async function compared(cast: Cast, depth: Depth): Promise<Partial<Seen>> {
  if (depth === 'quick') return {}
  const [without, plain] = await Promise.all(
    (['beside', 'plain'] as const).map(async (via) => [
      measured(await within(cast.ask('How long?', { via }), ENOUGH)),
      measured(await within(cast.ask('And again?', { via }), ENOUGH)),
    ]),
  )
  return { without: without ?? [], plain: plain ?? [] }
}

const farAway: Row = {
  name: '600 ms round trip',
  shows:
    'a turn over a round trip of 600 ms connects at the first try, though that is longer than an address is given before the next',
  fault: 'a round trip of 600 ms; the name has addresses of both families',
  when: 'quick',
  lab: { line: { delay: 300 } },
  async play(lab, depth) {
    const cast = await enter(lab, depth)
    const { meanMillis = 0 } = await ping(lab.client, PROVIDER.v4, { count: 3, wait: 2 })
    assert.ok(meanMillis >= 600 && meanMillis < 700, `a round trip of ${meanMillis} ms`)
    const direct = cast.ask('How far?', { via: 'direct' })
    const first = measured(await within(cast.ask('How far?'), 30_000))
    const second = measured(await within(cast.ask('And now?'), 30_000))
    // connection, TLS, request: a round trip each, and room for a busy machine
    assertServed(first, { within: 6000 })
    assertServed(second, { within: 3000 })
    assert.equal(first.requests, 1, 'the client had to ask again')
    const evidence = `${meanMillis.toFixed(0)} ms by ping`
    const straight = measured(await within(direct, 8000))
    return { evidence, from: 'the request', gateway: [first, second], direct: [straight], ...(await compared(cast, depth)) }
  },
}

const deadIpv6: Row = {
  name: 'IPv6 black-holed',
  shows: 'IPv6 that leads nowhere costs the first connection 250 ms, and the next ones nothing',
  fault: 'every IPv6 packet to the provider vanishes; its name has addresses of both families',
  when: 'quick',
  async play(lab, depth) {
    const vanished = await lab.firewall.drop(`ip6 daddr ${PROVIDER.v6}`)
    const cast = await enter(lab, depth)
    const over4 = await ping(lab.client, PROVIDER.v4, { count: 3 })
    const over6 = await ping(lab.client, PROVIDER.v6, { count: 3 })
    assert.deepEqual([over4.received, over6.received], [3, 0])
    const direct = measured(await within(cast.ask('Over four?', { via: 'direct' }), 20_000))
    const atFirst = await vanished.packets()
    const first = measured(await within(cast.ask('Over four?'), 20_000))
    assertServed(first, { within: 3000 })
    const before = await vanished.packets()
    // the kernel repeats the first packet of a connection after 1 s: by then IPv4 has been connected for long
    assert.equal(before - atFirst, 1, 'IPv6 was waited for')
    // two at once: one has the open connection, the other makes a new one
    const both = await Promise.all([cast.ask('One. [[wait:300ms]]').over, cast.ask('Two. [[wait:300ms]]').over])
    const next = both.map((over) => measured(over))
    assert.equal((await vanished.packets()) - before, 0, 'the dead family is tried again for a new connection')
    for (const turn of next) assertServed(turn, { within: 3000 })
    const evidence = `IPv6: 0 of 3 pings answered, ${before} packets vanished; IPv4: 3 of 3`
    return { evidence, from: 'the request', gateway: [first, ...next], direct: [direct], ...(await compared(cast, depth)) }
  },
}

/** More than fits into small packets, as real requests are. */
const large = (text: string): string => `${text} ${'All that was said before. '.repeat(1000)}`

/** Small packets pass, large ones vanish, and nobody is told. */
async function assertHole({ client }: Lab, size: number): Promise<string> {
  const small = await ping(client, PROVIDER.v4, { count: 3, size: 200 })
  const big = await ping(client, PROVIDER.v4, { count: 3, size })
  assert.deepEqual([small.received, big.received], [3, 0])
  return `pings of 200 bytes: 3 of 3 answered; of ${size}: 0 of 3`
}

const holeProbed: Row = {
  name: 'path-MTU hole',
  shows: 'a large request gets through a hole that swallows large packets, where the system probes for one',
  fault: 'packets above 1200 bytes vanish without a word; the system looks for such holes (`tcp_mtu_probing=1`)',
  when: 'all',
  lab: { line: { delay: 10, longest: 1200 } },
  async play(lab) {
    for (const machine of [lab.client, lab.provider]) await machine.shell('echo 1 > /proc/sys/net/ipv4/tcp_mtu_probing')
    const cast = await Cast.enter(lab)
    const evidence = await assertHole(lab, 1400)
    const turn = cast.ask(large('Through the hole?'))
    const direct = cast.ask(large('Through the hole?'), { via: 'direct' })
    const gateway = measured(await within(turn, 90_000))
    assertServed(gateway, { within: 20_000 })
    return { evidence, from: 'the request', gateway: [gateway], direct: [measured(await within(direct, 60_000))] }
  },
}

const holeMended: Row = {
  name: 'path-MTU hole, mended',
  shows: 'a large request that was stuck in a hole for large packets gets its answer when the hole is mended',
  fault: 'packets above 1280 bytes vanish, and the router may not say so; mended after 20 s',
  when: 'all',
  async play(lab) {
    const { router, firewall } = lab
    const muzzled = [
      await firewall.drop('icmp type destination-unreachable', 'output'),
      await firewall.drop('icmpv6 type packet-too-big', 'output'),
    ]
    await router.shell('ip link set wan mtu 1280')
    const cast = await Cast.enter(lab)
    const evidence = await assertHole(lab, 1400)
    const turn = cast.ask(large('Through the hole?'))
    const direct = cast.ask(large('Through the hole?'), { via: 'direct' })
    await lasting(10_000)
    const stuck = await connectionsTo(lab.client, 443)
    assert.ok(
      stuck.some(({ unsent }) => unsent > 1000),
      'nothing is stuck: the hole swallows nothing',
    )
    await lasting(10_000)
    await router.shell('ip link set wan mtu 1500')
    const since = Date.now()
    for (const drop of muzzled) await drop.mend()
    const gateway = measured(await within(turn, 90_000), since)
    assertServed(gateway, { within: 20_000 })
    const bytes = `${stuck[0]?.unsent} bytes unacknowledged after 10 s`
    const straight = measured(await within(direct, 60_000), since)
    return { evidence: `${evidence}; ${bytes}`, from: 'its end', gateway: [gateway], direct: [straight] }
  },
}

export const LINE_ROWS: readonly Row[] = [holeMended, lossy, holeProbed, farAway, deadIpv6]
