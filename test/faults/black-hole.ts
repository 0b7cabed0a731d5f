import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

// A port whose SYNs the kernel drops: its listener's queue is full, and the thread that should take from it stands still.

export type BlackHole = {
  readonly port: number
  /** From now on whoever connects is passed on. */
  readonly open: () => void
  readonly close: () => Promise<void>
}

const THREAD = `
const { workerData, parentPort } = require('node:worker_threads')
const net = require('node:net')
const server = net.createServer((socket) => {
  const other = net.connect(workerData.port, '127.0.0.1')
  for (const one of [socket, other]) one.on('error', () => { socket.destroy(); other.destroy() })
  socket.pipe(other).pipe(socket)
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  Atomics.wait(workerData.gate, 0, 0)
})
`
/** More than a queue of one takes: from then on the kernel answers nobody. */
const FILLERS = 6

/** @param port where those who get through are passed on to */
export async function blackHole(port: number): Promise<BlackHole> {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(THREAD, { eval: true, workerData: { port, gate } })
  const [own] = (await once(worker, 'message')) as [number]
  const fillers = Array.from({ length: FILLERS }, () => connect(own, '127.0.0.1').on('error', () => undefined))
  await filled(fillers)
  const open = (): void => {
    for (const filler of fillers) filler.destroy()
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  }
  return {
    port: own,
    open,
    close: async () => {
      open()
      await worker.terminate()
    },
  }
}

const FILLED_AFTER_MILLIS = 150

/** Some are let in, the others hang: then it is full. */
async function filled(fillers: readonly Socket[]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, FILLED_AFTER_MILLIS))
  if (fillers.every((filler) => !filler.connecting)) throw new Error('the queue takes everybody: no black hole')
}
