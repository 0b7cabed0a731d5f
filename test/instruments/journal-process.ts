import { createInterface } from 'node:readline'
import { openJournal } from '../../src/journal/journal.ts'
import { realClock } from '../../src/world/clock.ts'
import { endOf, gatewayRow, KEEP_ALL, startOf, stepOf } from './journal-rows.ts'

// A process that keeps a journal, for tests that kill it: `FILE GATEWAY COUNT`. Says `ready`; at `go` it appends COUNT
// exchanges of three steps each and says `appended`; at `close` it closes. All news are lines such as `trouble CODE`.

const [file = '', gateway = '', count = ''] = process.argv.slice(2)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const journal = openJournal({
  file,
  clock: realClock,
  gateway: gatewayRow(gateway),
  keeping: KEEP_ALL,
  onNews: (news) => say(`${news.kind} ${news.kind === 'set-aside' ? news.file : news.code}`),
})

async function append(): Promise<void> {
  for (let number = 1; number <= Number(count); number++) {
    const id = String(number).padStart(9, '0')
    journal.exchangeStarted(startOf(id))
    for (const ordinal of [1, 2, 3]) journal.step(stepOf(id, ordinal))
    journal.exchangeEnded(endOf(id))
    // No faster than the disk: what a queue gives up is another test's.
    if (number % 1000 === 0) await journal.flush()
  }
  say('appended')
}

await journal.flush()
say('ready')
for await (const line of createInterface(process.stdin)) {
  if (line === 'go') void append()
  if (line === 'close') {
    await journal.close()
    say('closed')
    break
  }
}
process.stdin.destroy()
