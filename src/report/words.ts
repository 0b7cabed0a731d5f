import { z } from 'zod'
import { looksLikeModel } from '../core/model-name.ts'
import { WITHHELD, type Pseudonyms } from './pseudonyms.ts'

// The kinds of text that may stand in a report. Each lets a narrow form through and nothing else, so that what no rule
// knows is left out, and never the other way round.

type Shaped = z.ZodType<string>

/** What has this form stays; anything else is withheld. */
const shaped = (form: RegExp): Shaped => z.string().transform((text) => (form.test(text) ? text : WITHHELD))

/** Error codes of systems and libraries, and our own in capitals. */
const errorCode = shaped(/^(?!A(?:KIA|SIA|BIA|CCA))[A-Z][A-Z0-9]{0,19}(?:_[A-Z0-9]{1,20}){0,8}$/)
/** Codes of the catalogue, and other words of ours. */
const word = shaped(/^[a-z]{1,20}(?:[.-][a-z0-9]{1,20}){0,5}$/)
const version = shaped(/^v?\d{1,4}(?:\.\d{1,5}){0,3}(?:-(?:alpha|beta|rc|dev|next)(?:\.\d{1,4})?)?$/)
/** Of the API, of AWS and Azure (uuids), of Cloudflare. */
const REQUEST_ID = /^(?:req_[0-9A-Za-z]{3,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16}-[A-Z]{3})$/
const VARIABLE =
  /^(?:(?:ANTHROPIC|API|AWS|CLAUDE|CLAUDE_CODE|CLOUD_ML|DISABLE|FALLBACK|GOOGLE|NODE|VERTEX)_[A-Z_]{1,50}|(?:https?|all|no)_proxy|(?:HTTPS?|ALL|NO)_PROXY|apiKeyHelper|(?:Claude )?login|gateway-session|console-key|keychain|system|PAC)$/
const variable = shaped(VARIABLE)

/** Variables that the client or its surroundings know; names of others may be anything. */
export const isKnownVariable = (name: string): boolean => VARIABLE.test(name) && name.includes('_')

/** Names of known devices; others may carry a company's name. */
const DEVICE =
  /^(?:lo|eth|en|wl|wlan|ww|utun|tun|tap|wg|ppp|ipsec|tailscale|docker|br|veth|virbr|awdl|llw|bridge|anpi|ap|gif|stf|dummy|bond|vlan|zt)\w{0,12}$|^(?:Wi-Fi|Ethernet|Loopback Pseudo-Interface)(?: \d{1,2})?$/

/** The answer's headers that tell who answered and how it can be found again, and what each may say. */
const HEADERS: Readonly<Record<string, RegExp>> = {
  'request-id': REQUEST_ID,
  'x-request-id': REQUEST_ID,
  'x-amzn-requestid': REQUEST_ID,
  'apim-request-id': REQUEST_ID,
  'cf-ray': REQUEST_ID,
  server: /^(?:cloudflare|envoy|nginx|awselb|haproxy|squid|apache|gws|istio-envoy|holdfast|uvicorn|litellm)(?:\/[\d.]{1,12})?$/i,
  date: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  'content-type': /^(?:text|application)\/[a-z.+-]{2,30}(?:; ?charset=[a-z\d-]{3,12})?$/i,
  'content-length': /^\d{1,12}$/,
  'retry-after': /^\d{1,9}$/,
  'retry-after-ms': /^\d{1,12}$/,
  'x-should-retry': /^(?:true|false)$/,
  'x-deny-reason': /^(?:host_not_allowed|blocked|denied)$/,
  'cf-mitigated': /^challenge$/,
  'cf-error-type': /^[a-z_-]{1,30}$/,
  'cf-error-origin': /^[a-z_-]{1,30}$/,
  'anthropic-ratelimit-unified-status': /^[a-z_]{1,20}$/,
  'anthropic-ratelimit-unified-reset': /^\d{1,13}$/,
}

/** What is known of errors, and says nothing of those who asked: of a body these words alone are kept. */
const BODY_WORDS =
  /no healthy upstream|upstream connect error or disconnect\/reset before headers|(?:retried and the latest )?reset reason: (?:(?:local|remote) )?(?:connection (?:failure|termination|timeout)|reset|refused stream reset|overflow|protocol error)|transport failure reason: delayed connect error: \d{1,3}|upstream request timeout|(?:502 )?bad gateway|service (?:temporarily )?unavailable|gateway time-?out|internal server error|overloaded(?:_error)?|plain HTTP request was sent to HTTPS port|no required SSL certificate was sent|SSL certificate (?:error|required)|\bclient certificate\b|\b403\.7\b|HTTPS|x-api-key header is required|invalid (?:x-api-key|bearer token)|\b(?:authentication|permission|not_found|rate_limit|api|timeout|billing|invalid_request)_error\b/gi

