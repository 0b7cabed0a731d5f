import { failureCodeOf } from '../core/failure-code.ts'
import { between, type Instant, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { ErrorCode, Tried } from './facts.ts'

export type Trial = { readonly clock: Clock; readonly within: Millis }

/** The probe was ended from outside: says nothing of what was tried. */
export const ABORTED: ErrorCode = 'ABORTED'
/** Our own timer. */
export const TIMEOUT: ErrorCode = 'TIMEOUT'

/** Something was answered, and it is not what it must be. The code says what is wrong with it. */
export class Unfit extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode) {
    super(code)
    this.name = 'Unfit'
    this.code = code
  }
}

/**
 * Does one thing under a timer of its own, and never rejects. The signal that `work` gets aborts when its time is up, when
 * the probe is ended, and when `work` is done: whatever listens to it leaves nothing behind.
 */
export async function tried<Seen>(
  work: (signal: AbortSignal) => Promise<Seen>,
  { clock, within }: Trial,
  signal: AbortSignal,
): Promise<Tried<Seen>> {
  const began = clock.now()
  const ending = new AbortController()
  const end = (code: ErrorCode): void => ending.abort(new Unfit(code))
  const onAbort = (): void => end(ABORTED)
  const cancel = clock.after(within, () => end(TIMEOUT))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    const ended = rejectionOf(ending.signal)
    const saw = await Promise.race([ending.signal.aborted ? ended : work(ending.signal), ended])
    return { ok: true, millis: lasted(began, clock), saw }
  } catch (error) {
    const millis = lasted(began, clock)
    return { ok: false, millis, code: ending.signal.aborted ? codeOf(ending.signal.reason) : codeOf(error) }
  } finally {
    cancel()
    signal.removeEventListener('abort', onAbort)
    end(ABORTED)
  }
}

/** Whole, and at least one: nought means that it never ran. */
const lasted = (began: Instant, clock: Clock): number => Math.max(1, Math.round(between(began, clock.now())))

function rejectionOf(signal: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  // it always rejects in the end, and mostly nobody waits for it any more
  rejection.catch(() => undefined)
  return rejection
}

/** What it never came to, since something before it failed. */
export const notTried = (code: ErrorCode): Extract<Tried, { ok: false }> => ({ ok: false, millis: 0, code })

/** The system's own word, found through all that wraps it. */
export function codeOf(error: unknown): ErrorCode {
  if (error instanceof Unfit) return error.code
  const { raw } = failureCodeOf(error)
  // limits of the way out, which counts on a clock of its own
  return raw.endsWith('_TIMEOUT') ? TIMEOUT : raw
}
