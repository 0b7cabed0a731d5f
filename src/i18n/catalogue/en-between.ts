import type { Advice, TextsOf } from '../catalogue-text.ts'

const ON_ITS_OWN = 'Holdfast keeps trying and goes on by itself.'

/** What a person does, and what follows. */
const after = (advice: string): Advice => ({ action: `${advice} ${ON_ITS_OWN}`, alone: `${advice} Then try again.` })
/** For what may pass by itself. */
const unless = (advice: string): Advice => ({ action: `${ON_ITS_OWN} ${advice}`, alone: `Try again. ${advice}` })

/** Things between this computer and the provider that answered in its place. */
export const MIDDLEBOX: TextsOf<'middlebox'> = {
  'middlebox.html-page': {
    short: 'web page, not the API',
    title: 'A web page came back instead of an answer.',
    meaning: 'The sign-in page of a network, a proxy or a wrong base URL answered in the place of the API.',
    ...after('Open a browser and see whether the network wants you to sign in. Check ANTHROPIC_BASE_URL if you set it.'),
  },
  'middlebox.empty': {
    short: 'empty answer',
    title: 'The answer was empty.',
    meaning: 'It looked like a success, but there was nothing in it. Something on the way may have swallowed it.',
    ...unless('If it does not end, check the proxy and ANTHROPIC_BASE_URL.'),
  },
  'middlebox.not-json': {
    short: 'not an answer',
    title: 'What came back is not an answer of the API.',
    meaning: 'Something else answered in its place.',
    ...unless('If it does not end, check the proxy and ANTHROPIC_BASE_URL.'),
  },
  'middlebox.redirect': {
    short: 'sent elsewhere',
    title: 'The request was sent on to another address.',
    meaning: 'The API never does that: a sign-in page of the network does, or a base URL with http instead of https.',
    action: 'Open a browser and see whether the network wants you to sign in. Check ANTHROPIC_BASE_URL if you set it.',
  },
  'middlebox.block-page': {
    short: 'blocked by a proxy',
    title: 'A proxy or firewall blocks the request.',
    meaning: 'A web page came back that says no. It is not from the API.',
    action: 'Ask whoever runs your network to allow the host of the API.',
  },
  'middlebox.policy': {
    short: 'host not allowed',
    title: 'The network rules of this environment do not allow the host.',
    meaning: 'A cloud session or sandbox lets only listed hosts through, and this one is not on its list.',
    action: 'Add the host of the API to the allowed hosts of the environment.',
  },
  'middlebox.proxy-login': {
    short: 'proxy login needed',
    title: 'The proxy wants a login.',
    meaning: 'It answered 407: the user name or password is missing or wrong.',
    action: 'Put the login into HTTPS_PROXY (http://user:password@host:port), or ask whoever runs the proxy.',
  },
  'middlebox.proxy-error': {
    short: 'proxy error',
    title: 'The proxy could not get an answer from the API.',
    meaning: 'The proxy is there, but has trouble itself.',
    ...unless('If it does not end, ask whoever runs the proxy.'),
  },
  'middlebox.network-login': {
    short: 'network login needed',
    title: 'The network wants you to sign in first.',
    meaning: 'Hotels, trains and coffee shops ask for this before they let anything through.',
    ...after('Open a browser and sign in.'),
  },
}
