import type { ProxyFacts } from '../../src/probes/facts.ts'
import { above, done, HEALTHY, late, no, ok, together, type Changes } from './observations.ts'
import type { Row } from './row.ts'

/** Through a proxy, with nothing direct. */
const proxied = (changes: Partial<ProxyFacts>): Changes =>
  together(above.noInternet('TIMEOUT', 2000), {
    proxy: {
      route: 'proxy',
      shown: 'http://proxy.corp.test:3128',
      variable: 'HTTPS_PROXY',
      written: 'whole',
      resolves: ok({ addresses: ['192.168.1.9'] }),
      connects: done(),
      ...changes,
    },
    http: { front: no('ERR_PROXY_TUNNEL'), messages: no('ERR_PROXY_TUNNEL'), control: no('ERR_PROXY_TUNNEL') },
  })

export const tunnel = (status: number, banner?: string): ProxyFacts['tunnel'] => ok({ status, banner })

/** The proxy itself, and its settings. */
export const PROXY_ROWS: readonly Row[] = [
  {
    row: '48',
    fault: 'a proxy is needed and not set',
    seen: together(above.noInternet('TIMEOUT', 2000), {
      proxy: { otherWay: { what: 'system-proxy', shown: 'http://proxy.corp.test:3128', tried: done() } },
    }),
    code: 'PROXY_NOT_SET',
    owner: 'settings',
    never: ['NET_UPSTREAM_DOWN'],
  },
  {
    row: '49',
    fault: 'the proxy has no such name',
    seen: together(above.noConnection(done(), ['203.0.113.10']), {
      ...proxied({ resolves: no('ENOTFOUND'), connects: undefined }),
      egress: HEALTHY.egress,
      dns: HEALTHY.dns,
    }),
    code: 'PROXY_DNS',
    owner: 'settings',
  },
  {
    row: '49-only',
    fault: 'the proxy would be the only way out, and has no such name',
    seen: { ...proxied({ resolves: no('ENOTFOUND'), connects: undefined }), dns: HEALTHY.dns },
    code: 'PROXY_DNS',
    owner: 'settings',
    never: ['NET_UPSTREAM_DOWN'],
  },
  {
    row: '22-proxy',
    fault: 'the name server is silent, and the proxy is known by its name',
    seen: {
      ...together(above.noName('TIMEOUT', 2000), proxied({ resolves: no('EAI_AGAIN', 5000), connects: no('EAI_AGAIN', 5000) })),
      egress: HEALTHY.egress,
    },
    code: 'DNS_SERVER_DEAD',
    owner: 'network',
    never: ['PROXY_DNS', 'PROXY_DOWN'],
  },
  {
    row: '50',
    fault: 'the proxy is not running',
    seen: { ...proxied({ connects: no('ECONNREFUSED') }), egress: HEALTHY.egress },
    code: 'PROXY_DOWN',
    owner: 'settings',
  },
  {
    row: '51',
    fault: 'the proxy is silent',
    seen: { ...proxied({ tunnel: late(), tunnelToControl: late() }), egress: HEALTHY.egress },
    code: 'PROXY_HANGS',
    owner: 'proxy',
  },
  {
    row: '52',
    fault: '407',
    seen: { ...proxied({ tunnel: tunnel(407), tunnelToControl: tunnel(407) }), egress: HEALTHY.egress },
    code: 'PROXY_AUTH',
    owner: 'settings',
  },
  {
    row: '51-only',
    fault: 'the proxy is the only way out, and silent',
    seen: proxied({ tunnel: late(), tunnelToControl: late(), otherWay: { what: 'direct', shown: undefined, tried: late() } }),
    code: 'PROXY_HANGS',
    owner: 'proxy',
    never: ['NET_UPSTREAM_DOWN'],
  },
  {
    row: '52-only',
    fault: 'the proxy is the only way out, and wants a login',
    seen: proxied({ tunnel: tunnel(407), tunnelToControl: tunnel(407) }),
    code: 'PROXY_AUTH',
    owner: 'settings',
    never: ['NET_UPSTREAM_DOWN'],
  },
  {
    row: '54-only',
    fault: 'the proxy is the only way out, and reaches nobody',
    seen: proxied({ tunnel: tunnel(502), tunnelToControl: tunnel(502) }),
    code: 'PROXY_UPSTREAM',
    owner: 'proxy',
    never: ['NET_UPSTREAM_DOWN'],
  },
  {
    row: '5-proxy',
    fault: 'a proxy on this computer goes out as everybody here does, and there is no internet',
    seen: proxied({ shown: 'http://127.0.0.1:7890', resolves: undefined, tunnel: tunnel(502), tunnelToControl: tunnel(502) }),
    code: 'NET_UPSTREAM_DOWN',
    owner: 'network',
    never: ['PROXY_UPSTREAM'],
  },
  {
    row: '5-far-proxy',
    fault: 'the proxy is as far out of reach as everybody else',
    seen: proxied({ connects: late(), tunnel: late(), tunnelToControl: late() }),
    code: 'NET_UPSTREAM_DOWN',
    owner: 'network',
    never: ['PROXY_DOWN', 'PROXY_HANGS'],
  },
  {
    row: '53',
    fault: '403 for the target alone',
    seen: { ...proxied({ tunnel: tunnel(403), tunnelToControl: tunnel(200) }), egress: HEALTHY.egress },
    code: 'PROXY_DENIES',
    owner: 'proxy',
    confidence: 'certain',
  },
  {
    row: '55',
    fault: 'no HTTP proxy at all',
    seen: { ...proxied({ tunnel: tunnel(0, 'SSH-2.0-OpenSSH_9.2') }), egress: HEALTHY.egress },
    code: 'PROXY_NOT_HTTP',
    owner: 'settings',
  },
  {
    row: '57',
    fault: 'a SOCKS proxy',
    seen: {
      proxy: { route: 'unusable', fault: 'socks', shown: 'socks5://127.0.0.1:1080', variable: 'HTTPS_PROXY' },
      http: { front: no('UNUSABLE'), messages: no('UNUSABLE') },
    },
    code: 'PROXY_SOCKS_UNSUPPORTED',
    owner: 'settings',
  },
  {
    row: '58',
    fault: 'two variables that disagree',
    seen: { proxy: { conflicting: [{ variable: 'HTTPS_PROXY', shown: 'http://other.test:8080' }] } },
    code: 'PROXY_CONFLICT',
    owner: 'settings',
  },
  {
    row: '59',
    fault: 'NO_PROXY exempts what needs the proxy',
    seen: {
      ...above.noConnection(late()),
      proxy: { exempted: true, otherWay: { what: 'proxy', shown: 'http://proxy.corp.test:3128', tried: done() } },
    },
    code: 'NO_PROXY_WRONG',
    owner: 'settings',
    never: ['TARGET_UNREACHABLE'],
  },
]
