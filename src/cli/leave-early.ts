import process from 'node:process'

/** As a shell names the end by Ctrl-C. */
const INTERRUPTED = 130

/** Ctrl-C before the command stands that would handle it: nothing has begun that could be ended in good order. */
export const leaveEarly = (): void => process.exit(INTERRUPTED)
