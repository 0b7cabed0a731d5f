import assert from 'node:assert/strict'
import { Cast } from '../cast.ts'
import { PROVIDER, type Lab } from '../net/lab.ts'
import type { Program } from '../net/program.ts'
import { assertServed, lasting, measured, within, type Row } from '../row.ts'

const betweenTurns: Row = {
  name: 'NAT forgets between turns',
  shows: 'a turn whose pooled connection the router has forgotten has its answer all the same',
  fault: 'the router forgets flows idle for 5 s and drops what comes of them; 8 s between two turns',
  when: 'all',
  lab: { families: ['v4'] },
  async play(lab) {
    const forgotten = await lab.firewall.hide(lab.outside, { forgetsAfterSeconds: 5 })
    const cast = await Cast.enter(lab)
    await Promise.all([cast.ask('warm').over, cast.ask('warm', { via: 'direct' }).over])
    await lasting(8000)
    const turns = { gateway: cast.ask('Remember me?'), direct: cast.ask('Remember me?', { via: 'direct' }) }
    const gateway = measured(await within(turns.gateway, 120_000))
    const direct = measured(await within(turns.direct, 90_000))
    const packets = await forgotten.packets()
    assert.ok(packets > 0, 'the router has forgotten nothing')
    // the kernel has sent it again in vain for 3 s by the time it is asked
    assertServed(gateway, { within: 15_000 })
    return {
      evidence: `${packets} packets of forgotten flows dropped`,
      from: 'the request',
      gateway: [gateway],
      direct: [direct],
    }
  },
}

/** A connection to the provider that says something after 82 s, and keeps quiet before. */
const untended = ({ client }: Lab): Program =>
  client.start(['bash', '-c', `exec 3<>/dev/tcp/${PROVIDER.v4}/443; sleep 82; echo late >&3; sleep 60`])

const silentAnswer: Row = {
  name: 'NAT forgets in a silent answer',
  shows: 'an answer that is 90 s in coming outlives a router that forgets after 75 s',
  fault: 'the router forgets flows idle for 75 s; an answer in one piece is 90 s in coming',
  when: 'all',
  lab: { families: ['v4'] },
  async play(lab) {
    const forgotten = await lab.firewall.hide(lab.outside, { forgetsAfterSeconds: 75 })
    const cast = await Cast.enter(lab)
    const silent = untended(lab)
    const patient = 'Take your time. [[wait:90s]]'
    const turns = { gateway: cast.ask(patient, { how: 'once' }), direct: cast.ask(patient, { via: 'direct', how: 'once' }) }
    const gateway = measured(await within(turns.gateway, 120_000))
    const direct = measured(await within(turns.direct, 30_000))
    assertServed(gateway, { within: 100_000 })
    const asked = (await cast.seen()).length
    assert.equal(asked, 2, 'the answer was asked for again')
    const packets = await forgotten.packets()
    await silent.end()
    assert.ok(packets > 0, 'the router has forgotten nothing')
    const evidence = `${packets} packets dropped of a connection that nobody kept alive; each answer was asked for once`
    return { evidence, from: 'the request', gateway: [gateway], direct: [direct] }
  },
}

export const NAT_ROWS: readonly Row[] = [silentAnswer, betweenTurns]
