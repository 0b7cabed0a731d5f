import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { hours, ms, parseDuration, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import { LANGUAGES } from '../i18n/language.ts'
import { reportTextIn } from '../i18n/report.ts'
import type { Period } from '../report/facts.ts'
import type { Report } from '../report/members.ts'
import { writeNewFileAtomic } from '../world/atomic-file.ts'
import { realClock, sleep } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import { askedBy, type DoctorFlags } from './doctor-flags.ts'
import type { Wanted } from './report-collect.ts'
import { errnoWords } from './print/config-sentence.ts'
import { doctorJson } from './print/doctor-json.ts'
import { titleOf } from './print/doctor-words.ts'
import { previewLines, whereToSend, type PreviewPaper } from './print/report-preview.ts'
import type { Interruption } from './until-interrupted.ts'

export type ReportFlags = Pick<DoctorFlags, 'error' | 'offline' | 'target' | 'controls'> & {
  readonly out?: string
  readonly since?: string
  readonly dryRun?: boolean
  readonly issue?: boolean
  readonly record?: boolean
  readonly yes?: boolean
  readonly dataDir?: string
}

const NOT_WRITTEN = 1
const INTERRUPTED = 130
const USUALLY_SINCE: Millis = hours(1)
/** Rows are in the journal's file 200 ms after they came about. */
const UNTIL_WRITTEN: Millis = ms(500)
/** For sockets and children of probes that are slow to go. */
const LEAVE_WITHIN = 50

/** `holdfast report`. @returns the exit code: 0 written or shown, 1 not written, 130 interrupted */
export async function runReport(flags: ReportFlags, given: Context, { signal, letGo }: Interruption): Promise<number> {
  const context = withDataDir(given, flags.dataDir)
  try {
    const code = await make(flags, context, signal)
    await new Promise((done) => process.stdout.write('', done))
    setTimeout(() => process.exit(code), LEAVE_WITHIN).unref()
    return code
  } catch (error) {
    if (!signal.aborted) throw error
    context.note(doctorScreenIn(context.language).interrupted)
    return INTERRUPTED
  } finally {
    letGo()
  }
}

function withDataDir(context: Context, dataDir: string | undefined): Context {
  if (dataDir === undefined) return context
  const { surroundings } = context
  return { ...context, surroundings: { ...surroundings, env: { ...surroundings.env, HOLDFAST_DATA_DIR: dataDir } } }
}

/** What becomes of the report. */
type Goal =
  | { readonly is: 'issue' }
  | { readonly is: 'look' }
  | { readonly is: 'write'; readonly file: string; readonly confirm: 'ask' | 'given' }

async function make(flags: ReportFlags, context: Context, signal: AbortSignal): Promise<number> {
  const { screen } = reportTextIn(context.language)
  const since = sinceOf(flags, context)
  const goal = goalOf(flags, context)
  const asked = askedBy(flags, context)
  const period = flags.record === true ? await recorded(context, signal) : backFromNow(since)
  if (process.stdout.isTTY) context.note(screen.looking)
  const report = await reportFor({ asked, error: flags.error, period }, context, signal)
  await passOrComplaint(report, context)
  return await deliver(report, { goal, context }, signal)
}

type Delivery = { readonly goal: Goal; readonly context: Context }

async function deliver(report: Report, { goal, context }: Delivery, signal: AbortSignal): Promise<number> {
  const { screen } = reportTextIn(context.language)
  const paper: PreviewPaper = {
    language: context.language,
    width: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
  }
  const where = whereToSend(report.telling.story.fault.owner, paper)
  switch (goal.is) {
    case 'issue':
      context.say(Object.values(report.issue).join('\n').trimEnd())
      for (const line of ['', ...where]) context.note(line)
      return 0
    case 'look':
      for (const line of [...previewLines(report, paper), ...where, '', screen.dryRun]) context.say(line)
      return 0
    case 'write':
      if (goal.confirm === 'ask') {
        for (const line of previewLines(report, paper)) context.say(line)
        if (!isYes(await lineFrom(screen.ask(goal.file), signal), screen.yes)) {
          context.say(screen.notWritten)
          return NOT_WRITTEN
        }
      }
      await write(report, goal.file, context)
      for (const line of where) context.say(line)
      return 0
  }
}

function sinceOf({ since, record, issue, out, dryRun, yes }: ReportFlags, { language }: Context): Millis {
  const { problem } = reportTextIn(language)
  const together: readonly (readonly [string, boolean, string, boolean])[] = [
    ['--since', since !== undefined, '--record', record === true],
    ['--issue', issue === true, '--out', out !== undefined],
    ['--dry-run', dryRun === true, '--yes', yes === true],
  ]
  for (const [one, isOne, other, isOther] of together) if (isOne && isOther) throw new Complaint(problem.together(one, other))
  const length = since === undefined ? USUALLY_SINCE : parseDuration(since)
  if (length === undefined || length <= 0) throw new Complaint(problem.badSince(`"${since ?? ''}"`))
  return length
}

/** Whatever stands in the way of writing is said before anything is measured. */
function goalOf({ issue, dryRun, yes, out }: ReportFlags, { language, surroundings }: Context): Goal {
  const { problem } = reportTextIn(language)
  if (issue === true) return { is: 'issue' }
  if (dryRun === true) return { is: 'look' }
  const name = out ?? `holdfast-report-${new Date(realClock.wall()).toISOString().slice(0, 19).replaceAll(':', '-')}Z.zip`
  const file = resolve(surroundings.cwd, name)
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Complaint(problem.noFolder(dirname(file)))
  if (existsSync(file)) throw new Complaint(problem.exists(file))
  if (yes === true) return { is: 'write', file, confirm: 'given' }
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new Complaint(problem.needsYes)
  return { is: 'write', file, confirm: 'ask' }
}

function backFromNow(length: Millis): Period {
  const until: UnixMillis = realClock.wall()
  return { from: unixMillis(Math.max(0, until - length)), until, how: 'back-from-now' }
}

/** From now until somebody presses Enter. */
async function recorded(context: Context, signal: AbortSignal): Promise<Period> {
  const { screen, problem } = reportTextIn(context.language)
  const from = realClock.wall()
  context.note(screen.reproduce)
  if ((await lineFrom('', signal)) === undefined) throw new Complaint(problem.noEnter)
  const until = realClock.wall()
  context.note(screen.recorded(ms(until - from)))
  await sleep(realClock, UNTIL_WRITTEN, signal)
  return { from, until, how: 'recorded' }
}

/** @returns undefined when standard input ends before */
async function lineFrom(question: string, signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const ended = new Promise<undefined>((done) => lines.once('close', () => done(undefined)))
    // in this mode it is the terminal that hears Ctrl-C
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    return await Promise.race([lines.question(question, { signal }), ended])
  } finally {
    lines.close()
  }
}

