// The server behind the proxies: answers each request from memory, on bare sockets, so that it is never the slowest part.
//   node bench/upstream.ts answer|refuse|pace
import { performance } from 'node:perf_hooks'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import process from 'node:process'
import { RequestFrames } from './request-frames.ts'

const ANSWER_BYTES = 3_000

function events(): string {
  const event = (data: { readonly type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
  const message = {
    id: 'msg_bench',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5',
    content: [],
    stop_reason: null,
  }
  const head =
    event({ type: 'message_start', message: { ...message, usage: { input_tokens: 412, output_tokens: 1 } } } as {
      type: string
    }) + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string })
  const tail =
    event({ type: 'content_block_stop', index: 0 } as { type: string }) +
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 180 } } as { type: string }) +
    event({ type: 'message_stop' })
  const delta = event({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'the tide comes in, and the kelp holds on ' },
  } as { type: string })
  const count = Math.round((ANSWER_BYTES - head.length - tail.length) / delta.length)
  return head + delta.repeat(count) + tail
}

function answer(): Buffer {
  const body = Buffer.from(events())
  const head = [
    'HTTP/1.1 200 OK',
    'content-type: text/event-stream; charset=utf-8',
    'cache-control: no-cache',
    'request-id: req_bench',
    'anthropic-ratelimit-requests-limit: 4000',
    'anthropic-ratelimit-requests-remaining: 3999',
    'transfer-encoding: chunked',
  ]
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n${body.length.toString(16)}\r\n`),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ])
}

function refusal(): Buffer {
  const body = 'no healthy upstream'
  const head = ['HTTP/1.1 503 Service Unavailable', 'content-type: text/plain', 'server: envoy', `content-length: ${body.length}`]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const [, , mode = 'answer'] = process.argv
const response = mode === 'refuse' ? refusal() : answer()

const EVENTS_PER_SECOND = 30

/** A stream without end, at the pace of a model: each event carries when it was sent, in milliseconds since the epoch. */
function pace(socket: Socket): void {
  const chunk = (data: { readonly type: string }): string => {
    const text = `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
    return `${text.length.toString(16)}\r\n${text}\r\n`
  }
  const start = {
    type: 'message_start',
    message: { id: 'msg_bench', type: 'message', usage: { input_tokens: 1, output_tokens: 1 } },
  }
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${chunk(start)}`)
  const timer = setInterval(() => {
    const sent = performance.timeOrigin + performance.now()
    socket.write(
      chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'the tide', sent } } as { type: string }),
    )
  }, 1000 / EVENTS_PER_SECOND)
  socket.on('close', () => clearInterval(timer))
}

const server = createServer((socket: Socket) => {
  const frames = new RequestFrames()
  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    for (let complete = frames.push(chunk); complete > 0; complete--) {
      if (mode === 'pace') pace(socket)
      else socket.write(response)
    }
  })
  socket.on('error', () => socket.destroy())
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
