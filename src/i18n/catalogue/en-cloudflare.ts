import type { Advice, CatalogueText, TextsOf } from '../catalogue-text.ts'

const WAIT: Advice = {
  action: 'There is nothing to fix on your side. Holdfast keeps trying and goes on by itself when it is over.',
  alone:
    'There is nothing to fix on your side. Wait a few minutes, then try again. holdfast status --wait tells you when it is over.',
}
const OTHER_WAY = 'If you use a VPN or a proxy, try without it, or try another network.'

/** Cloudflare, which stands in front of the provider. */
export const CLOUDFLARE: TextsOf<'cloudflare'> = {
  'cloudflare.500': outage(500, 'Cloudflare, which stands in front of the provider, had an internal error.'),
  'cloudflare.502': outage(502, 'Cloudflare got no usable answer from the provider.'),
  'cloudflare.503': outage(503, 'Cloudflare or the provider is out of service for a moment.'),
  'cloudflare.504': outage(504, 'The provider did not answer Cloudflare in time.'),
  'cloudflare.520': outage(520, 'The provider gave Cloudflare an answer that makes no sense.'),
  'cloudflare.521': outage(521, "The provider's server refused Cloudflare's connection."),
  'cloudflare.522': outage(522, "Cloudflare could not connect to the provider's server in time."),
  'cloudflare.523': outage(523, "Cloudflare cannot reach the provider's server."),
  'cloudflare.524': outage(524, "The provider's server took the request, but did not answer Cloudflare in time."),
  'cloudflare.525': outage(525, "Cloudflare and the provider's server could not agree on encryption."),
  'cloudflare.526': outage(526, "The provider's server showed Cloudflare an invalid certificate."),
  'cloudflare.530': outage(530, "Cloudflare cannot find the provider's server."),
  'cloudflare.access-denied': {
    short: 'blocked by Cloudflare',
    title: 'Cloudflare blocks requests from your connection.',
    meaning: 'A rule of the provider stands against your address, your country or the way you connect.',
    action: OTHER_WAY,
  },
  'cloudflare.rate-limited': {
    short: 'rate limited 429',
    title: 'Cloudflare is taking fewer requests from your connection for a moment.',
    meaning: 'Too many requests came from your address in a short time, perhaps from others who share it.',
    action: 'Wait. Holdfast goes on by itself.',
    alone: 'Wait a minute, then try again.',
  },
  'cloudflare.dns': {
    short: 'provider DNS error',
    title: "Cloudflare cannot resolve the name of the provider's server.",
    meaning: 'A name at the provider is not set up correctly at the moment. Your own DNS is not concerned.',
    ...WAIT,
  },
  'cloudflare.config': {
    short: 'provider set-up error',
    title: "Something is wrong with the provider's set-up at Cloudflare.",
    meaning: 'Only the provider can correct it.',
    ...WAIT,
  },
  'cloudflare.client-tls': {
    short: 'TLS refused',
    title: 'Cloudflare does not accept the encryption that this computer offers.',
    meaning: 'The client is too old, or a program on this computer changes encrypted connections.',
    action: 'Update the client, and switch off web protection of antivirus software for a test.',
  },
  'cloudflare.legal': {
    short: 'legally blocked',
    title: 'The address may not be shown for legal reasons.',
    meaning: 'An authority or the provider has blocked it.',
    action: 'Read the message. Waiting does not help.',
  },
  'cloudflare.challenge': {
    short: 'blocked by Cloudflare',
    title: 'Cloudflare wants proof that a person is asking.',
    meaning: 'It shows a test page, which a program cannot solve. Your connection looks unusual to it.',
    action: OTHER_WAY,
  },
  'cloudflare.too-large': {
    short: 'too large 413',
    title: 'The request is too large.',
    meaning: 'The conversation or a file in it is larger than the API takes, and Cloudflare stopped it.',
    action: 'Shorten the conversation (in Claude Code: /compact), or leave the large file out.',
  },
  'cloudflare.other': {
    short: 'refused by Cloudflare',
    title: 'Cloudflare refuses this request.',
    meaning: 'The API did not see it.',
    action: 'Read the message. Check ANTHROPIC_BASE_URL.',
  },
}

function outage(status: number, title: string): CatalogueText {
  return {
    short: `provider ${status}`,
    title,
    meaning: 'This happened at the provider. Your network and your account are fine.',
    ...WAIT,
  }
}
