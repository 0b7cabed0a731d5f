// A server of the simulated internet, as a process of its own: doors and a name server.
//   node test/lab/doctor/server.ts FILE      with what to do (serving.ts) as JSON; says `ready` when everything listens
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, isIP, type Server, type Socket } from 'node:net'
import process from 'node:process'
import type { TlsOptions } from 'node:tls'
import { answerOf, questionIn, type Answer, type AskedName } from '../../instruments/name-server.ts'
import { answerAs } from './answers.ts'
import { filterNames, openTls, proxyTunnels } from './between.ts'
import { DNS_PATH, type Deed, type Door, type Naming, type Serving, type Tls, type Zone } from './serving.ts'

const { doors, naming } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Serving

function found(zone: Zone, name: string): readonly string[] | undefined {
  const wanted = name.toLowerCase()
  const wildcard = Object.keys(zone).find((entry) => entry.startsWith('*.') && wanted.endsWith(entry.slice(1)))
  return zone[wanted] ?? (wildcard === undefined ? undefined : zone[wildcard])
}

function say({ zone, refuses, bogus }: Naming, { name, validation }: AskedName): Exclude<Answer, undefined> {
  if (refuses !== undefined) return { refusal: refuses }
  if (bogus === true && validation === 'on') return { refusal: 2 }
  const addresses = found(zone, name)
  return addresses === undefined ? { refusal: 3 } : { addresses }
}

async function listenForNames(told: Naming, address: string): Promise<void> {
  const socket = createSocket(isIP(address) === 4 ? 'udp4' : 'udp6')
  socket.on('message', (question, asker) => {
    const answer = answerOf(question, say(told, questionIn(question)))
    setTimeout(() => socket.send(answer, asker.port, asker.address, () => undefined), told.after ?? 0)
  })
  // a refusal that comes back from an asker who is gone
  socket.on('error', () => undefined)
  socket.bind(53, address)
  await once(socket, 'listening')
}

function answerByHttps(told: Naming, request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = []
  request
    .on('data', (part: Buffer) => parts.push(part))
    .on('end', () => {
      const question = Buffer.concat(parts)
      response.writeHead(200, { 'content-type': 'application/dns-message' })
      response.end(answerOf(question, say(told, questionIn(question))))
    })
}

const optionsOf = ({ cert, key, old, clientsOf }: Tls): TlsOptions => ({
  cert,
  key,
  ...(old === true && { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ...(clientsOf !== undefined && { requestCert: true, rejectUnauthorized: true, ca: clientsOf }),
})

function httpServer({ says, tls, behind = 0 }: Extract<Deed, { is: 'http' }>): Server {
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (naming !== undefined && request.url === DNS_PATH) answerByHttps(naming, request, response)
    else answerAs(says, behind, request, response)
  }
  return tls === undefined ? createHttpServer(onRequest) : createHttpsServer(optionsOf(tls), onRequest)
}

function serverFor(deed: Deed): Server {
  switch (deed.is) {
    case 'http':
      return httpServer(deed)
    case 'silent':
      // whoever is asked there never answers
      return deed.tls === undefined
        ? createServer((socket) => void socket.resume())
        : createHttpsServer(optionsOf(deed.tls), () => undefined)
    case 'resets':
      return createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    case 'banner':
      return createServer((socket) => void socket.once('data', () => socket.end(deed.text)))
    case 'name-filter':
      return filterNames(deed)
    case 'opens-tls':
      return openTls(deed)
    case 'proxy':
      return proxyTunnels(deed)
  }
}

async function open({ address, port, deed }: Door): Promise<void> {
  const server = serverFor(deed)
  // clients go away in the middle of anything
  server.on('tlsClientError', () => undefined)
  // as servers do that are spoken to in another tongue
  server.on('clientError', (_error: Error, socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  server.on('connection', (socket: Socket) => void socket.on('error', () => undefined))
  server.listen({ port, host: address })
  await once(server, 'listening')
}

await Promise.all([
  ...doors.map(open),
  ...(naming === undefined ? [] : naming.listen.map(async (address) => await listenForNames(naming, address))),
])
process.stdout.write('ready\n')
