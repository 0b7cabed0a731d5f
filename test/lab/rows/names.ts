import assert from 'node:assert/strict'
import { Cast } from '../cast.ts'
import { API, CLIENT, ROUTER } from '../net/lab.ts'
import { answersNames } from '../net/observe.ts'
import { assertServed, lasting, measured, within, type Row } from '../row.ts'

const QUESTIONS = `ip saddr ${CLIENT.v4} meta l4proto { tcp, udp } th dport 53`

const deadForAWhile: Row = {
  name: 'resolver dead',
  shows: 'a turn that begins while the resolver is silent for 30 s has its answer soon after its return',
  fault: 'the only resolver is silent for 30 s; gateway and turn begin meanwhile, and no address is known',
  when: 'all',
  async play(lab) {
    // before the gateway starts: it looks its upstream's name up at once
    const silence = await lab.firewall.drop(QUESTIONS, 'input')
    const cast = await Cast.enter(lab)
    const turns = { gateway: cast.ask('By which name?'), direct: cast.ask('By which name?', { via: 'direct' }) }
    assert.equal(await answersNames(lab.client, API), false)
    await lasting(30_000)
    const packets = await silence.packets()
    assert.ok(packets > 0)
    await silence.mend()
    const since = Date.now()
    const gateway = measured(await within(turns.gateway, 60_000), since)
    // a question that is out when it returns is asked again after 5 s
    assertServed(gateway, { within: 8000 })
    const direct = measured(await within(turns.direct, 60_000), since)
    return { evidence: `${packets} questions unanswered`, from: 'its end', gateway: [gateway], direct: [direct] }
  },
}

const firstDead: Row = {
  name: 'first resolver dead',
  shows: 'a turn has its answer although the first of two resolvers is silent',
  fault: 'the first of two resolvers is silent for good',
  when: 'all',
  async play(lab) {
    const { client, router } = lab
    await router.run('ip', 'addr', 'add', '10.86.1.53/24', 'dev', 'lan')
    const silence = await lab.firewall.drop('ip daddr 10.86.1.53', 'input')
    await client.nameservers('10.86.1.53', ROUTER.v4)
    const cast = await Cast.enter(lab)
    const turns = { gateway: cast.ask('By which name?'), direct: cast.ask('By which name?', { via: 'direct' }) }
    const gateway = measured(await within(turns.gateway, 60_000))
    const direct = measured(await within(turns.direct, 60_000))
    const packets = await silence.packets()
    assert.ok(packets > 0)
    assertServed(gateway, { within: 7000 })
    return { evidence: `${packets} questions unanswered`, from: 'the request', gateway: [gateway], direct: [direct] }
  },
}

export const NAME_ROWS: readonly Row[] = [deadForAWhile, firstDead]
