// Name servers of a lab that take their time, lose questions or invent addresses; all of them in one process.
//   node test/lab/name-servers.ts JSON      JSON is a list of NameServer; says `ready`
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { answerOf, questionIn } from '../instruments/name-server.ts'
import type { Machine } from './net/machine.ts'
import type { Program } from './net/program.ts'

export type NameServer = {
  /** One that the machine has, or 0.0.0.0. */
  readonly address: string
  /** How long it takes for an answer, in milliseconds. */
  readonly after: number
  /** Of every name that it knows. */
  readonly says: readonly string[]
  /** The one name that it knows; without it, it names these addresses for everything, also for what cannot exist. */
  readonly knows?: string
  /** How long its answers may be kept, in seconds. */
  readonly ttl?: number
  /** Every so many questions, the last of them stays without an answer. */
  readonly losesEach?: number
}

/** Starts them on port 53 of a machine. */
export async function startNameServers(machine: Machine, servers: readonly NameServer[]): Promise<Program> {
  const program = machine.start([process.execPath, fileURLToPath(import.meta.url), JSON.stringify(servers)])
  await program.says(/^ready$/)
  return program
}

const NO_SUCH_NAME = 3

async function listen({ address, after, says, knows, ttl = 0, losesEach = Number.POSITIVE_INFINITY }: NameServer): Promise<void> {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (question, { port, address: asker }) => {
    asked += 1
    if (asked % losesEach === 0) return
    const isKnown = knows === undefined || questionIn(question).name.toLowerCase() === knows
    const answer = answerOf(question, isKnown ? { addresses: says, ttl } : { refusal: NO_SUCH_NAME })
    setTimeout(() => socket.send(answer, port, asker, () => undefined), after)
  })
  // a refusal that comes back from an asker who is gone
  socket.on('error', () => undefined)
  socket.bind(53, address)
  await once(socket, 'listening')
}

if (process.argv[1] === import.meta.filename) {
  await Promise.all((JSON.parse(process.argv[2] ?? '[]') as readonly NameServer[]).map(listen))
  process.stdout.write('ready\n')
}
