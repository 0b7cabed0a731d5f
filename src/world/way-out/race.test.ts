import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, seconds } from '../../core/time.ts'
import { VirtualClock } from '../../../test/instruments/virtual-clock.ts'
import type { Clock } from '../clock.ts'
import { Experience } from './experience.ts'
import type { Address } from './look-up.ts'
import { fixedPace, type Pace } from './pace.ts'
import { race, RaceLost } from './race.ts'
import { reach } from './reach.ts'

const V6: Address = { address: '2001:db8::1', family: 6 }
const V6_OTHER: Address = { address: '2001:db8::2', family: 6 }
const V4: Address = { address: '192.0.2.1', family: 4 }
const V4_OTHER: Address = { address: '192.0.2.2', family: 4 }

/** After how many milliseconds it connects, or with what it fails; nothing is silence. */
type Behaviour = number | { readonly after: number; readonly code: string }

/** Sockets that are none. */
class Field {
  readonly clock = new VirtualClock()
  readonly started: string[] = []
  readonly abandoned: string[] = []
  readonly behaviours: Record<string, Behaviour | undefined>
  readonly #from = this.clock.now()

  constructor(behaviours: Record<string, Behaviour | undefined>) {
    this.behaviours = behaviours
  }

  get sinceStart(): number {
    return this.clock.now() - this.#from
  }

  readonly dial = ({ address }: Address): { readonly done: Promise<string>; readonly abandon: () => void } => {
    this.started.push(`${address} at ${this.sinceStart}`)
    const behaviour = this.behaviours[address]
    const done = new Promise<string>((resolve, reject) => {
      if (typeof behaviour === 'number') this.clock.after(ms(behaviour), () => resolve(address))
      else if (behaviour !== undefined)
        this.clock.after(ms(behaviour.after), () => reject(Object.assign(new Error('no'), { code: behaviour.code })))
    })
    return { done, abandon: () => this.abandoned.push(address) }
  }
}

const NEVER = new AbortController().signal
const PACE = fixedPace({ connectWithin: seconds(8), secureWithin: seconds(10) })
const run = (field: Field, addresses: readonly Address[], within = seconds(8), ended = NEVER): ReturnType<typeof race<string>> =>
  race(addresses, { clock: field.clock, within, dial: field.dial }, ended)

test('an address that is quick is the only one that is tried', async () => {
  const field = new Field({ [V6.address]: 20 })
  const raced = run(field, [V6, V4])
  await field.clock.advance(seconds(1))
  assert.deepEqual(await raced, { won: V6.address, address: V6, behind: [] })
  assert.deepEqual(field.started, ['2001:db8::1 at 0'])
  assert.equal(field.clock.pending, 0)
})

test('a round trip of 600 ms connects: nobody is given up when the next one sets out', async () => {
  const field = new Field({ [V6.address]: 600, [V4.address]: 600 })
  const raced = run(field, [V6, V4])
  await field.clock.advance(seconds(1))
  assert.equal((await raced).won, V6.address)
  assert.deepEqual(field.started, ['2001:db8::1 at 0', '192.0.2.1 at 250'])
  assert.deepEqual(field.abandoned, [V4.address])
})

test('a family in a black hole costs a quarter of a second, and is told as silent', async () => {
  const field = new Field({ [V4.address]: 30 })
  const raced = run(field, [V6, V4])
  await field.clock.advance(ms(280))
  assert.deepEqual(await raced, { won: V4.address, address: V4, behind: [{ address: V6 }] })
  assert.deepEqual(field.abandoned, [V6.address])
})

test('after a failure the next one sets out at once', async () => {
  const field = new Field({ [V6.address]: { after: 5, code: 'ENETUNREACH' }, [V4.address]: 10 })
  const raced = run(field, [V6, V4])
  await field.clock.advance(ms(15))
  assert.equal((await raced).won, V4.address)
  assert.deepEqual(field.started, ['2001:db8::1 at 0', '192.0.2.1 at 5'])
})

test('when all have failed, what each has met is told', async () => {
  const field = new Field({
    [V6.address]: { after: 5, code: 'ENETUNREACH' },
    [V4.address]: { after: 5, code: 'ECONNREFUSED' },
  })
  const lost = assert.rejects(run(field, [V6, V4]), (error) => {
    assert.ok(error instanceof RaceLost)
    assert.deepEqual(
      error.errors.map(({ code }) => code as string),
      ['ENETUNREACH', 'ECONNREFUSED'],
    )
    return true
  })
  await field.clock.advance(seconds(1))
  await lost
  assert.equal(field.clock.pending, 0)
})

test('a lost first packet survives; beyond the limit nobody is waited for', async () => {
  const field = new Field({ [V4.address]: 7010 })
  const raced = run(field, [V6, V4])
  await field.clock.advance(seconds(8))
  assert.equal((await raced).won, V4.address)

  const silent = new Field({})
  const lost = assert.rejects(run(silent, [V6, V4]), (error) => error instanceof RaceLost && error.errors[0].code === 'ETIMEDOUT')
  await silent.clock.advance(seconds(8))
  await lost
  assert.deepEqual(silent.abandoned, [V6.address, V4.address])
})

test('a race that is not wanted any more ends everybody', async () => {
  const field = new Field({})
  const ended = new AbortController()
  const lost = assert.rejects(run(field, [V6, V4], seconds(8), ended.signal), /enough/)
  await field.clock.advance(seconds(1))
  ended.abort(new Error('enough'))
  await lost
  assert.deepEqual(field.abandoned, [V6.address, V4.address])
  assert.equal(field.clock.pending, 0)
})

