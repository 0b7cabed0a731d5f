import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { SeenRequest } from '../../src/drill/counts.ts'
import { API, type Lab } from './net/lab.ts'
import type { Program } from './net/program.ts'
import type { Order, Report } from './order.ts'

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const MAIN = script('../../src/main.ts')

/** In milliseconds. */
const LOGGED_WITHIN = 2000

/** Variables for gateway and client alike, such as a proxy. */
type Environment = Readonly<Record<string, string>>

/** A turn that the client plays. Times are the wall clock's, in milliseconds. */
export type Turn = {
  readonly askedAt: number
  /** The first piece of content; never fulfilled when none comes. */
  readonly content: Promise<number>
  readonly over: Promise<Over>
}

export type Over = {
  readonly how: string
  readonly finished: boolean
  readonly requests: number
  readonly askedAt: number
  readonly endedAt: number
  readonly contentAt: number | undefined
}

/** `beside`: the other gateway. `plain`: what Node does by itself, on a connection of its own, without retries. */
export type Asked = { readonly via?: Order['via'] | 'beside' | 'plain'; readonly how?: Exclude<Order['how'], 'plain'> }

/** What a configuration file says. */
type Settings = Readonly<Record<string, unknown>>
export type Entering = {
  readonly settings?: Settings
  /** For comparison: another gateway, which has these settings, and plain Node. */
  readonly beside?: Settings
}

type Gateway = { readonly program: Program; readonly url: string }
type Programs = { readonly client: Program; readonly plain?: Program; readonly standIn: Program }
type Starting = {
  readonly lab: Lab
  readonly env: Environment
  readonly settings: Settings | undefined
  readonly dataDir: string
}

/** Starts a gateway on the client's machine. */
async function startGateway({ lab, env, settings, dataDir }: Starting): Promise<Gateway> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const words = ['serve', '--port', '0', '--upstream', `https://${API}`, '--data-dir', dataDir, '--json']
  const file = `${dataDir}.json`
  if (settings !== undefined) await writeFile(file, JSON.stringify(settings))
  const config = settings === undefined ? [] : ['--config', file]
  const program = lab.client.start([process.execPath, MAIN, ...words, ...config], { env })
  const [, url = ''] = await program.says(/"event":"listening".*"url":"([^"]+)"/)
  return { program, url }
}

/** The client, the gateway and the provider of a lab. */
export class Cast {
  readonly #programs: Programs
  readonly #starting: Starting
  readonly #beside: Gateway | undefined
  #gateway: Gateway
  #turns = 0

  private constructor(programs: Programs, starting: Starting, gateways: { readonly own: Gateway; readonly beside?: Gateway }) {
    this.#programs = programs
    this.#starting = starting
    this.#gateway = gateways.own
    this.#beside = gateways.beside
  }

  static async enter(lab: Lab, environment: Environment = {}, { settings, beside }: Entering = {}): Promise<Cast> {
    const { client, provider, certificates, folder } = lab
    const env = { NODE_EXTRA_CA_CERTS: certificates.ca, ...environment }
    const node = process.execPath
    const programs = {
      standIn: provider.start([node, script('stand-in.ts'), certificates.cert, certificates.key]),
      client: client.start([node, script('client.ts')], { env: { ...env, NODE_USE_ENV_PROXY: '1' } }),
      ...(beside === undefined ? {} : { plain: client.start([node, script('client.ts')], { env }) }),
    }
    const starting = { lab, env, settings, dataDir: join(folder, 'data') }
    const other = { ...starting, settings: beside, dataDir: join(folder, 'data-beside') }
    const ready = Object.values(programs).map((program) => program.says(/^ready$/))
    const [own, second] = await Promise.all([
      startGateway(starting),
      beside === undefined ? undefined : startGateway(other),
      ...ready,
    ])
    return new Cast(programs, starting, { own, ...(second === undefined ? {} : { beside: second }) })
  }

  get gatewayUrl(): string {
    return this.#gateway.url
  }

  get gateway(): Program {
    return this.#gateway.program
  }

  /** The gateway is killed, and another takes its place in its data directory. */
  async restart(): Promise<void> {
    await this.gateway.end()
    this.#gateway = await startGateway(this.#starting)
  }

  ask(prompt: string, { via = 'gateway', how = 'session' }: Asked = {}): Turn {
    this.#turns += 1
    const id = this.#turns
    const direct = `https://${API}`
    const urls = { gateway: this.#gateway.url, beside: this.#beside?.url ?? '', direct, plain: direct }
    const url = urls[via]
    const askedAt = Date.now()
    const order: Order = {
      id,
      via: via === 'direct' || via === 'plain' ? 'direct' : 'gateway',
      how: via === 'plain' ? 'plain' : how,
      url,
      prompt,
    }
    const { client, plain } = this.#programs
    const program = via === 'plain' ? plain : client
    if (program === undefined) throw new Error('nobody to compare with was asked for')
    program.tell(JSON.stringify(order))
    const report = async (is: Report['is']): Promise<Report> => {
      const said = await program.says(new RegExp(`^report (\\{"id":${id},"at":\\d+,"is":"${is}".*)$`))
      return JSON.parse(said[1] ?? '') as Report
    }
    const content = report('content').then(({ at }) => at)
    // a turn may end without content, and the client with its lab
    content.catch(() => undefined)
    const over = report('over').then(async (ended): Promise<Over> => {
      if (ended.is !== 'over') throw new Error('a report of another kind')
      const finished = ended.how === 'finished'
      const { how: why, requests, at: endedAt } = ended
      return { how: why, finished, requests, askedAt, endedAt, contentAt: finished ? await content : undefined }
    })
    over.catch(() => undefined)
    return { askedAt, content, over }
  }

  /** What the provider was asked, from its beginning. */
  async seen(): Promise<readonly SeenRequest[]> {
    const before = this.#programs.standIn.lines.length
    this.#programs.standIn.tell('log')
    await this.#programs.standIn.says(/^log /)
    while (this.#programs.standIn.lines.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
    return JSON.parse(this.#programs.standIn.lines.at(-1)?.slice('log '.length) ?? '[]') as SeenRequest[]
  }

  /** Whether the gateway's log has said this, or does soon: it writes several lines at a time. */
  async logs(pattern: RegExp): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), LOGGED_WITHIN).unref())
    return await Promise.race([this.gateway.says(pattern).then(() => true), late])
  }
}
