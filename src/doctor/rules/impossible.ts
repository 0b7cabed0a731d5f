import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { factsOf } from '../seen.ts'
import { proxyShown, settingShown } from '../shown.ts'

// Settings with which no request can be made, whatever the network is like.

const baseUrlBad: Rule = (observations) => {
  const stated = factsOf(observations, 'settings')?.baseUrl[0]
  if (stated === undefined || isBaseUrl(stated.value)) return undefined
  return finding('BASE_URL_BAD', {
    confidence: 'certain',
    evidence: settingShown('ANTHROPIC_BASE_URL', stated),
    fixes: ['correct-base-url'],
  })
}

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text.trim())
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== ''
}

const keyMalformed: Rule = (observations) => {
  const used = factsOf(observations, 'credential')?.sources[0]
  if (used?.state !== 'malformed') return undefined
  const { source, from, flaws } = used
  return finding('KEY_MALFORMED', {
    confidence: 'certain',
    evidence: [
      ...flaws.slice(0, 4).map(({ what, at }) => ({ saw: 'flaw', source, what, at }) as const),
      { saw: 'credential', source, from },
    ],
    fixes: ['correct-key'],
  })
}

function brokenProxySetting(observations: Observations): 'socks' | 'other-scheme' | 'not-a-url' | undefined {
  const proxy = factsOf(observations, 'proxy')
  return proxy === undefined || proxy.exempted ? undefined : proxy.fault
}

const socks: Rule = (observations) => {
  if (brokenProxySetting(observations) !== 'socks') return undefined
  return finding('PROXY_SOCKS_UNSUPPORTED', {
    confidence: 'certain',
    evidence: proxyShown(observations),
    fixes: ['correct-proxy', 'unset-proxy'],
  })
}

const proxySetting: Rule = (observations) => {
  const fault = brokenProxySetting(observations)
  if (fault === undefined || fault === 'socks') return undefined
  return finding('PROXY_SETTING_BAD', {
    confidence: 'certain',
    evidence: proxyShown(observations),
    fixes: ['correct-proxy', 'unset-proxy'],
  })
}

export const IMPOSSIBLE_RULES: readonly Rule[] = [baseUrlBad, keyMalformed, socks, proxySetting]
