import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

/** A process that is told what to do in lines, and says in lines what it did. */
export type TalkingProcess = {
  /** Fulfilled once it has said this. */
  readonly said: (line: string) => Promise<void>
  readonly tell: (line: string) => void
  readonly kill: () => Promise<void>
  /** Everything it said on both ways out. */
  readonly output: () => readonly string[]
  readonly exit: Promise<unknown>
}

export type Program = { readonly command: string; readonly args: readonly string[] }

/** Ended with the test at the latest. */
export function startTalking(t: TestContext, { command, args }: Program): TalkingProcess {
  const child = spawn(command, args, { stdio: 'pipe' })
  const exit = once(child, 'close')
  t.after(() => child.kill('SIGKILL'))
  const lines: string[] = []
  const waiting = new Map<string, () => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line)
      waiting.get(line)?.()
    })
  }
  return {
    said: async (line) => {
      const heard = new Promise<void>((resolve) => waiting.set(line, resolve))
      if (lines.includes(line)) return
      const ended = exit.then(() => assert.fail(`it ended without saying ${line}: ${lines.join('\n')}`))
      await Promise.race([heard, ended])
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: async () => {
      child.kill('SIGKILL')
      await exit
    },
    output: () => lines,
    exit,
  }
}
