import type { JournalText } from './journal-text.ts'
import { counted, englishDuration } from './text.ts'

export const journalEn: JournalText = {
  help: {
    journal: 'show what the gateways went through',
    since: 'how far back, such as 1h or 7d, or from when, such as 2026-11-22T09:30 (24h)',
    exchange: 'only the exchange whose id begins like this',
    json: 'one JSON object a line',
    lastDay: 'the last 24 hours',
    lastHour: 'the last hour',
    forPrograms: 'a week, for a program to read',
    oneExchange: 'one request, by the id that the log shows',
  },
  log: {
    troubles: {
      'cannot-open': 'the journal cannot be opened',
      'read-only': 'the journal may not be written',
      'disk-full': 'the journal cannot be written, since the disk is full',
      'disk-error': 'the journal cannot be written, since the disk reports an error',
      busy: 'the journal cannot be written, since another program has locked it',
      newer: 'the journal was written by a newer version of Holdfast and is left as it is; nothing is recorded',
      foreign: `the journal's file belongs to another program and is left as it is; nothing is recorded`,
      corrupt: 'the journal is damaged and could not be set aside',
      moved: "the journal's file is moved or deleted again and again",
      'no-sqlite': 'this Node.js comes without SQLite; nothing is recorded',
      'worker-died': `the journal's thread ended`,
      dropping: 'the disk is too slow for the journal, so that details are left out',
      'row-refused': 'a row did not fit into the journal, which is a fault in Holdfast',
      fault: 'the journal cannot be written, which is a fault in Holdfast',
    },
    trouble: (reason) => `${reason}; requests go on`,
    setAside: (file) => `the journal was damaged; it was set aside as ${file}, and a new one was begun`,
    over: (trouble, lost) =>
      `the journal is being written again, after this: ${trouble}; ${lost === 0 ? 'no row was lost' : `${counted(lost, 'row was', 'rows were')} lost`}`,
  },
  badSince: (got) =>
    `\`--since\`: expected a length of time such as 1h or 7d, or a time such as 2026-11-22T09:30, but got ${got}.`,
  badExchange: (got) => `\`--exchange\`: expected the beginning of an id, four characters or more, but got ${got}.`,
  noSuchExchange: (id) => `The journal has no request \`${id}\` in that time.`,
  refused: {
    missing: (file) => `There is no journal yet: ${file} does not exist. A gateway begins one when it starts.`,
    older: (file) => `The journal ${file} was written by an older version; the next gateway that starts brings it up to date.`,
    newer: (file) => `The journal ${file} was written by a newer version of Holdfast. Update this one to read it.`,
    foreign: (file) => `The file ${file} belongs to another program; it is no journal of Holdfast.`,
    corrupt: (file) => `The journal ${file} is damaged. The next gateway that starts sets it aside and begins a new one.`,
    busy: (file) => `The journal ${file} is locked by another program. Try again in a moment.`,
    'no-sqlite': () => 'This Node.js comes without SQLite, and the journal cannot be read without it.',
    unreadable: (file) => `The journal ${file} cannot be read: permission denied, or the disk fails.`,
  },
  since: (from, length, file) => `Since ${from} (${englishDuration(length)}), from ${file}`,
  nothing: 'Nothing was recorded in this time.',
  gatewayStarted: (version, pid) => `gateway ${version} started (process ${pid})`,
  gatewayStopped: (pid) => `gateway stopped (process ${pid})`,
  gatewayGone: (pid) => `gateway gone without a word (process ${pid}): killed, or the computer went down`,
  incident: ({ upstream, family, code }) => `${upstream}${family === '' ? '' : ` (${family})`} could not answer: ${code}`,
  incidentOver: ({ length, failures, held }) =>
    `over after ${englishDuration(length)}; ${counted(failures, 'failed try', 'failed tries')}, ${counted(held, 'request', 'requests')} held at once at most`,
  incidentOpen: (length) => `not over yet, for ${englishDuration(length)}`,
  incidentLost: 'its end was not recorded',
  limitPhases: {
    'look-up': 'looking up its address',
    connect: 'connecting',
    secure: 'the TLS handshake',
    headers: 'the beginning of an answer',
    'first-event': 'the first event of an answer',
    gap: 'silence within an answer',
  },
  limit: ({ upstream, phase, which, from, to }) =>
    `${upstream}: ${phase} may take ${englishDuration(to)} from now on, not ${englishDuration(from)}${which === '' ? '' : ` (${which})`}`,
  limitFrom: ({ samples, quantile }) =>
    `learned from ${counted(samples, 'sample', 'samples')}: 99.9 % took ${(quantile / 1000).toFixed(2)} s or less`,
  names: {
    failed: ({ named, code }) => `the address of ${named} could not be found (${code})`,
    'last-good': ({ named, code }) => `DNS failed for ${named} (${code}); requests went on with addresses that were good before`,
    'own-question': ({ named, code }) =>
      `this computer could not find ${named} in time (${code}); requests went on with what its DNS server says`,
    second: ({ named, code }) =>
      `DNS failed for ${named} (${code}); requests went on with what the other configured DNS servers say`,
    lied: ({ named }) =>
      `DNS named a stranger for ${named}; nothing was sent there, and requests went on with addresses that were good before`,
    back: ({ named, after }) => `DNS found ${named} again, after ${englishDuration(after)}`,
  },
  named: { upstream: (upstream) => upstream, proxy: (upstream) => `the proxy on the way to ${upstream}` },
  ended: {
    completed: ({ took }) => `completed after ${englishDuration(took)}`,
    'relayed-error': ({ took, status }) =>
      `ended with the upstream's error${status === undefined ? '' : ` ${status}`} after ${englishDuration(took)}`,
    'handed-back': ({ held }) => `handed back after ${englishDuration(held)} held; the client's own retry went on`,
    'gave-up': ({ held }) => `given up after ${englishDuration(held)} held`,
    'client-left': ({ took }) => `the client left after ${englishDuration(took)}`,
    running: () => 'still running',
    lost: () => 'cut short when its gateway ended',
  },
  also: (one, other) => `${one}; ${other}`,
  absorbed: (failures, held) => `${counted(failures, 'failure', 'failures')} absorbed, ${englishDuration(held)} held`,
  steps: {
    attempt: 'tried',
    attemptAfter: (wait) => `tried after ${(wait / 1000).toFixed(1)} s`,
    hold: (wait) => `held for ${englishDuration(wait)}`,
    relay: 'passed the answer on',
    'hand-back': 'handed back',
    'give-up': 'gave up',
    finish: 'done',
  },
  silent: {
    dns: 'nothing came while its address was looked up',
    connect: 'nothing came while connecting',
    tls: 'nothing came during the TLS handshake',
    headers: 'nothing came before the answer began',
    'first-event': 'nothing came before the first event of the answer',
  },
  asksToWait: (wait) => `asks to wait ${englishDuration(wait)}`,
  step: (did, because, saw) => `${did}${because === '' ? '' : ` (${because})`}: ${saw}`,
  leftOut: (count) => `${counted(count, 'earlier request', 'earlier requests')} with trouble not shown; --json shows all`,
  uneventful: (count) => `${counted(count, 'request', 'requests')} without trouble`,
  total: ({ exchanges, troubled, absorbed, held, longest }) =>
    `${counted(exchanges, 'request', 'requests')}, ${troubled} of them with trouble; ${counted(absorbed, 'failure', 'failures')} absorbed, ${englishDuration(held)} held${held > 0 ? ` (the longest ${englishDuration(longest)})` : ''}`,
  lostRows: (count) => `${counted(count, 'row', 'rows')} of the journal could not be written`,
}
