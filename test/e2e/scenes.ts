import assert from 'node:assert/strict'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { listRuntimes } from '../../src/config/runtime-file.ts'
import { minutes, ms, seconds, type Millis } from '../../src/core/time.ts'
import type { SeenRequest } from '../../src/drill/counts.ts'
import type { Fault } from '../../src/drill/fault.ts'
import { CLAUDE_VERSION } from './claude-package.ts'
import { clientTurn, type ClientTurn } from './client-turn.ts'
import { playInstalled } from './installed.ts'
import { playInteractively } from './interactive.ts'
import { dataFolder, until, type Stage } from './stage.ts'

export type Scene = {
  readonly name: string
  /** What is seen when all is well. */
  readonly shows: string
  readonly atMost: Millis
  readonly when: 'always' | 'long'
  /** @returns what was measured, in words @throws when it went otherwise */
  readonly play: (stage: Stage) => Promise<string>
}

const OUTAGE: Fault = { kind: 'envoy-503' }
const BAD_ADVICE: Fault = { ...OUTAGE, headers: { 'retry-after': '600' } }
const OVERLOAD: Fault = { kind: 'api-error', status: 529 }
const PLAN_LIMIT: Fault = {
  kind: 'api-error',
  status: 429,
  headers: { 'anthropic-ratelimit-unified-status': 'rejected', 'retry-after': '3600' },
}
const REJECTED_KEY: Fault = { kind: 'api-error', status: 401 }
/** Behind the headers, behind message_start, before the headers: once each. */
const CUTS: readonly Fault[] = [
  { kind: 'cut', at: 0, times: 1 },
  { kind: 'cut', at: 'message-start', times: 1 },
  { kind: 'reset', times: 1 },
]

/** The longest pause between two soundings with its jitter, and time for the client to start and end on a busy machine. */
const BACK_WITHIN = seconds(22)

/** Longest first: they are played side by side. */
export const SCENES: readonly Scene[] = [
  {
    name: 'outage-20min',
    shows: 'a 20 minute outage (503 no healthy upstream) costs no turn, on a single request of the client',
    atMost: minutes(23),
    when: 'long',
    play: heldThrough(OUTAGE, minutes(20)),
  },
  {
    name: 'outage',
    shows: 'a 60 s outage (503 no healthy upstream) costs no turn, and no retry of the client',
    atMost: minutes(2),
    when: 'always',
    play: heldThrough(OUTAGE, seconds(60)),
  },
  {
    name: 'interactive',
    shows: 'in a terminal the status line counts the seconds of a hold, and the answer follows',
    atMost: minutes(2),
    when: 'always',
    play: playInteractively,
  },
  {
    name: 'installed',
    shows:
      'after `install`, `claude` started bare goes through the gateway; after `uninstall` it does not, and the home is as before',
    atMost: minutes(2),
    when: 'always',
    play: playInstalled,
  },
  {
    name: 'gateway-killed',
    shows: 'kill -9 of the gateway during a hold: the next one takes over on the same port, and the answer comes',
    atMost: minutes(2),
    when: 'always',
    play: gatewayKilled,
  },
  {
    name: 'overload',
    shows: 'a 30 s overload (529) costs no turn, and no retry of the client',
    atMost: minutes(2),
    when: 'always',
    play: heldThrough(OVERLOAD, seconds(30)),
  },
  {
    name: 'retry-after-600',
    shows: 'a 503 with `retry-after: 600` is sounded as usual: no turn lost, no retry of the client',
    atMost: minutes(2),
    when: 'always',
    play: heldThrough(BAD_ADVICE, seconds(15)),
  },
  {
    name: 'cut',
    shows:
      'connections cut before content (after the headers, after message_start, before the headers) are not seen by the client',
    atMost: minutes(1),
    when: 'always',
    play: cutBeforeContent,
  },
  {
    name: 'plan-limit',
    shows: 'a 429 with plan headers is shown at once, as the error that it is',
    atMost: minutes(1),
    when: 'always',
    play: shownAtOnce(PLAN_LIMIT, /Request rejected \(429\)/),
  },
  {
    name: 'rejected-key',
    shows: 'a rejected key is shown at once, and not tried for hours',
    atMost: minutes(1),
    when: 'always',
    play: shownAtOnce(REJECTED_KEY, /API key|401/),
  },
  {
    name: 'straight-overload',
    shows: 'without Holdfast, the same overload ends the turn after three tries',
    atMost: minutes(1),
    when: 'always',
    play: lostStraight(OVERLOAD, { tries: 3, within: seconds(8) }),
  },
  {
    name: 'straight-retry-after-600',
    shows: 'without Holdfast, the same `retry-after: 600` ends the turn at once',
    atMost: minutes(1),
    when: 'always',
    play: lostStraight(BAD_ADVICE, { tries: 1, within: seconds(5) }),
  },
  {
    name: 'straight-cut',
    shows: 'without Holdfast, the same cuts are retries of the client, which are counted',
    atMost: minutes(1),
    when: 'always',
    play: cutStraight,
  },
]

