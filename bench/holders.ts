// Opens streams that nobody can serve, and keeps them: what a gateway in an outage has to carry. Prints once a second what has become of them.
//   node bench/holders.ts URL COUNT BODY_BYTES
import { connect } from 'node:net'
import process from 'node:process'
import { messageRequest } from './message.ts'

export type Holding = {
  readonly asked: number
  /** Still connected, without an error: no answer yet, or 200 and signs of life. */
  readonly waiting: number
  readonly committed: number
  readonly lost: number
}

const AT_ONCE = 100

const [url = '', count = '1', bytes = '50000'] = process.argv.slice(2)
const { hostname, port, host } = new URL(url)
let asked = 0
let waiting = 0
let committed = 0
let lost = 0

function open(number: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let answered = false
    socket.setEncoding('latin1')
    socket.on('connect', () => {
      waiting++
      socket.write(messageRequest(host, Number(bytes), number), () => {
        asked++
        resolve()
      })
    })
    socket.on('data', (text: string) => {
      if (answered) return
      answered = true
      if (text.startsWith('HTTP/1.1 200')) committed++
      else socket.destroy()
    })
    socket.on('error', () => resolve())
    socket.on('close', () => {
      waiting--
      lost++
    })
  })
}

setInterval(() => {
  const holding: Holding = { asked, waiting, committed, lost }
  process.stdout.write(`${JSON.stringify(holding)}\n`)
}, 1000)

for (let number = 0; number < Number(count); number += AT_ONCE) {
  const batch = Array.from({ length: Math.min(AT_ONCE, Number(count) - number) }, (_, at) => open(number + at))
  await Promise.all(batch)
}
