// Runs every second beside every client: no import that is not needed, and never an error.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { chooseLanguage, type Language } from '../i18n/language.ts'
import { STATUS_LINE_TEXTS } from '../i18n/status-line.ts'
import { proofOfSecret, sameProof } from '../world/proof.ts'
import type { Env } from './client-environment.ts'

/** What the gateway says must be there within this, in milliseconds: a line that comes late is not drawn. */
const ANSWER_WITHIN = 300
/** A client that writes its JSON and closes needs no more. */
const INPUT_WITHIN = 300
/** A wrapped command that takes longer is left out, so that the hold is still seen. */
const WRAPPED_WITHIN = 5000

type Options = { readonly runtime: string | undefined; readonly wrap: string | undefined; readonly lang: string | undefined }

/** Prints the line: the wrapped command's output first, then ours. Never throws, never complains. */
export async function showStatusLine(args: readonly string[], env: Env): Promise<void> {
  const options = { runtime: valueOf(args, '--runtime'), wrap: valueOf(args, '--wrap'), lang: valueOf(args, '--lang') }
  try {
    process.stdout.write(await statusLineOf(options, env))
  } catch {
    // a status line that complains is worse than none
  }
}

const valueOf = (args: readonly string[], flag: string): string | undefined => {
  const at = args.indexOf(flag)
  return at === -1 ? undefined : args[at + 1]
}

async function statusLineOf({ runtime, wrap, lang }: Options, env: Env): Promise<string> {
  const language = chooseLanguage(lang, env)
  const gateway = await findRuntime(runtime, env)
  const past = runtime === undefined ? undefined : await bypassLine(runtime, language)
  // what `run` has started comes through a gateway of its own
  const bypassed = (gateway?.mode ?? 'installed') === 'installed' ? past : undefined
  const input = Promise.withResolvers<string>()
  // the gateway makes its proof while we open our input and the client still writes
  const line = bypassed ?? ourLine(gateway, input.promise.then(sessionIn), language)
  input.resolve(await readInput())
  const [theirs, ours] = await Promise.all([wrap === undefined ? '' : outputOf(wrap, await input.promise), line])
  return layOut(theirs, ours, STATUS_LINE_TEXTS[language].fine)
}

/** All well: behind their last line. Anything else: on a line of its own, where nothing can push it off the screen. */
export function layOut(theirs: string, ours: string, fine: string): string {
  const before = theirs.replace(/\s+$/, '')
  if (before === '') return `${ours}\n`
  return ours === fine ? `${before}  ${ours}\n` : `${before}\n${ours}\n`
}

async function readInput(): Promise<string> {
  const { stdin } = process
  if (stdin.isTTY) return ''
  return await new Promise((resolve) => {
    const parts: Buffer[] = []
    const done = (): void => {
      clearTimeout(timer)
      stdin.destroy()
      resolve(Buffer.concat(parts).toString('utf8'))
    }
    const timer = setTimeout(done, INPUT_WITHIN)
    stdin
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', done)
      .on('error', done)
  })
}

export function sessionIn(input: string): string {
  try {
    const session = (JSON.parse(input) as { session_id?: unknown } | null)?.session_id
    return typeof session === 'string' ? session : ''
  } catch {
    return ''
  }
}

/** `install` may have let the client go past the gateway for a while: see install/bypass.ts. */
async function bypassLine(runtime: string, language: Language): Promise<string | undefined> {
  if (!existsSync(bypassBeside(runtime))) return undefined
  const { bypassWords } = await import('./bypass-words.ts')
  return bypassWords(bypassBeside(runtime), language)
}

const bypassBeside = (runtime: string): string => join(dirname(dirname(runtime)), 'install', 'bypass.json')

type Gateway = {
  readonly url: string
  readonly secret: string
  readonly status: string
  readonly startedAt: number
  readonly mode?: string
}

function readGateway(path: string): Gateway | undefined {
  try {
    const gateway = JSON.parse(readFileSync(path, 'utf8')) as Gateway
    const { url, secret, status } = gateway
    return [url, secret, status].every((field) => typeof field === 'string') ? gateway : undefined
  } catch {
    return undefined
  }
}

/** The file that `run` named, else the gateway of this person that started last. */
async function findRuntime(named: string | undefined, env: Env): Promise<Gateway | undefined> {
  const path = named ?? env['HOLDFAST_RUNTIME']
  if (path !== undefined) return readGateway(path)
  const { gatewayFiles } = await import('./gateway-files.ts')
  const gateways = gatewayFiles(env).flatMap((file) => readGateway(file) ?? [])
  return gateways.filter(({ status }) => status === 'running').toSorted((one, other) => other.startedAt - one.startedAt)[0]
}

