import type { KnownBad } from '../core/evidence.ts'
import type { ClientReasonName } from '../i18n/tune-client-text.ts'
import { minutes, ms, seconds, type Millis } from '../core/time.ts'

// What the client's own settings do to waiting, against what was measured. Facts of the client: its documentation, and measurements of it.

/** Who says a value. `elsewhere`: files that beat the person's own, and that are not ours to change. */
export type Speaker = 'shell' | 'user' | 'elsewhere'
export type Told = { readonly value: string; readonly from: string; readonly by: Speaker }

/** A duration that was seen: the value that one in a thousand exceeds. */
export type SeenWait = { readonly p999: Millis; readonly samples: number }

export type ClientFacts = {
  /** Every place that sets a variable, the strongest first. */
  readonly told: (name: string) => readonly Told[]
  /** Where the client's requests go. */
  readonly behind: 'gateway' | 'nobody'
  /** How long the gateway holds a request. */
  readonly patience: Millis
  readonly version: string | undefined
  readonly knownBad: readonly KnownBad[]
  /** From a request to the first byte of its answer; the longest silence within an answer. */
  readonly answers: SeenWait | undefined
  readonly gaps: SeenWait | undefined
  /** The longest time of late in which the API could not be used. */
  readonly outage: Millis | undefined
  readonly isThere: (path: string) => 'yes' | 'no'
  /** A proxy setting that the client cannot use. */
  readonly proxyFault: 'socks' | 'other-scheme' | 'not-a-url' | undefined
  /** NO_PROXY as it must be so that the gateway is not looked for behind a proxy; undefined where it is so. */
  readonly noProxy: string | undefined
}

export type Proposal =
  | { readonly do: 'keep' }
  | { readonly do: 'set'; readonly value: string }
  | { readonly do: 'unset' }
  /** Something that only a person can put right. */
  | { readonly do: 'look' }

export type Evidence =
  | ({ readonly kind: 'answers' | 'gaps' } & SeenWait)
  | { readonly kind: 'outage'; readonly lasted: Millis }
  | { readonly kind: 'known-bad'; readonly what: readonly KnownBad[] }

export type ClientAdvice = {
  readonly setting: string
  /** As it may be shown; undefined where nobody sets it. */
  readonly value: string | undefined
  readonly from: string | undefined
  readonly proposal: Proposal
  readonly why: ClientReasonName
  readonly evidence: Evidence | undefined
  /** Does it still make a difference when requests go through the gateway? */
  readonly behindGateway: 'matters' | 'does-not-matter'
  /** Whether the person's own settings file can do it; else the place that must be changed by hand. */
  readonly doable: 'here' | 'elsewhere'
}

type Judged = Pick<ClientAdvice, 'proposal' | 'why' | 'behindGateway'> & { readonly evidence?: Evidence | undefined }
type Rule = (value: string | undefined, facts: ClientFacts) => Judged | undefined

/** The client's own: https://code.claude.com/docs/en/env-vars */
const REQUEST_WITHIN = minutes(10)
const STREAM_IDLE_FLOOR = seconds(300)
const RETRIES_USUAL = 10
const RETRIES_AT_MOST = 15
const AGENTS_STALL_USUAL = minutes(10)
/** A byte watchdog shorter than this cuts answers that are only slow. */
const BYTES_AT_LEAST = seconds(60)
/** What was seen once in a thousand is no bound: with a margin it is. */
const MARGIN = 1.5

const keep = (why: ClientReasonName, behindGateway: Judged['behindGateway'], evidence?: Evidence): Judged => ({
  proposal: { do: 'keep' },
  why,
  behindGateway,
  evidence,
})
const change = (proposal: Proposal, why: ClientReasonName, rest: Omit<Judged, 'proposal' | 'why'>): Judged => ({
  proposal,
  why,
  ...rest,
})
const UNSET: Proposal = { do: 'unset' }
const LOOK: Proposal = { do: 'look' }
const MATTERS = { behindGateway: 'matters' } as const
const DOES_NOT = { behindGateway: 'does-not-matter' } as const

const numberIn = (value: string): number | undefined => (/^\s*\d+\s*$/.test(value) ? Number(value) : undefined)
const isOn = (value: string | undefined): boolean => /^(?:1|true|yes|on)$/i.test(value?.trim() ?? '')
const isOff = (value: string | undefined): boolean => /^(?:0|false|no|off)$/i.test(value?.trim() ?? '')
const isLifted = ({ told }: ClientFacts): boolean => isOn(told('CLAUDE_CODE_RETRY_WATCHDOG')[0]?.value)

