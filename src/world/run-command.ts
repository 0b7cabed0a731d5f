import { spawn } from 'node:child_process'

export type Command = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What it wrote; `status` is undefined when a signal ended it. */
export type CommandOutput = { readonly status: number | undefined; readonly stdout: string }

/** Runs a program to its end. Rejects as node:child_process does, and with the reason of `signal`. */
export type RunCommand = (command: Command, signal: AbortSignal) => Promise<CommandOutput>

/** More than any list of routes or proxies. */
const OUTPUT_AT_MOST = 1_000_000

/** It is killed at once when `signal` aborts, and its end is not waited for. */
export const runCommand: RunCommand = ({ program, args, env }, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error)
      return
    }
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true })
    const onAbort = (): void => {
      child.kill('SIGKILL')
      reject(signal.reason as Error)
    }
    const parts: Buffer[] = []
    let length = 0
    child.stdout.on('data', (part: Buffer) => {
      length += part.length
      if (length <= OUTPUT_AT_MOST) parts.push(part)
    })
    child.once('error', reject)
    child.once('close', (status) => {
      signal.removeEventListener('abort', onAbort)
      resolve({ status: status ?? undefined, stdout: Buffer.concat(parts).toString('utf8') })
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
