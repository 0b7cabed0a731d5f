import assert from 'node:assert/strict'
import { Cast } from '../cast.ts'
import { CLIENT, defaultRoute, PROVIDER, ROUTER, type Lab } from '../net/lab.ts'
import { raise } from '../net/line.ts'
import { connectionsTo, ping } from '../net/observe.ts'
import { assertServed, lasting, measured, within, type Row } from '../row.ts'

const PLUG = { device: 'eth0', addresses: [`${CLIENT.v4}/24`, `${CLIENT.v6}/64`] } as const
/** As the issue asks. */
const BACK_WITHIN = 2000
const DOWN_FOR = 30_000

/** As when a cable is pulled: the system takes the addresses away with the link. */
async function pull({ client }: Lab): Promise<void> {
  await client.shell('ip addr flush dev eth0; ip link set eth0 down')
}

async function plugIn({ client }: Lab): Promise<number> {
  await raise({ machine: client, ...PLUG })
  await defaultRoute(client, ROUTER)
  return Date.now()
}

async function assertNobodyReached({ client }: Lab): Promise<string> {
  const { sent, received } = await ping(client, PROVIDER.v4, { count: 3 })
  assert.equal(received, 0, 'the provider answers: the link is not down')
  return `${received} of ${sent} pings answered while it was down`
}

const askedWhileDown: Row = {
  name: 'link down',
  shows: 'a turn that begins while the link is down for 30 s has its answer within 2 s of its return',
  fault: 'the link is down for 30 s; the turn begins meanwhile',
  when: 'all',
  async play(lab) {
    const cast = await Cast.enter(lab)
    await Promise.all([cast.ask('warm').over, cast.ask('warm', { via: 'direct' }).over])
    await pull(lab)
    const turns = { gateway: cast.ask('Are you there?'), direct: cast.ask('Are you there?', { via: 'direct' }) }
    const evidence = await assertNobodyReached(lab)
    await lasting(DOWN_FOR)
    const since = await plugIn(lab)
    const gateway = measured(await within(turns.gateway, 60_000), since)
    const direct = measured(await within(turns.direct, 90_000), since)
    assertServed(gateway, { within: BACK_WITHIN })
    return { evidence, from: 'its end', gateway: [gateway], direct: [direct] }
  },
}

const downInTheMiddle: Row = {
  name: 'link down in an answer',
  shows: 'a turn whose answer is on its way when the link goes down for 30 s is finished after its return',
  fault: 'the link is down for 30 s in the middle of an answer',
  when: 'all',
  async play(lab) {
    const cast = await Cast.enter(lab)
    const slowly = 'Slowly, please. [[text:600]] [[gap:200ms]]'
    const turns = { gateway: cast.ask(slowly), direct: cast.ask(slowly, { via: 'direct' }) }
    await Promise.all([turns.gateway.content, turns.direct.content])
    await pull(lab)
    const evidence = await assertNobodyReached(lab)
    await lasting(DOWN_FOR)
    const since = await plugIn(lab)
    const over = await within(turns.gateway, 120_000)
    const direct = await within(turns.direct, 120_000)
    assert.equal(over.how, 'finished')
    // its first byte came before the fault: what counts is its end
    const atEnd = (turn: typeof over): typeof over => ({ ...turn, contentAt: turn.finished ? turn.endedAt : undefined })
    return { evidence, from: 'its end', gateway: [measured(atEnd(over), since)], direct: [measured(atEnd(direct), since)] }
  },
}

/** The machine's surroundings are looked at every 5 s while nobody waits. */
const NOTICED_WITHIN = 6000

function addressChanged(asked: 'at once' | 'a little later'): Row {
  const later = asked === 'a little later'
  return {
    name: `address changed, asked ${asked}`,
    shows: `a turn ${asked} after the machine has got another address does not wait for the connections of the old one`,
    fault: `the machine gets another address; connections of the old one are dead without a word; the turn begins ${asked}`,
    when: 'all',
    async play(lab) {
      const { client } = lab
      const cast = await Cast.enter(lab)
      await Promise.all([cast.ask('warm').over, cast.ask('warm', { via: 'direct' }).over])
      await client.shell('ip addr flush dev eth0')
      await raise({ machine: client, device: 'eth0', addresses: ['10.86.1.3/24', '2001:db8:1::3/64'] })
      await defaultRoute(client, ROUTER)
      const old = (await connectionsTo(client, 443)).filter(({ local }) => local.includes(CLIENT.v4) || local.includes(CLIENT.v6))
      // fetch closes its own after 4 s without use, which a busy machine may take for all this
      assert.ok(old.length > 0, 'no connection is open from the old address')
      if (later) await lasting(NOTICED_WITHIN)
      const turns = { gateway: cast.ask('Still there?'), direct: cast.ask('Still there?', { via: 'direct' }) }
      const gateway = measured(await within(turns.gateway, 90_000))
      assertServed(gateway, { within: later ? 2000 : 10_000 })
      const evidence = `connections still open from the old address: ${old.length}`
      return { evidence, from: 'the request', gateway: [gateway], direct: [measured(await within(turns.direct, 30_000))] }
    },
  }
}

export const LINK_ROWS: readonly Row[] = [
  downInTheMiddle,
  addressChanged('at once'),
  askedWhileDown,
  addressChanged('a little later'),
]
