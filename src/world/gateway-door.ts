import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { ms, type Millis } from '../core/time.ts'
import { proofOfSecret, sameProof } from './proof.ts'

/** Which gateway: any that has this secret at this address. */
export type Door = { readonly url: string; readonly secret: string }

export type Proof = { readonly version: string; readonly pid: number }

/** On loopback an answer takes a few milliseconds; a machine that swaps may take a second. */
const ANSWER_WITHIN = ms(3000)

type Question = { readonly method: 'GET' | 'POST'; readonly path: string; readonly headers?: Readonly<Record<string, string>> }

/**
 * Makes whoever listens there prove that it knows the secret, without telling it.
 * @returns undefined when nobody answers, or somebody else does
 */
export async function proofOf(door: Door, within: Millis = ANSWER_WITHIN): Promise<Proof | undefined> {
  const agent = oneConnection()
  try {
    return await proofOn(agent, door, within, NEVER)
  } catch {
    return undefined
  } finally {
    agent.destroy()
  }
}

/**
 * Asks a question that needs the secret; on the same connection, but before it, for the proof.
 * @returns undefined when the gateway is not there, or the answer is no success
 */
export async function askGateway(
  door: Door,
  question: Question,
  within: Millis = ANSWER_WITHIN,
  signal: AbortSignal = NEVER,
): Promise<string | undefined> {
  const agent = oneConnection()
  try {
    if ((await proofOn(agent, door, within, signal)) === undefined) return undefined
    return await send(agent, { door, question: withSecret(question, door.secret), within }, signal)
  } catch {
    return undefined
  } finally {
    agent.destroy()
  }
}

/** Who is met at a gateway's address. */
export type Met = { readonly is: 'gateway'; readonly proof: Proof } | { readonly is: 'silent' } | { readonly is: 'somebody-else' }

/** As proofOf, and tells one who stays silent from one who is another. Rejects with the reason of `signal`. */
export async function meetAt(door: Door, within: Millis, signal: AbortSignal): Promise<Met> {
  const agent = oneConnection()
  try {
    const proof = await proofOn(agent, door, within, signal)
    return proof === undefined ? { is: 'somebody-else' } : { is: 'gateway', proof }
  } catch (error) {
    signal.throwIfAborted()
    const { code, name } = error as NodeJS.ErrnoException
    return { is: code === 'ECONNREFUSED' || name === 'TimeoutError' || name === 'AbortError' ? 'silent' : 'somebody-else' }
  } finally {
    agent.destroy()
  }
}

/**
 * Keeps a connection open that says: a client is here. The gateway stays as long as there is one.
 * @param left called once, when the connection has ended from the other side or could not be made
 * @returns ends it
 */
export function attend(door: Door, runId: string, left: () => void): () => void {
  const agent = oneConnection()
  let state: 'here' | 'gone' = 'here'
  const end = (): void => {
    if (state === 'gone') return
    state = 'gone'
    agent.destroy()
    left()
  }
  const open = async (): Promise<void> => {
    if ((await proofOn(agent, door, ANSWER_WITHIN, NEVER)) === undefined) throw new Error('another program has the port')
    const headers = { 'x-holdfast-secret': door.secret, 'x-holdfast-run': runId, accept: 'text/event-stream' }
    const events = request(new URL('/_holdfast/events', door.url), { agent, headers })
    events.on('response', (answer) => answer.resume().on('close', end)).on('error', end)
    events.end()
  }
  open().catch(end)
  return () => {
    state = 'gone'
    agent.destroy()
  }
}

const NEVER = new AbortController().signal

const oneConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 })

const withSecret = (question: Question, secret: string): Question => ({
  ...question,
  headers: { ...question.headers, 'x-holdfast-secret': secret },
})

async function proofOn(agent: Agent, door: Door, within: Millis, signal: AbortSignal): Promise<Proof | undefined> {
  const nonce = randomBytes(16).toString('hex')
  const question: Question = { method: 'GET', path: `/_holdfast/prove?nonce=${nonce}` }
  const text = await send(agent, { door, question, within }, signal)
  const { proof, version, pid } = JSON.parse(text ?? '{}') as { readonly proof?: unknown } & Partial<Proof>
  const expected = proofOfSecret(door.secret, nonce, Number(new URL(door.url).port))
  const proved = typeof proof === 'string' && sameProof(proof, expected)
  return proved && version !== undefined && pid !== undefined ? { version, pid } : undefined
}

type Sending = { readonly door: Door; readonly question: Question; readonly within: Millis }

/** @returns the body of a 2xx, undefined for anything else @throws when there is no whole answer in time */
function send(agent: Agent, { door, question, within }: Sending, signal: AbortSignal): Promise<string | undefined> {
  const { method, path, headers = {} } = question
  return new Promise((resolve, reject) => {
    const ended = AbortSignal.any([AbortSignal.timeout(within), signal])
    const asking = request(new URL(path, door.url), { agent, method, headers, signal: ended })
    asking.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const good = answer.statusCode !== undefined && answer.statusCode >= 200 && answer.statusCode < 300
        resolve(good ? Buffer.concat(parts).toString('utf8') : undefined)
      })
    })
    asking.on('error', reject)
    asking.end()
  })
}