const seen = (kind: 'answers' | 'gaps', wait: SeenWait | undefined): Evidence | undefined =>
  wait === undefined ? undefined : { kind, ...wait }

const requestTimeout: Rule = (value, { answers }) => {
  if (value === undefined) return keep('timeout-usual', 'matters')
  const limit = numberIn(value)
  const evidence = seen('answers', answers)
  if (limit === undefined) return change(UNSET, 'no-number', MATTERS)
  if (limit < REQUEST_WITHIN) return change(UNSET, 'timeout-short', { ...MATTERS, evidence })
  return keep(limit === REQUEST_WITHIN ? 'timeout-usual' : 'timeout-long', 'matters')
}

const retries: Rule = (value, facts) => {
  const { behind, outage } = facts
  const evidence: Evidence | undefined = outage === undefined ? undefined : { kind: 'outage', lasted: outage }
  if (isLifted(facts)) return keep('retries-lifted', 'does-not-matter')
  const count = value === undefined ? RETRIES_USUAL : numberIn(value)
  if (count === undefined) return change(UNSET, 'no-number', MATTERS)
  if (count > RETRIES_AT_MOST) return keep('retries-capped', 'matters')
  if (behind === 'gateway' && count >= RETRIES_USUAL) return keep('retries-left', 'matters')
  if (count === RETRIES_AT_MOST) return keep('retries-enough', 'matters')
  return change({ do: 'set', value: String(RETRIES_AT_MOST) }, 'retries-few', { ...MATTERS, evidence })
}

const watchdog: Rule = (value, { behind }) =>
  keep(isOn(value) ? 'watchdog-on' : behind === 'gateway' ? 'watchdog-left' : 'watchdog-off', 'matters')

const watching: Rule = (value) => (isOff(value) ? change(UNSET, 'watching-off', MATTERS) : undefined)

const streamIdle: Rule = (value, { gaps }) => {
  if (value === undefined) return keep('idle-usual', 'does-not-matter')
  const limit = numberIn(value)
  if (limit === undefined) return change(UNSET, 'no-number', DOES_NOT)
  if (limit > STREAM_IDLE_FLOOR) return change(UNSET, 'idle-long', { ...DOES_NOT, evidence: seen('gaps', gaps) })
  return keep(limit < STREAM_IDLE_FLOOR ? 'idle-floor' : 'idle-usual', 'does-not-matter')
}

const byteIdle: Rule = (value, { gaps }) => {
  if (value === undefined) return undefined
  const limit = numberIn(value)
  if (limit === undefined) return change(UNSET, 'no-number', MATTERS)
  const least = Math.max(BYTES_AT_LEAST, (gaps?.p999 ?? 0) * MARGIN)
  const evidence = seen('gaps', gaps)
  return limit < least ? change(UNSET, 'bytes-short', { ...MATTERS, evidence }) : keep('bytes-fit', 'matters', evidence)
}

/** Of the client: any value but an empty one switches it on. */
const stopsEarly: Rule = (value) => (value === undefined ? undefined : change(UNSET, 'stops-early', MATTERS))

const paidTwice: Rule = (value) =>
  isOn(value) ? keep('paid-once', 'matters') : change({ do: 'set', value: '1' }, 'paid-twice', MATTERS)

const agentsStall: Rule = (value, { behind, patience }) => {
  if (behind === 'nobody') return undefined
  const limit = value === undefined ? AGENTS_STALL_USUAL : numberIn(value)
  if (limit === undefined) return change(UNSET, 'no-number', MATTERS)
  if (limit > patience) return keep('agents-fit', 'matters')
  const wanted = ms(Math.min(patience + minutes(10), LONGEST_TIMEOUT))
  return limit >= wanted ? keep('agents-fit', 'matters') : change({ do: 'set', value: String(wanted) }, 'agents-short', MATTERS)
}

/** setTimeout takes no more, and the client uses it. */
const LONGEST_TIMEOUT = 2_147_483_647

const proxy: Rule = (value, { proxyFault }) => {
  if (value === undefined) return undefined
  return proxyFault === undefined ? keep('proxy-used', 'matters') : change(LOOK, 'proxy-unusable', MATTERS)
}