const isYes = (answer: string | undefined, beginnings: readonly string[]): boolean =>
  beginnings.some((beginning) => (answer ?? '').trim().toLowerCase().startsWith(beginning))

async function reportFor(wanted: Wanted, context: Context, signal: AbortSignal): Promise<Report> {
  const [{ collect }, { reportOf }, { createMask }] = await Promise.all([
    import('./report-collect.ts'),
    import('../report/members.ts'),
    import('../report/mask.ts'),
  ])
  const { facts, secrets } = await collect(wanted, context, signal)
  return reportOf(facts, {
    language: context.language,
    mask: createMask({ salt: randomUUID(), known: secrets }),
    doctorJson: (judgement) => doctorJson({ ...judgement, exitCode: 0 }),
    diagnosisIn: ({ diagnosis, observations }, language) =>
      titleOf({ conclusion: diagnosis, observations, beside: diagnosis.secondary }, language),
  })
}

/** Rules of others look once more. @throws Complaint when they find anything: then nothing is shown or written */
async function passOrComplaint({ members, issue }: Report, { language }: Context): Promise<void> {
  const { secondPass } = await import('../report/second-pass.ts')
  const texts = LANGUAGES.flatMap((one) => (issue[one] === undefined ? [] : [{ name: `report.${one}.md`, text: issue[one] }]))
  const [first] = await secondPass([...members, ...texts])
  if (first !== undefined)
    throw new Complaint(reportTextIn(language).problem.suspicion(first.member, first.looksLike), NOT_WRITTEN)
}

async function write({ members, telling }: Report, file: string, { language, texts, say }: Context): Promise<void> {
  const { screen, problem } = reportTextIn(language)
  const { archiveOf } = await import('../report/archive.ts')
  const archive = archiveOf(members, telling.facts.at)
  try {
    await writeNewFileAtomic(file, archive)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new Complaint(problem.exists(file))
    throw new Complaint(problem.notWritten(file, errnoWords(code, texts)), NOT_WRITTEN)
  }
  say(screen.written(file, screen.size(archive.length)))
  say(screen.lookIntoIt)
  say('')
}
