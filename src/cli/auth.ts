import process from 'node:process'
import { createInterface } from 'node:readline'
import { asBaseUrl } from '../doctor/plan.ts'
import { authTextsIn } from '../i18n/auth.ts'
import { realClock } from '../world/clock.ts'
import { runCommand } from '../world/run-command.ts'
import { lookFor, type AuthFlags, type AuthPractice, type Found, type Visit } from './auth-look.ts'
import { Complaint, type Context } from './context.ts'
import { authJson } from './print/auth-json.ts'
import { authPage } from './print/auth-page.ts'
import { paintFor, signsFor } from './print/doctor-signs.ts'
import { wrapped } from './print/wrap.ts'
import type { Interruption } from './until-interrupted.ts'

const EXIT_CODES = { fine: 0, mend: 1, unknown: 3 } as const
const INTERRUPTED = 130

/** `holdfast auth`. @returns the exit code: 0 fine, 1 something to mend, 3 could not be told, 130 interrupted */
export async function runAuth(flags: AuthFlags, context: Context, { signal, letGo }: Interruption): Promise<number> {
  const { stdin, stdout } = process
  const isTalk = stdin.isTTY && stdout.isTTY
  const lines = isTalk && flags.json !== true ? typedLines(signal) : undefined
  try {
    return await attend(flags, context, {
      clock: realClock,
      run: runCommand,
      write: (text) => void stdout.write(text),
      terminal: stdout.isTTY ? { columns: stdout.columns || 80 } : undefined,
      nextLine: lines?.next,
      signal,
    })
  } finally {
    lines?.close()
    letGo()
  }
}

/** What is typed, line by line; the terminal itself edits them. */
function typedLines(signal: AbortSignal): { readonly next: AuthPractice['nextLine']; readonly close: () => void } {
  const reader = createInterface({ input: process.stdin, terminal: false })
  const lines = reader[Symbol.asyncIterator]()
  const ended = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
  return {
    next: () => Promise.race([lines.next().then((line) => (line.done === true ? undefined : line.value)), ended]),
    close: () => {
      reader.close()
      process.stdin.pause()
    },
  }
}

/** Looks, and looks again for as long as the person wants. */
export async function attend(flags: AuthFlags, context: Context, practice: AuthPractice): Promise<number> {
  const words = authTextsIn(context.language)
  if (flags.target !== undefined) checkTarget(flags.target, { flags, context, practice })
  try {
    for (;;) {
      const found = await lookFor({ flags, context, practice })
      show(found, { flags, context, practice })
      const code = EXIT_CODES[found.conclusion.outcome]
      if (code === 0 || practice.nextLine === undefined) return code
      const width = practice.terminal?.columns ?? Number.POSITIVE_INFINITY
      const question = [words.newTerminal, words.again].flatMap((sentence) => wrapped(sentence, width - 1, 0))
      practice.write(`\n${question.join('\n')} `)
      const line = await practice.nextLine()
      if (practice.signal.aborted) return INTERRUPTED
      if (line === undefined || /^\s*q/i.test(line)) return code
      practice.write('\n')
    }
  } catch (error) {
    if (!practice.signal.aborted) throw error
    context.note(words.interrupted)
    return INTERRUPTED
  }
}

/** @throws Complaint */
function checkTarget(target: string, { flags, context }: Visit): void {
  const words = authTextsIn(context.language)
  if (flags.live !== true) throw new Complaint(words.targetAlone)
  if (asBaseUrl(target) === undefined) throw new Complaint(words.badTarget(target === '' ? '""' : target))
}

function show({ seen, conclusion, deeds }: Found, { flags, context, practice }: Visit): void {
  const { surroundings, language } = context
  const { env, platform } = surroundings
  if (flags.json === true) {
    practice.write(`${JSON.stringify(authJson(conclusion, { sight: seen.sight, platform, at: seen.wall }), undefined, 2)}\n`)
    return
  }
  const paper = {
    tongue: { language, platform },
    signs: signsFor(env, platform),
    paint: paintFor(env, practice.terminal !== undefined),
    width: practice.terminal?.columns,
  }
  practice.write(`${authPage({ ...conclusion, credentials: seen.sight.credentials, deeds }, paper).join('\n')}\n`)
}
