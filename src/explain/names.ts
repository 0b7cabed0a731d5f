import { isCatalogueCode } from '../core/catalogue.ts'
import { failureCodeOf } from '../core/failure-code.ts'
import { recognise } from '../core/recognise.ts'
import { apiCodeOfType } from '../core/recognise/api.ts'
import { codeOfCloudName } from '../core/recognise/cloud.ts'
import { unixMillis } from '../core/time.ts'
import { catalogueIn } from '../i18n/catalogue.ts'
import { LANGUAGES } from '../i18n/language.ts'
import type { Hit } from './wording.ts'

/** Names that have one meaning wherever they stand: of the API, of clouds, of Node, OpenSSL and undici, of Envoy, and our own. */
export const namesIn = (text: string): readonly Hit[] => [
  ...ownCodes(text),
  ...ownSentences(text),
  ...errorTypes(text),
  ...cloudNames(text),
  ...systemNames(text),
  ...envoyTexts(text),
  ...envoyFlags(text),
  ...cloudflareNumbers(text),
]

/** As our log, our journal and our answers name it. */
const OWN = /(?:x-holdfast-code|\bcode)["'\\]{0,4}\s?[:=]\s?["'\\]{0,4}([a-z]{2,12}\.[a-z0-9-]{3,40})(?![.\w-])/g

const ownCodes = (text: string): readonly Hit[] =>
  [...text.matchAll(OWN)].flatMap((match): readonly Hit[] => {
    const name = match[1] ?? ''
    return isCatalogueCode(name) ? [{ code: name, weight: 5, at: match.index, length: match[0].length }] : []
  })

/** The message of our own answers, in either language. */
function ownSentences(text: string): readonly Hit[] {
  return [...text.matchAll(/Holdfast: /g)].flatMap((match): readonly Hit[] => {
    const said = text.slice(match.index + match[0].length)
    const code = OWN_TITLES.find(([, title]) => said.startsWith(title))?.[0]
    return code === undefined ? [] : [{ code, weight: 5, at: match.index, length: match[0].length }]
  })
}

const OWN_TITLES: readonly (readonly [code: Hit['code'], title: string])[] = LANGUAGES.flatMap((language) =>
  Object.entries(catalogueIn(language)).map(([code, { title }]) => [code as Hit['code'], title] as const),
)

/** JSON, JSON within JSON, and what Python and JavaScript print for it. */
const TYPED = /\b(?:type|code)["'\\]{0,8}\s{0,3}[:=]\s{0,3}["'\\]{0,8}(\w{4,40})/g

const errorTypes = (text: string): readonly Hit[] =>
  [...text.matchAll(TYPED)].flatMap((match): readonly Hit[] => {
    const code = apiCodeOfType(match[1] ?? '')
    // these two stand for anything: what the message says goes before them
    const isVague = match[1] === 'api_error' || match[1] === 'invalid_request_error'
    return code === undefined ? [] : [{ code, weight: isVague ? 2 : 3, at: match.index, length: match[0].length }]
  })

const AWS = /\b([A-Za-z]{4,40}Exception)\b/g
const GOOGLE =
  /(?:status["'\\]{0,8}\s{0,3}[:=]\s{0,3}["'\\]{0,8}|\b[45]\d\d[ :]{1,2}|code = )([A-Z]{5,9}(?:_[A-Z]{4,12}){0,2})\b/g

function cloudNames(text: string): readonly Hit[] {
  return [...text.matchAll(AWS), ...text.matchAll(GOOGLE)].flatMap((match): readonly Hit[] => {
    const name = match[1] ?? ''
    const code = codeOfCloudName(name) ?? codeOfCloudName(name.charAt(0).toUpperCase() + name.slice(1))
    return code === undefined ? [] : [{ code, weight: 3, at: match.index, length: match[0].length }]
  })
}

/** With the system call before it, which says whether it was a name or a connection. */
const SYSTEM =
  /(?:\b(getaddrinfo|query\w{0,8}|connect|read|write)\s{1,3})?\b(E[A-Z]{3,14}|EAI_[A-Z]{3,8}|UND_ERR_\w{3,30}|HPE_\w{3,40}|ERR_(?:SSL|TLS|HTTP2|STREAM)_\w{3,60}|CERT_\w{3,40}|HOSTNAME_MISMATCH)\b/g

const systemNames = (text: string): readonly Hit[] =>
  [...text.matchAll(SYSTEM)].flatMap((match): readonly Hit[] => {
    const { code } = failureCodeOf({ code: match[2] ?? '', syscall: match[1] ?? '', message: '', name: '' })
    return code === 'path.unknown' ? [] : [{ code, weight: 3, at: match.index, length: match[0].length }]
  })

const ENVOY =
  /no healthy upstream|upstream connect error or disconnect\/reset before headers[^"'\\)}\]<]{0,200}|upstream request timeout|\bstream timeout\b(?! ms)|envoy overloaded|RBAC: access denied|local_rate_limited|upstream max stream duration reached|unconditional drop overload/gi

/** Recognised as the answer would be that has this text for its body. */
const envoyTexts = (text: string): readonly Hit[] =>
  [...text.matchAll(ENVOY)].flatMap((match): readonly Hit[] => {
    const body = match[0].replace(/retried and the latest /i, '').trim()
    const { code } = recognise({ status: 503, headers: {}, body, wall: unixMillis(0) })
    return code.startsWith('envoy.') ? [{ code, weight: 4, at: match.index, length: match[0].length }] : []
  })

/** The flags of Envoy's access log, and what goes with them: envoy's docs, configuration/observability/access_log/usage. */
const FLAGS: ReadonlyMap<string, Hit['code']> = new Map([
  ['UH', 'envoy.no-healthy-upstream'],
  ['UF', 'envoy.connection-failure'],
  ['UC', 'envoy.connection-termination'],
  ['LR', 'envoy.local-reset'],
  ['UR', 'envoy.remote-reset'],
  ['UO', 'envoy.overflow'],
  ['UPE', 'envoy.protocol-error'],
  ['OM', 'envoy.overloaded'],
  ['UT', 'envoy.timeout'],
  ['DT', 'envoy.timeout'],
  ['UMSDR', 'envoy.timeout'],
  ['NR', 'envoy.no-route'],
  ['NC', 'envoy.no-cluster'],
  ['RL', 'envoy.rate-limited'],
  ['UAEX', 'envoy.access-denied'],
  ['URX', 'envoy.reset'],
])
const FLAGGED =
  /HTTP\/[\d.]{1,3}"? (?:0|[45]\d\d) ([A-Z]{2,5})(?:,[A-Z]{2,5}){0,3} |upstream_reset_before_response_started\{([a-z_]{3,40})/g

const envoyFlags = (text: string): readonly Hit[] =>
  [...text.matchAll(FLAGGED)].flatMap((match): readonly Hit[] => {
    const detail = `envoy.${(match[2] ?? '').replaceAll('_', '-')}`
    const code = FLAGS.get(match[1] ?? '') ?? (match[2] !== undefined && isCatalogueCode(detail) ? detail : undefined)
    return code === undefined ? [] : [{ code, weight: 4, at: match.index, length: match[0].length }]
  })

/** Cloudflare's errors by their numbers; three digits only where its name or its title stands beside them. */
const CLOUDFLARE =
  /\berror(?: code)?:? ?(1[0-2]\d\d)\b(?=.{0,200}(?:cloudflare|rate limited|access denied|dns|banned|$))|\| (52[0-7]|530): |\berror(?: code)?:? (52[0-7]|530)\b|\b(5(?:2[0-7]|30))\b[:, ]{1,3}(?:web server|origin|connection timed|a timeout|ssl|invalid ssl|<none>|unknown|<!doctype|error)/gi

/** The words behind a number say the same as the number. */
const TITLE = 40

const cloudflareNumbers = (text: string): readonly Hit[] =>
  [...text.matchAll(CLOUDFLARE)].flatMap((match): readonly Hit[] => {
    const number = match.slice(1).find((digits) => digits !== undefined) ?? ''
    const { code } = recognise({
      status: number.length === 3 ? Number(number) : 403,
      headers: { server: 'cloudflare' },
      body: `error code: ${number}`,
      wall: unixMillis(0),
    })
    return code.startsWith('cloudflare.') ? [{ code, weight: 4, at: match.index, length: match[0].length + TITLE }] : []
  })
