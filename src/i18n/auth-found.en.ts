import type { AuthFoundText } from './auth-text.ts'

export const authFoundEn: AuthFoundText = {
  'not-logged-in': 'No login, no key and no token was found.',
  'config-dir-missing': (dir, place) => `CLAUDE_CONFIG_DIR (${place}) names a folder that does not exist: ${dir}.`,
  'login-blank': (file) => `The login in ${file} is blank. That is what Claude Code leaves when a login could not be renewed.`,
  'login-incomplete': (file, lacks) => `The login in ${file} does not count, since it lacks ${lacks}.`,
  unreadable: (what, file, why) => `${what} ${file} cannot be read: ${why}.`,
  broken: (what, { file, line, column }, wanted) =>
    `${what} ${file} is broken or was written only in part: line ${line}, column ${column}, expected ${wanted}.`,
  'keychain-locked': 'The macOS keychain has a login, and does not let it be read. It may be locked.',
  'keychain-silent': 'The macOS keychain did not answer, so it is not known whether there is a login.',
  'keychain-unread':
    'The login lies in the macOS keychain. It is there; Holdfast does not read it, so it cannot say when it ends.',
  malformed: ({ source, place, flaws }) => `${source} (${place}) is not well-formed: ${flaws}.`,
  expired: (source, at, ago) =>
    `${source} ended at ${at}, ${ago} ago, and cannot be renewed. If you logged in since then, the clock of this computer is wrong.`,
  renews: (source, at, ago) => `${source} ended at ${at}, ${ago} ago. Claude Code renews it by itself at its next start.`,
  'ends-soon': (source, at, left) => `${source} ends at ${at}, in ${left}. Then you must log in again.`,
  'valid-too-long': (at) =>
    `The login claims to be valid until ${at}. Usually that is at most 8 hours ahead: the clock of this computer may be behind.`,
  'time-unit': {
    seconds: (place) =>
      `expiresAt (${place}) is in seconds. Claude Code reads milliseconds, and so takes the login for long expired.`,
    microseconds: (place) => `expiresAt (${place}) is not in milliseconds, so Claude Code never renews the login.`,
  },
  'clock-behind': (by, file) => `The clock of this computer is probably wrong: ${file} was changed ${by} in the future.`,
  'clock-impossible': (says) => `The clock of this computer is wrong: it says ${says}.`,
  'clock-off': {
    ahead: (by) => `The clock of this computer is ${by} ahead of the API's. Logins seem to have ended that have not.`,
    behind: (by) => `The clock of this computer is ${by} behind the API's. Logins seem to be valid that have ended.`,
  },
  shadowed: {
    money: (used, hidden) =>
      `${used} goes before ${hidden}. Every request is charged to that account, and does not count towards your plan.`,
    nothing: (used, hidden) => `${used} goes before ${hidden}.`,
  },
  overruled: (name, by, place) => `${name} is set twice, and not to the same: ${by} wins, ${place} counts for nothing.`,
  'key-not-asked': 'In a conversation, Claude Code will ask once whether to use this key. With -p it uses it unasked.',
  'key-rejected': (next) =>
    `You told Claude Code not to use this key. A conversation uses ${next}; with -p the key is used all the same.`,
  'open-file': {
    group: (file, mode) => `${file} holds a credential and is open to other accounts of your group (mode ${mode}).`,
    everybody: (file, mode) => `${file} holds a credential and is open to every account of this computer (mode ${mode}).`,
  },
  'in-project': (name, place) =>
    `${name} stands in ${place}. That file belongs to the project: whoever gets the project gets the credential.`,
  'login-to-stranger': (source, url, place) =>
    `${source} is sent to ${url} (ANTHROPIC_BASE_URL, ${place}), which is not the provider.`,
  'not-ours': (source) => `Claude Code uses ${source}. Holdfast does not look at those.`,
  'command-fails': (end, said) => `The apiKeyHelper command failed (${end}).${said}`,
  'command-silent': (said) => `The apiKeyHelper command printed nothing.${said}`,
  'command-floods': (limit) =>
    `The apiKeyHelper command printed too much. Claude Code takes at most ${limit} characters, and nothing but the key.`,
  'command-slow': (within, said) => `The apiKeyHelper command did not end within ${within}, and was ended.${said}`,
  'command-not-started': (why) => `The apiKeyHelper command could not be started: ${why}.`,
  'command-not-run': {
    'not-wanted': 'The apiKeyHelper command was not run, so it is not known what it prints.',
    'not-trusted':
      'The apiKeyHelper command comes from this project, and you have not said in Claude Code that you trust this folder. It was not run.',
  },
  'live-accepted': (host) => `${host} has just accepted it.`,
  'live-refused': (host, status, said) => `${host} refuses it (${status}).${said}`,
  'live-unanswered': (host, why) => `Not checked: ${host} could not be asked (${why}). That does not mean that the key is bad.`,
  'live-unclear': (host, status, said) =>
    `Not checked: ${host} answered ${status}, which says nothing about the key. That does not mean that it is bad.${said}`,
  'live-not-asked': {
    login:
      'The API was not asked: the login of a plan is for Claude Code alone, and Holdfast never sends it. To try it: claude -p "Hello"',
    nothing: 'The API was not asked: there is nothing to show.',
    malformed: 'The API was not asked: what is wrong with the credential comes first.',
    'not-ours': 'The API was not asked: these credentials belong to another provider.',
    command: 'The API was not asked: the apiKeyHelper command gave no key.',
  },
  status: (status) => `status ${status}`,
  signal: 'ended by a signal',
}