async function ourLine(gateway: Gateway | undefined, session: Promise<string>, language: Language): Promise<string> {
  const texts = STATUS_LINE_TEXTS[language]
  if (gateway === undefined) return texts.notRunning
  const said = await askGateway(gateway, session)
  switch (said.kind) {
    case 'line':
      return said.line === 'ok' ? texts.fine : said.line
    case 'down':
      return gateway.mode === 'installed' ? texts.installedDown : texts.notRunning
    case 'silent':
      return texts.noAnswer
  }
}

type Said = { readonly kind: 'line'; readonly line: string } | { readonly kind: 'down' | 'silent' }

/**
 * Two questions on one connection: a proof of the secret, then the line. The order matters: whoever took the port of a
 * dead gateway must not be told the secret.
 */
async function askGateway({ url, secret }: Gateway, session: Promise<string>): Promise<Said> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
  const timer = setTimeout(() => socket.destroy(new Error('silent')), ANSWER_WITHIN)
  const host = `Host: ${hostname}:${port}\r\n`
  const next = answersOn(socket)
  try {
    const nonce = randomBytes(16).toString('hex')
    socket.write(`GET /_holdfast/prove?nonce=${nonce} HTTP/1.1\r\n${host}\r\n`)
    const expected = proofOfSecret(secret, nonce, Number(port))
    if (!isProof(await next(), expected)) return { kind: 'down' }
    const query = encodeURIComponent(await session)
    socket.write(`GET /_holdfast/statusline?session=${query} HTTP/1.1\r\n${host}x-holdfast-secret: ${secret}\r\n\r\n`)
    const [line = ''] = (await next()).trim().split('\n')
    return line === '' ? { kind: 'silent' } : { kind: 'line', line: line.replaceAll(/\p{Cc}/gu, ' ') }
  } catch (error) {
    return { kind: (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'down' : 'silent' }
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

function isProof(body: string, expected: string): boolean {
  const { proof } = JSON.parse(body) as { proof?: unknown }
  return typeof proof === 'string' && sameProof(proof, expected)
}

/**
 * Reads a connection answer by answer. Only what our gateway sends is understood.
 * @returns gives the body of the next one; rejects when the connection ends, or says anything else
 */
function answersOn(socket: Socket): () => Promise<string> {
  let seen = ''
  let failure: Error | undefined
  let look = (): void => undefined
  const fail = (error: Error): void => {
    failure ??= error
    look()
  }
  socket.on('data', (part) => {
    seen += part.toString('latin1') // one character a byte, so that lengths are right
    look()
  })
  socket.on('error', fail).on('close', () => fail(new Error('silent')))
  return () =>
    new Promise((resolve, reject) => {
      look = () => {
        try {
          const answer = firstAnswer(seen)
          if (answer === undefined && failure === undefined) return
          if (answer === undefined) throw failure ?? new Error('silent')
          seen = answer.rest
          resolve(Buffer.from(answer.body, 'latin1').toString('utf8'))
        } catch (error) {
          reject(error)
        }
        look = () => undefined
      }
      look()
    })
}

type Answer = { readonly body: string; readonly rest: string }

/** @returns undefined while it is not there as a whole @throws for anything but a plain success */
export function firstAnswer(seen: string): Answer | undefined {
  const bodyAt = seen.indexOf('\r\n\r\n') + 4
  if (bodyAt === 3) return undefined
  const head = seen.slice(0, bodyAt)
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error('silent')
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return chunkedBody(seen, bodyAt)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1])
  if (!Number.isInteger(length)) throw new Error('silent')
  const end = bodyAt + length
  return seen.length < end ? undefined : { body: seen.slice(bodyAt, end), rest: seen.slice(end) }
}

function chunkedBody(seen: string, start: number): Answer | undefined {
  let body = ''
  let at = start
  for (;;) {
    const lineEnd = seen.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const length = Number.parseInt(seen.slice(at, lineEnd), 16)
    if (Number.isNaN(length)) throw new Error('silent')
    const next = lineEnd + 2 + length + 2
    if (seen.length < next) return undefined
    if (length === 0) return { body, rest: seen.slice(next) }
    body += seen.slice(lineEnd + 2, lineEnd + 2 + length)
    at = next
  }
}

/** What the command that stood there before says to the same input. */
async function outputOf(command: string, input: string): Promise<string> {
  const { spawn } = await import('node:child_process')
  return await new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'ignore'], timeout: WRAPPED_WITHIN, windowsHide: true })
    const parts: Buffer[] = []
    const done = (): void => resolve(Buffer.concat(parts).toString('utf8'))
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stdin.on('error', () => undefined).end(input) // it may end without reading
    child.on('error', done).on('close', done)
  })
}
