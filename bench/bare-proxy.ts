// What Holdfast is measured against: the least that a proxy of this kind can do on the same parts (node:http in front, undici behind).
// It reads the whole request, since whoever wants to send it again must have it; parses nothing, holds nothing, and streams the answer.
//   node bench/bare-proxy.ts UPSTREAM
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { Agent, type Dispatcher } from 'undici'

const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length'])

const [origin = ''] = process.argv.slice(2)
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

function withoutHops(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined && !HOP_BY_HOP.has(name)) kept[name] = value
  return kept
}

class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.on('close', () => {
      if (!this.#response.writableFinished) controller.abort(new Error('the client left'))
    })
    this.#response.on('drain', () => controller.resume())
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingMessage['headers']): void {
    this.#response.writeHead(status, withoutHops(headers))
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    this.#response.end()
  }

  onResponseError(): void {
    this.#response.destroy()
  }
}

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts)
    const headers = withoutHops(request.headers)
    const method = request.method ?? 'GET'
    agent.dispatch({ origin, path: request.url ?? '/', method, headers, body }, new Relay(response))
  })
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
