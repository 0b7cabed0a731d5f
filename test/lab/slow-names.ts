// A name server in the lab that takes its time, as a process of its own.
//   node test/lab/slow-names.ts MILLISECONDS TTL ADDRESS...      says `ready`; every name has these addresses
import { createSocket } from 'node:dgram'
import process from 'node:process'
import { answerOf } from '../instruments/name-server.ts'

const [after = '0', ttl = '0', ...addresses] = process.argv.slice(2)
const socket = createSocket('udp4')
socket.on('message', (question, { port, address }) => {
  const answer = answerOf(question, { addresses, ttl: Number(ttl) })
  setTimeout(() => socket.send(answer, port, address, () => undefined), Number(after))
})
// a refusal that comes back from an asker who is gone
socket.on('error', () => undefined)
socket.bind(53, '0.0.0.0', () => process.stdout.write('ready\n'))
