import { join } from 'node:path'
import process from 'node:process'
import type { Config, Flags } from '../config/config.ts'
import { hours, ms, seconds, unixMillis } from '../core/time.ts'
import { shortEnglish, shortJapanese } from '../i18n/text.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import { readJournal } from '../journal/read.ts'
import { readLearned, type LearnedFile } from '../learning/learned-file.ts'
import { sizeClassOf } from '../learning/lesson.ts'
import { decidedAgain, type LimitOf, type Recording } from '../tune/again.ts'
import { adviseOn, usualLimit, type LimitAdvice } from '../tune/timeouts.ts'
import { realClock } from '../world/clock.ts'
import type { Context } from './context.ts'
import { signsFor } from './print/doctor-signs.ts'
import { timeoutsPage } from './print/tune-page.ts'
import { configOrComplaint } from './settled.ts'

export type TuneFlags = Pick<Flags, 'config' | 'dataDir' | 'port'> & { readonly json?: boolean }

/** Recorded requests of this time are decided again. */
const DAYS = 7
const RECORDINGS_AT_MOST = 5000
const LOOK_UP_USUAL = seconds(2)
const NOTHING_YET = 1

/** `holdfast tune timeouts`. @returns the exit code: 1 when nothing has been measured yet */
export async function tuneTimeouts(flags: TuneFlags, context: Context): Promise<number> {
  const config = configOrComplaint(flags, context)
  const text = tuneTextsIn(context.language)
  const file = await readLearned(config.dataDir, config.port)
  if (file === undefined) {
    context.note(text.nothingYet)
    return NOTHING_YET
  }
  const advice = adviceFrom(file, config)
  const again = decidedAgain(recordingsIn(config.dataDir), config.policy, limitFrom(advice))
  if (flags.json === true) {
    context.say(
      JSON.stringify({ schema: 1, savedAt: new Date(file.savedAt).toISOString(), mode: config.timeouts, limits: advice, again }),
    )
    return 0
  }
  const { isTTY, columns } = process.stdout
  const { env, platform } = context.surroundings
  const last = config.timeouts === 'fixed' ? text.isFixed(config.file ?? '') : text.learns
  const paper = {
    text,
    width: isTTY ? (columns ?? 80) : undefined,
    signs: signsFor(env, platform).between === ' · ' ? ('unicode' as const) : ('ascii' as const),
    brief: context.language === 'ja' ? shortJapanese : shortEnglish,
  }
  const view = { advice, age: ms(Math.max(0, realClock.wall() - file.savedAt)), again, days: DAYS, last }
  for (const line of timeoutsPage(view, paper)) context.say(line)
  return 0
}

const adviceFrom = ({ lessons }: LearnedFile, { policy }: Config): readonly LimitAdvice[] =>
  lessons
    .map((lesson) => adviseOn(lesson, usualLimit(lesson.subject, policy, LOOK_UP_USUAL)))
    .filter((advice) => advice !== undefined)
    .filter(({ samples }) => samples > 0)
    .toSorted((one, other) => other.samples - one.samples)

/** What a request of then would have had as its limit. */
function limitFrom(advice: readonly LimitAdvice[]): LimitOf {
  return ({ model, bodyBytes }, phase) => {
    const size = sizeClassOf(bodyBytes)
    return advice.find(({ subject }) => subject.phase === phase && subject.model === model && subject.size === size)?.proposed
  }
}

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
