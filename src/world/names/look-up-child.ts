import process from 'node:process'
import { createInterface } from 'node:readline'
import { systemLookUp } from '../way-out/look-up.ts'

// A program of its own: getaddrinfo cannot be ended, and neither can a process that waits for it end in peace. Reads names, one
// for each line, and writes each answer as a line of JSON, in the order in which they come.

const answer = (said: Readonly<Record<string, unknown>>): void => void process.stdout.write(`${JSON.stringify(said)}\n`)

createInterface(process.stdin)
  .on('line', (name) => {
    systemLookUp(name).then(
      (found) => answer({ name, found }),
      (error: NodeJS.ErrnoException) => answer({ name, code: error.code }),
    )
  })
  // Whoever asked is gone. An exit would wait for names under way, for 10 s with a silent name server.
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
