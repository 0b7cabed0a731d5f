import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { isIP, type Socket } from 'node:net'
import process from 'node:process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { ms, type Millis } from '../../core/time.ts'
import { realClock, type Cancel, type Clock } from '../clock.ts'
import type { Address, LookUp } from '../way-out/look-up.ts'
import type { Env } from '../way-out/route.ts'
import { noAddress } from './asking.ts'

export type NameAskerOptions = {
  readonly env: Env
  readonly clock?: Clock
  /**
   * How long a child that nobody needs is kept for the next question. Nought: it goes with the last who waits, and while
   * somebody does, this process stays. Otherwise the child never keeps this process.
   */
  readonly keepFor?: Millis
  readonly program?: URL
}

type Waiting = { readonly resolve: (found: readonly Address[]) => void; readonly reject: (error: Error) => void }
type Running = ChildProcessByStdio<Writable, Readable, null>
type Child = {
  readonly process: Running
  /** Asked and not answered yet, whether or not somebody still waits: each holds a thread there. */
  readonly under: Set<string>
}

/** Half of these threads serve look-ups: so many names can be stuck before another has to wait. */
const THREADS = 32
/** Whoever wants more has lost its senses. */
const NAMES_AT_MOST = 256
/** A line with all addresses that a name may have is shorter. */
const LINE_AT_MOST = 65_536

/** The source beside this one, or the bundle's entry of that name beside the bundle. */
const PROGRAM: URL = new URL(import.meta.url.endsWith('.ts') ? './look-up-child.ts' : './look-up-child.mjs', import.meta.url)

/**
 * Asks the system for names, as every program sees them (getaddrinfo), in a child process that can be killed: in this process
 * a silent name server would hold up other look-ups, and a Ctrl-C, for ten seconds. Those who ask at the same time share one
 * child, and one question for the same name. No answer is kept.
 */
export class NameAsker {
  readonly #options: Required<NameAskerOptions>
  readonly #waiting = new Map<string, Set<Waiting>>()
  #child: Child | undefined
  #cancelEnd: Cancel = () => undefined
  #closed = false

  constructor({ env, clock = realClock, keepFor = ms(0), program = PROGRAM }: NameAskerOptions) {
    this.#options = { env, clock, keepFor, program }
  }

  /** Of the child, while there is one. */
  get pid(): number | undefined {
    return this.#child?.process.pid
  }

  /** Rejects as node:dns does, or with the reason of `signal`. An address is its own answer. */
  lookUp(signal: AbortSignal): LookUp {
    return (name) => {
      const bare = name.replace(/^\[(.*)\]$/, '$1')
      const family = isIP(bare)
      return family === 0 ? this.#ask(bare, signal) : Promise.resolve([{ address: bare, family: family === 4 ? 4 : 6 }])
    }
  }

  /** Whoever asks from now on is answered by another child: this one may know the name servers of a network that is gone. */
  renew(): void {
    this.#kill()
    this.#fail()
  }

  close(): void {
    this.#closed = true
    this.renew()
  }

