import { mkdir } from 'node:fs/promises'
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

export type Asked = { readonly via?: Order['via']; readonly how?: Order['how'] }

/** The client, the gateway and the provider of a lab. */
export class Cast {
  readonly gateway: Program
  readonly gatewayUrl: string
  readonly #client: Program
  readonly #standIn: Program
  #turns = 0

  private constructor(programs: { readonly gateway: Program; readonly client: Program; readonly standIn: Program }, url: string) {
    this.gateway = programs.gateway
    this.#client = programs.client
    this.#standIn = programs.standIn
    this.gatewayUrl = url
  }

  static async enter({ client, provider, certificates, folder }: Lab, environment: Environment = {}): Promise<Cast> {
    const env = { NODE_EXTRA_CA_CERTS: certificates.ca, ...environment }
    const dataDir = join(folder, 'data')
    await mkdir(dataDir)
    const node = process.execPath
    const words = ['serve', '--port', '0', '--upstream', `https://${API}`, '--data-dir', dataDir, '--json']
    const programs = {
      standIn: provider.start([node, script('stand-in.ts'), certificates.cert, certificates.key]),
      client: client.start([node, script('client.ts')], { env: { ...env, NODE_USE_ENV_PROXY: '1' } }),
      gateway: client.start([node, MAIN, ...words], { env }),
    }
    const listening = programs.gateway.says(/"event":"listening".*"url":"([^"]+)"/)
    const ready = [programs.standIn, programs.client].map((program) => program.says(/^ready$/))
    const [[, url = '']] = await Promise.all([listening, ...ready])
    return new Cast(programs, url)
  }

  ask(prompt: string, { via = 'gateway', how = 'session' }: Asked = {}): Turn {
    this.#turns += 1
    const id = this.#turns
    const url = via === 'gateway' ? this.gatewayUrl : `https://${API}`
    const askedAt = Date.now()
    this.#client.tell(JSON.stringify({ id, via, how, url, prompt } satisfies Order))
    const report = async (is: Report['is']): Promise<Report> => {
      const said = await this.#client.says(new RegExp(`^report (\\{"id":${id},"at":\\d+,"is":"${is}".*)$`))
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
    const before = this.#standIn.lines.length
    this.#standIn.tell('log')
    await this.#standIn.says(/^log /)
    while (this.#standIn.lines.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
    return JSON.parse(this.#standIn.lines.at(-1)?.slice('log '.length) ?? '[]') as SeenRequest[]
  }

  /** Whether the gateway's log has said this, or does soon: it writes several lines at a time. */
  async logs(pattern: RegExp): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), LOGGED_WITHIN).unref())
    return await Promise.race([this.gateway.says(pattern).then(() => true), late])
  }
}
