import { REFUSALS, type RefusalCode } from '../catalogue.ts'
import { retryAfterOfSeconds } from '../retry-after.ts'
import type { Look, Recogniser } from './look.ts'

const CLASSES: readonly { readonly code: RefusalCode; readonly numbers: readonly number[] }[] = [
  {
    code: 'cloudflare.access-denied',
    numbers: [1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1020, 1106, 1107, 1108, 1109],
  },
  { code: 'cloudflare.rate-limited', numbers: [1015, 1025, 1027, 1200] },
  { code: 'cloudflare.dns', numbers: [1000, 1001, 1002, 1016, 1018, 1019] },
  { code: 'cloudflare.config', numbers: [1003, 1004, 1013, 1014, 1023, 1033, 1034, 1038, 1205] },
  { code: 'cloudflare.client-tls', numbers: [1017, 1028, 1029, 1044] },
  { code: 'cloudflare.legal', numbers: [1026, 1039] },
]

const BY_NUMBER: ReadonlyMap<number, RefusalCode> = new Map(
  CLASSES.flatMap(({ code, numbers }) => numbers.map((number) => [number, code] as const)),
)

const PAGE =
  /cf-error-details|cf-error-code|cloudflare ray id|<center>cloudflare<\/center>|\| cloudflare<\/title>|\/cdn-cgi\/styles\//i
const CHALLENGE = /<title>just a moment\.\.\.<\/title>|window\._cf_chl_opt/i
// "Error 1015", "Error code 522", "error code: 1020", with tags in between
const NUMBER = /\berror(?: code)?(?:[\s:]|&nbsp;|<[^<>]{0,120}>){1,60}(1\d{3}|5[0-3]\d)\b/i
const TITLE = /<title>[^<|]{0,200}\| (5[0-3]\d):/i

/** Cloudflare's own answers: RFC 9457 JSON, pages, and one-line texts. What it only passes on is not its own. */
export const recogniseCloudflare: Recogniser = (look) => {
  const { status, headers, json } = look
  if (json?.['cloudflare_error'] === true) return fromJson(json, status)
  if (headers['cf-mitigated']?.toLowerCase() === 'challenge') return { code: 'cloudflare.challenge' }
  if (status < 400) return undefined
  const number = numberOfLine(look)
  if (number !== undefined) return { code: codeOf(number, status) }
  return look.html ? fromPage(look) : isMarked(look) ? { code: codeOfStatus(status) } : undefined
}

/** `error code: 1020`, its text for those who accept no HTML. Four digits are nobody else's. */
function numberOfLine(look: Look): number | undefined {
  const digits = /^error code: (\d{3,4})$/i.exec(look.text)?.[1]
  return digits !== undefined && (digits.length === 4 || camePast(look)) ? Number(digits) : undefined
}

function fromPage(look: Look): ReturnType<Recogniser> {
  const { status, text } = look
  if (camePast(look) && CHALLENGE.test(text)) return { code: 'cloudflare.challenge' }
  if (!PAGE.test(text) && !isMarked(look)) return undefined
  return { code: codeOf(Number(NUMBER.exec(text)?.[1] ?? TITLE.exec(text)?.[1] ?? status), status) }
}

/** Cloudflare made it or passed it on. */
const camePast = ({ headers, server }: Look): boolean => headers['cf-ray'] !== undefined || server.startsWith('cloudflare')

/** `cf-error-type` stands on Cloudflare's own pages alone, and nobody else uses 520 to 530. */
const isMarked = (look: Look): boolean =>
  camePast(look) && (look.headers['cf-error-type'] !== undefined || (look.json === undefined && OWN_STATUSES.has(look.status)))

const OWN_STATUSES: ReadonlySet<number> = new Set([520, 521, 522, 523, 524, 525, 526, 527, 530])

function fromJson(json: Readonly<Record<string, unknown>>, status: number): ReturnType<Recogniser> {
  const retryAfter = retryAfterOfSeconds(json['retry_after'])
  return { code: codeOf(Number(json['error_code']), status), ...(retryAfter !== undefined && { retryAfter }) }
}

/** @param number of the error, a 1xxx or a status; falls back to the status */
function codeOf(number: number, status: number): RefusalCode {
  const known = BY_NUMBER.get(number)
  if (known !== undefined) return known
  const own = `cloudflare.${number}`
  if (isOwn(own)) return own
  return codeOfStatus(status)
}

const isOwn = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code)

function codeOfStatus(status: number): RefusalCode {
  const own = `cloudflare.${status}`
  if (isOwn(own)) return own
  if (status === 403) return 'cloudflare.access-denied'
  if (status === 413) return 'cloudflare.too-large'
  if (status === 429) return 'cloudflare.rate-limited'
  if (status === 451) return 'cloudflare.legal'
  return status >= 500 ? 'cloudflare.520' : 'cloudflare.other'
}
