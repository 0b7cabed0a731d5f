/** Where requests go. */
export type Upstream = {
  /** For people and for keys: its host. */
  readonly name: string
  readonly origin: string
  /** Path in front of every request's own; empty, or `/…` without a slash at its end. */
  readonly base: string
  /** The provider itself: nothing of ours travels to it. */
  readonly firstParty: 'yes' | 'no'
}

/** @param url an absolute http or https URL, checked by the configuration */
export function upstreamOf(url: string): Upstream {
  const { origin, pathname, host, hostname } = new URL(url)
  return {
    name: host,
    origin,
    base: pathname.replace(/\/+$/, ''),
    firstParty: hostname === 'api.anthropic.com' || hostname.endsWith('.anthropic.com') ? 'yes' : 'no',
  }
}
