import type { About, AnswerTexts } from '../doctor-text.ts'

const WAIT = 'Nothing to fix here. With holdfast run your session is kept, and continues when they recover.'
const fine = ({ rest }: About): string => (rest === 'fine' ? ' Your computer and network are fine.' : '')
/** Only the client says so. */
const said = ({ rest }: About): string =>
  `What the client showed comes from the provider's servers${rest === 'fine' ? ', not from your computer or network' : ''}.`
const AGAIN = 'Try again: it may be over. If not, wait; with holdfast run your session is kept, and continues when they recover.'

/** Who answers and what, answers that broke, the account, and how it ends. */
export const ANSWERS: AnswerTexts = {
  ANSWERED_BY_OTHER: {
    title: ({ host, owner }) =>
      owner === 'settings'
        ? `What answers at ${host}, the address in your settings, is not the API.`
        : owner === 'proxy'
          ? `Your company's proxy shows a page of its own in place of ${host}.`
          : `Something in your network answers in place of ${host}.`,
    action: ({ owner }) =>
      owner === 'settings'
        ? 'Check ANTHROPIC_BASE_URL.'
        : 'Open a browser and look for a sign-in or block page; otherwise ask whoever runs the network.',
  },
  BASE_URL_PATH: {
    title: 'The base URL in your settings has a path too many: the client adds /v1/messages itself.',
    action: 'Remove /v1 from the end of ANTHROPIC_BASE_URL.',
  },
  FORBIDDEN: {
    title: ({ owner, host }) => {
      if (owner === 'account') return `${host} does not allow this account, or not from this country.`
      if (owner === 'network') return `${host} refuses requests from your network's address, such as a VPN's.`
      if (owner === 'settings') return `A network policy in your settings forbids ${host}.`
      return `${host} refuses the request by a rule of its own.`
    },
    action: ({ owner }) => {
      if (owner === 'account') return 'Check that you use the right account, and whether your country is supported.'
      if (owner === 'network') return 'Switch off the VPN, or use another network.'
      return 'Ask whoever runs it to allow the request.'
    },
  },
  API_SILENT: {
    title: ({ host, owner }) => {
      if (owner === 'provider') return `The provider's server ${host} takes the connection and does not answer.`
      if (owner === 'network') return 'Your network lets connections begin, and no answers come back.'
      return `${host} takes the connection and does not answer. It may be the provider or something on the way.`
    },
    action: 'Run doctor again in a minute; if it stays so, try another network.',
  },
  PROVIDER_5XX: {
    title: (about) => (about.by === 'told' ? said(about) : `The provider's servers are having trouble.${fine(about)}`),
    action: ({ by }) => (by === 'told' ? AGAIN : WAIT),
  },
  PROVIDER_OVERLOADED: {
    title: (about) => (about.by === 'told' ? said(about) : `The provider is overloaded at the moment.${fine(about)}`),
    action: ({ by }) => (by === 'told' ? `${AGAIN} Another model may have room.` : `${WAIT} Another model may have room.`),
  },
  PROVIDER_EDGE: {
    title: (about) =>
      about.by === 'told'
        ? said(about)
        : `The provider's front servers answer, but cannot reach the API behind them.${fine(about)}`,
    action: ({ by }) => (by === 'told' ? AGAIN : WAIT),
  },
  GATEWAY_5XX: {
    title: ({ host }) => `Your gateway ${host} answers with an error of its own.`,
    action: 'Ask whoever runs the gateway; the trouble is there or behind it.',
  },
  THROTTLED: {
    title: ({ owner }) =>
      owner === 'gateway'
        ? 'Your gateway limits requests for the moment.'
        : 'The provider limits requests for the moment. It is not the limit of your plan.',
    action: 'Wait a minute. With holdfast run the session continues by itself.',
  },
  PROVIDER_INCIDENT: {
    title: ({ place }) =>
      place === 'first'
        ? 'The provider reports a problem, though everything that was checked here works. Some models may be affected.'
        : 'The provider reports a problem too; some models may be affected.',
    action: 'If the client fails, wait; holdfast doctor --deep asks a model.',
  },
  WOKE_FROM_SLEEP: {
    title: 'This computer was asleep, and that broke the connection. Nothing is wrong.',
    action: 'Send your message again.',
  },
  IDLE_KILL: {
    title: 'Something in your network cuts connections that are quiet for a while.',
    action: 'Run the client through holdfast run; a router or VPN with a longer idle limit cures it.',
  },
  PROXY_IDLE_CUT: {
    title: "Your company's proxy cuts every long answer after the same time.",
    action: 'Ask whoever runs the proxy to raise its time limit for this host.',
  },
  STREAM_BUFFERED: {
    title: ({ owner }) =>
      owner === 'gateway'
        ? 'Your gateway seems to hold answers back until they are complete.'
        : 'A proxy in your network seems to hold answers back until they are complete.',
    action: 'Ask whoever runs it to switch off buffering for this host.',
  },
  STREAM_STALLED: {
    title: ({ owner }) => {
      if (owner === 'provider') return 'Answers of the provider begin and then stop arriving.'
      if (owner === 'network') return 'Answers begin and then stop arriving; other sites fail too, so it is your network.'
      return 'Answers begin and then stop arriving. It may be the provider or something on the way.'
    },
    action: 'Run the client through holdfast run, and compare with another network.',
  },
  STREAM_CUT: {
    title: ({ owner }) => {
      if (owner === 'provider') return 'Answers of the provider are cut off in the middle.'
      if (owner === 'network') return 'Answers are cut off in the middle; other sites fail too, so it is your network.'
      return 'Answers are cut off in the middle. It may be the provider or something on the way.'
    },
    action: 'Run the client through holdfast run, and compare with another network.',
  },
  KEY_MALFORMED: {
    title: 'The API key in your settings contains characters that do not belong there.',
    action: 'Copy the key again, without quotes, spaces or line breaks.',
  },
  NOT_LOGGED_IN: {
    title: 'You are not logged in: no API key and no login was found.',
    action: 'Log in with /login in the client, or set ANTHROPIC_API_KEY.',
  },
  CREDENTIALS_UNREADABLE: {
    title: 'The login saved on this computer cannot be read.',
    action: 'Check who owns the file and whether it is damaged, or log in again.',
  },
  OAUTH_HOST_BLOCKED: {
    title: ({ owner }) =>
      `Your login must be renewed, and ${owner === 'proxy' ? "your company's proxy" : 'your network'} blocks the site that does it.`,
    action: 'Ask whoever runs the network to allow platform.claude.com, or use another network.',
  },
  OAUTH_HOST_DOWN: {
    title: "Your login must be renewed, and the provider's site that does it is in trouble.",
    action: 'Wait: the client renews the login as soon as the site works again. An API key works meanwhile.',
  },
  LOGIN_EXPIRED: {
    title: 'Your login has expired.',
    action: 'Log in again with /login.',
  },
  KEY_INVALID: {
    title: 'The provider does not accept your API key.',
    action: 'Create a new key in the console, or check that the right one is set.',
  },
  CREDENTIAL_SHADOWED: {
    title: 'An API key in your settings is used in place of your subscription.',
    action: 'Remove the key if you want to use the subscription.',
  },
  LIMIT_REACHED: {
    title: "Your plan's limit is reached.",
    action: 'Wait until it is reset, or use another model if that has room.',
  },
  SPEND_LIMIT: {
    title: 'The spending limit of your account or organisation is reached.',
    action: 'Raise the limit in the console, or ask whoever manages it.',
  },
  CREDIT_EMPTY: {
    title: 'Your account has no credit left.',
    action: 'Add credit in the console, or check that the right key is used.',
  },
  LOGIN_RENEWS: {
    title: 'Your login has run out and will be renewed by the client itself.',
    action: 'Nothing to do.',
  },
  CLIENT_KNOWN_BAD: {
    title: 'The version of the client on this computer is known to be faulty.',
    action: 'Update it.',
  },
  NODE_END_OF_LIFE: {
    title: 'The Node.js on this computer gets no security updates any more.',
    action: 'Install a newer Node.js.',
  },
  WEB_CACHE: {
    title: 'A web cache in your network hands plain http pages on. It does not touch the API.',
    action: 'Nothing to do.',
  },
  SEEN_BEFORE: {
    title: 'There was a failure before; nothing of it can be seen now.',
    action: 'If it comes back, run doctor while it lasts.',
  },
  HEALTHY: {
    title: 'Everything that was checked works. The API front door answers.',
    action: ({ by }) =>
      by === 'told'
        ? 'What the client showed cannot be seen any more. If it comes back, run doctor while it lasts.'
        : 'If the client still fails, run doctor with --error and the message it showed.',
  },
  CANNOT_TELL: {
    title: "It can't be told yet whose fault this is.",
    action: 'Run doctor again in a minute, or from another network.',
  },
}
