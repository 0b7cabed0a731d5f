// Sends requests over a number of connections, each as soon as the answer to the one before is complete, and prints what it saw.
//   node bench/load.ts URL CONNECTIONS SECONDS
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { messageRequest } from './message.ts'

export type LoadResult = {
  readonly perSecond: number
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly p50: number
  readonly p99: number
  readonly failures: number
}

const REQUEST_BYTES = 2_000
const ANSWER_END = '0\r\n\r\n'
const STATUS = 'HTTP/1.1 200'

const [url = '', connections = '1', seconds = '1'] = process.argv.slice(2)
const { hostname, port, host } = new URL(url)
const until = performance.now() + Number(seconds) * 1000
const latencies: number[] = []
let failures = 0
let open = 0

/** One connection: the end of an answer is known by its last chunk, which no event can contain. */
function drive(number: number): void {
  const request = messageRequest(host, REQUEST_BYTES, number)
  const socket: Socket = connect(Number(port), hostname)
  let sent = 0
  let head = ''
  let tail = ''
  const send = (): void => {
    head = ''
    tail = ''
    sent = performance.now()
    socket.write(request)
  }
  open++
  socket.setNoDelay(true)
  socket.setEncoding('latin1')
  socket.on('connect', send)
  socket.on('data', (text: string) => {
    if (head.length < STATUS.length) head = (head + text).slice(0, STATUS.length)
    tail = (tail + text).slice(-ANSWER_END.length)
    if (tail !== ANSWER_END) return
    const now = performance.now()
    latencies.push(now - sent)
    if (head !== STATUS) failures++
    if (now < until) send()
    else socket.destroy()
  })
  socket.on('error', () => failures++)
  socket.on('close', () => {
    open--
    if (performance.now() < until) failures++
    if (open === 0) report()
  })
}

function report(): void {
  const sorted = Float64Array.from(latencies).toSorted()
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  const result: LoadResult = { perSecond: latencies.length / Number(seconds), p50: at(0.5), p99: at(0.99), failures }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

// a proxy that hangs must not hang the bench
setTimeout(() => process.exit(1), Number(seconds) * 1000 + 10_000).unref()
for (let number = 0; number < Number(connections); number++) drive(number)