  async #ask(name: string, signal: AbortSignal): Promise<readonly Address[]> {
    signal.throwIfAborted()
    // each name is a line
    if (!/^\S{1,253}$/.test(name)) throw noAddress('ENOTFOUND')
    if (this.#closed || (!this.#waiting.has(name) && this.#waiting.size >= NAMES_AT_MOST)) throw noAddress('EAI_FAIL')
    const answer = Promise.withResolvers<readonly Address[]>()
    this.#waiting.set(name, (this.#waiting.get(name) ?? new Set()).add(answer))
    this.#cancelEnd()
    this.#question(name)
    const onAbort = (): void => answer.reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await answer.promise
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#leave(name, answer)
    }
  }

  #question(name: string): void {
    if (this.#child !== undefined && this.#child.under.size >= THREADS / 2 && !this.#child.under.has(name)) this.#replace()
    const child = (this.#child ??= this.#start())
    if (child.under.has(name)) return
    child.under.add(name)
    child.process.stdin.write(`${name}\n`)
  }

  /** All threads that serve look-ups are stuck, some for nobody: those who wait are asked for again by a child that has none stuck. */
  #replace(): void {
    const abandoned = [...(this.#child?.under ?? [])].some((name) => !this.#waiting.has(name))
    if (!abandoned) return
    this.#kill()
    const child = (this.#child = this.#start())
    for (const name of this.#waiting.keys()) {
      child.under.add(name)
      child.process.stdin.write(`${name}\n`)
    }
  }

  #leave(name: string, waiting: Waiting): void {
    const others = this.#waiting.get(name)
    others?.delete(waiting)
    if (others?.size === 0) this.#waiting.delete(name)
    if (this.#waiting.size > 0 || this.#child === undefined) return
    const { clock, keepFor } = this.#options
    // who is stuck would be of no use to the next
    if (keepFor === 0 || this.#child.under.size > 0) this.#kill()
    else this.#cancelEnd = clock.after(keepFor, () => this.#kill())
  }

  #kill(): void {
    this.#cancelEnd()
    this.#child?.process.kill('SIGKILL')
    this.#child = undefined
  }

  #start(): Child {
    const { env: all, keepFor, program } = this.#options
    // what a person has Node do at each start (NODE_OPTIONS) may print, wait or fail
    const { NODE_OPTIONS: _, ...env } = all
    const running = spawn(process.execPath, [fileURLToPath(program)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...env, UV_THREADPOOL_SIZE: String(THREADS) },
      windowsHide: true,
    })
    const child: Child = { process: running, under: new Set() }
    if (keepFor > 0) for (const part of [running, running.stdin as Socket, running.stdout as Socket]) part.unref()
    const end = (): void => {
      if (this.#child !== child) return
      this.#child = undefined
      this.#fail()
    }
    const spoil = (): void => {
      running.kill('SIGKILL')
      end()
    }
    readLines(running.stdout, { line: (line) => (this.#child === child ? this.#take(child, line) : true), spoil })
    running.on('error', end).on('close', end)
    // a write to one that has just ended: its end says the rest
    running.stdin.on('error', () => undefined)
    return child
  }

  #fail(): void {
    const left = [...this.#waiting.values()].flatMap((set) => [...set])
    this.#waiting.clear()
    for (const { reject } of left) reject(noAddress('EAI_FAIL'))
  }

  /** @returns false for what is no answer to anything that was asked: that is not our program, or it has lost its mind */
  #take({ under }: Child, line: string): boolean {
    const answer = answerIn(line)
    if (answer === undefined || !under.delete(answer.name)) return false
    const waiting = this.#waiting.get(answer.name) ?? []
    this.#waiting.delete(answer.name)
    for (const { resolve, reject } of waiting) {
      if (answer.found === undefined) reject(noAddress(answer.code))
      else resolve(answer.found)
    }
    return true
  }
}

type Reading = { readonly line: (line: string) => boolean; readonly spoil: () => void }

/** Lines of bounded length; whoever sends anything else is spoilt. */
function readLines(stream: Readable, { line, spoil }: Reading): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length <= LINE_AT_MOST && lines.every((one) => line(one))) return
    rest = ''
    stream.removeAllListeners('data').resume()
    spoil()
  })
}

type Answer = { readonly name: string } & (
  | { readonly found: readonly Address[] }
  | { readonly found?: never; readonly code: string }
)

/** A line of the child. @returns undefined when it is none of its lines */
function answerIn(line: string): Answer | undefined {
  try {
    const { name, found, code } = JSON.parse(line) as Readonly<Record<string, unknown>>
    if (typeof name !== 'string') return undefined
    if (found === undefined) return { name, code: typeof code === 'string' && /^\w{1,32}$/.test(code) ? code : 'EAI_FAIL' }
    return Array.isArray(found) && found.every(isAddress) ? { name, found } : undefined
  } catch {
    return undefined
  }
}

function isAddress(value: unknown): value is Address {
  if (typeof value !== 'object' || value === null) return false
  const { address, family } = value as Readonly<Record<string, unknown>>
  return typeof address === 'string' && isIP(address) !== 0 && isIP(address) === family
}
