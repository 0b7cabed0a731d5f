import { isIP } from 'node:net'
import { z } from 'zod'
import { POLICY_FIELDS, type Policy, type PolicyKey, type TimeoutsMode } from '../core/policy.ts'
import { ms, parseDuration, type Millis } from '../core/time.ts'
import { LANGUAGES, type Language } from '../i18n/language.ts'
import type { Expected } from './config-fault.ts'

// Every check carries the name of what was expected as its message: config.ts makes a ConfigFault of it.
const expects = (what: Expected): { readonly error: Expected } => ({ error: what })

const duration = z.string(expects('duration')).transform((text, context): Millis => {
  const length = parseDuration(text)
  if (length !== undefined && length > 0) return length
  context.addIssue({ code: 'custom', message: 'duration' satisfies Expected })
  return z.NEVER
})

const milliseconds = z
  .number(expects('duration'))
  .positive(expects('duration'))
  .transform((count) => ms(count))

const upstream = z.string(expects('url')).transform((text, context): string => {
  const url = URL.parse(text)
  const plain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (plain && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href.replace(/\/+$/, '')
  context.addIssue({ code: 'custom', message: 'url' satisfies Expected })
  return z.NEVER
})

/** Keys and kinds come from the policy itself, so that a new number there can be set here at once. */
function policyShape(): Record<PolicyKey, z.ZodOptional<z.ZodType<number>>> {
  const shape = Object.entries(POLICY_FIELDS).map(([key, field]) => {
    const number: z.ZodType<number> =
      field.unit === 'ms'
        ? z.union([duration, milliseconds], expects('duration'))
        : z.number(expects('count')).nonnegative(expects('count'))
    return [key, number.optional()]
  })
  return Object.fromEntries(shape) as Record<PolicyKey, z.ZodOptional<z.ZodType<number>>>
}

/** What a configuration file may say. Everything is optional here, and nothing is behind config.ts. */
export type FileSettings = {
  readonly port?: number | undefined
  readonly host?: string | undefined
  readonly upstream?: string | undefined
  readonly dataDir?: string | undefined
  readonly patience?: Millis | undefined
  readonly language?: Language | undefined
  readonly json?: boolean | undefined
  readonly dns?:
    | { readonly cache?: DnsSettings['cache'] | undefined; readonly resolvers?: readonly string[] | undefined }
    | undefined
  readonly policy?: (Partial<Policy> & { readonly timeouts?: TimeoutsMode | undefined }) | undefined
}

const host = z.string(expects('host')).min(1, expects('host'))
const path = z.string(expects('path')).min(1, expects('path'))
const language = z.enum(LANGUAGES, expects('language'))

const timeouts = z.enum(['learned', 'fixed'], expects('learned-or-fixed')).optional()

/** How names are looked up. `resolvers`: addresses with or without port, asked when the system's own name servers fail. */
export type DnsSettings = { readonly cache: 'on' | 'off'; readonly resolvers: readonly string[] }

const RESOLVER = /^(?:\[([^\]]+)\]|([^\]:[]+))(?::(\d{1,5}))?$|^([\da-f:.]*:[\da-f:.]*:[\da-f:.]*)$/i

function isResolver(text: string): boolean {
  const [, inBrackets, plain, port = '53', alone] = RESOLVER.exec(text) ?? []
  const family = isIP(inBrackets ?? plain ?? alone ?? '')
  return family === (plain === undefined ? 6 : 4) && Number(port) > 0 && Number(port) <= 65_535
}

const resolvers = z
  .array(z.string(expects('resolvers')).refine(isResolver, expects('resolvers')), expects('resolvers'))
  .max(3, expects('resolvers'))
const dns = z.strictObject(
  { cache: z.enum(['on', 'off'], expects('on-or-off')).optional(), resolvers: resolvers.optional() },
  expects('settings'),
)

/** The settings that a file knows below `dns`. */
export const DNS_KEYS: readonly string[] = Object.keys(dns.shape)

const shape = {
  port: z.int(expects('port')).min(0, expects('port')).max(65_535, expects('port')).optional(),
  host: host.optional(),
  upstream: upstream.optional(),
  dataDir: path.optional(),
  patience: duration.optional(),
  language: language.optional(),
  json: z.boolean(expects('yes-or-no')).optional(),
  dns: dns.optional(),
  policy: z.strictObject({ ...policyShape(), timeouts }, expects('settings')).optional(),
}

export const fileSchema: z.ZodType<FileSettings> = z.strictObject(shape, expects('settings')) as z.ZodType<FileSettings>

/** The settings that a file knows at its top, for the suggestion after a misspelt one. */
export const FILE_KEYS: readonly string[] = Object.keys(shape)

const portInWords = z
  .string()
  .regex(/^\d{1,5}$/, expects('port'))
  .transform(Number)
  .refine((number) => number <= 65_535, expects('port'))

/** The same for what comes from flags and variables, where everything is a text. */
export type WordSettings = Required<Omit<FileSettings, 'json' | 'dns' | 'policy'>>
export const wordSchemas: { readonly [Name in keyof WordSettings]: z.ZodType<NonNullable<WordSettings[Name]>> } = {
  port: portInWords,
  host: host,
  upstream: upstream,
  dataDir: path,
  patience: duration,
  language: language,
}