/** The fault begins before the client, and lasts so long from its first request on. */
function heldThrough(fault: Fault, length: Millis): Scene['play'] {
  return async (stage) => {
    await stage.provider.set([fault])
    const turn = clientTurn(stage, 'through-holdfast')
    const first = await firstRequest(stage, turn)
    const early = await Promise.race([turn, delay(length, undefined)])
    assert.equal(early, undefined, `the client has not waited: ${wordsOf(early)}`)
    await stage.provider.set([])
    const over = stage.elapsed()
    const ended = await turn
    const answered = assertAnswered(stage, ended)
    assertNoOwnRetry(ended)
    assertNothingLost(ended)
    const late = ms(answered.at - over)
    assert.ok(late <= BACK_WITHIN, `it went on only ${inSeconds(late)} after the recovery`)
    return `${inSeconds(ms(answered.at - first.at))} held, ${inSeconds(late)} after the recovery`
  }
}

async function cutBeforeContent(stage: Stage): Promise<string> {
  await stage.provider.set(CUTS)
  const ended = await clientTurn(stage, 'through-holdfast')
  assertAnswered(stage, ended)
  assertNoOwnRetry(ended)
  assertNothingLost(ended)
  assert.equal(starts(stage).length, CUTS.length + 1)
  return `${CUTS.length} cuts absorbed`
}

async function cutStraight(stage: Stage): Promise<string> {
  await stage.provider.set(CUTS)
  const ended = await clientTurn(stage, 'straight')
  assertAnswered(stage, ended)
  assert.equal(ended.retries.length, CUTS.length)
  return `${ended.retries.length} retries of its own`
}

/** What cannot pass reaches the person, as what it is. */
function shownAtOnce(fault: Fault, words: RegExp): Scene['play'] {
  return async (stage) => {
    await stage.provider.set([fault])
    const turn = clientTurn(stage, 'through-holdfast')
    await firstRequest(stage, turn)
    const asked = stage.elapsed()
    const ended = await turn
    const took = ms(stage.elapsed() - asked)
    assertFailed(ended, words)
    assertNoOwnRetry(ended)
    assert.equal(starts(stage).length, 1)
    assert.ok(took < seconds(10), `it took ${inSeconds(took)}`)
    return `shown after ${inSeconds(took)}`
  }
}

async function gatewayKilled(stage: Stage): Promise<string> {
  await stage.provider.set([OUTAGE])
  const turn = clientTurn(stage, 'through-holdfast')
  await firstRequest(stage, turn)
  await until('a hold', () => stage.provider.counts().soundings >= 1 || undefined)
  const first = await runningGateway(stage)
  assert.ok(first !== undefined)
  process.kill(first.pid, 'SIGKILL')
  const killed = stage.elapsed()
  const second = await until('another gateway', async () => {
    const found = await runningGateway(stage)
    return found?.pid === first.pid ? undefined : found
  })
  const back = ms(stage.elapsed() - killed)
  assert.equal(second.port, first.port)
  const before = stage.provider.counts()
  await until(
    'a hold by the second gateway',
    () => (stage.provider.counts().starts > before.starts && stage.provider.counts().soundings > before.soundings) || undefined,
  )
  await delay(seconds(8))
  await stage.provider.set([])
  const over = stage.elapsed()
  const ended = await turn
  const answered = assertAnswered(stage, ended)
  // Its connection broke: these retries are its own, and right. One, and one more for each that finds nobody there yet.
  assert.ok(ended.retries.length >= 1 && ended.retries.length <= 5, JSON.stringify(ended.retries))
  assert.ok(ended.retries.every((one) => one.error_status === null))
  assertNothingLost(ended)
  return `the next gateway after ${inSeconds(back)}, ${ended.retries.length} retries of the client, the answer ${inSeconds(ms(answered.at - over))} after the recovery`
}

