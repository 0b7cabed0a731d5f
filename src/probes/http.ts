import { recognise } from '../core/recognise.ts'
import { createRedactor } from '../core/redact.ts'
import { seconds, type Millis } from '../core/time.ts'
import type { RunCommand } from '../world/run-command.ts'
import { ask, type Question, type Reply } from './ask.ts'
import { clientSources, voicesOn } from '../clients/client-voices.ts'
import { measureCredential } from './credential.ts'
import type { HttpAnswer, HttpFacts, Tried } from './facts.ts'
import { Patience } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { siteUrl } from '../world/site-url.ts'
import { tried } from './tried.ts'
import { clientWay, type Way } from './way.ts'

const WITHIN: Millis = seconds(6)
/** Each of its questions: with a look-up, TCP, a proxy and TLS before the answer. */
const ANSWER_WITHIN = seconds(5.5)

/** What stands at the target's address, and what it answers: asked as the client asks, and without its credential. */
export const httpProbe: Probe<'http'> = {
  id: 'http',
  within: WITHIN,
  measure: async (bench, signal) => {
    const way = clientWay(bench, ANSWER_WITHIN)
    const key = bench.deep === 'yes' ? apiKeyAt(bench) : undefined
    // once the API has answered, a control that is silent says nothing that is worth the time
    const patience = new Patience(bench.clock)
    const frontDoor = async (): Promise<Tried<HttpAnswer>> => {
      const found = await answer(FRONT, { bench, way, within: ANSWER_WITHIN }, signal)
      if (found.ok) patience.answered()
      return found
    }
    const [front, messages, control, deep, login] = await Promise.all([
      frontDoor(),
      answer(MESSAGES, { bench, way, within: ANSWER_WITHIN }, signal),
      bench.controlsAllowed === 'yes' ? statusOf(bench.controls.site, { bench, way, patience }, signal) : undefined,
      key === undefined ? undefined : answer(deepQuestion(key), { bench, way, within: ANSWER_WITHIN, key }, signal),
      (await needsRenewal(bench, signal))
        ? statusOf(bench.controls.loginHost ?? LOGIN_HOST, { bench, way, patience: new Patience(bench.clock) }, signal)
        : undefined,
    ])
    patience.over()
    return { front, messages, control, deep, login } satisfies HttpFacts
  },
}

type Asked = Omit<Question, 'url' | 'atMost'> & { readonly path: string }

const VERSION_HEADER = { 'anthropic-version': '2023-06-01' } as const

const FRONT: Asked = { method: 'GET', path: '/v1/models', headers: VERSION_HEADER }

/** As the gateway sounds: refused at no cost. */
const MESSAGES: Asked = {
  method: 'POST',
  path: '/v1/messages',
  headers: { ...VERSION_HEADER, 'content-type': 'application/json', 'content-length': '0' },
}

const deepQuestion = (key: string): Asked => ({
  method: 'POST',
  path: '/v1/messages',
  headers: { ...VERSION_HEADER, 'content-type': 'application/json', 'x-api-key': key },
  body: JSON.stringify({ model: CHEAPEST, max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }),
})

/** An account that may not use it says so, which is an answer too. */
const CHEAPEST = 'claude-haiku-4-5'

/** The first 64 KiB tell whose answer it is. */
const READ_AT_MOST = 65_536
const SHOWN_AT_MOST = 2000

type Asking = { readonly bench: Bench; readonly way: Way; readonly within: Millis; readonly key?: string }

function answer(asked: Asked, { bench, way, within, key }: Asking, signal: AbortSignal): Promise<Tried<HttpAnswer>> {
  const { path, ...question } = asked
  const url = bench.target.url.replace(/\/+$/, '') + path
  return tried(
    async (over) => {
      const reply = await ask({ ...question, url, atMost: READ_AT_MOST }, { ...way, within }, over)
      return answerIn(reply, bench, key)
    },
    { clock: bench.clock, within },
    signal,
  )
}

function statusOf(
  site: string,
  { bench, way, patience }: Pick<Asking, 'bench' | 'way'> & { readonly patience: Patience },
  signal: AbortSignal,
): Promise<Tried<{ readonly status: number }>> {
  const question: Question = { method: 'HEAD', url: siteUrl(site).href, atMost: 0 }
  return patience.wait(
    async (over) => ({ status: (await ask(question, way, over)).status }),
    { clock: bench.clock, within: ANSWER_WITHIN },
    signal,
  )
}

/** For console and claude.ai logins alike: network-config of the client's documentation. */
const LOGIN_HOST = 'platform.claude.com'

/** The client would renew its login before anything else: where it does that must be in reach. */
async function needsRenewal(bench: Bench, signal: AbortSignal): Promise<boolean> {
  if (bench.controlsAllowed === 'no') return false
  // a keychain does not tell when its login ends
  const run: RunCommand = () => Promise.reject(new Error('not asked'))
  const [used] = (await measureCredential(bench, { run }, signal)).sources
  return used?.state === 'expired' && used.refreshable
}

function answerIn({ status, headers, body, firstByteMillis }: Reply, bench: Bench, key: string | undefined): HttpAnswer {
  const shown = (text: string): string => redact(key === undefined ? text : text.replaceAll(key, '…'))
  return {
    status,
    headers: Object.fromEntries(
      HEADERS.flatMap((name) => {
        const value = headers[name]
        return value === undefined ? [] : [[name, shown(value).slice(0, 200)]]
      }),
    ),
    body: shown(body).slice(0, SHOWN_AT_MOST),
    code: isRefusal(status, headers, body) ? recognise({ status, headers, body, wall: bench.clock.wall() }).code : undefined,
    firstByteMillis,
  }
}

/** Everything but a success in JSON. */
const isRefusal = (status: number, headers: Reply['headers'], body: string): boolean =>
  status < 200 || status > 299 || !/json|event-stream/i.test(headers['content-type'] ?? '') || !/^\s*[[{]/.test(body)

const redact = createRedactor('answers')

/** Of these nobody learns who asked; of a redirect, only where it leads. */
const HEADERS = [
  'server',
  'via',
  'date',
  'content-type',
  'content-length',
  'request-id',
  'x-request-id',
  'x-amzn-requestid',
  'apim-request-id',
  'cf-ray',
  'cf-mitigated',
  'cf-error-type',
  'cf-error-origin',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'x-deny-reason',
  'x-squid-error',
  'proxy-status',
  'www-authenticate',
  'x-cache',
  'x-holdfast-code',
  'anthropic-ratelimit-unified-status',
  'anthropic-ratelimit-unified-reset',
] as const

/** The key that the client would use, if it is one: a login is never spent on a question of ours. */
function apiKeyAt(bench: Bench): string | undefined {
  const sources = clientSources(bench)
  const token = voicesOn('ANTHROPIC_AUTH_TOKEN', sources, bench)[0]
  const key = voicesOn('ANTHROPIC_API_KEY', sources, bench)[0]?.value.trim()
  // a header takes visible ASCII alone; what else is in a key, the credential probe tells
  return token === undefined && key !== undefined && /^[\x21-\x7e]+$/.test(key) ? key : undefined
}
