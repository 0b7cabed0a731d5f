import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { createInterface } from 'node:readline'

/** Where a part runs: the proxies share one core, everything else has the others. */
type Place = 'proxy core' | 'other cores'
type Start = { readonly place: Place; readonly log?: string }

const hasTaskset = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0
const OTHER_CORES = `1-${availableParallelism() - 1}`

export const isPinned: boolean = hasTaskset

const running = new Set<ChildProcess>()

/** Starts a Node program until it ends or is stopped; its lines of output go to `onLine`, its errors to the terminal or into `log`. */
export function startProgram(args: readonly string[], { place, log }: Start, onLine: (line: string) => void): ChildProcess {
  const command = [process.execPath, ...args]
  const pinned = hasTaskset ? ['taskset', '-c', place === 'proxy core' ? '0' : OTHER_CORES, ...command] : command
  const [program = '', ...rest] = pinned
  const stdio: StdioOptions = ['ignore', 'pipe', log === undefined ? 'inherit' : openSync(log, 'a')]
  const child = spawn(program, rest, { stdio })
  running.add(child)
  child.on('exit', () => running.delete(child))
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', onLine)
  return child
}

export type Server = { readonly url: string; readonly process: ChildProcess }

/** Starts a program that says `listening on URL`. @throws when it ends before it does */
export function startServer(args: readonly string[], where: Start): Promise<Server> {
  return new Promise((resolve, reject) => {
    const child = startProgram(args, where, (line) => {
      const url = /^listening on (\S+)/.exec(line)?.[1]
      if (url !== undefined) resolve({ url, process: child })
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code} before it listened`)))
  })
}

/** Runs a program that prints one line of JSON, and gives that. */
export function runForResult<Result>(args: readonly string[], where: Start): Promise<Result> {
  return new Promise((resolve, reject) => {
    let last = ''
    const child = startProgram(args, where, (line) => {
      last = line
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(last) as Result)
      else reject(new Error(`${args.join(' ')} ended with ${code}`))
    })
  })
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

export function stopAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Seconds of CPU that a process has used; NaN where /proc does not say. taskset becomes the program, so its id is the program's. */
export function cpuSeconds(child: ChildProcess): number {
  const fields = readProc(child, 'stat')
    .replace(/^.*\) /, '')
    .split(' ')
  // utime and stime are fields 14 and 15, in ticks of 10 ms; two fields are cut off above
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Resident memory in MB, now and at its highest; NaN where /proc does not say. */
export function residentMegabytes(child: ChildProcess): { readonly now: number; readonly highest: number } {
  const status = readProc(child, 'status')
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: field('VmRSS'), highest: field('VmHWM') }
}

function readProc(child: ChildProcess, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${child.pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
