import type { ReportText, TriedFacts } from './report-text.ts'
import { counted, englishDuration } from './text.ts'

const SUPPORT = 'the support of Anthropic: https://support.claude.com'
const CLIENT =
  'Claude Code itself: type `/feedback` in it, or open an issue at https://github.com/anthropics/claude-code/issues. Issues are public: paste the short text alone, without the file.'

export const reportEn: ReportText = {
  help: {
    report: 'put together what somebody in support needs to know, without secrets',
    out: 'where to write the report (holdfast-report-TIME.zip in this folder)',
    since: 'how far back, such as 30m or 2h (1h)',
    dryRun: 'show what would be in it, and write nothing',
    issue: 'print the short text alone, ready to paste',
    record: 'record while you reproduce the problem',
    yes: 'write it without asking',
    error: 'what the client printed; its meaning goes into the report, its text does not',
    usually: 'look at it, confirm, and send it yourself',
    looksFirst: 'see what would be in it',
    pastes: 'a text for an issue',
    reproduces: 'only what happens while you reproduce it',
  },
  issue: {
    title: (what) => `Report: ${what}`,
    nothingHappened: 'No failure was recorded',
    happened: 'What happened',
    when: 'When',
    whose: 'Whose fault',
    tried: 'What was tried',
    now: 'How it is now',
    seen: (code, status, count) =>
      `${status === undefined ? 'No answer' : `HTTP ${status}`}, \`${code}\`, ${counted(count, 'time', 'times')}.`,
    time: ({ from, until, length, end }) => {
      if (end === 'open') return `Since ${from} UTC (${englishDuration(length)}), and not over yet.`
      const time = `${from} to ${until} UTC (${englishDuration(length)})`
      return end === 'over' ? `${time}. It is over.` : `${time}; then the last failure was recorded.`
    },
    period: (from, until) => `Looked at: ${from} to ${until} UTC.`,
    seenNow: (at) => `Measured when this report was made, at ${at} UTC.`,
    fault: ({ owner, from, confidence }) =>
      from === 'nothing'
        ? `${owner}.`
        : `${owner}${from === 'doctor' ? ` (${confidence}; measured now)` : ' (by the answers recorded at that time)'}.`,
    effort: (facts) => effort(facts),
    noJournal: 'There is no record of the traffic: no gateway of Holdfast was in use, or its journal cannot be read.',
    noTraffic: 'No request went through the gateway in this time.',
    failures: 'Failures',
    failureColumns: ['first (UTC)', 'last', 'times', 'HTTP', 'code'],
    traces: 'To find them in the logs',
    traceColumns: ['time (UTC)', 'HTTP', 'code', 'request-id', 'cf-ray'],
    noTraces:
      'None of the failures carried a request-id or a cf-ray. An answer without them comes from a balancer in front of the API, or from something on the way.',
    statusPage: "The provider's status page",
    pageUnknown: 'It could not be read, which says nothing of how the service is.',
    pageAsOf: (host, when) => `${host}, as of ${when} UTC`,
    pageQuiet: 'It names no incident.',
    pageHistory: {
      heading: 'What it announced for the time of this report',
      nothing: 'It announced nothing for the time of this report.',
      unread: 'What it announced earlier could not be read.',
      late: (length) =>
        length < 0
          ? 'announced before the first failure here'
          : `announced ${englishDuration(length)} after the first failure here`,
      seen: 'seen here as well',
      notSeen: 'no failure was recorded here',
      never: 'seen here, never announced',
      'not-yet': 'seen here, not announced so far',
      unknown: 'seen here; whether it was announced is not known',
    },
    setup: 'Setup',
    versions: 'Versions',
    way: (target, by, kind) =>
      `API: ${target} (${kind === 'official' ? "the provider's own address" : 'another gateway'}), ${by === 'proxy' ? 'through a proxy' : by === 'direct' ? 'directly' : 'by a proxy setting that cannot be used'}`,
    credential: (kind, from, state) => `Credential: ${kind}, from ${from}, ${state}`,
    noCredential: 'Credential: none was found',
    notFound: 'not found',
    told: (codes) => `The client printed: ${codes}`,
    foot: (version) =>
      `Made by Holdfast ${version} on the computer of the person who sends it. It holds no prompts, answers, keys or passwords; \`host-1.invalid\`, \`model-1\` and the like stand for names that were left out.`,
    none: '-',
  },
  owners: {
    provider: 'The provider',
    network: 'The network',
    proxy: 'The proxy',
    computer: 'This computer',
    settings: 'The settings of this computer',
    account: 'The account',
    gateway: 'The gateway between this computer and the provider',
    nobody: 'Nobody: nothing is wrong now',
    unknown: 'Not clear',
  },
  confidences: { certain: 'certain', likely: 'likely', possible: 'possible' },
  sendTo: {
    provider: [`Send it to ${SUPPORT}`, 'Give the request ids and cf-rays: by these they find your requests.'],
    account: [`Send it to ${SUPPORT}`, 'They alone can look into your account.'],
    network: ['Send it to whoever runs your network: your company, your school, or your internet provider.'],
    proxy: ['Send it to whoever runs the proxy, usually the IT department of your company.'],
    gateway: ['Send it to whoever runs the gateway that your base URL names.'],
    computer: [
      'The cause is on this computer, and nobody else can mend it. Send it only to somebody who helps you.',
      'What to do: holdfast doctor',
    ],
    settings: [
      'The cause is in your settings, and nobody else can mend it. Send it only to somebody who helps you.',
      'What to do: holdfast doctor',
    ],
    nobody: [
      'Nothing is wrong now, so nobody needs it. Keep it in case the problem comes back.',
      `If the client failed all the same, it is for ${CLIENT}`,
    ],
    unknown: [
      `Whose fault it is was not found out. Begin with ${SUPPORT}`,
      `If it happens in Claude Code alone, it is for ${CLIENT}`,
    ],
  },
  screen: {
    looking: 'Looking at this computer and its way to the API. It takes up to 8 seconds.',
    reproduce: 'Recording. Reproduce the problem now, then press Enter here.',
    recorded: (length) => `Recorded ${englishDuration(length)}.`,
    contents: (size) => `The report would hold (${size}):`,
    size: (bytes) => (bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`),
    member: {
      'README.txt': 'what is in it, for whoever opens it',
      'report.md': 'the short text below, in English',
      'report.ja.md': 'the same in Japanese',
      'timeline.txt': 'what happened, step by step, in UTC',
      'journal.jsonl': 'the same for programs',
      'doctor.json': 'what was measured now, and what follows from it',
      'settings.json': 'names of your settings and where they stand, no values',
      'manifest.json': 'list of the files, with checksums',
    },
    text: 'The short text:',
    leftOut: 'Not in it:',
    left: {
      content: () => 'prompts, answers, files, tool input: Holdfast never keeps them',
      secrets: () => 'keys, tokens, passwords, cookies, logins in URLs',
      names: () => 'names of this computer, its user, folders, hosts of your own, private addresses',
      'other-settings': (count) => `${counted(count, 'setting', 'settings')} with names that Holdfast does not know`,
      'older-requests': (count) => `${counted(count, 'earlier request', 'earlier requests')} with trouble`,
      uneventful: (count) => `${counted(count, 'request', 'requests')} without trouble, which are only counted`,
      'no-journal': () => 'a timeline, since there is no journal of a gateway that could be read',
    },
    masked: (count) => `${counted(count, 'text that looks', 'texts that look')} like a secret, each replaced by [redacted-...]`,
    ask: (file) => `Write this to ${file}? [y/N] `,
    yes: ['y'],
    written: (file, size) => `Written: ${file} (${size})`,
    lookIntoIt: 'Have a look into it before you send it.',
    notWritten: 'Nothing was written.',
    dryRun: 'Nothing was written (--dry-run).',
    sendTo: 'Where to send it:',
    nothingSent: 'Nothing was sent anywhere. Sending it is up to you.',
  },
  problem: {
    badSince: (got) => `\`--since\`: expected a length of time such as 30m, 2h or 1d, but got ${got}.`,
    exists: (file) => `${file} is there already and is left as it is. Choose another name with \`--out\`.`,
    noFolder: (folder) => `\`--out\`: there is no folder ${folder}.`,
    notWritten: (file, why) => `The report could not be written to ${file}: ${why}. Choose another place with \`--out\`.`,
    needsYes: 'Nobody can be asked here, since this is no terminal: add --yes to write the report, or --dry-run to see it.',
    together: (one, other) => `\`${one}\` and \`${other}\` cannot be used together.`,
    suspicion: (member, looksLike) =>
      `The report was not written: in ${member} something still looks like a secret (${looksLike}). Please report this as a fault in Holdfast: its last look found what its rules had let through.`,
    noEnter: '`--record` waits for Enter, and there is nobody here who could press it.',
  },
}

function effort({ troubled, failed, held, longest, ends }: TriedFacts): string {
  const { all, completed, relayed, handedBack, gaveUp, left, unfinished } = ends
  const became = [
    completed > 0 ? `${completed} completed` : '',
    relayed > 0 ? `${relayed} ended with the error` : '',
    handedBack > 0 ? `${handedBack} handed back to the client's own retry` : '',
    gaveUp > 0 ? `${gaveUp} given up` : '',
    left > 0 ? `${left} left by the client` : '',
    unfinished > 0 ? `${unfinished} still waiting or cut short` : '',
  ].filter((part) => part !== '')
  const met = `Of ${counted(all, 'request', 'requests')} through the gateway, ${troubled} met trouble: ${counted(failed, 'try', 'tries')} failed.`
  const waited =
    held > 0
      ? ` The gateway tried again and kept requests waiting, ${englishDuration(held)} in all (the longest ${englishDuration(longest)}).`
      : ''
  return `${met}${waited} In the end: ${became.join(', ')}.`
}
