import type { CatalogueCode } from '../core/catalogue.ts'
import { recognise } from '../core/recognise.ts'
import { apiCodeOfStatus } from '../core/recognise/api.ts'
import { unixMillis } from '../core/time.ts'
import type { Hit } from './wording.ts'

const BEFORE = String.raw`(?:(?:\b|_)(?:HTTP(?:\/[\d.]{1,3})?(?: (?:status|error|code|response))?(?: code)?|status(?:[ _-]?code)?|statusCode|error(?:[ _-]?code)?|code|API Error|returned error|last status|unexpected status|got|received|response|with)["'\\]{0,4}\s{0,3}[:=(]?\s{0,3}["'\\([]{0,3}|^[\s"'([]{0,4}|\()`
/** Not the beginning of a version, a length or a count. */
const AFTER = String.raw`(?![.:]\d|[-\w]|,\d{3}|\s?(?:ms|bytes|tokens?|lines|kB|MB|%|requests|files|px|seconds?|s\b|min|hours?|times))`
const NUMBERED = new RegExp(`${BEFORE}([45]\\d\\d)${AFTER}`, 'gi')
const NAMED =
  /\b([45]\d\d)[ :-]{1,3}(?:bad request|unauthorized|payment required|forbidden|not found|method not allowed|request time-?out|conflict|payload too large|request entity too large|unprocessable|too many requests|internal server error|not implemented|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|overloaded|server error|client error|status code)/gi

/** The words behind a status say the same as the status. */
const REASON = 24

/** Statuses without a cause: by their numbers, and by what stands behind them. */
export const statusesIn = (text: string): readonly Hit[] =>
  [...text.matchAll(NUMBERED), ...text.matchAll(NAMED)].map((match): Hit => {
    const status = Number(match[1])
    const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 300)
    return { code: codeOfStatus(status, rest, isOfApi(text)), weight: 2, at: match.index, length: match[0].length + REASON }
  })

/** Who speaks to the API itself says so; a gateway's status in the same words is as good as the API's. */
const isOfApi = (text: string): boolean => /\bAPI Error|anthropic|claude/i.test(text)

export function codeOfStatus(status: number, rest: string, ofApi: boolean): CatalogueCode {
  if (status === 407) return 'path.proxy-login'
  if (status === 402) return 'api.billing'
  if (status === 529) return 'api.overloaded'
  const past = /^52[0-7]$|^530$/.test(String(status))
  const headers = past ? { server: 'cloudflare' } : {}
  if (ofApi && !past && (status < 500 || status === 500 || status === 504)) return apiCodeOfStatus(status)
  const said = rest.replace(/^[\s:)\]"'·-]{1,10}/, '').trim()
  return recognise({ status, headers, body: said, wall: unixMillis(0) }).code
}
