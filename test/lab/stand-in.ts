// The stand-in provider over TLS, as a process of its own: what comes by TLS goes on as it is to the stand-in beside it.
//   node test/lab/stand-in.ts CERTIFICATE KEY [ADDRESS]      says `ready`; answers each line `log` with what it was asked, as JSON
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { createServer } from 'node:tls'
import { startProvider } from '../../src/drill/provider.ts'

const HTTPS = 443

const [cert = '', key = '', address = '::'] = process.argv.slice(2)
const provider = await startProvider({ port: 0 })
const inner = new URL(provider.url)

/** What one side does, the other sees: bytes, the end, a break. */
function join(one: Socket, other: Socket): void {
  one.pipe(other)
  one.on('error', () => other.destroy())
  one.on('close', () => other.destroy())
}

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key), allowHalfOpen: true }, (outer) => {
  const socket = connect({ host: inner.hostname, port: Number(inner.port), noDelay: true, allowHalfOpen: true })
  outer.setNoDelay(true)
  join(outer, socket)
  join(socket, outer)
})
// whoever goes away in the middle of a handshake
server.on('tlsClientError', () => undefined)
server.listen(HTTPS, address, () => process.stdout.write('ready\n'))

createInterface(process.stdin)
  .on('line', () => process.stdout.write(`log ${JSON.stringify(provider.log())}\n`))
  .on('close', () => process.exit(0))
