import type { RefusalCode } from '../core/catalogue.ts'
import { asObject, asText, parseJson } from '../core/recognise/look.ts'
import { recognise } from '../core/recognise.ts'
import { createRedactor } from '../core/redact.ts'
import { seconds, type Millis } from '../core/time.ts'
import type { Credential } from '../credentials/credential.ts'
import { ask, type Reply } from '../probes/ask.ts'
import type { Bench } from '../probes/probe.ts'
import { tried } from '../probes/tried.ts'
import { clientWay } from '../probes/way.ts'
import { oneLine, plainText } from '../world/way-out/plain-text.ts'

/** What the API said of a credential; points of time are Unix milliseconds. */
export type LiveSight =
  | { readonly is: 'not-asked'; readonly why: 'login' | 'nothing' | 'malformed' | 'not-ours' | 'command' }
  | {
      readonly is: 'answered'
      readonly host: string
      readonly status: number
      /** undefined: what was asked for. */
      readonly code: RefusalCode | undefined
      /** Its own message, without credentials. */
      readonly words: string
      readonly date: number | undefined
      readonly official: 'yes' | 'no'
      /** Whose it was. */
      readonly credential: Credential
    }
  /** Nobody answered, or not in time: that says nothing of the credential. */
  | { readonly is: 'unanswered'; readonly host: string; readonly code: string }

/** What may be shown to the API, or why nothing may. */
export type Showable =
  | {
      readonly may: 'yes'
      readonly credential: Credential
      readonly headers: Readonly<Record<string, string>>
      readonly secret: string
    }
  | { readonly may: 'no'; readonly why: Extract<LiveSight, { is: 'not-asked' }>['why'] }

/** With a look-up, a proxy and TLS before the answer. */
const WITHIN: Millis = seconds(10)
const READ_AT_MOST = 65_536
const WORDS_AT_MOST = 300

/**
 * A key may be shown to whom it is for; the token of a subscription is the client's alone, and is never sent from here.
 * @param used what the client uses with `-p`
 * @param secret of a command of apiKeyHelper: what it printed
 */
export function showable(used: Credential | undefined, secret: string | undefined): Showable {
  if (used === undefined) return { may: 'no', why: 'nothing' }
  if (used.use === 'oauth' || used.make === 'login-token') return { may: 'no', why: 'login' }
  if (used.use === 'other') return { may: 'no', why: 'not-ours' }
  if (secret === undefined) return { may: 'no', why: used.use === 'helper' ? 'command' : 'malformed' }
  // what only looks strange may still be right
  if (used.flaws.some(({ what }) => what !== 'unknown-shape')) return { may: 'no', why: 'malformed' }
  const headers = {
    ...(used.use === 'auth-token' ? {} : { 'x-api-key': secret }),
    ...(used.use === 'api-key' ? {} : { authorization: `Bearer ${secret}` }),
  }
  return { may: 'yes', credential: used, headers, secret }
}

/** Lists one model: it costs nothing. Goes as the client goes, through its proxy and with its certificates. */
export async function askLive(shown: Showable, bench: Bench, signal: AbortSignal): Promise<LiveSight> {
  if (shown.may === 'no') return { is: 'not-asked', why: shown.why }
  const { host, official } = bench.target
  const question = {
    method: 'GET',
    url: `${bench.target.url.replace(/\/+$/, '')}/v1/models?limit=1`,
    headers: { 'anthropic-version': '2023-06-01', ...shown.headers },
    atMost: READ_AT_MOST,
  } as const
  const way = clientWay(bench, WITHIN)
  const reply = await tried((over) => ask(question, way, over), { clock: bench.clock, within: WITHIN }, signal)
  signal.throwIfAborted()
  if (!reply.ok) return { is: 'unanswered', host, code: reply.code }
  return {
    is: 'answered',
    host,
    official: official ? 'yes' : 'no',
    credential: shown.credential,
    ...answerIn(reply.saw, shown.secret, bench),
  }
}

type Answer = Pick<Extract<LiveSight, { is: 'answered' }>, 'status' | 'code' | 'words' | 'date'>

function answerIn({ status, headers, body }: Reply, secret: string, { clock }: Bench): Answer {
  const date = Date.parse(headers['date'] ?? '')
  const isList = status === 200 && Array.isArray(parseJson(body.trim())?.['data'])
  return {
    status,
    code: isList ? undefined : recognise({ status, headers, body, wall: clock.wall() }).code,
    words: isList ? '' : wordsIn(body, secret),
    date: Number.isFinite(date) ? date : undefined,
  }
}

const redact = createRedactor('an api speaks')

/** The API's own message; of a page, its text. */
function wordsIn(body: string, secret: string): string {
  const json = parseJson(body.trim())
  const error = json?.['error']
  const said = typeof error === 'string' ? error : asText(asObject(error)?.['message']) || asText(json?.['message'])
  const words = said === '' ? plainText(body.replaceAll(secret, '…')) : redact(oneLine(said.replaceAll(secret, '…')))
  return words.length > WORDS_AT_MOST ? `${words.slice(0, WORDS_AT_MOST - 1).trimEnd()}…` : words
}