const noProxy: Rule = (_value, { behind, noProxy: wanted }) =>
  behind === 'nobody' || wanted === undefined ? undefined : change({ do: 'set', value: wanted }, 'gateway-by-proxy', MATTERS)

const fileNamed: Rule = (value, { isThere }) => {
  if (value === undefined) return undefined
  return isThere(value) === 'yes' ? keep('file-there', 'matters') : change(LOOK, 'file-missing', MATTERS)
}

const checks: Rule = (value) => (value?.trim() === '0' ? change(UNSET, 'checks-off', MATTERS) : undefined)

const RULES: readonly (readonly [name: string, rule: Rule])[] = [
  ['API_TIMEOUT_MS', requestTimeout],
  ['CLAUDE_CODE_MAX_RETRIES', retries],
  ['CLAUDE_CODE_RETRY_WATCHDOG', watchdog],
  ['CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK', paidTwice],
  ['CLAUDE_ENABLE_STREAM_WATCHDOG', watching],
  ['CLAUDE_ENABLE_BYTE_WATCHDOG', watching],
  ['CLAUDE_STREAM_IDLE_TIMEOUT_MS', streamIdle],
  ['CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS', byteIdle],
  ['API_FORCE_IDLE_TIMEOUT', watching],
  ['CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS', agentsStall],
  ['FALLBACK_FOR_ALL_PRIMARY_MODELS', stopsEarly],
  ['https_proxy', proxy],
  ['HTTPS_PROXY', proxy],
  ['http_proxy', proxy],
  ['HTTP_PROXY', proxy],
  ['no_proxy', noProxy],
  ['NO_PROXY', noProxy],
  ['NODE_EXTRA_CA_CERTS', fileNamed],
  ['CLAUDE_CODE_CLIENT_CERT', fileNamed],
  ['CLAUDE_CODE_CLIENT_KEY', fileNamed],
  ['NODE_TLS_REJECT_UNAUTHORIZED', checks],
]

/** All that is worth saying of the client's settings: what should change first. */
export function adviseOnClient(facts: ClientFacts): readonly ClientAdvice[] {
  const rows = RULES.flatMap(([setting, rule]) => {
    const told = facts.told(setting)
    const judged = rule(told[0]?.value, facts)
    return judged === undefined ? [] : [adviceOf(setting, told, judged)]
  })
  const all = [...versionRow(facts), ...rows]
  return [...all.filter(({ proposal }) => proposal.do !== 'keep'), ...all.filter(({ proposal }) => proposal.do === 'keep')]
}

function adviceOf(setting: string, told: readonly Told[], judged: Judged): ClientAdvice {
  const [strongest] = told
  return {
    setting,
    value: strongest?.value,
    from: strongest?.from,
    proposal: judged.proposal,
    why: judged.why,
    evidence: judged.evidence,
    behindGateway: judged.behindGateway,
    doable: doableFor(judged.proposal, told),
  }
}

/** The person's own file beats the shell, and is beaten by nearer ones. Only its own words can be taken out of it. */
function doableFor(proposal: Proposal, [strongest, next]: readonly Told[]): ClientAdvice['doable'] {
  if (proposal.do === 'set') return strongest?.by === 'elsewhere' ? 'elsewhere' : 'here'
  // what the file says no longer, the shell would say again
  return proposal.do === 'unset' && strongest?.by === 'user' && next === undefined ? 'here' : 'elsewhere'
}

function versionRow({ version, knownBad }: ClientFacts): readonly ClientAdvice[] {
  if (version === undefined) return []
  const isBad = knownBad.length > 0
  return [
    {
      setting: 'claude --version',
      value: version,
      from: undefined,
      proposal: isBad ? LOOK : { do: 'keep' },
      why: isBad ? 'version-bad' : 'version-fine',
      evidence: isBad ? { kind: 'known-bad', what: knownBad } : undefined,
      behindGateway: 'matters',
      doable: 'elsewhere',
    },
  ]
}

/** What the person's own settings file can do about it. */
export const changesFor = (advice: readonly ClientAdvice[]): readonly ClientAdvice[] =>
  advice.filter(({ proposal, doable }) => doable === 'here' && (proposal.do === 'set' || proposal.do === 'unset'))