const known = (text: string): string => [...new Set(text.match(BODY_WORDS) ?? [])].join('; ')

const ON_OFF = /^(?:0|1|true|false|yes|no|on|off)$/i

/** A setting's value: numbers, yes and no, models and URLs without their owner; of anything else that it is there. */
function settingValue(text: string, names: Pseudonyms): string {
  if (ON_OFF.test(text) || /^\d{1,12}$/.test(text)) return text
  if (/^https?:\/\//i.test(text)) return names.url(text)
  if (isPublicModel(text)) return text
  return /^[~/]|^[A-Za-z]:[\\/]/.test(text) ? '[a path]' : WITHHELD
}

/** The provider's names, also as the clouds write them. */
const PUBLIC_MODEL =
  /^(?:(?:us|eu|apac|jp|global)\.)?(?:anthropic[./])?claude-(?:[a-z]{3,8}|\d{1,2})(?:[.-](?:[a-z]{3,8}|\d{1,8}))*(?:[@-]v?\d{1,8}(?::\d)?)?$/
const FAMILY = /^(?:claude|fable|haiku|instant|mythos|opus|sonnet|other|all)$/
const isPublicModel = (text: string): boolean => FAMILY.test(text) || (looksLikeModel(text) && PUBLIC_MODEL.test(text))

/** Where a setting stands, without the folder of anybody's project. */
export function settingPlace(from: string): string {
  if (/^(?:shell|keychain)$/.test(from)) return from
  const file = /^~\/\.claude\/(?:settings(?:\.local)?\.json|\.credentials\.json)$/.exec(from)?.[0]
  if (file !== undefined) return file
  if (/(?:^|[\\/])managed-settings(?:\.d[\\/][^\\/]+)?(?:\.json)?$/.test(from)) return 'managed settings'
  const project = /[\\/]\.claude[\\/](settings(?:\.local)?\.json)$/.exec(from)?.[1]
  return project === undefined ? '[a file]' : `[project]/.claude/${project}`
}

/** All kinds of text, with the pseudonyms of one report. `free` is for the one kind that others have written: it is masked. */
export function wordsWith(
  names: Pseudonyms,
  free: (text: string) => string,
): {
  readonly errorCode: Shaped
  readonly word: Shaped
  readonly version: Shaped
  readonly variable: Shaped
  readonly requestId: Shaped
  readonly device: Shaped
  readonly host: Shaped
  readonly address: Shaped
  readonly place: Shaped
  readonly url: Shaped
  readonly value: Shaped
  readonly from: Shaped
  readonly body: Shaped
  readonly free: Shaped
  readonly lane: Shaped
  readonly headers: z.ZodType<Record<string, string>>
} {
  const through = (change: (text: string) => string): Shaped => z.string().transform(change)
  return {
    errorCode,
    word,
    version,
    variable,
    requestId: through((text) => requestIdIn(text, names)),
    device: through((text) => (DEVICE.test(text) ? text : names.name('interface', text))),
    host: through(names.host),
    address: through(names.address),
    place: through(names.place),
    url: through(names.url),
    value: through((text) => settingValue(text, names)),
    from: through(settingPlace),
    body: through(known),
    free: through(free),
    lane: through((text) => (isPublicModel(text) ? text : names.place(text))),
    headers: z.record(z.string(), z.string()).transform((all) => headersIn(all, names)),
  }
}

export const requestIdIn = (text: string, names: Pseudonyms): string => (REQUEST_ID.test(text) ? text : names.name('id', text))

export const modelIn = (text: string, names: Pseudonyms): string => (isPublicModel(text) ? text : names.name('model', text))

function headersIn(all: Readonly<Record<string, string>>, names: Pseudonyms): Record<string, string> {
  return Object.fromEntries(
    Object.entries(HEADERS).flatMap(([name, form]) => {
      const value = all[name]
      if (value === undefined) return []
      if (form === REQUEST_ID) return [[name, requestIdIn(value, names)]]
      return form.test(value) ? [[name, value]] : []
    }),
  )
}
