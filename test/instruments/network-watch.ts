// Loaded before a program with `--import`: says on standard error what of the network it used, whatever API it came through.
// A child process counts too: what it does cannot be seen from here.
import { createHook } from 'node:async_hooks'
import { writeSync } from 'node:fs'

const OF_THE_NETWORK = new Set([
  'TCPWRAP',
  'TCPCONNECTWRAP',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
  'UDPWRAP',
  'UDPSENDWRAP',
  'PROCESSWRAP',
])

createHook({
  init(_, type) {
    if (OF_THE_NETWORK.has(type)) writeSync(2, `network used: ${type}\n`)
  },
}).enable()
