import type { DoctorScreenText } from './doctor-screen-text.ts'
import { en } from './en.ts'
import { englishDuration } from './text.ts'

export const doctorScreenEn: DoctorScreenText = {
  checking: 'Looking for the cause...',
  pleaseWait: 'Looking for the cause; this takes at most 8 seconds.',
  why: 'Why:',
  also: 'Also:',
  // a name of a host stays as it is
  sentence: (text) => `${/^[a-z]+(?= |:|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text}.`,
  alsoFound: (title, owner) => `${title} (${owner})`,
  checks: (took) => (took === 0 ? 'Checks' : `Checks (${(took / 1000).toFixed(1)} s)`),
  notTested: 'Not tested:',
  time: (millis) => (millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`),
  interrupted: 'Ended before there was a result.',
  pasteError: 'Paste the message, then press Enter and Ctrl-D.',
  errorUnknown: 'The message given with --error is not known here; everything was checked without it.',
  over: (after) => `All is well again, ${englishDuration(after)} after the first look.`,
  watching: (next) => `Looking again in ${englishDuration(next)}. Ctrl-C ends it.`,
  replayed: (when, version) => `Replayed: observed ${when} with Holdfast ${version}. Nothing was measured now.`,
  problem: {
    badTarget: (got) => `\`--target\`: expected ${en.config.expected.url}, but got ${got}.`,
    unknownCheck: (flag, got, nearest, known) =>
      `\`${flag}\`: there is no check \`${got}\`.${nearest === '' ? '' : ` Did you mean \`${nearest}\`?`} There are: ${known}.`,
    nothingLeft: '`--check` and `--skip` leave nothing to be checked.',
    noErrorText: '`--error`: expected the message that the client showed, but got nothing.',
    together: (one, other) => `\`${one}\` and \`${other}\` cannot be used together.`,
    unreadable: (file, why) => `${file} cannot be read: ${why}.`,
    controls: {
      notJson: (file, { line, column }, wanted) =>
        `${file}, line ${line}, column ${column}: this is not JSON; expected ${wanted}.`,
      unknownKey: (file, line, nearest) =>
        `${file}, line ${line}: there is no such setting.${nearest === '' ? '' : ` Did you mean \`${nearest}\`?`}`,
      badValue: (file, line, { path, expected }) =>
        `${file}, line ${line}${path === '' ? '' : `, \`${path}\``}: expected ${expected}.`,
      wanted: en.config.wanted,
      expected: {
        address: 'an address with a port, such as 1.1.1.1:443 or [2606:4700:4700::1111]:443',
        resolver: 'a resolver, such as 1.1.1.1, 1.1.1.1:53 or https://1.1.1.1/dns-query',
        portal: 'an object with `url` (http), `status` and `body`',
        site: 'a site, such as https://www.example.com/',
        host: 'the name of a host',
        list: 'a list',
        url: 'a base URL such as https://api.anthropic.com',
        status: 'an HTTP status, such as 204',
        text: 'a text',
        controls: 'an object with controls',
      },
    },
    replay: {
      'not-json': (file) => `${file} is not JSON; expected what \`holdfast doctor --json\` prints.`,
      'not-a-replay': (file) =>
        `${file} holds no observations that can be replayed; expected what \`holdfast doctor --json\` prints.`,
      'other-schema': (file) => `${file} was written by another version of Holdfast, in a form that this one does not know.`,
      'newer-schema': (file) => `${file} was written by a newer version of Holdfast; update this one to replay it.`,
    },
  },
  help: {
    doctor: 'find out whose fault it is when the API cannot be reached, and what to do',
    json: 'print the result as one JSON object, in both languages, with all observations',
    error: 'start from the error that the client showed; `-` reads it from standard input',
    offline: 'contact no control host: only this computer, its proxy and the API',
    deep: 'ask slow questions too; with an API key, one token from a model',
    watch: 'look again until all is well',
    check: 'run only these checks (can be repeated)',
    skip: 'leave these checks out (can be repeated)',
    target: 'base URL to be examined, in place of the one that the client uses',
    controls: 'file with the hosts to compare with, in JSON; comments are allowed',
    replay: 'judge what an earlier --json observed, without touching the network',
    asks: 'at most six seconds, nothing is changed',
    startsFromError: 'what did that message mean?',
    waits: 'tells you when you can go on',
    forReports: 'for a bug report',
  },
}
