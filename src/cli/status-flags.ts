import { parseDuration, type Millis } from '../core/time.ts'
import type { ControlSettings } from '../doctor/controls.ts'
import { statusTextsIn } from '../i18n/status.ts'
import { Complaint, type Context } from './context.ts'
import { controlsFrom } from './doctor-flags.ts'

export type StatusFlags = {
  readonly watch?: boolean
  readonly wait?: boolean
  readonly timeout?: string
  readonly json?: boolean
  readonly notify?: boolean
  readonly controls?: string
}

/** `once`: look and end. `watch`: until Ctrl-C. `wait`: until it is usable. */
export type StatusAsked = {
  readonly mode: 'once' | 'watch' | 'wait'
  /** In place on a terminal, or a line for each change. */
  readonly display: 'page' | 'lines' | 'json'
  /** undefined: for ever. */
  readonly patience: Millis | undefined
  readonly notify: 'yes' | 'no'
  readonly controls: ControlSettings
}

/** @throws Complaint that says what was not understood */
export function statusAskedBy(flags: StatusFlags, context: Context): StatusAsked {
  const mode = flags.wait === true ? 'wait' : flags.watch === true ? 'watch' : 'once'
  if (flags.notify === true && mode === 'once') {
    throw new Complaint(statusTextsIn(context.language).problem.needs('--notify', '`--watch` / `--wait`'))
  }
  return {
    mode,
    display: displayOf(flags),
    patience: patienceIn(flags, context),
    notify: flags.notify === true ? 'yes' : 'no',
    controls: flags.controls === undefined ? {} : controlsFrom(flags.controls, context),
  }
}

/** A script that only waits wants no page. */
function displayOf({ watch, wait, json }: StatusFlags): StatusAsked['display'] {
  if (json === true) return 'json'
  return wait === true && watch !== true ? 'lines' : 'page'
}

function patienceIn({ timeout, wait }: StatusFlags, { language }: Context): Millis | undefined {
  if (timeout === undefined) return undefined
  const { problem } = statusTextsIn(language)
  if (wait !== true) throw new Complaint(problem.needs('--timeout', '`--wait`'))
  const patience = parseDuration(timeout)
  if (patience === undefined) throw new Complaint(problem.badTimeout(timeout === '' ? '""' : timeout))
  return patience
}
