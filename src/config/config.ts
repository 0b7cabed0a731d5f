import { dirname, resolve } from 'node:path'
import { defaultPolicy, type Policy, type TimeoutsMode } from '../core/policy.ts'
import type { Millis } from '../core/time.ts'
import { chooseLanguage, type Language } from '../i18n/language.ts'
import { dataDir as usualDataDir } from '../world/data-dir.ts'
import { shown, type ConfigFault, type Expected, type Where } from './config-fault.ts'
import { parseJsonWithComments } from './json-with-comments.ts'
import { DNS_KEYS, FILE_KEYS, fileSchema, wordSchemas, type DnsSettings, type FileSettings, type WordSettings } from './schema.ts'
import type { Surroundings } from './surroundings.ts'

/** How the gateway is to run: complete and readonly. Behind this door nothing has a default. */
export type Config = {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  /** Base URL without a slash at its end. */
  readonly upstream: string
  /** Absolute. */
  readonly dataDir: string
  readonly patience: Millis
  readonly language: Language
  readonly log: 'for-people' | 'json'
  readonly dns: DnsSettings
  readonly policy: Policy
  /** Do limits of time follow what was seen? */
  readonly timeouts: TimeoutsMode
  /** The file it was read from, absolute. */
  readonly file: string | undefined
  /** Which of the settings somebody has chosen, rather than left as they are. */
  readonly chosen: ReadonlySet<keyof FileSettings>
}

/** Flags as commander gives them, before anybody has looked at them. */
export type Flags = {
  readonly config?: string
  readonly port?: string
  readonly host?: string
  readonly upstream?: string
  readonly dataDir?: string
  readonly patience?: string
  readonly lang?: string
  readonly json?: boolean
}

export type ConfigResult = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly fault: ConfigFault }

export const ANTHROPIC_API = 'https://api.anthropic.com'

/** Carries a fault out of the small functions below; never leaves this file. */
class Refused extends Error {
  readonly fault: ConfigFault
  constructor(fault: ConfigFault) {
    super(fault.kind)
    this.fault = fault
  }
}

/** Flags come first, then variables, then the file, then the defaults. */
export function readConfig(flags: Flags, surroundings: Surroundings): ConfigResult {
  try {
    return { ok: true, config: complete(flags, surroundings) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, fault: error.fault }
    throw error
  }
}

function complete(flags: Flags, surroundings: Surroundings): Config {
  const { env, cwd } = surroundings
  const file = fileOf(flags, surroundings)
  const inFile = file === undefined ? {} : readFile(file, surroundings)
  const inWords = wordsOf(flags, env)
  const chosen: FileSettings = { ...inFile, ...inWords }
  const base = inWords.dataDir === undefined && file !== undefined ? dirname(file) : cwd
  return {
    port: chosen.port ?? 4180,
    host: chosen.host ?? '127.0.0.1',
    upstream: chosen.upstream ?? ANTHROPIC_API,
    dataDir: resolve(base, chosen.dataDir ?? usualDataDir(env, surroundings.platform, surroundings.home)),
    ...policyOf(chosen, env),
    dns: dnsOf(chosen),
    language: chosen.language ?? chooseLanguage(undefined, env),
    log: chosen.json === true ? 'json' : 'for-people',
    file,
    chosen: new Set(Object.keys(chosen) as (keyof FileSettings)[]),
  }
}

const dnsOf = ({ dns }: FileSettings): DnsSettings => ({ cache: dns?.cache ?? 'on', resolvers: dns?.resolvers ?? [] })

function policyOf(chosen: FileSettings, env: Surroundings['env']): Pick<Config, 'policy' | 'patience' | 'timeouts'> {
  const { timeouts = 'learned', ...numbers } = chosen.policy ?? {}
  const policy = { ...defaultPolicy, ...numbers } as Policy
  const patience = chosen.patience ?? (runsInCi(env) ? policy.patienceInCi : policy.patience)
  return { policy: { ...policy, patience }, patience, timeouts }
}

function fileOf(flags: Flags, { env, cwd }: Surroundings): string | undefined {
  const said = flags.config ?? env['HOLDFAST_CONFIG']
  return said === undefined || said === '' ? undefined : resolve(cwd, said)
}

/** CI services set it to `true` or to their name. */
const runsInCi = (env: Surroundings['env']): boolean => !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase())

type Word = readonly [name: keyof WordSettings, text: string | undefined, where: Where]

const flag = (name: string): Where => ({ kind: 'flag', flag: name })
const variable = (name: string): Where => ({ kind: 'env', name })

function wordsOf(flags: Flags, env: Surroundings['env']): FileSettings {
  // later ones win
  const words: readonly Word[] = [
    ['dataDir', env['HOLDFAST_DATA_DIR'] || undefined, variable('HOLDFAST_DATA_DIR')],
    ['port', flags.port, flag('--port')],
    ['host', flags.host, flag('--host')],
    ['upstream', flags.upstream, flag('--upstream')],
    ['dataDir', flags.dataDir, flag('--data-dir')],
    ['patience', flags.patience, flag('--patience')],
    ['language', flags.lang, flag('--lang')],
  ]
  const said = words.flatMap(([name, text, where]) => (text === undefined ? [] : [[name, valueOf(name, text, where)] as const]))
  return { ...Object.fromEntries(said), ...(flags.json === true ? { json: true } : {}) }
}

function valueOf(name: keyof WordSettings, text: string, where: Where): unknown {
  const result = wordSchemas[name].safeParse(text)
  if (result.success) return result.data
  throw new Refused({ kind: 'bad-value', where, expected: expectedBy(result.error.issues[0]), got: text })
}

function readFile(file: string, surroundings: Surroundings): FileSettings {
  const text = textOf(file, surroundings)
  const parsed = parseJsonWithComments(text)
  if (!parsed.ok) {
    const { line, column, expected } = parsed
    throw new Refused({ kind: 'not-json', file, line, column, expected })
  }
  const result = fileSchema.safeParse(parsed.value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = issue?.path ?? []
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const where: Where = { kind: 'file', file, line: parsed.lineOf([...path, key]), path: [...path, key].map(String).join('.') }
    const known = path.length === 0 ? FILE_KEYS : path[0] === 'dns' ? DNS_KEYS : [...Object.keys(defaultPolicy), 'timeouts']
    throw new Refused({ kind: 'unknown-setting', where, key, known })
  }
  const where: Where = { kind: 'file', file, line: parsed.lineOf(path), path: path.map(String).join('.') }
  throw new Refused({ kind: 'bad-value', where, expected: expectedBy(issue), got: shown(valueAt(parsed.value, path)) })
}

function textOf(file: string, surroundings: Surroundings): string {
  try {
    return surroundings.readText(file)
  } catch (error) {
    throw new Refused({ kind: 'unreadable', file, code: (error as NodeJS.ErrnoException).code ?? String(error) })
  }
}

/** The schema's messages are names of what was expected: see schema.ts. */
const expectedBy = (issue: { readonly message: string } | undefined): Expected => (issue?.message ?? 'settings') as Expected

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? (inside as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  )
}
