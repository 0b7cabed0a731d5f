import { CHECK_NAMES } from '../core/evidence.ts'
import type { ProbeId } from '../probes/facts.ts'
import type { Controls, Target } from '../probes/probe.ts'
import { ANTHROPIC_API } from '../config/config.ts'
import { USUAL_CONTROLS, type ControlSettings } from './controls.ts'

/** These ask nobody but control hosts. */
const CONTROLS_ONLY: ReadonlySet<ProbeId> = new Set<ProbeId>(['egress', 'portal', 'status'])

/** What a person asked for. */
export type Asked = {
  readonly target: string | undefined
  readonly offline: 'yes' | 'no'
  readonly deep: 'yes' | 'no'
  /** Only these; all when there are none. */
  readonly check: readonly ProbeId[]
  readonly skip: readonly ProbeId[]
  readonly controls: ControlSettings
}

/** What is known before anything is measured. */
export type Ground = {
  /** The client's base URL, as its settings and the environment make it; the one that wins. */
  readonly baseUrl: string | undefined
  /** Upstream of our own configuration, if somebody has chosen one. */
  readonly upstream: string | undefined
  /** Gateways that run or ran on this machine. */
  readonly gateways: readonly { readonly url: string; readonly upstream: string }[]
}

export type Plan = {
  readonly target: Target
  /** The gateway of ours that stands between the client and the target. */
  readonly throughGateway: string | undefined
  readonly controls: Controls
  readonly controlsAllowed: 'yes' | 'no'
  readonly deep: 'yes' | 'no'
  readonly skipped: Readonly<Partial<Record<ProbeId, 'not-asked' | 'offline'>>>
}

/** Which target, compared with what, by which probes. Pure: what it knows of the machine it is told. */
export function plan(asked: Asked, ground: Ground): Plan {
  const { provider = ANTHROPIC_API, ...controls } = asked.controls
  const { url, throughGateway } = whereTo(asked, ground, provider)
  return {
    target: targetAt(url, provider),
    throughGateway,
    controls: { ...USUAL_CONTROLS, ...controls },
    controlsAllowed: asked.offline === 'yes' ? 'no' : 'yes',
    deep: asked.deep,
    skipped: skippedBy(asked),
  }
}

type WhereTo = { readonly url: URL; readonly throughGateway: string | undefined }

/** What cannot be used as a base URL is a finding of its own, and the rest is still worth knowing. */
function whereTo({ target }: Asked, { baseUrl, upstream, gateways }: Ground, provider: string): WhereTo {
  const usable = [target, baseUrl, upstream, provider].map(asBaseUrl).find((url) => url !== undefined)
  let url = usable ?? new URL(ANTHROPIC_API)
  let throughGateway: string | undefined
  // a gateway may stand before another; each only once, or two that name each other would go on for ever
  for (const passed = new Set<string>(); !passed.has(url.origin);) {
    passed.add(url.origin)
    const gateway = gateways.find((one) => URL.parse(one.url)?.origin === url.origin)
    const behind = asBaseUrl(gateway?.upstream)
    if (gateway === undefined || behind === undefined) break
    throughGateway ??= gateway.url
    url = behind
  }
  return { url, throughGateway }
}

/** @returns undefined for what no client could send a request to */
export function asBaseUrl(text: string | undefined): URL | undefined {
  const url = URL.parse(text?.trim() ?? '')
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url : undefined
}

function targetAt(given: URL, provider: string): Target {
  const secure = given.protocol === 'https:'
  // a login in it is nobody's business
  const url = new URL(given)
  url.username = ''
  url.password = ''
  return {
    url: url.href.replace(/\/+$/, ''),
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    official: [ANTHROPIC_API, provider].some((own) => URL.parse(own)?.origin === url.origin),
  }
}

function skippedBy({ check, skip, offline }: Asked): Plan['skipped'] {
  const why = (id: ProbeId): 'not-asked' | 'offline' | undefined => {
    if ((check.length > 0 && !check.includes(id)) || skip.includes(id)) return 'not-asked'
    return offline === 'yes' && CONTROLS_ONLY.has(id) ? 'offline' : undefined
  }
  return Object.fromEntries(CHECK_NAMES.map((id) => [id, why(id)] as const).filter(([, reason]) => reason !== undefined))
}
