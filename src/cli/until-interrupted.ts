import process from 'node:process'

export type Interruption = { readonly signal: AbortSignal; readonly letGo: () => void }

/** Ctrl-C ends what goes on in good order, and once more at once. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController()
  const end = (): void => controller.abort(new Error('interrupted'))
  process.once('SIGINT', end).once('SIGTERM', end)
  return { signal: controller.signal, letGo: () => void process.off('SIGINT', end).off('SIGTERM', end) }
}
