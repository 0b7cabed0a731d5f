import type { FailureCode, RefusalCode } from '../core/catalogue.ts'
import { recognise } from '../core/recognise.ts'
import { createRedactor } from '../core/redact.ts'
import { unixMillis } from '../core/time.ts'
import type { Observations } from '../probes/observations.ts'

export type Told = NonNullable<Observations['told']>

const LONGEST = 4000

/**
 * What a client printed, and what it means: codes of the catalogue, the most telling first; none for a text that says
 * nothing known. Forms of all versions of Claude Code.
 * @param salt makes the tokens of redacted secrets unlike those of other reports
 */
export function toldBy(printed: string, salt: string): Told {
  const text = createRedactor(salt)(printed).slice(0, LONGEST)
  const phrases = phrasesIn(text)
  // a status alone adds nothing to a cause that is named
  const answers = answersIn(text).filter((code) => phrases.length === 0 || !/^(?:other|edge|middlebox)\./.test(code))
  return { codes: [...new Set([...phrases, ...answers])], text }
}

type Phrase = readonly [pattern: RegExp, code: RefusalCode | FailureCode]

/** The client's own words. Those that name a cause go before those that only say that something failed. */
const PHRASES: readonly Phrase[] = [
  // limits and account
  [/hit your .{0,20}limit|usage limit reached/i, 'api.plan-limit'],
  [/credit balance is too low/i, 'api.billing'],
  [/temporarily limiting requests|request rejected \(429\)/i, 'api.rate-limit'],
  [/repeated 529|529 overloaded|overloaded_error/i, 'api.overloaded'],
  [/unavailable in region/i, 'api.forbidden-region'],
  [
    /not logged in|login expired|oauth (?:token|session) (?:has |was )?(?:been )?(?:revoked|expired)|could not resolve authentication/i,
    'api.authentication',
  ],
  [
    /invalid (?:api key|auth token|authentication credentials|x-api-key|bearer token)|apikeyhelper script is failing/i,
    'api.authentication',
  ],
  [/extra inputs are not permitted|unexpected value\(s\) for the anthropic-beta/i, 'api.invalid-request'],
  // names, routes, connections
  [/\b(?:ENOTFOUND|FailedToOpenSocket)\b/, 'path.dns-not-found'],
  [/\bEAI_AGAIN\b/, 'path.dns-temporary'],
  [/\b(?:ConnectionRefused|ECONNREFUSED)\b/, 'path.refused'],
  [/\bEHOSTUNREACH\b/, 'path.unreachable'],
  [/\b(?:ENETUNREACH|ENETDOWN)\b/, 'path.no-route'],
  [/\b(?:ECONNRESET|EPIPE)\b|socket is closed|socket connection was closed|connection dropped/i, 'path.reset'],
  [/\b(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ConnectionTimeout)\b|timed out after 10 seconds/, 'path.connect-timeout'],
  [/request timed out/i, 'path.silent-headers'],
  // proxies
  [/\b407\b|proxy authentication required/i, 'path.proxy-login'],
  [/proxy refused the connection: HTTP 403/i, 'path.proxy-denied'],
  [/proxy refused the connection: HTTP 50\d/i, 'path.proxy-error'],
  [/\bERR_PROXY_TUNNEL\b|connect through your proxy|proxy refused the connection/i, 'path.proxy-refused'],
  // certificates
  [/\bCERT_HAS_EXPIRED\b|certificate has expired/i, 'path.tls-cert-expired'],
  [/\bCERT_NOT_YET_VALID\b|certificate is not yet valid/i, 'path.tls-cert-not-yet-valid'],
  [/\bERR_TLS_CERT_ALTNAME_INVALID\b|does not match certificate/i, 'path.tls-cert-wrong-name'],
  [/\b(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)\b|self-signed certificate/i, 'path.tls-cert-self-signed'],
  [
    /\bUNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|SSL certificate (?:verification|error)/i,
    'path.tls-cert-unknown-issuer',
  ],
  // answers that were none, or that broke
  [/body is an html page/i, 'middlebox.html-page'],
  [/empty or malformed response/i, 'middlebox.not-json'],
  [/(?:connection (?:lost|closed)|server error) mid-response|\bterminated\b/i, 'answer.cut'],
  [/stopped arriving|stalled mid-stream|stream idle timeout/i, 'answer.silent'],
  // no more than that something failed
  [/fetch failed|connection error|unable to connect to (?:API|anthropic)/i, 'path.unknown'],
]

const phrasesIn = (text: string): readonly string[] => {
  const found = PHRASES.filter(([pattern]) => pattern.test(text)).map(([, code]) => code)
  // a cause that is named makes the general one superfluous
  return found.length > 1 ? found.filter((code) => code !== 'path.unknown') : found
}

/** `API Error (503 no healthy upstream)`, `API Error: 529 {…}`, and the same without the label. */
const ANSWER = /(?:API Error:? ?\(?|^|error: ?)([45]\d\d) ([^\n]*)/gim
const SAID_BY_CLIENT = / ?(?:\)? · (?:Retrying|check) .*|This is a server-side issue.*|\(no body\).*|status code)$/i

/** Recognised as an answer of that status and text would be. */
function answersIn(text: string): readonly string[] {
  return [...text.matchAll(ANSWER)].map(([, status, rest = '']) => {
    const said = rest.replace(SAID_BY_CLIENT, '').replace(/\)$/, '').trim()
    if (/^internal server error/i.test(said)) return 'api.internal'
    if (/^overloaded/i.test(said)) return 'api.overloaded'
    return recognise({ status: Number(status), headers: {}, body: said, wall: unixMillis(0) }).code
  })
}
