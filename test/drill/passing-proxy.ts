import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { DrilledGateway } from '../../src/drill/run-drill.ts'

type ProxyOptions = {
  /** `pass` hands every answer on; `wait` asks again until there is a 200. */
  readonly failures: 'pass' | 'wait'
}

const AGAIN_MILLIS = 60

/** The least that can stand where the gateway stands. */
export async function startProxy(upstream: string, { failures }: ProxyOptions): Promise<DrilledGateway> {
  const server = createServer((incoming, response) => {
    void read(incoming).then((body) => forward({ upstream, incoming, response, body, failures }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state: () => Promise.resolve({}),
    async close() {
      server.close()
      server.closeAllConnections()
      await Promise.resolve()
    },
  }
}

type Forwarding = ProxyOptions & {
  readonly upstream: string
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  readonly body: Buffer
}

function forward(forwarding: Forwarding): void {
  const { upstream, incoming, response, body, failures } = forwarding
  const { host: _, ...headers } = incoming.headers
  const sent = httpRequest(`${upstream}${incoming.url ?? ''}`, { method: incoming.method, headers }, (answer) => {
    if (answer.statusCode === 200 || failures === 'pass') {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      return
    }
    answer.resume()
    setTimeout(() => response.destroyed || forward(forwarding), AGAIN_MILLIS)
  })
  sent.on('error', () => response.destroy())
  sent.end(body)
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
