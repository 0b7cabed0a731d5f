import { mkdtemp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PRINTING, turnIn } from '../e2e/client-turn.ts'
import { clientEnvironment } from '../e2e/stage.ts'
import { Cast } from './cast.ts'
import { API, PROVIDER, ROUTER, withLab, type Lab, type LabOptions } from './net/lab.ts'
import { seconds } from './row.ts'
import type { Section } from './table.ts'

// The real Claude Code between broken names and addresses: by itself, and behind a gateway.

/** A fault that lasts. */
export type RealRow = {
  readonly fault: string
  readonly lab?: LabOptions
  /** `used`: as after a day's work; `new`: it has not made a connection yet. */
  readonly gateway: 'used' | 'new'
  /** From then on. @returns what an observer sees of it, afterwards */
  readonly strike: (lab: Lab) => Promise<() => Promise<string>>
}

/** What one `claude -p` came to; the time is that of the whole command, in milliseconds. */
export type RealTurn = {
  readonly how: 'answered' | 'lost' | 'unfinished'
  readonly took: number
  /** The client's own. */
  readonly retries: number
}

export type RealSeen = {
  readonly row: RealRow
  readonly evidence: string
  readonly behind: readonly RealTurn[]
  readonly bare: readonly RealTurn[]
}

/** Who has no answer by then is written down as that, in seconds. */
const ENOUGH = 120

/** Each turn is a process of its own in a home that nobody has lived in, one after the other. @param claude the folder of the program */
export async function playReal(row: RealRow, claude: string): Promise<RealSeen> {
  return await withGateway(row, async (lab, cast) => {
    const turn = async (baseUrl: string): Promise<RealTurn> => await realTurn(lab, { claude, baseUrl })
    if (row.gateway === 'used') await turn(cast.gatewayUrl)
    const observe = await row.strike(lab)
    const behind = [await turn(cast.gatewayUrl), await turn(cast.gatewayUrl)]
    const first = await turn(`https://${API}`)
    const bare = first.how === 'answered' ? [first, await turn(`https://${API}`)] : [first]
    return { row, evidence: await observe(), behind, bare }
  })
}

async function withGateway<Result>({ lab = {} }: RealRow, play: (lab: Lab, cast: Cast) => Promise<Result>): Promise<Result> {
  return await withLab(lab, async (made) => await play(made, await Cast.enter(made)))
}

type Asking = { readonly claude: string; readonly baseUrl: string }

async function realTurn({ client, folder, certificates }: Lab, { claude, baseUrl }: Asking): Promise<RealTurn> {
  const home = await mkdtemp(join(folder, 'home-'))
  const work = join(home, 'work')
  await mkdir(work)
  const env = { ...clientEnvironment({ claude, home, baseUrl }), NODE_EXTRA_CA_CERTS: certificates.ca }
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  // it would wait for an input that does not end
  const words = ['sh', '-c', 'exec "$@" < /dev/null', 'sh', 'env', '-i', '-C', work, ...set, 'claude', ...PRINTING]
  const began = Date.now()
  const { code, out } = await client.attempt('timeout', '-k', '1', String(ENOUGH), ...words)
  const took = Date.now() - began
  const { retries, result } = turnIn(out)
  const answered = code === 0 && result?.is_error === false
  return { how: answered ? 'answered' : result === undefined ? 'unfinished' : 'lost', took, retries: retries.length }
}

const DEAD_RESOLVER = '10.86.1.53'
const DEAD_ADDRESS = '10.86.2.3'

export const REAL_ROWS: readonly RealRow[] = [
  { fault: 'none', gateway: 'used', strike: () => Promise.resolve(() => Promise.resolve('–')) },
  {
    fault: 'the only resolver is silent',
    gateway: 'used',
    strike: async ({ firewall }) => {
      const silence = await firewall.drop('meta l4proto { tcp, udp } th dport 53', 'input')
      return async () => `${await silence.packets()} questions unanswered`
    },
  },
  {
    fault: 'the first of two resolvers is silent',
    gateway: 'new',
    strike: async ({ router, client, firewall }) => {
      await router.run('ip', 'addr', 'add', `${DEAD_RESOLVER}/24`, 'dev', 'lan')
      const silence = await firewall.drop(`ip daddr ${DEAD_RESOLVER}`, 'input')
      await client.nameservers(DEAD_RESOLVER, ROUTER.v4)
      return async () => `${await silence.packets()} questions unanswered`
    },
  },
  {
    fault: 'every IPv6 packet to the provider vanishes; its name has addresses of both families',
    gateway: 'new',
    strike: async ({ firewall }) => {
      const vanished = await firewall.drop(`ip6 daddr ${PROVIDER.v6}`)
      return async () => `${await vanished.packets()} packets vanished`
    },
  },
  {
    fault: 'the first of two IPv4 addresses of the provider is dead',
    gateway: 'new',
    lab: { families: ['v4'], besides: [DEAD_ADDRESS] },
    strike: async ({ firewall }) => {
      const vanished = await firewall.drop(`ip daddr ${DEAD_ADDRESS}`)
      return async () => `${await vanished.packets()} packets vanished`
    },
  },
  {
    fault: 'a round trip of 600 ms; the name has addresses of both families',
    gateway: 'new',
    lab: { line: { delay: 300 } },
    strike: () => Promise.resolve(() => Promise.resolve('–')),
  },
]

const timesOf = (turns: readonly RealTurn[]): string =>
  turns
    .map(({ how, took, retries }) => {
      const own = retries === 0 ? '' : `, ${retries} ${retries === 1 ? 'retry' : 'retries'} of its own`
      if (how === 'answered') return `${seconds(took)}${own}`
      return `${how === 'lost' ? `lost after ${seconds(took)}` : `nothing within ${ENOUGH} s`}${own}`
    })
    .join('; ')

/** In docs/tune.md. */
export const REAL_SECTION: Section<RealSeen> = {
  begin: '<!-- lab: npm run lab:claude -- --write -->',
  end: '<!-- /lab:claude -->',
  of: (all) =>
    [
      ['Fault', 'The gateway', 'The observer saw', 'Behind Holdfast', 'By itself'],
      ['---', '---', '---', '---', '---'],
      ...all.map(({ row, evidence, behind, bare }) => [row.fault, row.gateway, evidence, timesOf(behind), timesOf(bare)]),
    ]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n'),
}
