import type { Advice, TextsOf } from '../catalogue-text.ts'

const ON_ITS_OWN = 'Holdfast keeps trying and goes on by itself as soon as the way is free.'
/** What a person does, and what follows. */
const after = (advice: string): Advice => ({ action: `${advice} ${ON_ITS_OWN}`, alone: `${advice} Then try again.` })
const WHOSE = 'If other websites fail too, it is your network; if only this one fails, it is probably the provider.'
const CANNOT_TELL: Advice = { action: `${WHOSE} ${ON_ITS_OWN}`, alone: `${WHOSE} Try again in a few minutes.` }
const DNS_ADVICE: Advice = after('Check whether other websites open. If they do not, reconnect the network or the VPN.')
const PROXY_ADVICE = 'Check HTTPS_PROXY, or ask whoever runs the proxy.'
const CA_ADVICE =
  'If your company inspects encrypted traffic, ask for its root certificate and set NODE_EXTRA_CA_CERTS to the file. Do not switch the check off.'

/** The way to the provider. */
export const PATH: TextsOf<'path'> = {
  'path.dns-not-found': {
    short: 'name not found',
    title: 'The name of the API server cannot be found.',
    meaning: 'The network is down, the DNS server blocks the name, or the base URL has a typing mistake.',
    ...after('Check whether other websites open, and check ANTHROPIC_BASE_URL if you set it.'),
  },
  'path.dns-temporary': {
    short: 'DNS not answering',
    title: 'The name of the API server cannot be looked up at the moment.',
    meaning: 'The DNS server does not answer, or there is no network.',
    ...DNS_ADVICE,
  },
  'path.dns-refused': {
    short: 'DNS refuses',
    title: 'The DNS server refuses to look up names.',
    meaning: 'It is not running, or does not serve your computer.',
    ...DNS_ADVICE,
  },
  'path.dns-server-failure': {
    short: 'DNS failing',
    title: 'The DNS server failed to look up the name of the API server.',
    meaning: 'It is running, but could not get an answer itself.',
    ...DNS_ADVICE,
  },
  'path.dns-timeout': {
    short: 'DNS not answering',
    title: 'The DNS server did not answer in time.',
    meaning: 'The name of the API server could not be looked up.',
    ...DNS_ADVICE,
  },
  'path.refused': {
    short: 'connection refused',
    title: 'The connection was refused.',
    meaning: 'Nothing is listening at that address, or a firewall turns the connection away.',
    action: `If the base URL is a program of your own, start it. ${CANNOT_TELL.action}`,
    alone: `If the base URL is a program of your own, start it. ${CANNOT_TELL.alone}`,
  },
  'path.reset': {
    short: 'connection reset',
    title: 'The connection was cut before an answer came.',
    meaning: 'The server, a firewall or something in between broke it off.',
    ...CANNOT_TELL,
  },
  'path.not-delivered': {
    short: 'request does not arrive',
    title: 'The connection was there, but the request sent on it never arrived.',
    meaning: 'A router or a VPN has forgotten the connection, or large packets do not pass.',
    action: 'Holdfast sends it again on a new connection, and goes on by itself. If it happens often, run holdfast doctor.',
    alone: 'Try again: the client makes a new connection. If it happens often, reconnect the network or the VPN.',
  },
  'path.unreachable': {
    short: 'host unreachable',
    title: 'There is no way to the server.',
    meaning: 'A router or the VPN does not know where to send the data.',
    ...after('Check the network and the VPN.'),
  },
  'path.no-route': {
    short: 'no network',
    title: 'This computer has no network.',
    meaning: 'Wi-Fi, cable or VPN is not connected.',
    ...after('Connect to a network.'),
  },
  'path.offline': {
    short: 'offline',
    title: 'This computer is offline.',
    meaning: 'None of its network connections leads outside. The provider has nothing to do with it.',
    action: 'Connect to a network. Holdfast asks nobody until then, and goes on by itself within two seconds of its return.',
    alone: 'Connect to a network, then try again.',
  },
  'path.blocked': {
    short: 'blocked here',
    title: 'This computer does not allow the connection.',
    meaning: 'A firewall or a VPN on this computer blocks it.',
    ...after('Allow the connection in the firewall, or reconnect the VPN.'),
  },
  'path.no-sockets': {
    short: 'no free connections',
    title: 'This computer cannot open more connections.',
    meaning: 'Programs have too many files or connections open at once.',
    ...after('Close programs that are not needed.'),
  },
  'path.connect-timeout': {
    short: 'cannot connect',
    title: 'The server did not accept the connection in time.',
    meaning: 'The server is down, or something on the way swallows the data.',
    ...CANNOT_TELL,
  },
  'path.tls-timeout': {
    short: 'TLS not answering',
    title: 'The encrypted connection was not set up in time.',
    meaning: 'The server or something on the way accepts connections but says nothing.',
    ...CANNOT_TELL,
  },
  'path.tls-handshake': {
    short: 'TLS failed',
    title: 'The encrypted connection could not be set up.',
    meaning: 'The server or something on the way broke it off at the start.',
    ...CANNOT_TELL,
  },
  'path.tls-not-tls': {
    short: 'no TLS there',
    title: 'The server does not speak https at this address.',
    meaning: 'The base URL says https, but the port speaks plain http or something else.',
    action: 'Check ANTHROPIC_BASE_URL: http or https, and the port.',
  },
  'path.tls-version': {
    short: 'TLS too old',
    title: 'The server and this computer have no common kind of encryption.',
    meaning: 'The server, or a device on the way, is too old.',
    action: 'Ask whoever runs the address in ANTHROPIC_BASE_URL to update it.',
  },
  'path.tls-client-cert': {
    short: 'client cert needed',
    title: 'The server wants a client certificate.',
    meaning: 'None was sent, or the one that was sent is not accepted.',
    action: 'Ask whoever runs the address for a certificate, and set it in the client.',
  },
  'path.tls-client-cert-unusable': {
    short: 'client cert unusable',
    title: 'The client certificate of this computer cannot be used.',
    meaning: 'A file is missing or unreadable, certificate and key do not belong together, or the passphrase is wrong.',
    action: 'Check CLAUDE_CODE_CLIENT_CERT, CLAUDE_CODE_CLIENT_KEY and CLAUDE_CODE_CLIENT_KEY_PASSPHRASE.',
  },
  'path.tls-cert-expired': {
    short: 'certificate expired',
    title: 'The certificate of the server has expired.',
    meaning: 'Either nobody renewed it, or the clock of this computer is fast.',
    action: 'Check date and time of this computer first.',
  },
  'path.tls-cert-not-yet-valid': {
    short: 'check the clock',
    title: 'The certificate of the server is not valid yet.',
    meaning: 'Nearly always the clock of this computer is slow.',
    action: 'Set date and time of this computer to automatic.',
  },
  'path.tls-cert-wrong-name': {
    short: 'wrong certificate',
    title: 'Somebody else answered in the place of the server.',
    meaning: 'The certificate belongs to another name. A sign-in page of the network does that, or a wrong DNS answer.',
    action: 'Open a browser and see whether the network wants you to sign in. Check ANTHROPIC_BASE_URL if you set it.',
  },
  'path.tls-cert-self-signed': {
    short: 'untrusted certificate',
    title: 'The certificate of the server is signed by nobody but itself.',
    meaning: 'A gateway of your own does that, or something on the way that wants to read along.',
    action: `If it is your own gateway, set NODE_EXTRA_CA_CERTS to its certificate. ${CA_ADVICE}`,
  },
  'path.tls-cert-unknown-issuer': {
    short: 'untrusted certificate',
    title: 'The certificate of the server comes from an issuer that this computer does not know.',
    meaning: "Usually the company's proxy or antivirus software opens encrypted connections and shows a certificate of its own.",
    action: CA_ADVICE,
  },
  'path.tls-cert-invalid': {
    short: 'invalid certificate',
    title: 'The certificate of the server is not valid.',
    meaning: 'It was revoked, or is not made as it must be.',
    action: 'Do not switch the check off. Try another network, and tell whoever runs the address.',
  },
  'path.protocol-error': {
    short: 'not HTTP',
    title: 'The answer cannot be read as HTTP.',
    meaning: 'Another program is listening at that address, or something on the way garbles the data.',
    ...after('Check host and port of ANTHROPIC_BASE_URL and HTTPS_PROXY.'),
  },
  'path.proxy-login': {
    short: 'proxy login needed',
    title: 'The proxy wants a login.',
    meaning: 'It answered 407: the user name or password is missing or wrong.',
    action: `Put the login into HTTPS_PROXY (http://user:password@host:port). ${PROXY_ADVICE}`,
  },
  'path.proxy-denied': {
    short: 'proxy denies',
    title: 'The proxy does not allow connections to the API.',
    meaning: 'A rule of your company or network stands against it.',
    action: 'Ask whoever runs the proxy to allow the host of the API.',
  },
  'path.proxy-refused': {
    short: 'proxy hung up',
    title: 'The proxy hung up.',
    meaning: 'It is not running properly, or the address is not a proxy.',
    ...after(PROXY_ADVICE),
  },
  'path.proxy-error': {
    short: 'proxy error',
    title: 'The proxy could not connect to the API.',
    meaning: 'The proxy is there, but has trouble itself.',
    ...after(PROXY_ADVICE),
  },
  'path.proxy-hangs': {
    short: 'proxy not answering',
    title: 'The proxy does not answer.',
    meaning: 'It accepted the connection and then said nothing.',
    ...after(PROXY_ADVICE),
  },
  'path.proxy-tls': {
    short: 'proxy certificate bad',
    title: 'The certificate of the proxy is not accepted.',
    meaning: 'The connection to the proxy itself is encrypted, and its certificate does not fit.',
    action: PROXY_ADVICE,
  },
  'path.proxy-unreachable': {
    short: 'proxy unreachable',
    title: 'The proxy cannot be reached.',
    meaning: 'It is not running, or this computer is not in the network where it stands.',
    ...after('If you have left the company network, connect its VPN or unset HTTPS_PROXY.'),
  },
  'path.proxy-not-found': {
    short: 'proxy not found',
    title: 'The name of the proxy cannot be looked up.',
    meaning: 'This computer is not in the network that knows the name, there is no DNS, or the name has a typing mistake.',
    ...after('Check HTTPS_PROXY, or connect the VPN of your company.'),
  },
  'path.proxy-not-http': {
    short: 'not a proxy',
    title: 'What answers at the address of the proxy is not an HTTP proxy.',
    meaning: 'Another program is listening there, or the proxy speaks SOCKS.',
    action: 'Check host and port of HTTPS_PROXY.',
  },
  'path.proxy-setting': {
    short: 'proxy setting wrong',
    title: 'The proxy setting cannot be used.',
    meaning: 'It is not a URL, or names a kind of proxy other than http and https, such as SOCKS.',
    action: 'Write it as HTTPS_PROXY=http://host:port, then restart Holdfast.',
    alone: 'Write it as HTTPS_PROXY=http://host:port, then restart the client.',
  },
  'path.silent-headers': {
    short: 'no answer',
    title: 'The server took the request and then said nothing.',
    meaning: 'It is overloaded or stuck, or the connection died without a sign.',
    ...CANNOT_TELL,
  },
  'path.silent-first-event': {
    short: 'no answer',
    title: 'The answer began, but nothing came.',
    meaning: 'The server is stuck, or something on the way holds the data back.',
    ...CANNOT_TELL,
  },
  'path.closed-before-headers': {
    short: 'connection closed',
    title: 'The connection was closed before an answer came.',
    meaning: 'The server or something on the way ended it.',
    ...CANNOT_TELL,
  },
  'path.unknown': {
    short: 'connection failed',
    title: 'The request failed in a way that Holdfast does not know.',
    meaning: 'No answer came.',
    ...CANNOT_TELL,
  },
}

/** Answers that broke. */
export const ANSWER: TextsOf<'answer'> = {
  'answer.cut': {
    short: 'answer cut off',
    title: 'The answer was cut off.',
    meaning: 'The connection ended before the answer did.',
    ...CANNOT_TELL,
  },
  'answer.silent': {
    short: 'answer stalled',
    title: 'The answer stopped arriving.',
    meaning: 'The connection is open, but nothing has come for a long time.',
    ...CANNOT_TELL,
  },
  'answer.empty': {
    short: 'empty answer',
    title: 'The answer was empty.',
    meaning: 'It looked like a success, but there was nothing in it.',
    ...CANNOT_TELL,
  },
  'answer.not-an-answer': {
    short: 'not an answer',
    title: 'What came is not an answer of the API.',
    meaning: 'It looked like a success, but was something else.',
    ...after('If this goes on, check ANTHROPIC_BASE_URL and your proxy.'),
  },
}
