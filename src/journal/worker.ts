import { parentPort, workerData } from 'node:worker_threads'
import { JournalFile } from './journal-file.ts'
import type { FromWorker, ToWorker, WriterStart } from './writer.ts'

// The thread that waits for the disk, so that no exchange does. One answer to each batch, in their order.

const { file, gateway, keeping } = workerData as WriterStart
const journal = new JournalFile(file, gateway, keeping)

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const answer = (written: FromWorker): void => parentPort?.postMessage(written)

parentPort?.on('message', (order: ToWorker) => {
  switch (order.kind) {
    case 'write':
      answer(journal.write(order.batch))
      // Behind the answer: nobody waits for it.
      journal.upkeep(order.batch.at)
      return
    case 'close':
      journal.close(order.at)
      parentPort?.close()
      return
  }
})
