import { Worker } from 'node:worker_threads'
import type { UnixMillis } from '../core/time.ts'
import type { Batch } from './append.ts'
import type { Written } from './journal-file.ts'
import type { Keeping } from './retention.ts'
import type { GatewayRow } from './rows.ts'

export type WriterStart = { readonly file: string; readonly gateway: GatewayRow; readonly keeping: Keeping }
export type ToWorker = { readonly kind: 'write'; readonly batch: Batch } | { readonly kind: 'close'; readonly at: number }
export type FromWorker = Written

/** The far side of the journal: takes one batch at a time and never rejects. */
export interface Writer {
  readonly write: (batch: Batch) => Promise<Written>
  /** To be called when no batch is on its way. Fulfilled when the file is closed. */
  readonly close: (at: UnixMillis) => Promise<void>
  /** Ends it as it is, without waiting. */
  readonly abandon: () => void
}

/** A thread of its own, begun with the first batch and again after one that died. Keeps the process alive only while it works. */
export function threadWriter({ file, gateway, keeping }: WriterStart): Writer {
  let worker: Worker | undefined
  let answer: ((written: Written) => void) | undefined
  let closed: (() => void) | undefined

  const settle = (written: Written): void => {
    worker?.unref()
    const waiting = answer
    answer = undefined
    waiting?.(written)
  }
  const end = (): void => {
    worker = undefined
    settle({ kind: 'failed', code: 'journal.worker-died' })
    closed?.()
  }
  const begin = (): Worker => {
    const begun = new Worker(workerUrl(), {
      name: 'holdfast-journal',
      workerData: { file, gateway, keeping } satisfies WriterStart,
    })
    begun.on('message', settle)
    // Without a listener an error would end the whole process; 'exit' follows, and is where it is dealt with.
    begun.on('error', () => {})
    begun.on('exit', end)
    return begun
  }
  const tell = (order: ToWorker): void => {
    worker ??= begin()
    worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(order)
  }

  return {
    write(batch) {
      const { promise, resolve } = Promise.withResolvers<Written>()
      answer = resolve
      try {
        tell({ kind: 'write', batch })
      } catch {
        settle({ kind: 'failed', code: 'journal.worker-died' })
      }
      return promise
    },
    close(at) {
      if (worker === undefined) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      closed = resolve
      tell({ kind: 'close', at })
      return promise
    },
    abandon() {
      worker?.unref()
      void worker?.terminate()
    },
  }
}

/** The source beside this one, or the bundle's entry of that name beside the bundle. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './journal-worker.mjs', import.meta.url)
}
