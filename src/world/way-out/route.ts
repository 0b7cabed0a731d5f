import { isExempt } from './no-proxy.ts'

export type Env = Readonly<Record<string, string | undefined>>

export type Proxy = {
  readonly scheme: 'http' | 'https'
  /** Without brackets. */
  readonly host: string
  readonly port: number
  /** Value of Proxy-Authorization; undefined without a login in the URL. */
  readonly authorization: string | undefined
  /** For people: `host:port`, never the login. */
  readonly shown: string
  /** The variable that names it. */
  readonly variable: string
}

/** Why a proxy setting cannot be used. `shown` is what stands there, without a login. */
export type ProxyFault = {
  readonly why: 'socks' | 'other-scheme' | 'not-a-url'
  readonly variable: string
  readonly shown: string
}

/** Which way a URL goes. */
export type Route =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: Proxy; readonly written: 'whole' | 'without-scheme' }
  | { readonly kind: 'unusable'; readonly fault: ProxyFault }

/** In the order of Claude Code, for http and https alike. An empty one counts as not set. */
export const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const

/** @param target an absolute http or https URL */
export function routeFor(env: Env, target: string): Route {
  const variable = PROXY_VARIABLES.find((name) => (env[name] ?? '').trim() !== '')
  if (variable === undefined || isExempt(noProxyOf(env), new URL(target))) return { kind: 'direct' }
  return proxyOf(variable, (env[variable] ?? '').trim())
}

/** Both spellings hold, as in the client: programs set one, people the other. */
const noProxyOf = (env: Env): string => `${env['no_proxy'] ?? ''},${env['NO_PROXY'] ?? ''}`

function proxyOf(variable: string, value: string): Route {
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? 'whole' : 'without-scheme'
  const url = URL.parse(written === 'whole' ? value : `http://${value}`)
  const why = url === null ? 'not-a-url' : objectionTo(url, written)
  if (url === null || why !== undefined) {
    const shown = url === null ? withoutLogin(value) : `${written === 'whole' ? `${url.protocol}//` : ''}${url.host}`
    return { kind: 'unusable', fault: { why: why ?? 'not-a-url', variable, shown } }
  }
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const port = Number(url.port || (scheme === 'https' ? 443 : 80))
  const proxy: Proxy = {
    scheme,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    authorization: authorizationOf(url),
    shown: `${url.hostname}:${port}`,
    variable,
  }
  return { kind: 'proxy', proxy, written }
}

function objectionTo(url: URL, written: 'whole' | 'without-scheme'): ProxyFault['why'] | undefined {
  if (url.hostname === '') return 'not-a-url'
  if (/^socks/i.test(url.protocol)) return 'socks'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'other-scheme'
  // `host` alone is more likely a slip than a proxy on port 80.
  return written === 'without-scheme' && url.port === '' ? 'not-a-url' : undefined
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`, 'utf8').toString('base64')}`
}

/** Whoever has a percent sign in the password and did not encode it means the sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const withoutLogin = (value: string): string => value.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, '$1').slice(0, 100)
