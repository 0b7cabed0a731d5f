import type { BetweenTexts } from '../doctor-text.ts'

/** Settings, proxies, TLS and clock. */
export const BETWEEN: BetweenTexts = {
  BASE_URL_BAD: {
    title: 'The base URL in your settings is not a web address, so no request can be made.',
    action: 'Write ANTHROPIC_BASE_URL with https:// and a host, or remove it.',
  },
  BASE_URL_TWICE: {
    title: 'The base URL is set in several places, and not to the same; the client uses one of them.',
    action: 'Remove the one that is not meant. A settings file of the client goes before the shell.',
  },
  PROXY_SOCKS_UNSUPPORTED: {
    title: 'Your settings name a SOCKS proxy, which the client cannot use.',
    action: 'Set HTTPS_PROXY to an http:// proxy, or remove it.',
  },
  PROXY_SETTING_BAD: {
    title: 'The proxy address in your settings cannot be used.',
    action: 'Write it as http://host:port, or remove it.',
  },
  PROXY_NOT_SET: {
    title: 'Your network requires a proxy, and your settings do not name it.',
    action: 'Set HTTPS_PROXY to the proxy shown below.',
  },
  NO_PROXY_WRONG: {
    title: ({ host }) => `Your NO_PROXY setting sends ${host} past the proxy, and only the proxy works.`,
    action: 'Remove the entry that matches it from NO_PROXY.',
  },
  PROXY_ALL_IGNORED: {
    title: 'Your settings name a proxy in ALL_PROXY alone, which the client does not read.',
    action: 'If the client needs the proxy, set HTTPS_PROXY to its http:// address.',
  },
  NO_PROXY_GAP: {
    title:
      'A proxy is set, and NO_PROXY does not name the gateway on this computer: the client may ask the proxy for it, in vain.',
    action: 'Add 127.0.0.1,localhost,::1 to NO_PROXY, by name and not as a range.',
  },
  PROXY_DNS: {
    title: 'The proxy in your settings does not exist under that name here.',
    action: 'Correct HTTPS_PROXY. If it is a company proxy, connect the VPN.',
  },
  PROXY_DOWN: {
    title: 'Nothing answers at the proxy address in your settings.',
    action: 'Check host and port in HTTPS_PROXY, and whether the proxy is running.',
  },
  PROXY_HANGS: {
    title: "Your company's proxy takes connections and then does not answer.",
    action: 'Tell whoever runs the proxy.',
  },
  PROXY_AUTH: {
    title: 'The proxy wants a user name and password, and your settings give none that it accepts.',
    action: 'Put them into HTTPS_PROXY: http://user:password@host:port.',
  },
  PROXY_DENIES: {
    title: ({ host }) => `Your company's proxy forbids ${host}.`,
    action: 'Ask whoever runs the proxy to allow it.',
  },
  PROXY_UPSTREAM: {
    title: ({ host, owner }) =>
      owner === 'unknown'
        ? `The proxy cannot reach ${host}, while it reaches other sites. It may be the proxy or the provider.`
        : `Your company's proxy is running but cannot reach anything beyond it.`,
    action: 'Wait a few minutes, then ask whoever runs the proxy.',
  },
  PROXY_NOT_HTTP: {
    title: 'What answers at the proxy address in your settings is not a web proxy.',
    action: 'Check host and port in HTTPS_PROXY.',
  },
  PROXY_CONFLICT: {
    title: 'Your settings name two different proxies, and only one of them is used.',
    action: 'Give all proxy variables the same value.',
  },
  PROXY_NO_SCHEME: {
    title: 'The proxy address in your settings lacks http:// in front; some programs refuse it.',
    action: 'Write it as http://host:port.',
  },
  PROXY_ONLY: { title: 'Everything goes through the proxy here, and works.', action: 'Nothing to do.' },
  CLOCK_FAST: {
    title: "This computer's clock is ahead, so valid certificates look expired.",
    action: 'Set date and time automatically.',
  },
  CLOCK_SLOW: {
    title: "This computer's clock is behind, so valid certificates look as if they were from the future.",
    action: 'Set date and time automatically.',
  },
  CLOCK_DRIFT: {
    title: "This computer's clock is wrong by minutes. It still works, but logins may fail.",
    action: 'Set date and time automatically, then log in again if asked.',
  },
  CA_FILE_BAD: {
    title: 'The certificate file named in NODE_EXTRA_CA_CERTS cannot be read.',
    action: 'Correct the path, or remove the variable.',
  },
  TLS_INTERCEPT: {
    title:
      "Your company's proxy or security software opens encrypted connections, and this computer does not trust its certificate.",
    action: 'Get its root certificate from your IT department and trust it. Do not switch the check off.',
  },
  TLS_INTERCEPT_TRUSTED: {
    title: ({ place }) =>
      `Encrypted connections are opened on the way by somebody whom this computer trusts.${place === 'first' ? ' It works.' : ''}`,
    action: 'Nothing to do.',
  },
  CERT_EXPIRED: {
    title: ({ host, owner }) =>
      owner === 'provider'
        ? `The provider's certificate for ${host} has expired.`
        : owner === 'gateway'
          ? `The certificate of your gateway ${host} has expired.`
          : `The certificate of ${host} looks expired. It may be the server, or this computer's clock.`,
    action: ({ owner }) =>
      owner === 'unknown'
        ? "First check this computer's date and time."
        : owner === 'gateway'
          ? 'Ask whoever runs the gateway to renew it.'
          : 'Wait until it is renewed. Do not switch the check off.',
  },
  CERT_NOT_YET_VALID: {
    title: ({ host }) => `The certificate of ${host} is not valid yet. Most often the clock of this computer is behind.`,
    action: "Check this computer's date and time.",
  },
  CERT_WRONG_NAME: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `What answers at ${host}, the address in your settings, has a certificate for another name.`
        : `Something in your network answers in place of ${host}, with a certificate for another name.`,
    action: ({ owner }) =>
      owner === 'settings' ? 'Check the host in ANTHROPIC_BASE_URL.' : 'Use another network, and look for a sign-in page.',
  },
  CERT_SELF_SIGNED: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `Your gateway ${host} signed its certificate itself, and your settings do not trust it.`
        : `Something in your network answers in place of ${host}, with a certificate that it signed itself.`,
    action: ({ owner }) =>
      owner === 'settings' ? 'Name its certificate in NODE_EXTRA_CA_CERTS.' : 'Use another network. Do not switch the check off.',
  },
  CERT_UNTRUSTED: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `The certificate of your gateway ${host} comes from an authority that your settings do not trust.`
        : `Something in your network answers in place of ${host}, with a certificate that nobody vouches for.`,
    action: ({ owner }) =>
      owner === 'settings'
        ? 'Name the certificate of that authority in NODE_EXTRA_CA_CERTS.'
        : 'Use another network, or ask your IT department. Do not switch the check off.',
  },
  SCHEME_WRONG: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `The base URL in your settings mixes up http and https for ${host}.`
        : `Something in your network answers without encryption in place of ${host}.`,
    action: ({ owner }) =>
      owner === 'settings' ? 'Change http to https, or the other way round, in ANTHROPIC_BASE_URL.' : 'Use another network.',
  },
  MTLS_BAD: {
    title: 'The server wants a client certificate, and the one in your settings is missing or cannot be used.',
    action: 'Check CLAUDE_CODE_CLIENT_CERT, CLAUDE_CODE_CLIENT_KEY and its passphrase.',
  },
  SNI_FILTERED: {
    title: ({ host }) => `Something in your network breaks off connections to the name ${host}.`,
    action: 'Use another network, or ask whoever runs this one to allow it.',
  },
  TLS_VERSION: {
    title: ({ host, owner }) =>
      owner === 'gateway'
        ? `Your gateway ${host} speaks only outdated encryption.`
        : `Something on the way to ${host} speaks only outdated encryption.`,
    action: ({ owner }) => (owner === 'gateway' ? 'Ask whoever runs it to update it.' : 'Use another network.'),
  },
  TLS_STALL: {
    title: ({ host, owner }) =>
      owner === 'network'
        ? 'Your network lets connections begin, and then nothing comes back, whatever the site.'
        : `${host} takes the connection and then does not answer. It may be the provider or something in your network.`,
    action: 'Try another network, such as a phone: if it works there, it is your network.',
  },
  TLS_CUT: {
    title: ({ host, owner }) =>
      owner === 'network'
        ? 'Something in your network breaks off encrypted connections, whatever the site.'
        : `The connection to ${host} is broken off at once. It may be the provider or something in your network.`,
    action: 'Try another network, such as a phone: if it works there, it is your network.',
  },
  TLS_CHECK_OFF: {
    title: 'Your settings switch the check of certificates off, so anybody on the way can read your key and your code.',
    action: 'Remove NODE_TLS_REJECT_UNAUTHORIZED; if a company certificate is the reason, trust that one instead.',
  },
}
