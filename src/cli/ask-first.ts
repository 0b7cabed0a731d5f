import { createInterface } from 'node:readline/promises'
import process from 'node:process'
import { installTextsIn } from '../i18n/install.ts'
import { Complaint, type Context } from './context.ts'

export type AskFlags = { readonly yes?: boolean; readonly dryRun?: boolean }

/** @throws Complaint when it would have to ask, and there is nobody to ask */
export function needsPerson(command: string, { yes, dryRun }: AskFlags, { language }: Context): void {
  if (yes === true || dryRun === true || (process.stdin.isTTY && process.stdout.isTTY)) return
  throw new Complaint(installTextsIn(language).plan.noTerminal(command))
}

/** @returns whether it is to be done; said is said */
export async function agreed({ yes, dryRun }: AskFlags, { language, say }: Context): Promise<'yes' | 'no'> {
  const { plan } = installTextsIn(language)
  if (dryRun === true) {
    say(plan.nothingDone)
    return 'no'
  }
  if (yes === true) return 'yes'
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  try {
    // whoever closes the input, or presses Ctrl-C, has not agreed
    const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')))
    const answer = await Promise.race([asking.question(plan.ask), ended])
    if (plan.agrees.test(answer.trim())) return 'yes'
  } finally {
    asking.close()
  }
  say(plan.nothingDone)
  return 'no'
}
