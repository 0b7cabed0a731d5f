import process from 'node:process'
import { ms, type Millis } from '../core/time.ts'
import { statusTextsIn } from '../i18n/status.ts'
import type { Usable } from '../status/statement.ts'
import { newWait, waited, type Wait } from '../status/wait.ts'
import { realClock } from '../world/clock.ts'
import { showNotice } from '../world/notify.ts'
import { runCommand } from '../world/run-command.ts'
import type { Context } from './context.ts'
import { statusAskedBy, type StatusAsked, type StatusFlags } from './status-flags.ts'
import type { StatusPractice } from './status-practice.ts'
import { statusShow, type StatusShow } from './status-show.ts'
import { statusSources, type StatusSources } from './status-sources.ts'
import { StatusTeller } from './status-teller.ts'
import { StatusWatch } from './status-watch.ts'
import type { Interruption } from './until-interrupted.ts'

const INTERRUPTED = 130
const EXIT: Readonly<Record<Usable, number>> = { yes: 0, degraded: 1, no: 1, unknown: 3 }
/** For sockets and children that are slow to go. */
const LEAVE_WITHIN = ms(50)

/** `holdfast status`. @returns the exit code: 0 usable, 1 not usable, 3 unknown; 130 interrupted */
export async function runStatus(flags: StatusFlags, context: Context, { signal, letGo }: Interruption): Promise<number> {
  const { stdout, stderr } = process
  const { platform, env } = context.surroundings
  const { title } = statusTextsIn(context.language).notice
  try {
    const code = await practiseStatus(flags, context, {
      clock: realClock,
      random: Math.random,
      sources: (asked) => statusSources(asked.controls, context, realClock),
      write: (text) => void stdout.write(text),
      terminal: stdout.isTTY ? () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }) : undefined,
      zone: undefined,
      notify: (body) => showNotice({ title, body }, { platform, env }, runCommand),
      ring: () => void (stderr.isTTY && stderr.write('\u0007')),
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

export async function practiseStatus(flags: StatusFlags, context: Context, practice: StatusPractice): Promise<number> {
  const asked = statusAskedBy(flags, context)
  const sources = await practice.sources(asked)
  const show = statusShow(asked, context, practice)
  try {
    return await looking({ asked, sources, show, context, practice })
  } catch (error) {
    if (!practice.signal.aborted) throw error
    show.leave()
    context.note(statusTextsIn(context.language).interrupted)
    return INTERRUPTED
  } finally {
    show.leave()
    void sources.close()
  }
}

type Visit = {
  readonly asked: StatusAsked
  readonly sources: StatusSources
  readonly show: StatusShow
  readonly context: Context
  readonly practice: StatusPractice
}

async function looking(visit: Visit): Promise<number> {
  const { asked, sources, show, practice } = visit
  const { clock, random, signal } = practice
  const watch = new StatusWatch({ sources, clock, random })
  show.begin()
  if (asked.mode === 'once') {
    await watch.look(signal)
    const statement = watch.statement()
    show.first(statement, watch.history)
    return EXIT[statement.usable]
  }
  return await staying(visit, watch)
}

/** Until it is usable, its time is up, or somebody ends it. */
async function staying({ asked, show, context, practice }: Visit, watch: StatusWatch): Promise<number> {
  const { clock, signal } = practice
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  let wait: Wait = newWait(clock.now(), asked.mode === 'wait' ? asked.patience : undefined)
  const end = (next: Wait): void => {
    wait = next
    if (wait.is === 'over') over.abort(new Error('over'))
  }
  const teller = new StatusTeller({ watch, show, practice, context, notify: asked.notify })
  const tell = (): void => {
    const { usable } = teller.tell()
    if (asked.mode === 'wait') end(waited(wait, { kind: 'saw', usable, now: clock.now() }))
  }
  const cancel =
    wait.is === 'waiting' && wait.until !== undefined
      ? clock.after(asked.patience ?? ms(0), () => end(waited(wait, { kind: 'time', now: clock.now() })))
      : undefined
  try {
    await watch.look(until)
    tell()
    until.throwIfAborted()
    return await watch.goOn(tell, until)
  } catch (error) {
    if (wait.is !== 'over' || signal.aborted) throw error
    await teller.settled()
    show.leave()
    if (wait.exitCode === 1) context.note(statusTextsIn(context.language).timedOut(asked.patience as Millis))
    return wait.exitCode
  } finally {
    cancel?.()
    teller.end()
  }
}
