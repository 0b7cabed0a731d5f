import { randomUUID } from 'node:crypto'
import process from 'node:process'
import { addAbortSignal } from 'node:stream'
import { VERSION } from '../config/version.ts'
import { CHECK_NAMES } from '../core/evidence.ts'
import { between, ms, seconds } from '../core/time.ts'
import { checksOf } from '../doctor/checks.ts'
import { plan } from '../doctor/plan.ts'
import { examine, type Examination, type Probes } from '../doctor/run.ts'
import { toldBy, type Told } from '../doctor/told.ts'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import type { Observations } from '../probes/observations.ts'
import { realClock, sleep, type Clock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import { askedBy, replayFrom, type DoctorFlags } from './doctor-flags.ts'
import { whereWeStand } from './doctor-ground.ts'
import { judged, type Judged } from './doctor-judged.ts'
import { doctorJson } from './print/doctor-json.ts'
import { hasRoom, LivePage } from './print/doctor-live.ts'
import { closingLines, doctorPage, type DoctorPaper } from './print/doctor-page.ts'
import { paintFor, signsFor } from './print/doctor-signs.ts'
import { pageOf, rowOf, runningRow } from './print/doctor-words.ts'
import type { Interruption } from './until-interrupted.ts'
import { fitted } from './print/fitted.ts'

const INTERRUPTED = 130
const BROKEN_REPLAY = 2
/** Gentle: whoever waits for a provider waits with many others. */
const FIRST_PAUSE = seconds(10)
const LONGEST_PAUSE = seconds(60)
/** Whoever signs in at a portal is looking on; nobody but the network itself is asked for anything. */
const AFTER_SIGN_IN = seconds(2)
/** For sockets and children that are slow to go. */
const LEAVE_WITHIN = ms(50)

/** Where the doctor works, and whom it shows its page. */
export type Practice = {
  readonly clock: Clock
  readonly probes: () => Promise<Probes>
  readonly write: (text: string) => void
  /** All of standard input; announced first where somebody types it. @throws the signal's reason */
  readonly read: (announce: () => void, signal: AbortSignal) => Promise<string>
  /** undefined where nobody looks. */
  readonly terminal: { readonly columns: number; readonly rows: number } | undefined
  readonly signal: AbortSignal
}

/** `holdfast doctor`. @returns the exit code: 0 healthy, 1 a problem, 3 could not decide, 130 interrupted */
export async function runDoctor(flags: DoctorFlags, context: Context, { signal, letGo }: Interruption): Promise<number> {
  const { stdout } = process
  try {
    const code = await practise(flags, context, {
      clock: realClock,
      probes: async () => (await import('../probes/all.ts')).allProbes,
      write: (text) => void stdout.write(text),
      read: readInput,
      terminal: stdout.isTTY ? { columns: stdout.columns || 80, rows: stdout.rows || 24 } : undefined,
      signal,
    })
    // a reader of a pipe may be slow
    await new Promise((resolve) => stdout.write('', resolve))
    setTimeout(() => process.exit(code), LEAVE_WITHIN).unref()
    return code
  } finally {
    letGo()
  }
}

export async function practise(flags: DoctorFlags, context: Context, practice: Practice): Promise<number> {
  const asked = askedBy(flags, context)
  try {
    const printed = await printedBy(flags, context, practice)
    const told = printed === undefined ? undefined : toldBy(printed, randomUUID())
    if (told?.codes.length === 0 && flags.json !== true) context.note(doctorScreenIn(context.language).errorUnknown)
    const visit: Visit = { flags, context, practice, asked, told }
    return flags.replay === undefined ? await looking(visit) : replay(flags.replay, visit)
  } catch (error) {
    if (!practice.signal.aborted) throw error
    context.note(doctorScreenIn(context.language).interrupted)
    return INTERRUPTED
  }
}

type Visit = {
  readonly flags: DoctorFlags
  readonly context: Context
  readonly practice: Practice
  readonly asked: ReturnType<typeof askedBy>
  /** What the client printed. */
  readonly told: Told | undefined
}

/** The text that the client showed, if one was given. */
async function printedBy({ error }: DoctorFlags, { language, note }: Context, practice: Practice): Promise<string | undefined> {
  const { pasteError, problem } = doctorScreenIn(language)
  const text = error === '-' ? await practice.read(() => note(pasteError), practice.signal) : error
  if (text?.trim() === '') throw new Complaint(problem.noErrorText)
  return text
}

/** Once, or until all is well. */
async function looking(visit: Visit): Promise<number> {
  const { flags, context, practice } = visit
  const texts = doctorScreenIn(context.language)
  const started = practice.clock.now()
  // once, and before anything is drawn
  for (const note of fitted((await whereWeStand(context)).notes, process.stderr)) context.note(note)
  let before: Judged | undefined
  for (let pause = FIRST_PAUSE; ; pause = ms(Math.min(pause * 1.5, LONGEST_PAUSE))) {
    const found = before === undefined ? await firstLook(visit) : await laterLook(visit, before)
    const isOver = before !== undefined && found.exitCode === 0
    if (isOver && flags.json !== true) context.note(texts.over(ms(between(started, practice.clock.now()))))
    if (flags.watch !== true || found.exitCode === 0) return found.exitCode
    const wait = found.diagnosis.code === 'CAPTIVE_PORTAL' ? AFTER_SIGN_IN : pause
    if (flags.json !== true) context.note(texts.watching(wait))
    before = found
    await sleep(practice.clock, wait, practice.signal)
  }
}

async function firstLook(visit: Visit): Promise<Judged> {
  const { flags, context, practice } = visit
  const { terminal, write, clock } = practice
  const paper = paperFor(context, practice)
  const rows = CHECK_NAMES.map((id) => runningRow(id, context.language))
  const isLive = flags.json !== true && terminal !== undefined && context.surroundings.env['TERM'] !== 'dumb'
  if (!isLive || !hasRoom({ height: terminal.rows, rows })) {
    if (flags.json !== true && terminal !== undefined) context.note(doctorScreenIn(context.language).pleaseWait)
    const found = judged(await look(visit))
    show(found, visit)
    return found
  }
  const live = new LivePage({ write, paper: { ...paper, width: terminal.columns }, height: terminal.rows, clock, rows })
  try {
    const found = judged(
      await look(visit, (id, soFar) => {
        const check = checksOf(soFar).find((one) => one.id === id)
        if (check !== undefined) live.ended(CHECK_NAMES.indexOf(id), rowOf(check, context.language))
      }),
    )
    live.conclude(pageOf(found, context.language))
    return found
  } finally {
    live.leave()
  }
}

/** What has not changed is not shown again. */
async function laterLook(visit: Visit, before: Judged): Promise<Judged> {
  const { flags, context, practice } = visit
  const found = judged(await look(visit))
  if (flags.json === true) show(found, visit)
  else if (found.diagnosis.code !== before.diagnosis.code) {
    practice.write('\n')
    show(found, visit)
  } else context.note(`${new Date(practice.clock.wall()).toTimeString().slice(0, 8)}  ${pageOf(found, context.language).title}`)
  return found
}

async function look({ context, practice, asked, told }: Visit, ended?: Examination['ended']): Promise<Observations> {
  const standing = await whereWeStand(context)
  const planned = plan(asked, standing.ground)
  const { env, home, cwd, platform } = context.surroundings
  const bench = { ...planned, clock: practice.clock, env, home, cwd, platform, dataDir: standing.dataDir }
  const probes = await practice.probes()
  return await examine({ plan: planned, bench, probes, version: VERSION, told, ...(ended && { ended }) }, practice.signal)
}

function replay(file: string, { flags: { watch, json }, context, practice, told }: Visit): number {
  const { problem, replayed } = doctorScreenIn(context.language)
  if (watch === true) throw new Complaint(problem.together('--replay', '--watch'))
  const read = replayFrom(file, context)
  const observations = told === undefined ? read : { ...read, told }
  const found = judgedOrComplaint(observations, problem.replay['not-a-replay'](file))
  show(found, { flags: json === undefined ? {} : { json }, context, practice })
  if (json !== true) context.note(replayed(new Date(observations.at).toISOString(), observations.version))
  return found.exitCode
}

/** Facts of a file that somebody has written by hand may be anything. */
function judgedOrComplaint(observations: Observations, sentence: string): Judged {
  try {
    const found = judged(observations)
    // what cannot be put into words is as bad
    pageOf(found, 'en')
    return found
  } catch {
    throw new Complaint(sentence, BROKEN_REPLAY)
  }
}

function show(found: Judged, { flags, context, practice }: Pick<Visit, 'flags' | 'context' | 'practice'>): void {
  if (flags.json === true) {
    // one object a line where several follow each other
    practice.write(`${JSON.stringify(doctorJson(found), undefined, flags.watch === true ? 0 : 2)}\n`)
    return
  }
  const [page, paper] = [pageOf(found, context.language), paperFor(context, practice)]
  const lines = doctorPage(page, paper)
  const height = practice.terminal?.rows ?? Number.POSITIVE_INFINITY
  practice.write(`${[...lines, ...closingLines(page, { paper, shown: lines.length, height })].join('\n')}\n`)
}

/** More than any screen holds. */
const READ_AT_MOST = 1_000_000

async function readInput(announce: () => void, signal: AbortSignal): Promise<string> {
  const { stdin } = process
  if (stdin.isTTY) announce()
  let text = ''
  for await (const part of addAbortSignal(signal, stdin.setEncoding('utf8'))) {
    text += String(part)
    if (text.length >= READ_AT_MOST) break
  }
  return text
}

function paperFor({ surroundings, language }: Context, { terminal }: Practice): DoctorPaper {
  const { env, platform } = surroundings
  return {
    texts: doctorScreenIn(language),
    signs: signsFor(env, platform),
    paint: paintFor(env, terminal !== undefined),
    width: terminal?.columns,
  }
}
