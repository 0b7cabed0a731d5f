import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import type { Env } from '../clients/client-environment.ts'

export type Client = {
  /** The file to start. */
  readonly program: string
  readonly args: readonly string[]
  readonly env: Env
  readonly cwd?: string
}

/** As a shell would say it: its own code, or 128 and the number of the signal that ended it. */
export type Exit = { readonly ended: 'yes'; readonly code: number } | { readonly ended: 'never-started'; readonly errno: string }

/**
 * Runs a client in this terminal as if nobody stood between: same input and output, same process group, so that Ctrl-C
 * and Ctrl-Z reach it from the terminal itself.
 */
export async function runProcess({ program, args, env, cwd }: Client): Promise<Exit> {
  const shim = /\.(cmd|bat)$/i.test(program)
  const child = shim
    ? spawn(`"${program}"`, args.map(forCmd), { stdio: 'inherit', env, cwd, shell: true })
    : spawn(program, args, { stdio: 'inherit', env, cwd })
  const letGo = passSignals(child)
  try {
    return await exitOf(child)
  } finally {
    letGo()
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ ended: 'never-started', errno: error.code ?? error.message })
    })
    child.on('exit', (code, signal) => {
      resolve({ ended: 'yes', code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) })
    })
  })
}

/**
 * What the terminal sends goes to the whole group, and the client decides about it: we only must not end before it.
 * What is sent to us alone is passed on.
 */
function passSignals(child: ChildProcess): () => void {
  const ignore = (): void => undefined
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  const ours = ['SIGINT', 'SIGQUIT'] as const
  const theirs = ['SIGTERM', 'SIGHUP'] as const
  for (const signal of ours) process.on(signal, ignore)
  for (const signal of theirs) process.on(signal, pass)
  return () => {
    for (const signal of ours) process.off(signal, ignore)
    for (const signal of theirs) process.off(signal, pass)
  }
}

/** npm's shims on Windows are batch files, which only cmd starts. */
const forCmd = (arg: string): string => (/^[\w./:@=+,-]+$/.test(arg) ? arg : `"${arg.replaceAll('"', '""')}"`)
