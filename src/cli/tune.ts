import { tuneTextsIn } from '../i18n/tune.ts'
import type { Part } from '../tune/applied.ts'
import { Complaint, type Context } from './context.ts'
import { fitted } from './print/fitted.ts'
import { applyPart, commandOf, undoParts } from './tune-apply.ts'
import { tuneConfig, type TuneConfig } from './tune-config.ts'
import type { Examined, TuneFlags } from './tune-part.ts'

const PARTS: readonly Part[] = ['client', 'dns', 'timeouts']
const SCHEMA = 1

/** `holdfast tune`, and each part of it alone. @returns the exit code: 1 when nothing has been measured, or a change was taken back */
export async function tune(part: Part | undefined, flags: TuneFlags, context: Context): Promise<number> {
  const { apply } = tuneTextsIn(context.language)
  if (flags.apply === true && flags.undo === true) throw new Complaint(apply.bothFlags)
  const tuned = await tuneConfig(flags, context)
  const parts = part === undefined ? PARTS : [part]
  if (flags.undo === true) return await undoParts(parts, tuned.config.dataDir, context)
  const found: Examined[] = []
  for (const one of parts) found.push(await examine(one, tuned, context))
  show(found, { part, flags }, context)
  return flags.apply === true
    ? await applyAll(found, { part, flags }, context)
    : part === undefined
      ? 0
      : (found[0]?.exitCode ?? 0)
}

function show(found: readonly Examined[], { part, flags }: Asked, context: Context): void {
  if (flags.json === true) {
    context.say(JSON.stringify(jsonOf(part, found)))
    return
  }
  for (const line of part === undefined ? summary(found, context) : (found[0]?.lines ?? [])) context.say(line)
  const applicable = flags.apply !== true && found.some(({ change }) => change === 'no-file' || 'path' in change)
  const { apply } = tuneTextsIn(context.language)
  if (applicable) for (const line of fitted(['', apply.how(commandOf(part, '--apply'))])) context.say(line)
}

async function examine(part: Part, tuned: TuneConfig, context: Context): Promise<Examined> {
  switch (part) {
    case 'client':
      return await (await import('./tune-client.ts')).examineClient(tuned, context)
    case 'dns':
      return await (await import('./tune-dns.ts')).examineDns(tuned, context)
    case 'timeouts':
      return await (await import('./tune-timeouts.ts')).examineTimeouts(tuned, context)
  }
}

const jsonOf = (part: Part | undefined, found: readonly Examined[]): Readonly<Record<string, unknown>> =>
  part === undefined
    ? { schema: SCHEMA, ...Object.fromEntries(found.map((one) => [one.part, one.json])) }
    : { schema: SCHEMA, ...found[0]?.json }

function summary(found: readonly Examined[], { language }: Context): readonly string[] {
  const text = tuneTextsIn(language)
  return fitted([
    text.summaryTitle,
    ...found.flatMap((one) => [`  ${one.summary}`, `    ${text.details(commandOf(one.part, ''))}`]),
  ])
}

type Asked = { readonly part: Part | undefined; readonly flags: TuneFlags }

/** One after the other: the second change of a file begins where the first has ended. */
async function applyAll(found: readonly Examined[], { part, flags }: Asked, context: Context): Promise<number> {
  const { apply } = tuneTextsIn(context.language)
  // what follows an object for programs must not stand behind it
  const talk: Context = flags.json === true ? { ...context, say: context.note } : context
  let exitCode = 0
  for (const [at, first] of found.entries()) {
    const tuned = await tuneConfig(flags, context)
    const { change } = at === 0 || first.part === 'dns' ? first : await examine(first.part, tuned, context)
    if (change === 'no-file') throw new Complaint(apply.noFile(commandOf(part, '--apply')))
    talk.say('')
    if ('nothing' in change) for (const line of fitted([change.nothing])) talk.say(line)
    else exitCode = Math.max(exitCode, await applyPart({ part: first.part, dataDir: tuned.config.dataDir, change }, talk))
  }
  return exitCode
}
