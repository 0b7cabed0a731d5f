/** Where requests go. */
export type Upstream = {
  /** For people and for keys: its host. */
  readonly name: string
  readonly origin: string
  /** Path in front of every request's own; empty, or `/…` without a slash at its end. */
  readonly base: string
  /** The provider itself: nothing of ours travels to it. */
  readonly firstParty: 'yes' | 'no'
  /** On this machine, or one that is reached without any address that was given to it: no network is needed. */
  readonly near: 'yes' | 'no'
}

const NEAR = /^(?:127\.|0\.0\.0\.0$|169\.254\.|\[(?:::1?\]|::ffff:7f|fe[89ab]))|(?:^|\.)(?:localhost|local)\.?$/

/** @param url an absolute http or https URL, checked by the configuration */
export function upstreamOf(url: string): Upstream {
  const { origin, pathname, host, hostname } = new URL(url)
  return {
    name: host,
    origin,
    base: pathname.replace(/\/+$/, ''),
    firstParty: hostname === 'api.anthropic.com' || hostname.endsWith('.anthropic.com') ? 'yes' : 'no',
    near: NEAR.test(hostname) ? 'yes' : 'no',
  }
}
