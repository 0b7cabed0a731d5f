import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'

/** A program that runs until it is told to stop, and says in lines what it does. */
export class Program {
  /** Everything it has said, on both ways out. */
  readonly lines: string[] = []
  readonly #name: string
  readonly #child: ChildProcess
  readonly #who: 'itself' | 'behind-another'
  readonly #looks = new Set<() => void>()
  readonly #exit: Promise<unknown>

  /** @param who the process that was started is the program itself, or another that waits for it: who enters other process numbers must */
  constructor(name: string, child: ChildProcess, who: 'itself' | 'behind-another') {
    this.#name = name
    this.#child = child
    this.#who = who
    this.#exit = once(child, 'close')
    // what is still written to it while it ends is lost, as it should be
    child.stdin?.on('error', () => undefined)
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue
      createInterface(stream).on('line', (line) => {
        this.lines.push(line)
        for (const look of this.#looks) look()
      })
    }
    child.on('close', () => {
      for (const look of this.#looks) look()
    })
  }

  /** As the host counts; 0 when it has ended. */
  get pid(): number {
    const pid = this.#child.pid ?? 0
    if (this.#who === 'itself') return pid
    try {
      return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')[0])
    } catch {
      return 0
    }
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Waits for a line that matches, said already or later. @throws when it ends without, with all that it said */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = this.lines.map((line) => pattern.exec(line)).find((found) => found !== null)
        if (match !== undefined) resolve(match)
        else if (this.running) return
        else reject(new Error(`${this.#name} ended without ${String(pattern)}:\n${this.lines.join('\n')}`))
        this.#looks.delete(look)
      }
      this.#looks.add(look)
      look()
    })
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** At once, whatever it is doing. */
  async end(): Promise<void> {
    if (this.running) {
      const { pid } = this
      if (pid > 0) kill(pid)
      else this.#child.kill('SIGKILL')
    }
    await this.#exit
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}
