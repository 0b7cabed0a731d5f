import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listRuntimes, type RuntimeFile } from '../../src/config/runtime-file.ts'
import type { Ending } from './rig.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export type Said = { readonly code: number; readonly stdout: string; readonly stderr: string }

export type Started = {
  readonly process: ChildProcess
  /** Waits until standard output or standard error has matched. @throws when it ends before */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly ended: Promise<Said>
  /** What it has said so far, on both ways out. */
  readonly output: () => string
}

export type StartOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
  /** Another version's main file. */
  readonly main?: string
  /** Files and sockets it may have open. */
  readonly limit?: number
  /** Mounted for it alone: a small disk of its own, to be filled or made read-only. */
  readonly tmpfs?: string
}

/** The command line as a person starts it, in a home of its own. */
export type Desk = {
  readonly dir: string
  readonly dataDir: string
  readonly start: (args: readonly string[], options?: StartOptions) => Started
  /** Starts it and waits for its end. */
  readonly run: (args: readonly string[], options?: StartOptions) => Promise<Said>
  readonly gateways: () => Promise<readonly RuntimeFile[]>
  /** Puts a program on the PATH. */
  readonly install: (name: string, script: string) => void
}

/** Everything that was started ends with the test, the gateways in the background as well. */
export function deskFor(t: Ending): Desk {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-desk-'))
  const dataDir = join(dir, 'data')
  const bin = join(dir, 'bin')
  for (const folder of [bin, join(dir, 'home'), join(dir, 'work')]) mkdirSync(folder)
  const children = new Set<ChildProcess>()
  const start = (args: readonly string[], options: StartOptions = {}): Started => {
    const { env = {}, input, cwd } = options
    const [program, ...words] = commandFor(args, options)
    const child = spawn(program, words, {
      env: {
        PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: join(dir, 'home'),
        HOLDFAST_DATA_DIR: dataDir,
        ...env,
      },
      cwd: cwd ?? join(dir, 'work'),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    children.add(child)
    child.stdin.on('error', () => undefined).end(input ?? '')
    return watch(child)
  }
  const gateways = (): Promise<readonly RuntimeFile[]> => listRuntimes(dataDir)
  t.after(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    for (const { info } of await gateways()) end(info.pid)
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
  })
  const install = (name: string, script: string): void => {
    writeFileSync(join(bin, name), script)
    chmodSync(join(bin, name), 0o755)
  }
  return { dir, dataDir, start, run: (args, options) => start(args, options).ended, gateways, install }
}

/** The shell gives way to the program, so that the child's number is the program's. */
function commandFor(args: readonly string[], { main = MAIN, limit, tmpfs }: StartOptions): readonly [string, ...string[]] {
  const command = [process.execPath, main, ...args] as const
  if (tmpfs !== undefined) {
    const script = `mount -t tmpfs -o size=4m,mode=700 none "$0" && exec "$@"`
    return ['unshare', '-rm', 'sh', '-c', script, tmpfs, ...command]
  }
  return limit === undefined ? [...command] : ['sh', '-c', `ulimit -n ${limit} && exec "$@"`, 'sh', ...command]
}

function end(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function watch(child: ChildProcess): Started {
  const said = { stdout: '', stderr: '' }
  const looks = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (part: string) => {
      said[name] += part
      for (const look of looks) look()
    })
  }
  const ended = once(child, 'close').then(([code]): Said => {
    for (const look of looks) look()
    return {
      code: typeof code === 'number' ? code : -1,
      ...said,
    }
  })
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(said.stdout) ?? pattern.exec(said.stderr)
        if (match !== null) resolve(match)
        else if (child.exitCode !== null) reject(new Error(`ended without ${String(pattern)}: ${said.stdout}${said.stderr}`))
        else return
        looks.delete(look)
      }
      looks.add(look)
      look()
    })
  return { process: child, says, ended, output: () => said.stdout + said.stderr }
}
