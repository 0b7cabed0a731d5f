import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { hours, ms, unixMillis } from '../core/time.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import { readJournal } from '../journal/read.ts'
import { readLearned, type LearnedFile } from '../learning/learned-file.ts'
import { usualLimit } from '../learning/usual-limit.ts'
import { decidedAgain, type Recording } from '../tune/again.ts'
import { adviseOn, limitsProposed, type LimitAdvice } from '../tune/timeouts.ts'
import { realClock } from '../world/clock.ts'
import type { Context } from './context.ts'
import { put, timeoutsPage } from './print/tune-page.ts'
import { planConfigEdit, type TuneConfig } from './tune-config.ts'
import { paperFor, type Examined } from './tune-part.ts'

/** Recorded requests of this time are decided again. */
const DAYS = 7
const RECORDINGS_AT_MOST = 5000
const NOTHING_YET = 1

/** The limits of time that the gateway has learned. `exitCode` is 1 when nothing has been measured yet. */
export async function examineTimeouts(tuned: TuneConfig, context: Context): Promise<Examined> {
  const { config } = tuned
  const text = tuneTextsIn(context.language)
  const paper = paperFor(context)
  const file = await readLearned(config.dataDir, config.port)
  const advice = file === undefined ? [] : adviceFrom(file, config)
  const about = { part: 'timeouts', change: await planLearned(tuned, context) } as const
  const summary = text.summary({ learned: advice.filter(({ why }) => why !== 'too-few').length, mode: config.timeouts })
  if (file === undefined)
    return {
      ...about,
      summary,
      json: { mode: config.timeouts, limits: [] },
      lines: put(text.nothingYet, 0, paper),
      exitCode: NOTHING_YET,
    }
  const again = decidedAgain(recordingsIn(config.dataDir), config.policy, limitsProposed(advice))
  const last = config.timeouts === 'fixed' ? text.isFixed(config.file ?? '') : text.learns
  const view = { mode: config.timeouts, advice, age: ms(Math.max(0, realClock.wall() - file.savedAt)), again, days: DAYS, last }
  return {
    ...about,
    summary,
    json: { savedAt: new Date(file.savedAt).toISOString(), mode: config.timeouts, limits: advice, again },
    lines: timeoutsPage(view, paper),
    exitCode: 0,
  }
}

/** From fixed to learned; anything else takes care of itself. */
async function planLearned(tuned: TuneConfig, context: Context): Promise<Examined['change']> {
  const { config, file } = tuned
  if (config.timeouts === 'learned') return { nothing: tuneTextsIn(context.language).learns }
  if (file === undefined) return 'no-file'
  const entry = { path: ['policy', 'timeouts'], value: 'learned' }
  return await planConfigEdit({ config, file }, { entry, says: ({ timeouts }) => timeouts === 'learned' }, context)
}

const adviceFrom = ({ lessons }: LearnedFile, { policy, timeouts: mode }: Config): readonly LimitAdvice[] =>
  lessons
    .map((lesson) => adviseOn(lesson, { usual: usualLimit(lesson.subject, policy), mode }))
    .filter((advice) => advice !== undefined)
    .filter(({ samples }) => samples > 0)
    .toSorted((one, other) => other.samples - one.samples)

/** Without a journal there is nothing to decide again. */
function recordingsIn(dataDir: string): readonly Recording[] {
  const since = unixMillis(realClock.wall() - hours(24 * DAYS))
  const read = readJournal(join(dataDir, 'journal.sqlite'), (reader) =>
    reader
      .exchanges({ since, only: 'troubled' }, { order: 'newest-first', limit: RECORDINGS_AT_MOST })
      .map((exchange) => ({ ...exchange, steps: reader.steps(exchange) })),
  )
  return read.ok ? read.value : []
}
