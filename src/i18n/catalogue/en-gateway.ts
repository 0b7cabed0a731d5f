import type { TextsOf } from '../catalogue-text.ts'

const CLIENT_RETRIES = 'The client tries again by itself.'

/** What the gateway itself says. */
export const GATEWAY: TextsOf<'gateway'> = {
  'gateway.patience-spent': {
    short: 'patience spent',
    title: 'No answer could be had in the time that was allowed for waiting.',
    meaning: 'The trouble lasted longer than the patience that is set.',
    action: 'Try again later, or allow a longer wait with --patience.',
  },
  'gateway.shutting-down': {
    short: 'gateway stopping',
    title: 'The gateway is stopping.',
    meaning: 'It hands waiting requests back to their clients before it ends.',
    action: `${CLIENT_RETRIES} If nothing happens, start the gateway again.`,
  },
  'gateway.memory-full': {
    short: 'gateway full',
    title: 'The gateway has no memory left to keep more requests.',
    meaning: 'Very many or very large requests are waiting at once.',
    action: `${CLIENT_RETRIES} Run fewer sessions at once.`,
  },
  'gateway.too-many-held': {
    short: 'gateway full',
    title: 'Too many requests are waiting already.',
    meaning: 'The gateway keeps only a limited number of requests waiting.',
    action: `${CLIENT_RETRIES} Run fewer sessions at once.`,
  },
  'gateway.no-answer': {
    short: 'no answer',
    title: 'The upstream could not be reached.',
    meaning: 'This kind of request is not kept waiting, so the failure is passed on.',
    action: 'Try again in a moment.',
  },
  'gateway.body-too-large': {
    short: 'too large 413',
    title: 'The request is larger than the gateway takes.',
    meaning: 'The API would not take it either.',
    action: 'Shorten the conversation (in Claude Code: /compact), or leave the large file out.',
  },
  'gateway.headers-too-large': {
    short: 'headers too large',
    title: 'The headers of the request are larger than the gateway takes.',
    meaning: 'A header, often a cookie or a custom one, is far too long.',
    action: 'Check ANTHROPIC_CUSTOM_HEADERS.',
  },
  'gateway.slow-sender': {
    short: 'request too slow',
    title: 'The request did not arrive in time.',
    meaning: 'The client began to send it and then stopped.',
    action: CLIENT_RETRIES,
  },
  'gateway.unreadable-body': {
    short: 'unreadable request',
    title: 'The body of the request cannot be read.',
    meaning: 'It is not JSON, or its compression is damaged.',
    action: 'Check the program that sent it.',
  },
  'gateway.unknown-encoding': {
    short: 'unknown encoding',
    title: 'The request is compressed in a way that the gateway does not know.',
    meaning: 'It reads gzip, deflate, br, zstd and plain requests.',
    action: 'Set the client to send plain or gzip requests.',
  },
  'gateway.loop': {
    short: 'gateway loop',
    title: 'The gateway was asked to send requests to itself.',
    meaning: 'Its upstream points back to it, directly or over another gateway.',
    action: "Set --upstream to the API or to your company's gateway.",
  },
  'gateway.bad-host': {
    short: 'host not accepted',
    title: 'The gateway does not answer under this name.',
    meaning: 'Only its own address is accepted, so that web pages cannot reach it under a name of theirs.',
    action: 'Use the address that the gateway printed when it started.',
  },
  'gateway.bad-origin': {
    short: 'origin not accepted',
    title: 'The gateway does not take requests from web pages.',
    meaning: 'The request carries the mark of another website or of a browser.',
    action: 'Use a program instead of a web page.',
  },
  'gateway.upgrade-refused': {
    short: 'upgrade refused',
    title: 'The gateway does not change to another protocol.',
    meaning: 'WebSockets and other upgrades are not part of the Messages API.',
    action: 'Send ordinary HTTP requests.',
  },
  'gateway.key-missing': {
    short: 'local key missing',
    title: 'The local key is missing or wrong.',
    meaning: 'This gateway can only be used with its own key, in the header x-holdfast-key.',
    action: 'Add the key through ANTHROPIC_CUSTOM_HEADERS.',
  },
  'gateway.secret-missing': {
    short: 'not permitted',
    title: 'This page of the gateway is only for its owner.',
    meaning: 'The secret of the runtime file is missing or wrong.',
    action: 'Use the holdfast command on this computer, under the same user.',
  },
  'gateway.plan-token-refused': {
    short: 'login not accepted',
    title: 'The gateway does not take subscription logins from other computers.',
    meaning: "Such a login may only be used by its owner, on the owner's computer.",
    action: 'Use an API key, or run Holdfast on your own computer.',
  },
  'gateway.not-found': {
    short: 'not found 404',
    title: 'The gateway has no such page.',
    meaning: 'Addresses that begin with /_holdfast belong to the gateway itself.',
    action: 'Check the address.',
  },
  'gateway.wrong-method': {
    short: 'wrong method 405',
    title: 'This address does not take that method.',
    meaning: 'For instance, it can be read but not written.',
    action: 'Check the method of the request.',
  },
  'gateway.bug': {
    short: 'gateway error',
    title: 'Something went wrong in Holdfast itself.',
    meaning: 'This is a mistake in the program.',
    action: 'Try again. If it happens again, please report it together with the log.',
  },
}
