// Opens streams that never end, and reads their events: what a gateway does all day. Prints what it saw of the pace.
//   node bench/streams.ts URL COUNT SECONDS
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageRequest } from './message.ts'

export type StreamsResult = {
  readonly streams: number
  readonly events: number
  /** Milliseconds by which the gap between two events was longer or shorter on arrival than on leaving. */
  readonly gapP50: number
  readonly gapP99: number
  readonly lost: number
}

const REQUEST_BYTES = 2_000
const OPENED_AT_ONCE = 25
const SENT = '"sent":'

const [url = '', count = '1', seconds = '1'] = process.argv.slice(2)
const { hostname, port, host } = new URL(url)
const distortions: number[] = []
let events = 0
let lost = 0
let counting = false

function open(number: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let last: { readonly sent: number; readonly came: number } | undefined
    socket.setNoDelay(true)
    socket.setEncoding('latin1')
    socket.on('connect', () => socket.write(messageRequest(host, REQUEST_BYTES, number)))
    socket.once('data', () => resolve(socket))
    socket.on('data', (text: string) => {
      const came = performance.timeOrigin + performance.now()
      for (let at = text.indexOf(SENT); at !== -1; at = text.indexOf(SENT, at + 1)) {
        const sent = Number.parseFloat(text.slice(at + SENT.length, at + SENT.length + 20))
        if (counting) {
          events++
          if (last !== undefined) distortions.push(Math.abs(came - last.came - (sent - last.sent)))
        }
        last = { sent, came }
      }
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      lost++
      resolve(socket)
    })
  })
}

const sockets: Socket[] = []
for (let number = 0; number < Number(count); number += OPENED_AT_ONCE) {
  const batch = Math.min(OPENED_AT_ONCE, Number(count) - number)
  sockets.push(...(await Promise.all(Array.from({ length: batch }, (_, at) => open(number + at)))))
}
process.stdout.write('open\n')
counting = true
await sleep(Number(seconds) * 1000)
counting = false
const sorted = Float64Array.from(distortions).toSorted()
const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
const result: StreamsResult = { streams: sockets.length, events, gapP50: at(0.5), gapP99: at(0.99), lost }
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
