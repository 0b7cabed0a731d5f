import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realClock, type Clock } from '../../src/world/clock.ts'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { gatewayFor } from '../instruments/rig.ts'
import { answers } from '../instruments/scripts.ts'
import { Upstream } from '../instruments/upstream.ts'

// A bug of ours, wherever it is, ends one exchange, is said, and leaves nothing behind.

const PLACES = ['acceptedFrom', 'recordStart', '#step', 'recordEnd']

for (const place of PLACES) {
  test(`a bug in ${place} ends that exchange alone`, async (t) => {
    let armed = false
    const broken: Clock = {
      ...realClock,
      now: () => fails(place) && realClock.now(),
      wall: () => fails(place) && realClock.wall(),
    }
    function fails(name: string): true {
      if (armed && new Error('where').stack?.includes(` ${name} `) === true) {
        armed = false
        throw new Error('a bug made for this test')
      }
      return true
    }
    const upstream = await new Upstream(answers, { clock: realClock }).open()
    t.after(async () => await upstream.shut())
    const { gateway, lines } = await gatewayFor(t, { upstream: upstream.url, clock: broken })
    // each of another run: the first request of one is noted
    const runs = ['01234567', '12345678', '23456789'].values()
    const ask = (): Asking =>
      new Asking(gateway.url, {
        body: message('hello'),
        headers: { ...CLAUDE_CODE, 'x-holdfast-run': runs.next().value ?? '' },
      })
    assert.equal((await ask().over).status, 200)

    armed = true
    const asked = await ask().over
    assert.ok(!armed, `nothing came through ${place}`)
    // at its end it has been answered already
    assert.equal(asked.status, place === 'recordEnd' ? 200 : 500)
    assert.ok(lines.some((line) => line.event === 'trouble' && line.code.includes('a bug made for this test')))
    const { exchanges, replay } = gateway.state()
    assert.deepEqual([exchanges.length, replay.bytesInMemory], [0, 0])

    assert.equal((await ask().over).status, 200)
  })
}
