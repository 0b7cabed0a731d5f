import { spawn, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { createRedactor } from '../core/redact.ts'
import { between, ms, seconds, type Millis } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import { oneLine } from '../world/way-out/plain-text.ts'
import { flawsIn, makeOf, prefixOf, type Flaw, type Make, type Reader } from './credential-text.ts'
import type { KeyCommand } from './look.ts'

/** What the command of apiKeyHelper did. `words`: its standard error, shortened and without credentials. */
export type KeyRun =
  | {
      readonly is: 'printed'
      readonly flaws: readonly Flaw[]
      readonly make: Make
      readonly prefix: string | undefined
      readonly took: Millis
    }
  /** `status`: undefined when a signal ended it. */
  | { readonly is: 'failed'; readonly status: number | undefined; readonly words: string }
  | { readonly is: 'empty'; readonly words: string }
  | { readonly is: 'too-much'; readonly limit: number }
  | { readonly is: 'too-slow'; readonly within: Millis; readonly words: string }
  | { readonly is: 'not-started'; readonly code: string }

/** The run, and apart from it what was printed. */
export type KeyOutput = { readonly run: KeyRun; readonly secret: string | undefined }

/** The client begins to complain after it: https://code.claude.com/docs/en/authentication */
export const KEY_WITHIN: Millis = seconds(10)
/** FACTS: the client takes no more characters. */
export const KEY_AT_MOST = 16_384
/** A program that prints without end is ended here. */
const BYTES_AT_MOST = 1_000_000
const WORDS_AT_MOST = 300
/** What it left behind may hold its output open. */
const CLOSE_WITHIN: Millis = ms(300)

type Running = { readonly clock: Clock; readonly platform: NodeJS.Platform; readonly reader: Reader }

/**
 * Runs the command as the client does, in the system's shell, with a time limit and a process group of its own, which is killed
 * as a whole. Never rejects but for `signal`.
 */
export async function runKeyCommand(
  asked: KeyCommand,
  { clock, platform, reader }: Running,
  signal: AbortSignal,
): Promise<KeyOutput> {
  signal.throwIfAborted()
  const began = clock.now()
  const child = started(asked, platform)
  if (child === undefined) return { run: { is: 'not-started', code: 'EINVAL' }, secret: undefined }
  const ended = await endOf(child, { clock, platform }, signal)
  return readEnd(ended, { reader, took: between(began, clock.now()) })
}

/** @returns undefined where no system takes such a command or environment */
function started({ command, env, cwd }: KeyCommand, platform: NodeJS.Platform): ChildProcess | undefined {
  const detached = platform !== 'win32'
  try {
    return spawn(command, { shell: true, cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  } catch {
    return undefined
  }
}

type End = { readonly out: string; readonly words: string } & (
  | { readonly how: 'exit'; readonly status: number | undefined }
  | { readonly how: 'late' | 'flood' }
  | { readonly how: 'error'; readonly code: string }
)
type How = End extends infer One ? (One extends End ? Omit<One, 'out' | 'words'> : never) : never

function endOf(child: ChildProcess, { clock, platform }: Omit<Running, 'reader'>, signal: AbortSignal): Promise<End> {
  return new Promise((resolve, reject) => {
    const out = gathered(child, 'stdout', () => settle({ how: 'flood' }))
    const words = gathered(child, 'stderr', () => settle({ how: 'flood' }))
    const timers: Cancel[] = [clock.after(KEY_WITHIN, () => settle({ how: 'late' }))]
    const leave = (): void => {
      for (const cancel of timers) cancel()
      signal.removeEventListener('abort', onAbort)
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
    const settle = (end: How): void => {
      if (end.how === 'late' || end.how === 'flood') killGroup(child, platform)
      leave()
      resolve({ ...end, out: out(), words: words() })
    }
    const onAbort = (): void => {
      killGroup(child, platform)
      leave()
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    child.once('error', (error: NodeJS.ErrnoException) => settle({ how: 'error', code: error.code ?? 'EIO' }))
    child.once('exit', (status) => {
      timers.push(clock.after(CLOSE_WITHIN, () => settle({ how: 'exit', status: status ?? undefined })))
    })
    child.once('close', (status) => settle({ how: 'exit', status: status ?? undefined }))
  })
}

/** @returns what came so far. Nothing is kept beyond the limit. */
function gathered(child: ChildProcess, name: 'stdout' | 'stderr', onFlood: () => void): () => string {
  const parts: Buffer[] = []
  let length = 0
  child[name]?.on('data', (part: Buffer) => {
    length += part.length
    if (length > BYTES_AT_MOST) onFlood()
    else parts.push(part)
  })
  return () => Buffer.concat(parts).toString('utf8')
}

/** The shell, and all that it started. */
function killGroup({ pid }: ChildProcess, platform: NodeJS.Platform): void {
  if (pid === undefined) return
  if (platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => undefined)
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function readEnd(end: End, { reader, took }: { readonly reader: Reader; readonly took: Millis }): KeyOutput {
  const printed = end.out.trim()
  const words = withoutSecrets(end.words, printed)
  switch (end.how) {
    case 'error':
      return { run: { is: 'not-started', code: end.code }, secret: undefined }
    case 'late':
      return { run: { is: 'too-slow', within: KEY_WITHIN, words }, secret: undefined }
    case 'flood':
      return { run: { is: 'too-much', limit: KEY_AT_MOST }, secret: undefined }
    case 'exit':
      if (end.status !== 0) return { run: { is: 'failed', status: end.status, words }, secret: undefined }
      if (printed === '') return { run: { is: 'empty', words }, secret: undefined }
      if (printed.length > KEY_AT_MOST) return { run: { is: 'too-much', limit: KEY_AT_MOST }, secret: undefined }
      return {
        run: { is: 'printed', flaws: flawsIn(printed, 'helper', reader), make: makeOf(printed), prefix: prefixOf(printed), took },
        secret: printed,
      }
  }
}

const redact = createRedactor('a key command speaks')

/** What a stranger's program says of its trouble: in one line, and without what could be a key of any kind. */
function withoutSecrets(text: string, printed: string): string {
  const bare = printed === '' ? text : text.replaceAll(printed, '…')
  const safe = redact(oneLine(bare))
    // a letter and a digit in so long a word: hardly anything that has to be read
    .replaceAll(/(?=[\w+=~-]*\d)(?=[\w+=~-]*[A-Za-z])[\w+=~-]{20,}|[\w+=~-]{40,}/g, (word) =>
      word.startsWith('redacted-') ? word : '…',
    )
  return safe.length > WORDS_AT_MOST ? `${safe.slice(0, WORDS_AT_MOST - 1).trimEnd()}…` : safe
}
