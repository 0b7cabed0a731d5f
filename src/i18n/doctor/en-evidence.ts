import { ms } from '../../core/time.ts'
import type { KnownBad } from '../../core/evidence.ts'
import type { DoctorText, EvidenceTexts } from '../doctor-text.ts'
import { catalogueEn } from '../catalogue.en.ts'
import { counted, englishDuration } from '../text.ts'
import { dayOf, errorText, kilobytes, knownBadIn, momentOf, quick, titleOfCode } from './figures.ts'

const since = (ago: number): string => (ago < 1000 ? 'just now' : `${englishDuration(ms(ago))} ago`)
const spent = (millis: number): string => `${quick(millis)} ms`
const title = (code: string): string => titleOfCode(catalogueEn, code).replace(/\.$/, '')

const LOOKED_UP = {
  system: 'the look-up of this computer',
  'system-control': 'the look-up of another site',
  server: 'the DNS server',
  public: 'the public DNS server',
  unvalidated: 'the same server, asked not to check signatures,',
  'made-up': 'a made-up name under the search domain',
} as const

const FLAWS: Readonly<Record<string, string>> = {
  'line-break': 'a line break',
  quote: 'a quotation mark',
  space: 'a space',
  invisible: 'an invisible character',
  'full-width': 'a full-width character',
  'too-short': 'its end: it is too short',
  'wrong-kind': 'a credential of another kind',
  scheme: 'what belongs before it, such as Bearer',
  placeholder: 'a placeholder in its place',
}

export const KNOWN_BAD: Readonly<Record<KnownBad, string>> = {
  'names-wrong-status-page': "names the provider's status page when a gateway fails",
  'sends-login-to-gateway': 'can send your own login to a gateway',
  'no-cache-behind-gateway': 'gets no use of the prompt cache behind a gateway, which costs more',
  'discards-partial-output': 'throws away what has arrived when an answer breaks off',
  'background-agents-lose-base-url': 'can lose the base URL in background agents',
  'wake-logs-out': 'logs you out when the computer wakes up',
  'stale-sockets': 'uses connections that are closed already, and fails with "Socket is closed"',
  'stalls-aborted': 'breaks answers off as stalled far too often',
  'pings-do-not-count': 'takes an answer through a gateway for dead while it is still waiting',
  'idle-not-recovered': 'fails behind a gateway when an answer pauses, in place of trying again',
  'forced-gateway-login': 'wants a gateway login that does not exist',
  'artifact-tool-refused': 'has every request behind a gateway refused with 400',
  'advisor-tool-refused': 'has every request behind a gateway refused with 400',
  'no-proxy-ignored': 'does not heed all of NO_PROXY, and asks the proxy all the same',
}

/** In the rows of checks: our own words, which no system says. */
export const CAUSES: DoctorText['causes'] = {
  TIMEOUT: 'no answer in time',
  NOT_ASKED: 'not asked',
  STATUS_OLD: 'old copy, says nothing of now',
  STATUS_NOT_JSON: 'unreadable',
  STATUS_TRUNCATED: 'cut off',
  STATUS_OTHER_PAGE: 'page of somebody else',
  STATUS_INCOMPLETE: 'says nothing of the API',
  incident: 'reports an outage',
  minor: 'reports a problem',
  silent: 'does not answer',
  'somebody-else': 'another program answers there',
  socks: 'SOCKS cannot be used',
  'other-scheme': 'not an http address',
  'not-a-url': 'not an address',
  expired: 'expired',
  malformed: 'contains what does not belong there',
  unreadable: 'cannot be read',
  rejected: 'rejected',
  'none-set': 'none is set',
  'not-running': 'none is running',
  'known-addresses': 'DNS fails; it goes on with known addresses',
  'plain-http': 'the address is plain http',
  'by-proxy': 'the proxy does that',
  'no-name': 'no name is needed',
  doubtful: 'doubtful',
  unfit: 'out of order',
  trying: 'being tried again',
  ramping: 'starting again',
}

export const CHECKS: DoctorText['checks'] = {
  link: 'connection',
  egress: 'internet',
  dns: 'names (DNS)',
  portal: 'sign-in page',
  proxy: 'proxy',
  tcp: 'reaching the API',
  mtu: 'large packets',
  tls: 'encryption',
  clock: 'clock',
  http: 'answer of the API',
  gateway: 'local gateway',
  status: 'status page',
  settings: 'settings',
  credential: 'login',
}

