// docs/hostile.md from the corpus itself: node scripts/docs-hostile.ts [--write]
import { writeFileSync } from 'node:fs'
import type { HostileAnswer } from '../test/hostile/answer-corpus.ts'
import { EVENT_ANSWERS } from '../test/hostile/event-answers.ts'
import { FRAMING_REQUESTS } from '../test/hostile/framing-requests.ts'
import { LINE_REQUESTS } from '../test/hostile/line-requests.ts'
import { MESSAGE_ANSWERS } from '../test/hostile/message-answers.ts'
import { ORDER_REQUESTS } from '../test/hostile/order-requests.ts'
import type { HostileRequest, It } from '../test/hostile/request-corpus.ts'

const PAGE = new URL('../docs/hostile.md', import.meta.url)

/** Any marks will do: only the outcome is asked for. */
const IT: It = { mark: 'a', second: 'b', third: 'c', host: 'h', body: 'a', post: () => '' }

const CONNECTION = { closed: 'closed', kept: 'kept', either: 'closed or kept' } as const

function requestRow({ name, why, must }: HostileRequest): string {
  const { statuses, connection, reaches } = must(IT)
  const heard = statuses.length === 0 ? 'nothing' : statuses.map((one) => [one].flat().join(' or ')).join(', ')
  return row(name, heard, CONNECTION[connection], String(reaches.length), why)
}

function answerRow({ name, asks, why, outcome }: HostileAnswer): string {
  return row(name, ASKED[asks], outcomeOf(outcome), why)
}

const ASKED = { stream: 'a stream', whole: 'a message', other: 'anything else' } as const

function outcomeOf(outcome: HostileAnswer['outcome']): string {
  switch (outcome.is) {
    case 'fetched-again':
      return 'fetched again, unseen'
    case 'relayed':
      return outcome.status === 200 ? 'passed on' : `passed on, ${outcome.status}`
    case 'torn':
      return 'torn: the client knows'
  }
}

/** Control characters and bars would break the table. */
const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`

/** The page as it should be. */
export function hostilePage(): string {
  const requests = [...FRAMING_REQUESTS, ...LINE_REQUESTS, ...ORDER_REQUESTS]
  const answers = [...MESSAGE_ANSWERS, ...EVENT_ANSWERS]
  return [
    '# Hostile HTTP',
    '',
    'What malformed and hostile HTTP comes to, on both sides of the gateway. Made from the corpus in `test/hostile`, which tries',
    'each of these over bare sockets: what reaches the upstream must be proper, whole, and of one request alone; after each, a',
    'proper request must be served on a new connection, and no exchange, copy or connection may be left.',
    '',
    '## What a client may send',
    '',
    '| it sends | it hears | its connection | requests that reach the upstream | why |',
    '|---|---|---|---|---|',
    ...requests.map(requestRow),
    '',
    '## What an upstream may answer',
    '',
    '| it answers | asked for | what becomes of it | why |',
    '|---|---|---|---|',
    ...answers.map(answerRow),
    '',
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--write')) writeFileSync(PAGE, hostilePage())
  else process.stdout.write(hostilePage())
}
