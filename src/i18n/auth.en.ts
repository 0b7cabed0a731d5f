import { ms } from '../core/time.ts'
import type { AuthText } from './auth-text.ts'
import { authFoundEn } from './auth-found.en.ts'
import { en } from './en.ts'
import { englishDuration } from './text.ts'

const two = (count: number): string => String(count).padStart(2, '0')
const DAY = 86_400_000

export const authEn: AuthText = {
  sources: {
    'gateway-session': 'the session of your company gateway',
    CLAUDE_CODE_USE_BEDROCK: 'Amazon Bedrock with its own credentials',
    CLAUDE_CODE_USE_VERTEX: 'Google Cloud (Vertex AI) with its own credentials',
    CLAUDE_CODE_USE_FOUNDRY: 'Microsoft Foundry with its own credentials',
    CLAUDE_CODE_USE_MANTLE: 'Amazon Bedrock (Mantle) with its own credentials',
    CLAUDE_CODE_USE_ANTHROPIC_AWS: 'Claude Platform on AWS with its own credentials',
    CLAUDE_CODE_USE_GATEWAY: 'a company gateway with its own credentials',
    ANTHROPIC_AUTH_TOKEN: 'the token in ANTHROPIC_AUTH_TOKEN',
    ANTHROPIC_API_KEY: 'the key in ANTHROPIC_API_KEY',
    apiKeyHelper: 'the key that the apiKeyHelper command prints',
    CLAUDE_CODE_OAUTH_TOKEN: 'the plan token in CLAUDE_CODE_OAUTH_TOKEN',
    ANTHROPIC_PROFILE: 'the profile in ANTHROPIC_PROFILE',
    ANTHROPIC_FEDERATION_RULE_ID: 'workload identity (ANTHROPIC_FEDERATION_RULE_ID)',
    login: 'your login (/login)',
    'console-key': 'the key of your Console login',
  },
  place: {
    shell: 'the environment of this shell',
    keychain: 'the macOS keychain',
    line: (file, line) => `${file}, line ${line}`,
    short: { shell: 'shell', keychain: 'keychain' },
  },
  time: (at) =>
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`,
  span: (millis) => (millis >= 2 * DAY ? `${Math.round(millis / DAY)} days` : englishDuration(ms(millis))),
  title: {
    fine: (source) => `Claude Code will use ${source}. Nothing wrong was found.`,
    mend: (source) => `Claude Code will use ${source}. Something has to be put right.`,
    unknown: (source) => `Claude Code will use ${source}. Whether it works could not be told.`,
    none: 'Claude Code has no credential that it can use.',
    noneUnknown: 'Whether Claude Code has a credential could not be told.',
  },
  from: (place) => `From: ${place}`,
  until: (at) => `Valid until ${at}.`,
  renewed: (at) => `Valid until ${at}; Claude Code renews it by itself.`,
  only: 'Why: it is the only one that was found.',
  before: (sources) => `Why: it goes before ${sources}.`,
  talking: (talking, printing) => `In a conversation: ${talking}. With -p: ${printing}.`,
  nobody: 'none',
  and: ' and ',
  list: ', ',
  order: "Found, in the client's order:",
  roles: { used: 'used', unused: 'not used', printing: 'only with -p', unreadable: 'cannot be read' },
  nothingDone: 'Nothing was changed, renewed or sent.',
  nothingChanged: 'Nothing was changed or renewed.',
  sentOnce: (host) => `Nothing was changed or renewed. The key was sent once, to ${host}, since you asked for it.`,
  ranCommand: 'The apiKeyHelper command was run once, as Claude Code does.',
  running: 'Running the apiKeyHelper command, for at most 10 s (--no-helper leaves it alone) ...',
  again: 'Press Enter to check again, or q and Enter to end.',
  newTerminal: 'Variables that you change in a shell are seen by commands that start there afterwards, not by this one.',
  looking: 'Asking the API ...',
  interrupted: 'Ended before there was a result.',
  badTarget: (got) => `\`--target\`: expected ${en.config.expected.url}, got ${got}.`,
  targetAlone: '`--target` says where to ask: it needs `--live`.',
  flaws: '; ',
  flaw: {
    'line-break': (at) => `a line break at character ${at}`,
    invisible: (at) => `an invisible or foreign character at character ${at}`,
    space: (at) => `a space at character ${at}`,
    quote: (at) => `a quotation mark at character ${at}`,
    'full-width': (at) => `a full-width character at character ${at}`,
    'too-short': (at) => `it ends after character ${at}: the rest was cut off`,
    'wrong-kind': (_, make) => `it is ${make}, which does not work here`,
    scheme: (at) => `at character ${at}, a word that does not belong to it, such as Bearer or the name of a variable`,
    placeholder: () => 'it is a placeholder, not a real key',
    'unknown-shape': () => 'it does not look like a credential of this provider (they begin with sk-ant-)',
  },
  makes: {
    'api-key': 'an API key',
    'login-token': 'the token of a login',
    'refresh-token': 'a refresh token',
    'session-key': 'a session key of the website',
    'admin-key': 'an admin key',
    'openai-key': 'a key of OpenAI or of a gateway',
    'google-key': 'a key of Google',
    'github-token': 'a token of GitHub',
    'aws-key': 'a key of AWS',
    jwt: 'a JSON web token',
    placeholder: 'a placeholder',
    other: 'something unknown',
  },
  files: { login: 'The file with your login', state: "Claude Code's state file", settings: 'The settings file' },
  wanted: { ...en.config.wanted, plain: 'JSON without comments and without a comma too many', object: 'an object in braces' },
  codes: {
    NOT_A_FILE: 'it is not a regular file',
    TOO_LARGE: 'it is too large',
    ELOOP: 'its links lead in a circle',
    TIMEOUT: 'no answer in time',
  },
  said: (words) => ` It said: "${words}"`,
  found: authFoundEn,
  fix: {
    'log-in': 'Log in (or type /login in Claude Code):',
    'setup-token': 'Where no browser is: make a token on a computer that has one, and set it as CLAUDE_CODE_OAUTH_TOKEN:',
    'new-key': (name) =>
      name === 'ANTHROPIC_AUTH_TOKEN'
        ? 'Get a new token from whoever runs the gateway.'
        : `Create a key at https://platform.claude.com/settings/keys and set it as ${name}.`,
    'change-line': (place) => `Put it right in ${place}.`,
    'remove-line': (place) => `If you do not want it, delete it in ${place}.`,
    unset: (name, places) =>
      places === ''
        ? `If you do not want it, remove ${name} where your shell sets it, and here:`
        : `If you do not want it, remove ${name} in ${places}, and here:`,
    'set-again': (name, places) =>
      places === ''
        ? `Set ${name} again, where your shell sets it.`
        : `Set ${name} again in ${places}, then open a new terminal.`,
    'use-name': (wrong, right) => `Set it as ${right} instead of ${wrong}.`,
    'close-file': (file) => `Let only yourself read ${file}:`,
    'move-away': (file) => `Move ${file} out of the way; Claude Code writes a new one:`,
    'check-clock': (says) => `Check the clock of this computer: it says ${says}.`,
    'try-command': 'Run the command yourself: it must print the key alone, and end with status 0.',
    'let-command-run': 'Leave out --no-helper to have it run.',
    'trust-folder': 'Start claude in this folder and say that you trust it, if you do.',
    'unlock-keychain': 'Unlock the keychain, then check again:',
    'own-tool': (source) => `Check it with the tools that belong to ${source}.`,
    'answer-client': 'To change your answer: /config in Claude Code, "Use custom API key".',
    doctor: 'To see whose fault it is:',
  },
  help: {
    auth: 'see which credential Claude Code will use, and whether it is all right',
    json: 'print the result as one JSON object',
    live: 'also ask the API whether it accepts the key (never the login of a plan)',
    target: 'with --live: the base URL to ask, instead of the one that Claude Code uses',
    noHelper: 'do not run the command of apiKeyHelper',
    looks: 'changes nothing and sends nothing',
    asks: 'sends your API key to the API once, free of charge',
    elsewhere: 'asks another base URL',
    quiet: 'for scripts; no command of yours is run',
  },
}
