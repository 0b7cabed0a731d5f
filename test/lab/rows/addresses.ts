import assert from 'node:assert/strict'
import { startNameServers } from '../name-servers.ts'
import { API, PROVIDER } from '../net/lab.ts'
import { assertServed, measured, within, type Measured, type Row } from '../row.ts'
import { AT_ONCE, ENOUGH, enter, onNewConnection, others, warm, whose, type Via } from './compared.ts'

// What becomes of exchanges when addresses are dead, or others than they were.

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

const OTHER_ADDRESS = '10.86.2.4'

const otherServers: Row = {
  name: 'dns: other name servers',
  shows: 'when resolv.conf names another resolver, nothing is used any more of what the old one said, though it might be kept',
  fault:
    '`resolv.conf` names another resolver, which knows another address; the old one is dead, and its answer might be kept for a minute; then a new connection',
  when: 'quick',
  lab: { ttl: 60, families: ['v4'] },
  async play(lab, depth) {
    await lab.provider.run('ip', 'addr', 'add', `${OTHER_ADDRESS}/24`, 'dev', 'eth0')
    await lab.router.run('ip', 'addr', 'add', '10.86.1.53/24', 'dev', 'lan')
    await startNameServers(lab.router, [{ address: '10.86.1.53', after: 0, ttl: 60, knows: API, says: [OTHER_ADDRESS] }])
    const cast = await enter(lab, depth)
    await warm(cast, whose(depth))
    const vanished = await lab.firewall.drop(`ip daddr ${PROVIDER.v4}`)
    await lab.client.nameservers('10.86.1.53')
    await cast.gateway.says(/"event":"surroundings","kind":"other-name-servers"/)
    const measure = async (via: Via): Promise<readonly Measured[]> => [await onNewConnection(cast, via)]
    const gateway = await measure('gateway')
    const rest = await others(depth, measure)
    for (const seen of gateway) assertServed(seen, AT_ONCE)
    const found = (await lab.client.run('getent', 'ahosts', API)).trim().split(/\s/)[0]
    assert.equal(found, OTHER_ADDRESS)
    const evidence = `the name leads to ${found}; ${await vanished.packets()} packets to the old address vanished`
    return { evidence, from: 'the request', gateway, ...rest }
  },
}

export const ADDRESS_ROWS: readonly Row[] = [oneAddressDead, otherServers]
