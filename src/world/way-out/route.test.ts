import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeFor, type Env, type Route } from './route.ts'

const API = 'https://api.example.com'

function shown(route: Route): string {
  switch (route.kind) {
    case 'direct':
      return 'direct'
    case 'proxy':
      return `${route.proxy.scheme}://${route.proxy.shown} from ${route.proxy.variable}`
    case 'unusable':
      return `${route.fault.why}: ${route.fault.shown}`
  }
}

const WAYS: readonly (readonly [string, Env, string, string?])[] = [
  ['no variable', {}, 'direct'],
  ['HTTPS_PROXY', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128 from HTTPS_PROXY'],
  [
    'lower case before upper case',
    { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' },
    'http://lower:1 from https_proxy',
  ],
  [
    'https before http, in whatever case',
    { HTTPS_PROXY: 'http://s:1', http_proxy: 'http://plain:1' },
    'http://s:1 from HTTPS_PROXY',
  ],
  ['http alone, for https too', { HTTP_PROXY: 'http://plain:1' }, 'http://plain:1 from HTTP_PROXY'],
  ['https alone, for http too', { HTTPS_PROXY: 'http://s:1' }, 'http://s:1 from HTTPS_PROXY', 'http://api.example.com'],
  ['an empty one is not set', { https_proxy: '', HTTPS_PROXY: 'http://upper:1' }, 'http://upper:1 from HTTPS_PROXY'],
  ['blanks are not set', { https_proxy: '  ', HTTPS_PROXY: 'http://upper:1' }, 'http://upper:1 from HTTPS_PROXY'],
  ['ALL_PROXY means nothing to the client', { ALL_PROXY: 'http://all:1' }, 'direct'],
  ['the usual port of http', { HTTPS_PROXY: 'http://p' }, 'http://p:80 from HTTPS_PROXY'],
  ['the usual port of https', { HTTPS_PROXY: 'https://p/' }, 'https://p:443 from HTTPS_PROXY'],
  ['an IPv6 address', { HTTPS_PROXY: 'http://[2001:db8::1]:8080' }, 'http://[2001:db8::1]:8080 from HTTPS_PROXY'],
  ['no scheme', { HTTPS_PROXY: 'proxy.corp:3128' }, 'http://proxy.corp:3128 from HTTPS_PROXY'],
  ['no scheme, but a login', { HTTPS_PROXY: 'me:secret@proxy.corp:3128' }, 'http://proxy.corp:3128 from HTTPS_PROXY'],
  ['a name alone is no proxy', { HTTPS_PROXY: 'proxy' }, 'not-a-url: proxy'],
  ['SOCKS', { HTTPS_PROXY: 'socks5://me:secret@p:1080' }, 'socks: socks5://p:1080'],
  ['SOCKS by its other name', { HTTPS_PROXY: 'socks://p:1080' }, 'socks: socks://p:1080'],
  ['another scheme', { HTTPS_PROXY: 'ftp://p:2121' }, 'other-scheme: ftp://p:2121'],
  ['nonsense keeps its secret', { HTTPS_PROXY: 'http://me:secret@p:port' }, 'not-a-url: http://p:port'],
]

for (const [name, env, expected, target = API] of WAYS) {
  test(`the way out: ${name}`, () => assert.equal(shown(routeFor(env, target)), expected))
}

const LOGINS: readonly (readonly [string, string, string | undefined])[] = [
  ['none', 'http://p:1', undefined],
  ['user and password', 'http://me:secret@p:1', 'me:secret'],
  ['percent-encoded', 'http://corp%5Cme:p%40ss%3Aw%2Ford@p:1', 'corp\\me:p@ss:w/ord'],
  ['not ASCII', 'http://me:%C3%A9@p:1', 'me:é'],
  ['a percent sign that encodes nothing', 'http://me:100%@p:1', 'me:100%'],
  ['a user alone', 'http://me@p:1', 'me:'],
]

for (const [name, url, expected] of LOGINS) {
  test(`a login in the proxy's URL: ${name}`, () => {
    const route = routeFor({ HTTPS_PROXY: url }, API)
    assert.ok(route.kind === 'proxy')
    const { authorization } = route.proxy
    assert.equal(authorization === undefined ? undefined : Buffer.from(authorization.slice(6), 'base64').toString(), expected)
    assert.doesNotMatch(route.proxy.shown, /me|secret|@/)
  })
}

const EXEMPT: readonly (readonly [string, string, 'direct' | 'proxy'])[] = [
  ['', API, 'proxy'],
  ['api.example.com', API, 'direct'],
  ['API.Example.COM', API, 'direct'],
  ['api.example.com.', API, 'direct'],
  ['example.com', API, 'proxy'],
  ['.example.com', API, 'direct'],
  ['.example.com', 'https://example.com', 'direct'],
  ['.example.com', 'https://notexample.com', 'proxy'],
  ['*.example.com', API, 'direct'],
  ['*.example.com', 'https://example.com', 'proxy'],
  ['*', API, 'direct'],
  ['other.com, *', API, 'direct'],
  ['other.com,api.example.com', API, 'direct'],
  ['other.com api.example.com', API, 'direct'],
  ['other.com ,\tapi.example.com,', API, 'direct'],
  ['api.example.com:443', API, 'direct'],
  ['api.example.com:8443', API, 'proxy'],
  ['api.example.com:8443', 'https://api.example.com:8443', 'direct'],
  ['api.example.com:80', 'http://api.example.com', 'direct'],
  ['.example.com:443', API, 'direct'],
  ['2001:db8::1', 'https://[2001:db8::1]', 'direct'],
  ['[2001:db8::1]', 'https://[2001:db8:0::1]', 'direct'],
  ['[2001:db8::1]:443', 'https://[2001:db8::1]', 'direct'],
  ['[2001:db8::1]:444', 'https://[2001:db8::1]', 'proxy'],
  ['2001:DB8:0::1', 'https://[2001:db8::1]', 'direct'],
  ['10.0.0.0/8', 'https://10.1.2.3', 'direct'],
  ['10.0.0.0/8', 'https://11.1.2.3', 'proxy'],
  ['10.0.0.0/8', API, 'proxy'],
  ['2001:db8::/32', 'https://[2001:db8:1::1]', 'direct'],
  ['10.0.0.0/99', 'https://10.1.2.3', 'proxy'],
  ['', 'http://localhost:4180', 'direct'],
  ['', 'http://127.0.0.1:4180', 'direct'],
  ['', 'http://127.8.9.1', 'direct'],
  ['', 'http://[::1]:4180', 'direct'],
  ['', 'http://api.localhost', 'direct'],
  ['', 'http://localhost.example.com', 'proxy'],
]

for (const [list, target, expected] of EXEMPT) {
  test(`NO_PROXY "${list}" and ${target}: ${expected}`, () => {
    assert.equal(routeFor({ HTTPS_PROXY: 'http://p:1', NO_PROXY: list }, target).kind, expected)
  })
}

test('both spellings of NO_PROXY hold', () => {
  const env = { HTTPS_PROXY: 'http://p:1', no_proxy: 'one.com', NO_PROXY: 'two.com' }
  assert.deepEqual(
    ['https://one.com', 'https://two.com', 'https://three.com'].map((url) => routeFor(env, url).kind),
    ['direct', 'direct', 'proxy'],
  )
})
