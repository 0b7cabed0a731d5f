import type { Advice, TextsOf } from '../catalogue-text.ts'

const WAIT: Advice = {
  action: 'There is nothing to fix on your side. Holdfast keeps trying and goes on by itself when it is over.',
  alone:
    'There is nothing to fix on your side. Wait a few minutes, then try again. holdfast status --wait tells you when it is over.',
}

/** The API's own errors. */
export const API: TextsOf<'api'> = {
  'api.invalid-request': {
    short: 'bad request 400',
    title: 'The API does not accept this request.',
    meaning: 'Something in the request is wrong or not supported, for instance a setting that this model does not know.',
    action: 'Read the message of the API. If you changed nothing, update the client and start a new conversation.',
  },
  'api.authentication': {
    short: 'login refused 401',
    title: 'The API does not accept the key or login.',
    meaning: 'The API key or the login is wrong, has expired or was revoked.',
    action: 'Log in again (in Claude Code: /login), or check the API key.',
  },
  'api.billing': {
    short: 'payment needed',
    title: 'The account has no credit left, or its payment failed.',
    meaning: 'The API only works again when the bill is settled. Waiting does not help.',
    action: 'Open the billing page of the Console, add credit or check the payment method.',
  },
  'api.permission': {
    short: 'not permitted 403',
    title: 'This account may not do that.',
    meaning: 'The key is valid, but has no access to this model or function.',
    action: 'Ask the administrator of your organization for access, or choose another model.',
  },
  'api.forbidden-region': {
    short: 'not allowed here 403',
    title: 'The API does not allow requests from this account or this place.',
    meaning: 'The subscription may have ended, or the service is not offered where your connection comes out.',
    action: 'Check that the subscription is active. If you use a VPN or a proxy, try without it.',
  },
  'api.not-found': {
    short: 'not found 404',
    title: 'The API does not know this model or address.',
    meaning: 'The name of the model or the base URL has a mistake, or the account has no access to that model.',
    action: 'Check the name of the model and ANTHROPIC_BASE_URL, which should not end in /v1.',
  },
  'api.conflict': {
    short: 'conflict 409',
    title: "Two changes got in each other's way.",
    meaning: 'Something else changed the same thing at the same time.',
    action: 'Try again.',
  },
  'api.too-large': {
    short: 'too large 413',
    title: 'The request is too large for the API.',
    meaning: 'The conversation or a file in it is larger than the API takes.',
    action: 'Shorten the conversation (in Claude Code: /compact), or leave the large file out.',
  },
  'api.rate-limit': {
    short: 'rate limited 429',
    title: 'The API is taking fewer requests for a moment.',
    meaning: 'Too many requests came in a short time. This is not the limit of your plan.',
    action: 'Wait. Holdfast keeps to the pace that the API asks for and goes on by itself.',
    alone: 'Wait a minute, then try again.',
  },
  'api.plan-limit': {
    short: 'plan limit reached',
    title: 'The limit of your plan is reached.',
    meaning: 'The hours or the week of your subscription are used up until they are reset.',
    action: 'Wait until the time that the client names, or switch to another model or plan.',
  },
  'api.spend-limit': {
    short: 'spend limit reached',
    title: 'The spending limit of the account is reached.',
    meaning: 'You or your organization set a limit on costs, and it has been reached.',
    action: 'Raise the limit in the Console, or ask your administrator.',
  },
  'api.internal': {
    short: 'provider 500',
    title: 'The API had an internal error.',
    meaning: 'Something broke at the provider. Your request and your network are fine.',
    ...WAIT,
  },
  'api.timeout': {
    short: 'provider 504',
    title: 'The API took too long and stopped.',
    meaning: 'The provider did not finish the answer in the time it allows itself.',
    ...WAIT,
  },
  'api.overloaded': {
    short: 'overloaded 529',
    title: 'The provider has more requests than it can serve.',
    meaning: 'The model is overloaded for everybody. It is not about your account.',
    action: `${WAIT.action} Another model may have room.`,
    alone: `${WAIT.alone} Another model may have room.`,
  },
  'api.unknown': {
    short: 'unknown API error',
    title: 'The API gave an error that Holdfast does not know.',
    meaning: 'It was passed on as it is.',
    action: 'Read the message of the API.',
  },
}

/** Upstreams that answer in their own words. */
export const OTHER: TextsOf<'other'> = {
  'other.bad-request': {
    short: 'bad request 400',
    title: 'The upstream does not accept this request.',
    meaning: 'Something in the request is wrong, or this upstream does not support it.',
    action: 'Read the message of the upstream, and check that it speaks the Messages API.',
  },
  'other.authentication': {
    short: 'login refused 401',
    title: 'The upstream does not accept the key.',
    meaning: 'The key is missing, wrong or meant for another service.',
    action: 'Check which key belongs to this base URL.',
  },
  'other.permission': {
    short: 'not permitted 403',
    title: 'The upstream forbids this request.',
    meaning: 'The key has no access, or a rule of the upstream stands against it.',
    action: 'Ask whoever runs the upstream.',
  },
  'other.not-found': {
    short: 'not found 404',
    title: 'The upstream does not know this address.',
    meaning: 'The base URL has a mistake, or this upstream does not offer the function.',
    action: 'Check ANTHROPIC_BASE_URL, which should not end in /v1.',
  },
  'other.timeout': {
    short: 'upstream timeout',
    title: 'The upstream took too long.',
    meaning: 'It had the request, but did not finish it in time.',
    ...WAIT,
  },
  'other.too-large': {
    short: 'too large 413',
    title: 'The request is too large for the upstream.',
    meaning: 'The conversation or a file in it is larger than the upstream takes.',
    action: 'Shorten the conversation, or raise the limit of the upstream if it is yours.',
  },
  'other.rate-limited': {
    short: 'rate limited 429',
    title: 'The upstream is taking fewer requests for a moment.',
    meaning: 'Too many requests came in a short time.',
    action: 'Wait. Holdfast goes on by itself.',
    alone: 'Wait a minute, then try again.',
  },
  'other.overloaded': {
    short: 'upstream overloaded',
    title: 'The upstream has no room at the moment.',
    meaning: 'It is overloaded, or still loading its model.',
    ...WAIT,
  },
  'other.server-error': {
    short: 'upstream error 5xx',
    title: 'The upstream had an internal error.',
    meaning: 'Something broke behind the base URL.',
    ...WAIT,
  },
  'other.client-error': {
    short: 'refused 4xx',
    title: 'The upstream refuses this request.',
    meaning: 'It gave an error that Holdfast does not know, and that passed through as it is.',
    action: 'Read the message of the upstream.',
  },
  'other.not-an-answer': {
    short: 'not an answer',
    title: 'The upstream answered with something that is no message.',
    meaning: 'The base URL probably belongs to another service, or to another part of it.',
    action: 'Check ANTHROPIC_BASE_URL.',
  },
}
