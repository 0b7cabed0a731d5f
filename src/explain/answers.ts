import { isCatalogueCode, type CatalogueCode } from '../core/catalogue.ts'
import { recognise } from '../core/recognise.ts'
import type { HeaderValues } from '../core/retry-after.ts'
import { unixMillis, type Millis } from '../core/time.ts'
import type { Line } from './lines.ts'
import type { Weight } from './wording.ts'

/** An HTTP answer in a paste: what curl prints, or a web page in the middle of a message. */
export type FoundAnswer = {
  readonly code: CatalogueCode
  readonly weight: Weight
  readonly line: Line
  /** What it asks to wait. */
  readonly retryAfter: Millis | undefined
}

export type Answers = {
  readonly found: readonly FoundAnswer[]
  /** What is left to be read. */
  readonly rest: readonly Line[]
}

const LONGEST_PAGE = 400
const LONGEST_BODY = 65_536
const OPENS_PAGE = /(?:<!doctype html|<html[\s>]|&lt;html)/i
const HEAD = /^HTTP\/[\d.]{1,3} ([1-5]\d\d)\b/
const HEADER = /^([a-z][\w-]{0,60}): {0,5}(.{0,1000})/i

export function answersIn(lines: readonly Line[]): Answers {
  const found: FoundAnswer[] = []
  const rest: Line[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at] as Line
    const page = OPENS_PAGE.exec(line.text)
    if (HEAD.test(line.text)) {
      const answer = answerAt(lines, at)
      if (answer.found !== undefined) found.push(answer.found)
      at = answer.next
    } else if (page !== null) {
      const before = line.text.slice(0, page.index)
      const { body, next } = pageAt(lines, at, page.index)
      found.push(judgedPage(line, body, { status: statusBefore(before, lines[at - 1]) ?? statusWithin(body), headers: {} }))
      at = next
    } else {
      rest.push(line)
      at++
    }
  }
  return { found, rest }
}

type Taken = { readonly found: FoundAnswer | undefined; readonly next: number }

/** Status line, headers, body. */
function answerAt(lines: readonly Line[], start: number): Taken {
  const line = lines[start] as Line
  const { headers, next: at } = headersAt(lines, start + 1)
  const head = { status: Number(HEAD.exec(line.text)?.[1]), headers }
  const opening = OPENS_PAGE.exec(lines[at]?.text ?? '')
  if (opening !== null) {
    const { body, next } = pageAt(lines, at, opening.index)
    return { found: judgedPage(line, body, head), next }
  }
  const own = headers['x-holdfast-code'] ?? ''
  if (isCatalogueCode(own)) return { found: { code: own, weight: 5, line, retryAfter: undefined }, next: at }
  if (head.status < 300) return { found: headers['content-length'] === '0' ? judged(line, '', head) : undefined, next: at }
  const body = bodyOf(lines, at)
  const found = judged(line, body, head)
  // what stands in the body may say more
  const isRead = found.weight > 2 && !body.startsWith('{')
  return { found, next: isRead && body !== '' ? at + body.split('\n').length : at }
}

function headersAt(lines: readonly Line[], start: number): { readonly headers: HeaderValues; readonly next: number } {
  const headers: Record<string, string> = {}
  let at = start
  for (; at < lines.length; at++) {
    const header = HEADER.exec(lines[at]?.text ?? '')
    if (header === null) break
    headers[(header[1] ?? '').toLowerCase()] = header[2] ?? ''
  }
  while (lines[at]?.text === '') at++
  return { headers, next: at }
}

type Head = { readonly status: number; readonly headers: HeaderValues }

function judged(line: Line, body: string, { status, headers }: Head): FoundAnswer {
  const { code, retryAfter } = recognise({ status, headers, body, wall: unixMillis(0) })
  const isVague = /^(?:other|edge)\.|^api\.(?:invalid-request|internal|unknown)$/.test(code)
  const proxied = code === 'middlebox.proxy-login' ? 'path.proxy-login' : code
  return { code: proxied, weight: isVague ? 2 : 4, line, retryAfter }
}

function judgedPage(line: Line, body: string, { status, headers }: Head): FoundAnswer {
  const isCloudflare = /cloudflare|_cf_chl|cdn-cgi|cf-ray|just a moment/i.test(body)
  const kept = { 'content-type': 'text/html', ...(isCloudflare && { server: 'cloudflare' }), ...headers }
  const answer = judged(line, body.slice(0, LONGEST_BODY), { status, headers: kept })
  if (!isCloudflare && /blocked|forbidden by (?:your|an)|access denied|zscaler|fortiguard|netskope/i.test(body) && status === 200)
    return { ...answer, code: 'middlebox.block-page', weight: 4 }
  return { ...answer, weight: 4 }
}

function pageAt(lines: readonly Line[], start: number, from: number): { readonly body: string; readonly next: number } {
  const parts: string[] = []
  for (let at = start; at < lines.length && at < start + LONGEST_PAGE; at++) {
    const text = unescaped((lines[at]?.text ?? '').slice(at === start ? from : 0, LONGEST_BODY))
    const end = /<\/html>/i.exec(text)
    if (end !== null) return { body: [...parts, text.slice(0, end.index + 7)].join('\n'), next: at + 1 }
    parts.push(text)
  }
  // a page that was cut off in the paste: the rest of the text is no part of it
  const blank = lines.findIndex((line, index) => index > start && line.text === '')
  return { body: parts.join('\n'), next: blank < 0 ? Math.min(lines.length, start + LONGEST_PAGE) : blank }
}

const unescaped = (text: string): string =>
  text
    .replaceAll(/\\[rn]/g, '\n')
    .replaceAll(/\\+"/g, '"')
    .replaceAll(/\\u003c/gi, '<')
    .replaceAll(/\\u003e/gi, '>')

function bodyOf(lines: readonly Line[], start: number): string {
  const parts: string[] = []
  for (let at = start; at < lines.length && at < start + LONGEST_PAGE; at++) {
    const text = lines[at]?.text ?? ''
    if (text === '' || HEAD.test(text)) break
    parts.push(text)
  }
  return parts.join('\n').slice(0, LONGEST_BODY)
}

const NUMBER = /\b([1-5]\d\d)\b(?=[^\d]{0,40}$)/

const statusBefore = (before: string, above: Line | undefined): number | undefined => {
  const text = before.trim() === '' ? (above?.text ?? '').slice(-60) : before.slice(-80)
  const digits = NUMBER.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function statusWithin(body: string): number {
  const title =
    /<(?:title|h1)>\s{0,10}(?:error )?([45]\d\d)\b/i.exec(body)?.[1] ?? /<title>[^<|]{0,200}\| ([45]\d\d):/i.exec(body)?.[1]
  if (title !== undefined) return Number(title)
  return /just a moment|access denied|forbidden|you have been blocked/i.test(body) ? 403 : 200
}
