import process from 'node:process'
import { installTextsIn } from '../i18n/install.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import { applyChange, BadApplied, undoLast, type NotUndone, type Part } from '../tune/applied.ts'
import { realClock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import { errnoWords } from './print/config-sentence.ts'
import { changesPage } from './print/changes-page.ts'
import { paintFor } from './print/doctor-signs.ts'
import { fitted } from './print/fitted.ts'
import { underInstallLock } from './install-ground.ts'
import { dataDirOrComplaint } from './settled.ts'
import { NotVerified, type PlannedChange } from './tune-part.ts'

const FAILED = 1

export type Applying = { readonly part: Part; readonly dataDir: string; readonly change: PlannedChange }

/** Changes a file, and says what became of it. @returns the exit code */
export async function applyPart({ part, dataDir, change }: Applying, context: Context): Promise<number> {
  const { path, before, after, verify, afterwards } = change
  const { apply } = tuneTextsIn(context.language)
  await dataDirOrComplaint(dataDir, context)
  const outcome = await understood(context, () =>
    underInstallLock(dataDir, context, () =>
      applyChange(dataDir, { part, at: realClock.wall(), path, before, after }, { clock: realClock, verify }),
    ),
  )
  switch (outcome.is) {
    case 'applied':
      for (const line of diff({ path, from: before, to: after }, context)) context.say(line)
      for (const line of fitted(['', apply.applied(path), ...afterwards, apply.undoHow(commandOf(part, '--undo'))]))
        context.say(line)
      return 0
    case 'taken-back':
      context.note(`holdfast: ${apply.takenBack(reasonOf(outcome.why, context))}`)
      return FAILED
    case 'left':
      context.note(`holdfast: ${apply.left(path, reasonOf(outcome.why, context))}`)
      return FAILED
    case 'not-begun':
      context.note(`holdfast: ${apply.notBegun(path)}`)
      return FAILED
  }
}

export const commandOf = (part: Part | undefined, flag: string): string =>
  ['holdfast', 'tune', part, flag].filter((word) => word !== undefined && word !== '').join(' ')

function reasonOf(why: unknown, context: Context): string {
  const { apply } = tuneTextsIn(context.language)
  if (why instanceof NotVerified) return apply.found[why.found]
  if (why instanceof Error && why.message === 'ETIMEDOUT') return apply.late
  const { code, message } = why as NodeJS.ErrnoException
  return code === undefined ? message : errnoWords(code, context.texts)
}

/** Takes back what was applied last. @returns the exit code @throws Complaint when somebody has changed it since */
export async function undoParts(parts: readonly Part[], dataDir: string, context: Context): Promise<number> {
  const { apply } = tuneTextsIn(context.language)
  await dataDirOrComplaint(dataDir, context)
  const { undone, objection } = await understood(context, () =>
    underInstallLock(dataDir, context, () => undoLast(dataDir, parts)),
  )
  if (objection !== undefined) refuse(objection, context)
  const lines = undone.length === 0 ? [apply.nothingToUndo] : [...new Set(undone.map(({ path }) => apply.undone(path)))]
  for (const line of fitted(lines)) context.say(line)
  return 0
}

function refuse(objection: NotUndone, context: Context): never {
  const { apply } = tuneTextsIn(context.language)
  const { path, after } = objection.change
  if (objection.why === 'later') throw new Complaint(apply.laterFirst(path, commandOf(objection.later, '--undo')), FAILED)
  context.note(`holdfast: ${apply.changedSince(path)}`)
  for (const line of diff({ path, from: after, to: objection.now }, context).slice(2)) context.note(line)
  throw new Complaint(apply.changedHow, FAILED)
}

const diff = (change: Parameters<typeof changesPage>[0][number], { language, surroundings }: Context): readonly string[] =>
  changesPage([change], {
    texts: installTextsIn(language),
    paint: paintFor(surroundings.env, process.stdout.isTTY),
    home: surroundings.home,
  })

async function understood<Result>({ language }: Context, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof BadApplied) throw new Complaint(tuneTextsIn(language).apply.badRecord(error.path))
    throw error
  }
}
