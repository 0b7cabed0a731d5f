import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import threads from 'node:worker_threads'

// Loaded before a gateway (node --import): SIGUSR2 kills its threads, as nothing from outside can do it. SIGHUP's
// neighbour would end it.

if (threads.isMainThread && process.argv.includes('serve')) {
  const living = new Set<threads.Worker>()
  threads.Worker = class extends threads.Worker {
    constructor(...args: ConstructorParameters<typeof threads.Worker>) {
      super(...args)
      living.add(this)
      this.once('exit', () => living.delete(this))
    }
  }
  syncBuiltinESMExports()
  process.on('SIGUSR2', () => {
    for (const thread of living) void thread.terminate()
  })
}