export const EVIDENCE: EvidenceTexts = {
  'no-interface': () => 'no Wi-Fi, cable or other connection is up',
  'no-address': ({ device }) => `${device} is connected and has no usable address`,
  'no-route': () => 'there is no default route',
  'first-hop': ({ address, device, state }) =>
    `the router ${address} (${device}) ${state === 'answers' ? 'answers' : state === 'dead' ? 'does not answer' : 'was not heard of'}`,
  tunnel: ({ device }) => `traffic goes into the tunnel ${device}`,
  'other-route': ({ device, millis }) => `through ${device} the internet answers (${spent(millis)})`,
  internet: ({ reached, asked }) => `${reached} of ${asked} well-known addresses on the internet answered`,
  mixed: ({ reached, failed, code }) =>
    `${counted(reached, 'step', 'steps')} worked and ${failed} failed within seconds (${code})`,
  portal: ({ url, status, to }) => `${url} was answered with ${status}${to === undefined ? '' : ` and a redirect to ${to}`}`,
  via: ({ via }) => `pages of different sites came through the same cache (${via})`,
  'look-up': ({ by, server, addresses, code, millis }) =>
    `${LOOKED_UP[by]}${server === undefined ? '' : ` ${server}`} ${code === undefined ? `gave ${addresses.join(', ') || 'no address'}` : `failed: ${errorText(code, 'no answer')}`} (${spent(millis)})`,
  'no-dns-server': ({ file }) => `the list of DNS servers is ${file}`,
  'hosts-line': ({ line }) => `the hosts file says: ${line}`,
  'near-name': ({ host }) => `the nearest known name is ${host}`,
  proxy: ({ shown, variable }) => `the proxy is ${shown}${variable === undefined ? '' : ` (${variable})`}`,
  'proxy-failed': ({ at, code, millis }) =>
    `${{ name: 'looking up the proxy', connect: 'connecting to the proxy', tunnel: 'asking the proxy for a way through' }[at]} failed: ${errorText(code, 'no answer')} (${spent(millis)})`,
  'proxy-answer': ({ to, status }) => `the proxy answered ${status} for ${to === 'target' ? 'the API' : 'another site'}`,
  'proxy-banner': ({ banner }) => `it introduced itself as "${banner}"`,
  'other-way': ({ what, shown }) =>
    what === 'direct'
      ? 'without the proxy it works'
      : `through ${shown ?? 'the proxy'}${what === 'system-proxy' ? ', which the system knows,' : ''} it works`,
  conflicting: ({ variable, shown }) => `${variable} says ${shown}`,
  'target-unreached': ({ host, failed, asked, code }) =>
    `${asked === 1 ? host : `${failed} of ${asked} addresses of ${host}`} took no connection: ${errorText(code, 'no answer')}`,
  'target-reached': ({ host, millis }) => `${host} takes connections (${spent(millis)})`,
  'family-unreached': ({ family, code }) => `IPv${family} leads nowhere: ${errorText(code, 'no answer')}`,
  'address-unreached': ({ address, code }) => `${address}: ${errorText(code, 'no answer')}`,
  'programs-give-up': ({ millis, needed }) => `programs gave up after ${spent(millis)}; ${spent(needed)} are needed`,
  'slow-connects': ({ millis, count }) => `the quickest of ${counted(count, 'connection', 'connections')} took ${spent(millis)}`,
  'repeated-connects': ({ repeated, failed, asked }) =>
    `of ${asked} connections, ${repeated} needed a second try and ${failed} never came`,
  bulk: ({ sent, unacknowledged, millis }) =>
    `of ${kilobytes(sent)} kB sent, ${kilobytes(sent - unacknowledged)} kB arrived within ${spent(millis)}`,
  control: ({ by, code, millis }) =>
    code === undefined
      ? `another site answered normally${by === 'http' ? '' : ` (${by.toUpperCase()})`} in ${spent(millis)}`
      : `another site failed too: ${errorText(code, 'no answer')}`,
  handshake: ({ host, code, millis }) =>
    `the encrypted connection to ${host} failed: ${errorText(code, 'no answer')} (${spent(millis)})`,
  'other-name': ({ millis }) => `the same address answers to another name (${spent(millis)})`,
  certificate: ({ of, subject, issuer, maker, validFrom, validTo }) =>
    `${of === 'target' ? 'the certificate' : "another site's certificate"} is for "${subject}", issued by "${issuer}"${maker === undefined ? '' : ` (${maker})`}, valid from ${dayOf(validFrom)} to ${dayOf(validTo)}`,
  'ca-file': ({ state }) => `the file is ${state}`,
  'checks-off': () => 'certificates are not checked',
  'client-certificate': ({ state }) =>
    ({
      none: 'no client certificate is set',
      used: 'the client certificate that is set was not accepted',
      missing: 'the file of the client certificate is missing',
      unusable: 'the client certificate and its key cannot be used',
    })[state],
  clock: ({ offset, hosts }) =>
    `this computer's clock is ${englishDuration(ms(Math.abs(offset)))} ${offset > 0 ? 'ahead' : 'behind'}, by ${counted(hosts, 'server', 'servers')}`,
  answer: ({ host, status, says, requestId, millis, refusal }) =>
    refusal === 'due'
      ? `${host} answered in ${spent(millis)} and asked for a login, as it should: none was sent (${status}${requestId === undefined ? '' : `, ${requestId}`})`
      : `${host} answered ${status}${says === '' ? '' : ` "${says}"`} in ${spent(millis)}${requestId === undefined ? '' : ` (${requestId})`}`,
  'no-answer': ({ host, code, millis }) => `${host} gave no answer: ${errorText(code, 'silence')} (${spent(millis)})`,
  'reset-at': ({ at }) => `the limit is reset at ${momentOf(at)} UTC`,
  'status-component': ({ host, name, status }) => `${host} says of ${name}: ${status.replaceAll('_', ' ')}`,
  incident: ({ name, ago }) => `reported: "${name}"${ago === undefined ? '' : `, ${since(ago)}`}`,
  'status-quiet': ({ host }) => `${host} reports nothing, which can lag behind`,
  'traffic-failed': ({ code, count, ago, requestId }) =>
    `through the gateway: ${title(code)} (${counted(count, 'time', 'times')}, last ${since(ago)}${requestId === undefined ? '' : `, ${requestId}`})`,
  'traffic-completed': ({ count, ago }) =>
    `through the gateway, ${counted(count, 'answer', 'answers')} came whole, the last ${since(ago)}`,
  'known-addresses': ({ code, ago }) =>
    `requests through the gateway go on: DNS began to fail ${since(ago)} (${errorText(code, 'no answer')}), and the gateway uses addresses that it knows from before`,
  'at-once': ({ count, longest }) =>
    `the last ${count} long answers through the gateway came in one piece at their end (the longest after ${englishDuration(ms(longest))})`,
  lane: ({ name, health }) => `the gateway counts ${name} as ${CAUSES[health] ?? health}`,
  cuts: ({ count, after, ages }) =>
    ages === 'same'
      ? `${count} answers were cut, each after about ${englishDuration(ms(after))}`
      : `${count} answers broke, the longest after ${englishDuration(ms(after))}`,
  woke: ({ ago }) => `this computer woke up ${since(ago)}`,
  offline: ({ ago }) => `this computer was offline ${since(ago)}`,
  gateway: ({ url, state }) =>
    `${url}: ${{ none: 'nothing is running', answers: 'answers', silent: 'does not answer', 'somebody-else': 'another program answers' }[state]}`,
  setting: ({ name, value, from }) => `${name} is "${value}" (${from})`,
  overridden: ({ name, value, from }) => `${name} is also "${value}" (${from}), which does not count`,
  credential: ({ source, from }) => `used is ${source} (${from})`,
  flaw: ({ source, what, at }) => `${source} has ${FLAWS[what] ?? what} at character ${at}`,
  expired: ({ source, ago }) => `${source} ran out ${since(ago)}`,
  'login-answer': ({ status }) => `the site that renews logins answered ${status}`,
  'login-host': ({ code }) => `the site that renews logins gave no answer: ${errorText(code, 'silence')}`,
  'known-bad': ({ version, what }) =>
    `version ${version} ${knownBadIn(KNOWN_BAD, what) ?? 'has a fault that this version of Holdfast does not know'}`,
  node: ({ version }) => `Node.js ${version}`,
  told: ({ code }) => `the client said: ${title(code)}`,
  gap: ({ check, why }) =>
    `the check "${CHECKS[check]}" ${{ 'timed-out': 'gave no result in time', crashed: 'crashed', 'not-asked': 'was left out', offline: 'was left out', 'not-here': 'is not possible here' }[why]}`,
}
