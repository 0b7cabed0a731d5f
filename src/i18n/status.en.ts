import { hours, ms, type Millis } from '../core/time.ts'
import type { StatusText } from './status-text.ts'
import { counted, englishDuration } from './text.ts'

/** `12 s`, `4 min`, `1 h 2 min`, `30 h`, `3 days`: from a minute on, seconds say nothing, from ten hours on minutes. */
function rough(length: Millis): string {
  if (length >= hours(48)) return `${Math.round(length / hours(24))} days`
  if (length >= hours(10)) return `${Math.round(length / hours(1))} h`
  return englishDuration(length < 60_000 ? length : ms(Math.floor(length / 60_000) * 60_000))
}
const ago = (length: Millis): string => (length < 1500 ? 'just now' : `${rough(length)} ago`)
/** Within a sentence; names and codes stay as they are. */
const within = (cause: string): string =>
  cause.replace(/^(?:The|This|A|An|No|It|Your|Something|Somebody)\b/, (word) => word.toLowerCase())
const because = (cause: string): string => (cause === '' ? '' : `: ${within(cause)}`)
const requests = (count: number): string => counted(count, 'request', 'requests')

export const statusEn: StatusText = {
  asking: 'Asking the status page, the gateway and the API...',
  headline: {
    'requests-go-through': ({ host, ago: length }) =>
      `Usable: ${host} answers requests${length === undefined ? '' : `, the last one ${ago(length)}`}.`,
    'said-and-seen-well': ({ host }) => `Usable, as far as can be seen: the status page reports no trouble, and ${host} answers.`,
    'well-with-report': ({ host }) =>
      `Usable, as far as can be seen: ${host} answers, and the status page calls it working, with a report that is not closed.`,
    'front-door-answers': ({ host }) => `Probably usable: ${host} answers, and no trouble is known here.`,
    'said-degraded': ({ host }) => `The status page says that ${host} works, but worse than usual.`,
    holding: ({ host, held, cause }) =>
      `Not usable: ${host} fails${because(cause)}.${held === 0 ? '' : ` ${requests(held)} held.`}`,
    'own-trouble': ({ held, cause }) => `Not usable from here${because(cause)}.${held === 0 ? '' : ` ${requests(held)} held.`}`,
    'said-outage': ({ host }) => `Not usable: the status page reports an outage of ${host}.`,
    'said-maintenance': ({ host }) => `Not usable: ${host} is under maintenance.`,
    'front-door-refuses': ({ host, cause }) => `Not usable: ${host} turns requests away${because(cause)}.`,
    unreachable: ({ host, cause }) => `Not usable: ${host} cannot be reached from here${because(cause)}.`,
    unknown: ({ host }) => `Nobody can tell whether ${host} is usable.`,
  },
  by: {
    gateway: "by this gateway's own traffic",
    'page-and-edge': "by the status page and the API's front door",
    page: 'by the status page',
    edge: "by the API's front door",
    nobody: 'no word to go by',
  },
  since: ({ at, away }) => `since ${at} (${rough(away)})`,
  announced: {
    yes: 'announced on the status page',
    no: 'not announced on the status page',
    unknown: 'whether it is announced is unknown',
  },
  next: {
    'requests-go-through': '',
    'said-and-seen-well': '',
    'well-with-report': '',
    'front-door-answers': '',
    'said-degraded': 'You can try; `holdfast run claude` holds what fails and sends it again.',
    holding: 'Nothing to do: held requests go on by themselves when it is over.',
    'own-trouble': '`holdfast doctor` says what to do.',
    'said-outage': 'Nothing to fix here. `holdfast run claude` keeps your session through it.',
    'said-maintenance': 'Nothing to fix here. It ends by itself, at the time below if the provider keeps to it.',
    'front-door-refuses': '`holdfast doctor` tells whether it is the provider or something on the way.',
    unreachable: '`holdfast doctor` finds out why.',
    unknown: 'Just try, or let `holdfast doctor` ask more.',
  },
  ago,
  page: {
    heading: (host, length) => `Status page (${host}, ${ago(length)})`,
    bareHeading: 'Status page',
    unread: (why, length) => `Unknown: ${why}; asked ${ago(length)}.`,
    before: (word, length) => `Its last word, ${ago(length)}: ${word}. That counts no more.`,
    old: (age) => `Unknown: what it said is ${rough(age)} old.`,
    notAbout: (host) => `It says nothing of ${host}, which your requests go to.`,
    why: {
      TIMEOUT: 'it did not answer in time',
      STATUS_NOT_JSON: 'what came is not the status page',
      STATUS_OTHER_PAGE: "what came is somebody else's status page",
      STATUS_INCOMPLETE: 'the page does not name the API any more',
      STATUS_TRUNCATED: 'its answer did not come whole',
      STATUS_OLD: 'the copy that came is too old',
      NOT_ASKED: 'no host of it is set',
    },
    whyStatus: (status) => `it answered with HTTP ${status}`,
    whyOther: (code) => `it could not be reached (${code})`,
    word: {
      operational: 'working',
      degraded: 'worse than usual',
      maintenance: 'under maintenance',
      outage: 'outage',
      unknown: 'unknown',
    },
    component: {
      operational: 'working',
      degraded_performance: 'worse than usual',
      partial_outage: 'partial outage',
      major_outage: 'major outage',
      under_maintenance: 'under maintenance',
    },
    incident: {
      investigating: 'they are looking for the cause',
      identified: 'the cause is found',
      monitoring: 'a fix is in place and being watched',
    },
    impact: { none: 'no impact', minor: 'minor', major: 'major', critical: 'critical', maintenance: 'maintenance' },
    strange: (word) => (word === '' ? 'unknown (the page says nothing)' : `unknown (the page says "${word}")`),
    quoted: (name) => `"${name}"`,
    incidentLine: (name, facts, begun) =>
      `${name}: ${[...facts, ...(begun === undefined ? [] : [`since ${begun.at} (${rough(begun.away)})`])].join(', ')}`,
    maintenance: {
      now: (name, _from, until) =>
        `Maintenance now: ${name}, ${until === undefined ? 'its end is not given' : `until ${until.at} (in ${rough(until.away)})`}`,
      overdue: (name, _from, until) =>
        `Maintenance now: ${name}, ${until === undefined ? 'its end is not given' : `should have ended at ${until.at} (${ago(until.away)})`}`,
      planned: (name, from, until) =>
        `Planned maintenance: ${name}, ${from === undefined ? 'its time is not given' : `${from.at}${until === undefined ? '' : ` to ${until.at}`} (in ${rough(from.away)})`}`,
    },
  },
  gateway: {
    heading: (url, length) => `This gateway (${url}, ${ago(length)})`,
    noneHeading: 'This gateway',
    none: 'Not running: nothing is seen here but what the page and the front door say.',
    silent: 'It does not answer.',
    holding: (held, cause, { at, away }) => `${requests(held)} held since ${at} (${rough(away)})${because(cause)}`,
    letting: (held) => `${requests(held)} held, for reasons of their own`,
    working: (length) => `Requests go through; the last answer came ${ago(length)}.`,
    quiet: 'It knows of no trouble, but no request has gone through lately.',
    unsure: (cause, { at, away }) => `The last requests failed at ${at} (${ago(away)})${because(cause)}. Nobody has asked since.`,
    family: (cause, family) => `${cause} (only ${family})`,
    nextTry: (length) => `Next try in ${rough(length)}.`,
  },
  edge: {
    heading: (host, length) => `The API's front door (${host}, ${ago(length)})`,
    well: (status) => `It answers as it should to somebody without a login (HTTP ${status}).`,
    unwell: (status, cause) => `HTTP ${status}${because(cause)}`,
    unreachable: (code) => `No answer (${code}).`,
  },
  history: {
    heading: (days) => `The last ${days} days`,
    nothing: {
      'both-known': 'Nothing was seen here, and nothing was announced.',
      'seen-known': 'Nothing was seen here. What was announced is unknown: it could not be read.',
      'announced-known': 'Nothing was announced. What happened here is unknown: no gateway has recorded it.',
      neither: 'Unknown: no gateway has recorded anything here, and what was announced could not be read.',
    },
    more: (count) => `${count} more, older; --json shows them.`,
    seen: (length, causes) => `${rough(length)} here: ${within(causes)}`,
    open: (length, causes) => `here for ${rough(length)}, not over: ${within(causes)}`,
    lost: (causes) => `here, end not seen: ${within(causes)}`,
    announcedLate: (late, name) => `announced ${Math.round(late / 60_000)} min late as ${name}`,
    announcedEarly: (early, name) => `announced ${Math.round(early / 60_000)} min before as ${name}`,
    announcedAtOnce: (name) => `announced within a minute as ${name}`,
    never: 'never announced',
    'not-yet': 'not announced yet',
    unknown: 'whether it was announced is unknown',
    'not-theirs': 'not a matter for the status page',
    onlyAnnounced: (name, length) =>
      `announced only: ${name}${length === undefined ? ', not over' : `, ${rough(length)}`}; not met here`,
    between: '; ',
  },
  change: {
    component: (name, word) => `Status page: ${name} is now "${word}".`,
    incidentNew: (incident) => `Status page, new: ${incident}`,
    incidentMoved: (incident) => `Status page, news: ${incident}`,
    incidentOver: (name) => `Status page: ${name} is over.`,
    maintenanceOver: (name) => `Status page: the maintenance ${name} is over.`,
    pageUnread: (why) => `Status page unknown: ${why}.`,
    pageReadAgain: 'The status page can be read again.',
  },
  watching: 'Watching. Ctrl-C ends it.',
  timedOut: (length) => `Not usable within ${englishDuration(length)}.`,
  interrupted: 'Ended by Ctrl-C.',
  notice: {
    title: 'Holdfast',
    yes: 'Claude can be used again.',
    no: 'Claude cannot be used at the moment.',
    noDesktop: 'No message can be shown on this desktop: the terminal rings instead.',
  },
  problem: {
    badTimeout: (got) => `\`--timeout\`: expected a length of time such as 30m, 2h or 90s, but got ${got}.`,
    needs: (flag, others) => `\`${flag}\` goes only with ${others}.`,
  },
  help: {
    status: "the provider's own word beside what this gateway sees: usable, down, in maintenance?",
    watch: 'stay and show what changes',
    wait: 'end as soon as it can be used again (exit code 0)',
    timeout: 'with --wait: give up after this long, such as 30m (exit code 1)',
    json: 'print one JSON object; with --watch or --wait one a line for each change',
    notify: 'with --watch or --wait: say on the desktop when it stops and when it is back',
    controls: 'file with other hosts to ask, as for doctor',
    asksOnce: 'how things stand now, and the last 7 days',
    staysOpen: 'leave it open; the desktop tells when it is back',
    forScripts: 'go on when the API is back',
    forPrograms: 'for a program to read',
  },
}
