import type { Millis } from '../core/time.ts'
import { counted, englishDuration } from './text.ts'

/** All sentences for people, in English. ja.ts has the same table: a key missing there is a type error. */
export const en = {
  duration: (length: Millis): string => englishDuration(length),

  help: {
    tagline: 'Keeps a coding agent working when the API behind it fails.',
    usage: 'Usage:',
    options: 'Options:',
    commands: 'Commands:',
    arguments: 'Arguments:',
    examples: 'Examples:',
    help: 'show this help',
    helpCommand: 'show the help of a command',
    version: 'show the version',
    lang: 'language of what is said: en or ja (otherwise HOLDFAST_LANG, then the locale)',
    config: 'file with settings, in JSON; comments are allowed',
    dataDir: 'where runtime files and the journal are kept',
    upstream: 'base URL that requests are sent to',
    port: 'port to listen on; 0 takes a free one',
    host: 'address to listen on',
    patience: 'how long a request is held at most, such as 6h or 90m',
    json: 'write the log as one JSON object a line',
    run: 'start a client and hold its requests while the API is down',
    runCommand: 'the client, with its arguments',
    serve: 'run the gateway in this terminal',
    stop: 'end the gateways in the background',
    restart: 'end them and start them again on the same ports',
    statusline: 'print one line about the gateway, for the status line of a client',
    drill: 'show what a failing provider does, with and without Holdfast',
    drillServe: 'run only the stand-in provider',
    drillPort: 'port of the stand-in provider; 0 takes a free one',
    drillScenario: 'name of a timetable of faults, or a file that holds one',
    drillStay: 'keep gateway and stand-in provider running afterwards',
    runsClaude: 'start Claude Code through the gateway',
    runsPatiently: 'hold for at most two hours; everything behind claude is its own',
    runsOther: 'any program that speaks the API',
    servesDefault: 'in front of api.anthropic.com, on port 4180',
    servesOther: 'in front of another endpoint, on a free port',
    stops: 'clients still at work get their connections back and retry',
    restarts: 'for instance after an update',
    drills: 'about 45 seconds, without network and without cost',
    drillStays: 'try a real client against it',
    drillServes: 'a provider with an outage on its timetable',
  },

  words: {
    /** Between two sentences. */
    gap: ' ',
    unknownCommand: (name: string, nearest: string): string =>
      `There is no command \`${name}\`.${nearest === '' ? '' : ` Did you mean \`${nearest}\`?`}`,
    unknownOption: (flag: string, nearest: string): string =>
      `There is no option \`${flag}\`.${nearest === '' ? '' : ` Did you mean \`${nearest}\`?`}`,
    missingArgument: (name: string): string => `\`${name}\` is missing.`,
    optionNeedsValue: (flags: string): string => `The option \`${flags}\` needs a value.`,
    tooMany: 'There are more arguments than this command takes.',
    seeHelp: (command: string): string => `\`${command} --help\` shows what is possible.`,
    unexpected: (message: string): string => `Something went wrong in Holdfast itself: ${message}`,
  },

  config: {
    inFile: (file: string, line: number, path: string): string => `${file}, line ${line}${path === '' ? '' : `, \`${path}\``}`,
    inFlag: (flag: string): string => `\`${flag}\``,
    inVariable: (name: string): string => `the variable \`${name}\``,
    badValue: (where: string, expected: string, got: string): string => `${where}: expected ${expected}, but got ${got}.`,
    unknownSetting: (where: string, nearest: string): string =>
      `${where}: there is no such setting.${nearest === '' ? '' : ` Did you mean \`${nearest}\`?`}`,
    notJson: (where: string, wanted: string): string => `${where}: this is not JSON; expected ${wanted}.`,
    column: (line: string, column: number): string => `${line}, column ${column}`,
    unreadable: (file: string, why: string): string => `The configuration file ${file} cannot be read: ${why}.`,
    expected: {
      port: 'a port from 0 to 65535',
      host: 'an address to listen on',
      url: 'a base URL such as https://api.anthropic.com, without user, query or fragment',
      duration: 'a length of time above zero, such as 6h, 90m or 30s',
      count: 'a number, zero or more',
      language: 'a language: en or ja',
      'yes-or-no': 'true or false',
      'learned-or-fixed': '"learned" or "fixed"',
      'on-or-off': '"on" or "off"',
      resolvers: 'a list of at most 3 addresses of name servers, such as ["9.9.9.9", "[2620:fe::fe]:53"]',
      path: 'a path',
      settings: 'an object with settings',
    },
    wanted: {
      value: 'a value',
      key: 'a name in double quotes',
      colon: 'a colon',
      comma: 'a comma or a closing bracket',
      end: 'nothing more',
      'string-end': 'a text that ends on this line, with valid escapes',
      'comment-end': 'the end of the comment (*/)',
    },
  },

  errno: {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of its path is not a directory',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
  },

  start: {
    portTaken: (port: number, by: string): string =>
      `Port ${port} is taken ${by}. Choose another one with \`--port\`; 0 takes a free one.`,
    byProcess: (command: string, pid: number): string => `by \`${command}\` (process ${pid})`,
    byUs: (pid: number): string => `by another Holdfast gateway (process ${pid}; \`holdfast stop\` ends it)`,
    byUnknown: 'by another program',
    portForbidden: (port: number): string =>
      `Port ${port} may not be used by this account. Choose one above 1023 with \`--port\`.`,
    host: (host: string): string => `Cannot listen on \`${host}\`: expected an address of this machine, such as 127.0.0.1.`,
    hostNotAllowed: (host: string): string =>
      `Holdfast does not listen on \`${host}\`: expected a loopback address such as 127.0.0.1, since anybody who reaches it could use it.`,
    dataDir: {
      'data-dir.not-a-folder': (path: string): string => `The data directory ${path} is not a directory.`,
      'data-dir.denied': (path: string): string => `The data directory ${path} cannot be written: permission denied.`,
      'data-dir.read-only': (path: string): string =>
        `The data directory ${path} cannot be written: the file system is read-only.`,
      'data-dir.disk-full': (path: string): string => `The data directory ${path} cannot be written: the disk is full.`,
      'data-dir.open-to-all': (path: string): string =>
        `The data directory ${path} can be written by everybody on this computer; expected one that is only yours (\`chmod go-w\`).`,
      'data-dir.unusable': (path: string): string => `The data directory ${path} cannot be used.`,
    },
    otherDataDir: 'Choose another one with `--data-dir`.',
    proxySetting: (setting: string): string =>
      `The proxy setting \`${setting}\` cannot be used: expected http://host:port or https://host:port. SOCKS is not supported.`,
    loop: (upstream: string): string => `The upstream ${upstream} is this gateway itself. Name the real one with \`--upstream\`.`,
    other: (detail: string): string => `The gateway could not start: ${detail}`,
    stopping: 'Stopping: answers being delivered may finish. Press Ctrl-C again to end at once.',
  },

  run: {
    missingClaude: 'Claude Code is not installed here: there is no `claude` on the PATH.',
    installClaude: 'Install it with `npm install -g @anthropic-ai/claude-code`, or see https://code.claude.com/docs/en/setup',
    missingClient: (command: string): string => `There is no program \`${command}\` on the PATH.`,
    installClient: 'Install it, or give its whole path.',
    notExecutable: (command: string, why: string): string => `\`${command}\` could not be started: ${why}.`,
    byShell: 'in the environment',
    byFile: (file: string): string => `in ${file}`,
    byArgument: 'in `--settings`',
    cloud: (variable: string, where: string, provider: string): string =>
      `\`${variable}\` is set ${where}: Claude Code then talks to ${provider} directly and would not come through here. Start it without Holdfast, or take the variable away.`,
    badSettings: 'The value of `--settings` is neither a file with JSON settings nor JSON itself.',
    badBaseUrl: (where: string, got: string): string =>
      `\`ANTHROPIC_BASE_URL\` ${where}: expected a base URL such as https://api.anthropic.com, but got ${got}.`,
    tookUpstream: (url: string, where: string): string =>
      `\`ANTHROPIC_BASE_URL\` ${where} names ${url}: requests go there, through Holdfast.`,
    setAside: (url: string, where: string, upstream: string): string =>
      `\`ANTHROPIC_BASE_URL\` ${where} names ${url}, but Holdfast is told to use ${upstream}: requests go to the latter.`,
    overruled: (file: string, names: string): string =>
      `The managed settings in ${file} decide ${names}; Holdfast cannot change that.`,
    overruledAddress: (file: string): string =>
      `The managed settings in ${file} decide \`ANTHROPIC_BASE_URL\`: Claude Code will go there, and not through Holdfast.`,
    otherVersion: (running: string, own: string): string =>
      `The gateway that is running is version ${running}, this is ${own}. \`holdfast restart\` brings it up to date.`,
    didNotStart: (reason: string, log: string): string => `The gateway in the background did not start: ${reason} (log: ${log})`,
    saidNothing: 'it said nothing',
    tookTooLong: 'it was not ready in time',
    lostGateway: (url: string, reason: string): string => `The gateway on ${url} ended and could not be brought back: ${reason}`,
    stoppedMeanwhile: 'The gateway was stopped while this client ran.',
    closing: (absorbed: number, held: Millis, lost: number): string =>
      `${counted(absorbed, 'failure', 'failures')} absorbed, ${englishDuration(held)} held, ${counted(lost, 'turn', 'turns')} lost`,
    notArrived:
      'No request of this client came through Holdfast. If it got answers, it went another way: look for a base URL in its settings.',
  },

  gateways: {
    none: 'No gateway is running.',
    stopped: (url: string, pid: number): string => `Stopped the gateway on ${url} (process ${pid}).`,
    draining: (url: string, pid: number): string =>
      `The gateway on ${url} (process ${pid}) takes no more requests and ends when the answers being delivered are through.`,
    notOurs: (url: string): string => `What listens on ${url} is not the gateway that was started there; it was left alone.`,
    restarted: (url: string, version: string): string => `Restarted the gateway on ${url} (version ${version}).`,
    inForeground: (url: string): string => `The gateway on ${url} runs in a terminal of its own; restart it there.`,
  },

  home: {
    none: 'No gateway is running: your clients talk to the API directly.',
    fine: (url: string, upstream: string): string => `A gateway on ${url} is running in front of ${upstream}, and all is well.`,
    holding: (held: number, upstream: string): string =>
      `${upstream} cannot answer at the moment; ${counted(held, 'request is', 'requests are')} held and will go on by themselves.`,
    unfit: (upstream: string): string => `${upstream} cannot answer at the moment; nothing is waiting for it.`,
    offline: (held: number, upstream: string): string =>
      `This computer is offline, so ${upstream} is not asked; ${held === 0 ? 'nothing is waiting for it' : `${counted(held, 'request is', 'requests are')} held and will go on by themselves`}.`,
    several: (count: number, sentence: string): string => `${count} gateways are running. ${sentence}`,
    run: 'start Claude Code through Holdfast',
    doctor: 'find out whose fault it is when the API cannot be reached',
    drill: 'see what it does, without network and without cost',
    help: 'everything else',
  },
}

export type Texts = typeof en
