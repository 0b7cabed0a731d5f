import type { TextsOf } from '../catalogue-text.ts'

/** What clients say of their own accord. */
export const CLIENT: TextsOf<'client'> = {
  'client.not-logged-in': {
    short: 'not logged in',
    title: 'The client is not logged in.',
    meaning: 'It found no login and no key on this computer, so it sent nothing.',
    action: 'Log in (in Claude Code: /login), or set an API key. holdfast auth shows what the client would use.',
  },
  'client.login-expired': {
    short: 'login expired',
    title: 'The login of the client has run out.',
    meaning: 'The login that is stored on this computer has expired or was revoked, and could not be renewed.',
    action: 'Log in again (in Claude Code: /login). If it happens every day, check the clock of this computer.',
  },
  'client.login-not-allowed': {
    short: 'login not allowed',
    title: 'This account may not be used with this login.',
    meaning: 'The organization does not allow logins from this client, or the subscription has ended.',
    action: 'Check that the subscription is active. Otherwise ask the administrator, or use an API key.',
  },
  'client.key-helper-fails': {
    short: 'apiKeyHelper fails',
    title: 'The program that should give the client its key has failed.',
    meaning: 'The settings name a program as apiKeyHelper. It ended with an error, or gave something that is no key.',
    action: 'Run that program in a terminal and see what it says. Its line stands in the settings.json of Claude Code.',
  },
  'client.conversation-too-long': {
    short: 'conversation too long',
    title: 'The conversation is too long for this model.',
    meaning: 'Everything said so far, and what is still to come, has more tokens than the model takes.',
    action: 'Shorten the conversation (in Claude Code: /compact, or /clear to start afresh), or take a model with more room.',
  },
  'client.conversation-broken': {
    short: 'conversation broken',
    title: 'The conversation that the client sent is out of order.',
    meaning: 'A part of it is missing, empty or was changed, often after an interruption. It fails the same way each time.',
    action:
      'Go back to before that message (in Claude Code: Esc twice, or /rewind), or start a new conversation. Update the client.',
  },
  'client.unknown-field': {
    short: 'field not accepted',
    title: 'The client sent a field that the other end does not know.',
    meaning: 'The client is newer than the gateway or cloud that it talks to, or something between drops a header.',
    action: 'Update the gateway, or set CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1 for the client.',
  },
  'client.unfit-file': {
    short: 'file not accepted',
    title: 'A picture or document in the conversation is not accepted.',
    meaning: 'It is too large, has too many pages, or cannot be read.',
    action: 'Go back to before that file (in Claude Code: Esc twice, or /rewind) and use a smaller one.',
  },
  'client.answer-too-long': {
    short: 'answer too long',
    title: 'The answer became longer than the client allows.',
    meaning: 'It stopped at the limit for one answer. What came until then is kept.',
    action: 'Ask for the work in smaller parts, or raise CLAUDE_CODE_MAX_OUTPUT_TOKENS.',
  },
  'client.against-policy': {
    short: 'against usage policy',
    title: 'The model did not answer for reasons of its usage policy.',
    meaning: 'Something in the conversation looks like a use that is not allowed. This is no outage.',
    action: 'Change the request, or go back in the conversation (in Claude Code: Esc twice, or /rewind).',
  },
  'client.local-program-missing': {
    short: 'nothing listens here',
    title: 'A program on this computer that the client should talk to is not running.',
    meaning:
      'The address is this computer itself: a gateway, a proxy or a local model that has not been started, or another port.',
    action: 'Start that program, or remove its address from ANTHROPIC_BASE_URL, HTTPS_PROXY or the settings of the client.',
  },
  'client.slept': {
    short: 'computer slept',
    title: 'This computer went to sleep in the middle of an answer.',
    meaning: 'The connection did not survive the sleep. Nobody else is at fault.',
    action: 'Ask the client to continue. Holdfast notices sleep and goes on by itself afterwards.',
    alone: 'Ask the client to continue.',
  },
  'client.aborted': {
    short: 'stopped by client',
    title: 'The client itself stopped the request.',
    meaning: 'Somebody pressed Esc or Ctrl-C, or the program gave up because its own time limit was reached.',
    action: 'If nobody stopped it, look at the message before this one, and at the time limit of the client (API_TIMEOUT_MS).',
  },
}
