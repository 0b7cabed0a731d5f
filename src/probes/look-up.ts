import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { isIP } from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Address, LookUp } from '../world/way-out/look-up.ts'
import type { Env } from '../world/way-out/route.ts'
import type { Bench } from './probe.ts'

/** The names that doctor asks for at the same time, and then some: half of these threads serve look-ups. */
const THREADS = '32'

type Waiting = { readonly resolve: (found: readonly Address[]) => void; readonly reject: (error: Error) => void }
type Child = ChildProcessByStdio<Writable, Readable, null>

/** The source beside this one, or the bundle's entry of that name beside the bundle. */
const PROGRAM: URL = new URL(import.meta.url.endsWith('.ts') ? './look-up-child.ts' : './look-up-child.mjs', import.meta.url)

/**
 * Asks the system for names, as every program sees them (getaddrinfo), in a child process that is killed when nobody waits for it
 * any longer: in this process a silent name server would hold up a Ctrl-C for ten seconds. Those who ask at the same time share
 * one child, and one question for the same name. Nothing is kept.
 */
export class NameAsker {
  readonly #env: Env
  readonly #program: URL
  readonly #waiting = new Map<string, Set<Waiting>>()
  #child: Child | undefined

  constructor(env: Env, program: URL = PROGRAM) {
    this.#env = env
    this.#program = program
  }

  /** Of the child, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Rejects as node:dns does, or with the reason of `signal`. An address is its own answer. */
  lookUp(signal: AbortSignal): LookUp {
    return (name) => {
      const bare = name.replace(/^\[(.*)\]$/, '$1')
      const family = isIP(bare)
      return family === 0 ? this.#ask(bare, signal) : Promise.resolve([{ address: bare, family: family === 4 ? 4 : 6 }])
    }
  }

  async #ask(name: string, signal: AbortSignal): Promise<readonly Address[]> {
    signal.throwIfAborted()
    // each name is a line
    if (!/^\S{1,253}$/.test(name)) throw noAddress('ENOTFOUND')
    const answer = Promise.withResolvers<readonly Address[]>()
    const child = (this.#child ??= this.#start())
    const others = this.#waiting.get(name)
    if (others === undefined) child.stdin.write(`${name}\n`)
    this.#waiting.set(name, (others ?? new Set()).add(answer))
    const onAbort = (): void => answer.reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await answer.promise
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#leave(name, answer)
    }
  }

  #leave(name: string, waiting: Waiting): void {
    this.#waiting.get(name)?.delete(waiting)
    if ([...this.#waiting.values()].some(({ size }) => size > 0)) return
    this.#waiting.clear()
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #start(): Child {
    // what a person has Node do at each start (NODE_OPTIONS) may print, wait or fail
    const { NODE_OPTIONS: _, ...env } = this.#env
    const child = spawn(process.execPath, [fileURLToPath(this.#program)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...env, UV_THREADPOOL_SIZE: THREADS },
      windowsHide: true,
    })
    createInterface(child.stdout).on('line', (line) => this.#take(line))
    const fail = (): void => {
      if (this.#child !== child) return
      this.#child = undefined
      const left = [...this.#waiting.values()].flatMap((set) => [...set])
      this.#waiting.clear()
      for (const { reject } of left) reject(noAddress('EAI_FAIL'))
    }
    child.on('error', fail).on('close', fail)
    // a write to one that has just ended: its end says the rest
    child.stdin.on('error', () => undefined)
    return child
  }

  #take(line: string): void {
    const { name, found, code } = answerIn(line)
    if (name === undefined) {
      // whatever that is, it is not our program; its end is the answer
      this.#child?.kill('SIGKILL')
      return
    }
    const waiting = this.#waiting.get(name) ?? []
    this.#waiting.delete(name)
    for (const { resolve, reject } of waiting) {
      if (found === undefined) reject(noAddress(code ?? 'EAI_FAIL'))
      else resolve(found)
    }
  }
}

/** A line of the child. */
type Answer = { readonly name?: string; readonly found?: readonly Address[]; readonly code?: string }

function answerIn(line: string): Answer {
  try {
    return JSON.parse(line) as Answer
  } catch {
    return {}
  }
}

const noAddress = (code: string): Error => Object.assign(new Error('no address'), { code, syscall: 'getaddrinfo' })

const askers = new WeakMap<Bench, NameAsker>()

/** The one whom all probes at this bench ask. */
export function namesAt(bench: Bench): NameAsker {
  const known = askers.get(bench)
  if (known !== undefined) return known
  const fresh = new NameAsker(bench.env)
  askers.set(bench, fresh)
  return fresh
}