const BOTH = [V6, V6_OTHER, V4, V4_OTHER]
const names = (addresses: readonly Address[]): readonly string[] => addresses.map(({ address }) => address)

test('families take turns, the one that the system prefers first', () => {
  const experience = new Experience(new VirtualClock(), () => 'home')
  assert.deepEqual(names(experience.order('api', BOTH)), names([V6, V4, V6_OTHER, V4_OTHER]))
  assert.deepEqual(names(experience.order('api', [V4, V4_OTHER, V6])), names([V4, V6, V4_OTHER]))
})

test('the winner goes first next time, its family before the other, on this network alone', () => {
  let network = 'home'
  const experience = new Experience(new VirtualClock(), () => network)
  experience.learn('api', { address: V4_OTHER, behind: [{ address: V6 }] })
  assert.deepEqual(names(experience.order('api', BOTH)), names([V4_OTHER, V4, V6_OTHER, V6]))
  // Another name has another winner, but the family is as dead for it.
  assert.deepEqual(experience.order('status', [V6_OTHER, V4_OTHER]), [V4_OTHER, V6_OTHER])
  network = 'office'
  assert.equal(experience.order('api', BOTH)[0], V6)
  network = 'home'
  assert.equal(experience.order('api', BOTH)[0], V4_OTHER)
})

test('a dead family is tried again later, and set aside for longer each time', async () => {
  const clock = new VirtualClock()
  const experience = new Experience(clock, () => 'home')
  const first = (): Address | undefined => experience.order('status', BOTH)[0]
  const behind = [{ address: V6 }, { address: V6_OTHER }]
  experience.learn('api', { address: V4, behind })
  await clock.advance(seconds(59))
  assert.equal(first(), V4)
  await clock.advance(seconds(2))
  assert.equal(first(), V6)
  experience.learn('api', { address: V4, behind })
  await clock.advance(seconds(61))
  assert.equal(first(), V4)
  await clock.advance(seconds(60))
  assert.equal(first(), V6)
})

test('a family whose address refuses is alive', () => {
  const experience = new Experience(new VirtualClock(), () => 'home')
  const refused = { address: V6, error: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }
  experience.learn('localhost', { address: V4, behind: [refused] })
  assert.equal(experience.order('api', [V6_OTHER, V4_OTHER])[0], V6_OTHER)
  assert.equal(experience.order('localhost', [V6, V4])[0], V4)
})

test('even a winner is not believed for ever', async () => {
  const clock = new VirtualClock()
  const experience = new Experience(clock, () => 'home')
  experience.learn('api', { address: V4, behind: [] })
  assert.equal(experience.order('api', BOTH)[0], V4)
  for (let minute = 0; minute < 10; minute++) {
    await clock.advance(seconds(60))
    experience.learn('api', { address: V4, behind: [] })
  }
  await clock.advance(seconds(600))
  assert.equal(experience.order('api', BOTH)[0], V6)
})

test('a name is looked up once, and the second connection goes straight to the winner', async () => {
  const field = new Field({ [V4.address]: 30 })
  const { clock, dial } = field
  const asked: string[] = []
  const reaching = {
    clock,
    dial,
    within: seconds(8),
    pace: PACE,
    experience: new Experience(clock, () => 'home'),
    lookUp: async (name: string): Promise<readonly Address[]> => {
      asked.push(name)
      return await Promise.resolve([V6, V4])
    },
  }
  const first = reach({ host: 'api', port: 443 }, reaching, NEVER)
  await clock.advance(seconds(1))
  assert.equal((await first).won, V4.address)
  const second = reach({ host: 'api', port: 443 }, reaching, NEVER)
  await clock.advance(seconds(1))
  assert.equal((await second).won, V4.address)
  assert.deepEqual(field.started, ['2001:db8::1 at 0', '192.0.2.1 at 250', '192.0.2.1 at 1000'])
  assert.deepEqual(asked, ['api', 'api'])
})

test('a look-up that does not end is told as that, and not as a connection', async () => {
  const field = new Field({})
  const { clock, dial } = field
  const experience = new Experience(clock, () => 'home')
  const lookUp = (): Promise<readonly Address[]> => new Promise(() => undefined)
  const lost = assert.rejects(
    reach({ host: 'api', port: 443 }, { clock, dial, within: seconds(8), pace: PACE, experience, lookUp }, NEVER),
    /path\.dns-timeout/,
  )
  await clock.advance(seconds(8))
  await lost
})

test('a race that ends at its limit is told as too late, also by timers of Node, which fire a millisecond early; one that ends by itself is not', async () => {
  const endings = [
    [{}, ['connect api']],
    [{ [V6.address]: { after: 30, code: 'ENETUNREACH' }, [V4.address]: { after: 5, code: 'ECONNREFUSED' } }, []],
  ] as const
  for (const [behaviours, told] of endings) {
    const { clock, dial } = new Field(behaviours)
    const { now, wall } = clock
    const early: Clock = { now, wall, after: (delay, action) => clock.after(ms(Math.max(0, delay - 1)), action) }
    const late: string[] = []
    const pace: Pace = { ...PACE, late: (phase, host) => void late.push(`${phase} ${host}`) }
    const experience = new Experience(clock, () => 'home')
    const lookUp = (): Promise<readonly Address[]> => Promise.resolve([V6, V4])
    const lost = assert.rejects(
      reach({ host: 'api', port: 443 }, { clock: early, dial, within: seconds(8), pace, experience, lookUp }, NEVER),
      RaceLost,
    )
    await clock.advance(seconds(8))
    await lost
    assert.deepEqual(late, told)
  }
})
