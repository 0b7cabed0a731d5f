import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ms, seconds } from '../../src/core/time.ts'
import { seededRandom, type Roll } from '../../src/drill/seeded-random.ts'
import { deskFor, type Desk } from '../instruments/command.ts'
import { freePort } from '../instruments/free-port.ts'
import { startHaproxy, type Haproxy } from '../instruments/haproxy.ts'
import { until } from '../instruments/rig.ts'
import type { Fate } from '../soak/client.ts'

const TARGETS = ['gateway', 'worker', 'upstream', 'balancer'] as const
type Target = (typeof TARGETS)[number]

export type Killed = {
  readonly kills: Readonly<Record<Target, number>>
  readonly answered: number
  readonly lostOutside: number
  /** From the kill to the next gateway's proof, in milliseconds, sorted. */
  readonly back: readonly number[]
}

type Killing = { readonly moments: number; readonly seed: number; readonly atOnce: number }

/** Real processes all the way, and `kill -9` at random. @throws with the seed when a client gets what it should not, or nothing */
export async function randomKills(t: TestContext, killing: Killing): Promise<Killed> {
  try {
    return await killed(t, killing)
  } catch (error) {
    throw new Error(`SEED=${killing.seed} ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function killed(t: TestContext, { moments, seed, atOnce }: Killing): Promise<Killed> {
  const roll = seededRandom(seed)
  const desk = deskFor(t)
  const place = await Place.open(t)
  const config = join(desk.dir, 'config.json')
  writeFileSync(config, JSON.stringify({ upstream: place.url, policy: HASTE }))
  const program = fileURLToPath(new URL('clients.ts', import.meta.url))
  const args = ['run', '--config', config, '--', process.execPath, program, String(seed), String(atOnce)]
  const running = desk.start(args, { env: { NODE_OPTIONS: `--import ${new URL('worker-killer.ts', import.meta.url).href}` } })
  await running.says(/^here$/m)
  const kills: Record<Target, number> = { gateway: 0, worker: 0, upstream: 0, balancer: 0 }
  const back: number[] = []
  for (let moment = 0; moment < moments; moment++) {
    await pause(roll() * 500)
    const target = TARGETS[Math.floor(roll() * TARGETS.length)] ?? 'gateway'
    kills[target] += 1
    if (target === 'gateway') back.push(await killGateway(desk))
    else if (target === 'worker') process.kill(await gatewayPid(desk), 'SIGUSR2')
    else await place.kill(target, roll)
  }
  running.process.kill('SIGTERM')
  const [, text = '[]'] = await running.says(/^fates (.*)\n/m)
  await running.ended
  const fates = JSON.parse(text) as readonly (Fate & { readonly number: number })[]
  checkFates(fates)
  await checkFiles(desk)
  const count = (is: Fate['is']): number => fates.filter((fate) => fate.is === is).length
  return { kills, answered: count('answered'), lostOutside: count('lost'), back: back.toSorted((one, other) => one - other) }
}

const HASTE = {
  firstRetryLeast: '20ms',
  firstRetryMost: '50ms',
  secondRetry: '100ms',
  retryRefill: 40,
  connectWithin: '1s',
  headersWithin: '3s',
  soundEvery: '100ms',
  soundAtMost: '500ms',
  overloadTryAtMost: '500ms',
  canarySilence: '1s',
  rampStart: 100,
}

function checkFates(fates: readonly (Fate & { readonly number: number })[]): void {
  assert.deepEqual(
    fates.filter((fate) => fate.is === 'false' || fate.is === 'of-another'),
    [],
    'answers that are not what was asked for',
  )
  assert.deepEqual(
    fates.filter((fate) => fate.is === 'lost' && fate.bound === 'inside'),
    [],
    'lost inside the bounds',
  )
  assert.ok(fates.some((fate) => fate.is === 'answered'))
}

/** Nothing of the dead is left once the last gateway has been told to end, and the journal is whole. */
async function checkFiles(desk: Desk): Promise<void> {
  await desk.run(['stop'])
  const names = readdirSync(desk.dataDir, { recursive: true, encoding: 'utf8' })
  const known =
    /^(gateways|runs|journal.*|gateways\/[0-9a-f]+-\d+\.json|gateways\/[0-9a-f]+\.log|gateways\/(?:places|learned)-\d+\.json)$/
  assert.deepEqual(
    names.filter((name) => !known.test(name)),
    [],
    'files are left',
  )
  assert.equal(names.filter((name) => /^gateways\/[0-9a-f]+-\d+\.json$/.test(name)).length, 1, 'one port, one file')
  const journal = new DatabaseSync(join(desk.dataDir, 'journal.sqlite'), { readOnly: true })
  assert.deepEqual(journal.prepare('PRAGMA integrity_check').all().map(Object.values), [['ok']])
  journal.close()
}

async function gatewayPid(desk: Desk): Promise<number> {
  let pid: number | undefined
  await until(async () => {
    pid = await pidAt((await desk.gateways())[0]?.info.url ?? '')
    return pid !== undefined
  }, seconds(20))
  return pid ?? assert.fail()
}

/** @returns how long until another one has shown that it is there, in milliseconds */
async function killGateway(desk: Desk): Promise<number> {
  const pid = await gatewayPid(desk)
  const url = (await desk.gateways())[0]?.info.url ?? ''
  const began = performance.now()
  process.kill(pid, 'SIGKILL')
  await until(async () => {
    const now = await pidAt(url)
    return now !== undefined && now !== pid
  }, seconds(20))
  return Math.round(performance.now() - began)
}

/** Who answers there; the runtime file may be a moment behind. */
const pidAt = (url: string): Promise<number | undefined> =>
  fetch(`${url}/_holdfast/prove?nonce=0123456789abcdef`)
    .then(async (answer) => ((await answer.json()) as { readonly pid?: number }).pid)
    .catch(() => undefined)

const pause = (length: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, length))

/** Two upstreams and the balancer before them. */
class Place {
  readonly #ports: readonly number[]
  readonly #upstreams: ChildProcess[] = []
  #balancer: Haproxy

  private constructor(ports: readonly number[], balancer: Haproxy) {
    this.#ports = ports
    this.#balancer = balancer
  }

  static async open(t: TestContext): Promise<Place> {
    const ports = [await freePort(), await freePort()]
    const place = new Place(ports, await startHaproxy(ports.map((port) => `http://127.0.0.1:${port}`)))
    t.after(() => place.#close())
    for (const [index] of ports.entries()) await place.#start(index)
    return place
  }

  get url(): string {
    return this.#balancer.url
  }

  /** And a moment later it is there again, where it was. */
  async kill(target: 'upstream' | 'balancer', roll: Roll): Promise<void> {
    const index = Math.floor(roll() * this.#ports.length)
    const away = ms(roll() * 400)
    if (target === 'balancer') {
      await this.#balancer.close()
      await pause(away)
      this.#balancer = await startHaproxy(
        this.#ports.map((port) => `http://127.0.0.1:${port}`),
        this.#balancer.port,
      )
      return
    }
    this.#upstreams[index]?.kill('SIGKILL')
    await pause(away)
    await this.#start(index)
  }

  async #start(index: number): Promise<void> {
    const program = fileURLToPath(new URL('upstream.ts', import.meta.url))
    const child = spawn(process.execPath, [program, String(this.#ports[index])], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#upstreams[index] = child
    await once(child.stdout, 'data')
  }

  async #close(): Promise<void> {
    for (const child of this.#upstreams) child.kill('SIGKILL')
    await this.#balancer.close()
  }
}
