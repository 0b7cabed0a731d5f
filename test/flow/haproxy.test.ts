import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ms, type Millis } from '../../src/core/time.ts'
import { echoOf } from '../../src/drill/messages-request.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import type { RunningGateway } from '../../src/gateway/start.ts'
import { Asking, dataOf, message } from '../instruments/asking.ts'
import { hasHaproxy, startHaproxy } from '../instruments/haproxy.ts'
import { gatewayFor, until, type Running } from '../instruments/rig.ts'

// Behind a real balancer: three servers with health checks, killed and revived while requests run.

const skip = hasHaproxy ? false : 'haproxy is not installed'

const wait = (length: Millis): Promise<void> => new Promise((resolve) => setTimeout(resolve, length))

type Cluster = Running & { readonly servers: readonly Provider[]; readonly url: string }

async function cluster(t: TestContext): Promise<Cluster> {
  const servers = await Promise.all([1, 2, 3].map(async () => await startProvider({ port: 0, servers: 1 })))
  t.after(async () => await Promise.all(servers.map(async (server) => await server.close())))
  const balancer = await startHaproxy(servers.map((server) => server.url))
  t.after(async () => await balancer.close())
  // The same rules, ten times as fast.
  const policy = {
    firstRetryLeast: ms(20),
    firstRetryMost: ms(50),
    secondRetry: ms(100),
    soundEvery: ms(200),
    soundAtMost: ms(500),
    overloadTryAtMost: ms(500),
    rampStart: 10,
  }
  const running = await gatewayFor(t, { upstream: balancer.url, policy, random: Math.random })
  await until(async () => (await new Asking(running.gateway.url, { body: message('ready?') }).over).ended === 'whole')
  return { ...running, servers, url: balancer.url }
}

/** A server that is killed takes its connections with it, and nobody listens any more. */
const kill = async (server: Provider | undefined): Promise<void> => await server?.set([{ kind: 'refused' }])
const revive = async (server: Provider | undefined): Promise<void> => await server?.set([])

type Turn = { readonly text: string; readonly tries: number }

const LENGTH = 600

/** Asks as a client does: what is dropped, or told to come again, is asked again; anything else must be whole. */
async function turn(
  gateway: RunningGateway,
  { prompt, stream }: { readonly prompt: string; readonly stream: boolean },
): Promise<Turn> {
  for (let tries = 1; tries < 50; tries++) {
    const body = message(`${prompt} [[text:${LENGTH}]] [[gap:40ms]]`, { stream })
    const asked = await new Asking(gateway.url, { body }).over
    if (asked.status === 200 && asked.ended === 'whole') return { text: stream ? streamed(asked) : whole(asked), tries }
    assert.ok(asked.ended !== 'whole' || asked.status === 503, `${asked.status} ${asked.text}`)
    await wait(ms(100))
  }
  return assert.fail(`${prompt}: never answered`)
}

function streamed(asked: Asking): string {
  assert.equal(asked.names.at(-1), 'message_stop', 'a stream that ends politely must be whole')
  return asked.events
    .filter((event) => event.name === 'content_block_delta')
    .map((event) => (dataOf(event)['delta'] as { text: string }).text)
    .join('')
}

const whole = (asked: Asking): string => (asked.json['content'] as readonly { text: string }[])[0]?.text ?? ''

test('servers die and come back while 30 requests run: each ends with its own whole answer', { skip }, async (t) => {
  const { gateway, servers, lines } = await cluster(t)
  const [one, two, three] = servers
  const turns = Array.from({ length: 30 }, async (_, index) => {
    await wait(ms(index * 120))
    return await turn(gateway, { prompt: `question ${index}`, stream: index % 3 !== 0 })
  })
  const dying = async (): Promise<void> => {
    await wait(ms(500))
    await kill(one)
    await wait(ms(600))
    await kill(two)
    await wait(ms(600))
    await kill(three)
    await wait(ms(2500))
    await revive(two)
    await wait(ms(800))
    await revive(one)
    await kill(two)
    await wait(ms(500))
    await revive(two)
    await revive(three)
  }
  const [answers] = await Promise.all([Promise.all(turns), dying()])
  for (const [index, { text }] of answers.entries()) {
    const said = `question ${index} [[text:${LENGTH}]] [[gap:40ms]]`
    assert.ok(text.includes(`(echo ${echoOf(said)})`), `question ${index}: ${text.slice(0, 80)}`)
    assert.equal(text.length, LENGTH)
  }
  const codes = lines.flatMap((line) => (line.event === 'step' && 'code' in line.judged ? [line.judged.code] : []))
  assert.ok(codes.includes('envoy.no-healthy-upstream'), [...new Set(codes)].join(', '))
  assert.ok(gateway.state().totals.heldMillis > 0)
  assert.equal(gateway.state().totals.gaveUp, 0)
  // Only what was cut in the middle of its content is the client's to ask again.
  assert.ok(answers.filter(({ tries }) => tries === 1).length >= 15)
})

test('all servers are gone: one sounding at a time, nobody fails, and all are served when one is back', { skip }, async (t) => {
  const { gateway, servers } = await cluster(t)
  await Promise.all(servers.map(kill))
  const turns = Array.from({ length: 10 }, async (_, index) => await turn(gateway, { prompt: `held ${index}`, stream: true }))
  await wait(ms(2500))
  const { lanes, exchanges } = gateway.state()
  assert.equal(lanes.find((lane) => lane.scope === 'upstream')?.waiting, 10)
  assert.ok(exchanges.every((exchange) => exchange.step === 'holding'))
  await revive(servers[1])
  const answers = await Promise.all(turns)
  assert.ok(answers.every(({ tries }) => tries === 1))
})