async function runningGateway(stage: Stage): Promise<{ readonly pid: number; readonly port: number } | undefined> {
  const found = (await listRuntimes(dataFolder(stage))).find(({ info }) => info.status === 'running')
  return found?.info
}

/** The control: the same fault is felt, so that a scene which passes has shown something. */
function lostStraight(fault: Fault, expected: { readonly tries: number; readonly within: Millis }): Scene['play'] {
  return async (stage) => {
    await stage.provider.set([fault])
    const turn = clientTurn(stage, 'straight')
    const first = await firstRequest(stage, turn)
    const ended = await turn
    assertFailed(ended, /^API Error:/)
    assert.equal(starts(stage).length, expected.tries)
    const took = ms((starts(stage).at(-1)?.at ?? 0) - first.at)
    assert.ok(took < expected.within, `it took ${inSeconds(took)}`)
    return `lost ${inSeconds(took)} after its first request`
  }
}

/** Requests for a message, in earnest. */
const starts = (stage: Stage): readonly Readonly<SeenRequest>[] =>
  stage.provider.log().filter(({ path, authenticated }) => path === '/v1/messages' && authenticated)

async function firstRequest(stage: Stage, turn: Promise<ClientTurn>): Promise<Readonly<SeenRequest>> {
  const look = (): Readonly<SeenRequest> | undefined => starts(stage)[0]
  const first = await Promise.race([until('a request', look), turn.then(look)])
  return first ?? assert.fail(`the client asked for nothing: ${wordsOf(await turn)}`)
}

/** Exit 0 with the very answer that the stand-in gave, asked for once: a second one would be paid again. @returns the request that brought it */
function assertAnswered(stage: Stage, turn: ClientTurn): Readonly<SeenRequest> {
  const answers = starts(stage)
    .filter(({ ended }) => ended === 'answered' || ended === 'open')
    .filter(({ status }) => status === 200)
  const [answered] = answers
  assert.equal(turn.exit, 0, wordsOf(turn))
  assert.equal(turn.version, CLAUDE_VERSION)
  assert.ok(answered !== undefined && answers.length === 1, `${answers.length} answers were asked for`)
  assert.equal(turn.result?.is_error, false, wordsOf(turn))
  assert.equal(turn.result?.result, `Held fast. (echo ${answered.echo})`)
  // A message_start of ours says nothing of usage: the final message_delta must.
  assert.ok(
    (turn.result?.usage.input_tokens ?? 0) > 1000 && (turn.result?.total_cost_usd ?? 0) > 0,
    JSON.stringify(turn.result?.usage),
  )
  return answered
}

function assertFailed(turn: ClientTurn, message: RegExp): void {
  assert.equal(turn.exit, 1, wordsOf(turn))
  assert.equal(turn.result?.is_error, true)
  assert.match(turn.result?.result ?? '', message)
}

const assertNoOwnRetry = (turn: ClientTurn): void => assert.deepEqual(turn.retries, [])

/** What `run` says at the end. */
const assertNothingLost = (turn: ClientTurn): void =>
  assert.match(turn.notes, /^holdfast: [1-9]\d* failures? absorbed, .+ held, 0 turns lost$/m)

const wordsOf = (turn: ClientTurn | undefined): string =>
  turn === undefined ? '' : `exit ${turn.exit}, ${turn.retries.length} retries, "${turn.result?.result ?? ''}"\n${turn.notes}`

const inSeconds = (length: Millis): string => `${(length / 1000).toFixed(1)} s`
