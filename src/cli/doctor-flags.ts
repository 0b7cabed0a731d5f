import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CHECK_NAMES, type CheckName } from '../core/evidence.ts'
import { readControls, type ControlSettings, type ControlsFault } from '../doctor/controls.ts'
import { asBaseUrl, type Asked } from '../doctor/plan.ts'
import { readReplay } from '../doctor/replay.ts'
import type { DoctorScreenText } from '../i18n/doctor-screen-text.ts'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import { doctorTextIn } from '../i18n/doctor.ts'
import { LANGUAGES } from '../i18n/language.ts'
import type { Observations } from '../probes/observations.ts'
import { Complaint, type Context } from './context.ts'
import { errnoWords } from './print/config-sentence.ts'
import { nearest } from '../core/nearest.ts'

export type DoctorFlags = {
  readonly json?: boolean
  readonly error?: string
  readonly offline?: boolean
  readonly deep?: boolean
  readonly watch?: boolean
  readonly check?: readonly string[]
  readonly skip?: readonly string[]
  readonly target?: string
  readonly controls?: string
  readonly replay?: string
}

/** @throws Complaint that says what was not understood */
export function askedBy(flags: DoctorFlags, context: Context): Asked {
  const { problem } = doctorScreenIn(context.language)
  const { target, controls } = flags
  if (target !== undefined && asBaseUrl(target) === undefined)
    throw new Complaint(problem.badTarget(target === '' ? '""' : target))
  const check = checksIn('--check', flags.check ?? [], problem)
  const skip = checksIn('--skip', flags.skip ?? [], problem)
  const left = (check.length === 0 ? CHECK_NAMES : check).filter((name) => !skip.includes(name))
  if (left.length === 0) throw new Complaint(problem.nothingLeft)
  return {
    target,
    offline: flags.offline === true ? 'yes' : 'no',
    deep: flags.deep === true ? 'yes' : 'no',
    check,
    skip,
    controls: controls === undefined ? {} : controlsFrom(controls, context),
  }
}

/** Names may stand one by one or with commas between them. */
function checksIn(flag: string, given: readonly string[], problem: DoctorScreenText['problem']): readonly CheckName[] {
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim())
  return names.map((name) => {
    const known = CHECK_NAMES.find((check) => check === name)
    if (known === undefined) throw new Complaint(problem.unknownCheck(flag, name, meant(name), CHECK_NAMES.join(', ')))
    return known
  })
}

/** By its spelling, else by the name that the screen shows: `login`, `status page`. */
function meant(given: string): string {
  const text = given.toLowerCase()
  const shown = (id: CheckName): boolean =>
    LANGUAGES.some((language) => doctorTextIn(language).checks[id].toLowerCase().includes(text))
  return nearest(given, CHECK_NAMES) || (text.length < 2 ? '' : (CHECK_NAMES.find(shown) ?? ''))
}

/** @throws Complaint that says what of the file cannot be used */
export function controlsFrom(file: string, context: Context): ControlSettings {
  const result = readControls(textOf(file, context))
  if (!result.ok) throw new Complaint(controlsSentence(file, result.fault, doctorScreenIn(context.language)))
  return result.value
}

/** What is wrong with a file of controls, on which line: one sentence. */
export function controlsSentence(file: string, fault: ControlsFault, { problem: { controls } }: DoctorScreenText): string {
  switch (fault.kind) {
    case 'not-json':
      return controls.notJson(file, fault, controls.wanted[fault.expected])
    case 'unknown-key':
      return controls.unknownKey(file, fault.line, nearest(fault.key, fault.known))
    case 'bad-value':
      return controls.badValue(file, fault.line, { path: fault.path, expected: controls.expected[fault.expected] })
  }
}

/** @throws Complaint when the file holds nothing that can be replayed */
export function replayFrom(file: string, context: Context): Observations {
  const result = readReplay(textOf(file, context))
  if (!result.ok) throw new Complaint(doctorScreenIn(context.language).problem.replay[result.fault](file))
  return result.observations
}

function textOf(file: string, { surroundings, language, texts }: Context): string {
  try {
    return readFileSync(resolve(surroundings.cwd, file), 'utf8')
  } catch (error) {
    const why = errnoWords((error as NodeJS.ErrnoException).code ?? '', texts)
    throw new Complaint(doctorScreenIn(language).problem.unreadable(file, why))
  }
}
