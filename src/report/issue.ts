import { ms } from '../core/time.ts'
import { factsOf } from '../doctor/seen.ts'
import { catalogueIn } from '../i18n/catalogue.ts'
import { doctorTextIn, evidenceSentence } from '../i18n/doctor.ts'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import type { Language } from '../i18n/language.ts'
import type { ReportText } from '../i18n/report-text.ts'
import { reportTextIn } from '../i18n/report.ts'
import type { Judgement, ReportFacts } from './facts.ts'
import { pageLines } from './page-lines.ts'
import type { Story } from './story.ts'
import { stamp, utc } from './timeline.ts'

/** Facts that have passed the allow-lists, and what they come to. */
export type Telling = {
  readonly facts: ReportFacts
  readonly story: Story
  /** The diagnosis as a sentence. */
  readonly diagnosisIn: (judgement: Judgement, language: Language) => string
}

const EVIDENCE_AT_MOST = 4
const ROWS_AT_MOST = 8

/** The short text for support or an issue: what happened, when, whose fault it was, what was tried. Markdown. */
export function issueText(telling: Telling, language: Language): string {
  const { issue } = reportTextIn(language)
  const { facts, story } = telling
  return [
    `# ${issue.title(titleOf(telling, language))}`,
    '',
    ...headLines(telling, language),
    ...failureLines(story, issue),
    ...traceLines(story, issue),
    ...pageLines(facts.page, language),
    ...setupLines(facts, language),
    '---',
    '',
    issue.foot(facts.machine.holdfast),
    '',
  ].join('\n')
}

type IssueText = ReportText['issue']

const withoutStop = (sentence: string): string => sentence.replace(/[.。]$/, '')

function titleOf({ facts: { judgement }, story, diagnosisIn }: Telling, language: Language): string {
  if (story.code !== undefined) return withoutStop(catalogueIn(language)[story.code].title)
  return isWrong(judgement) ? withoutStop(diagnosisIn(judgement, language)) : reportTextIn(language).issue.nothingHappened
}

function headLines(telling: Telling, language: Language): readonly string[] {
  const { facts, story, diagnosisIn } = telling
  const { issue } = reportTextIn(language)
  const { diagnosis } = facts.judgement
  const evidence = diagnosis.evidence.slice(0, EVIDENCE_AT_MOST)
  const { sentence } = doctorScreenIn(language)
  return [
    `- **${issue.happened}**: ${happened(telling, language)}`,
    `- **${issue.when}**: ${when(telling, issue)}`,
    `- **${issue.whose}**: ${whose(story, language)}`,
    `- **${issue.tried}**: ${tried(telling, issue)}`,
    `- **${issue.now}** (${stamp(facts.at)} UTC): ${diagnosisIn(facts.judgement, language)} (\`${diagnosis.code}\`)`,
    ...evidence.map((item) => `  - ${sentence(evidenceSentence(doctorTextIn(language), item))}`),
    '',
  ]
}

function happened(telling: Telling, language: Language): string {
  const { issue } = reportTextIn(language)
  const { told } = telling.facts.judgement.observations
  const printed = (told?.codes ?? []).map((code) => `\`${code}\``).join(', ')
  const said = printed === '' ? [] : [doctorScreenIn(language).sentence(issue.told(printed))]
  return [...whatHappened(telling, language), ...said].join(language === 'ja' ? '' : ' ')
}

function whatHappened({ facts, story: { code, failures }, diagnosisIn }: Telling, language: Language): readonly string[] {
  const { issue } = reportTextIn(language)
  if (code === undefined)
    return [
      isWrong(facts.judgement)
        ? diagnosisIn(facts.judgement, language)
        : doctorScreenIn(language).sentence(issue.nothingHappened),
    ]
  const seen = failures.find((one) => one.code === code)
  const { meaning } = catalogueIn(language)[code]
  return seen === undefined ? [meaning] : [meaning, issue.seen(seen.code, seen.status, seen.count)]
}

/** Something that was measured now. */
const isWrong = ({ diagnosis: { gravity } }: Judgement): boolean => gravity === 'stops' || gravity === 'degrades'

function when({ facts, story: { time } }: Telling, issue: IssueText): string {
  if (time === undefined && isWrong(facts.judgement)) return issue.seenNow(stamp(facts.at))
  if (time === undefined) return issue.period(stamp(facts.period.from), stamp(facts.period.until))
  const { from, until, end } = time
  const length = ms((end === 'open' ? facts.at : until) - from)
  return issue.time({ from: stamp(from), until: stamp(until), length, end })
}

function whose({ fault: { owner, from, confidence } }: Story, language: Language): string {
  const { issue, owners, confidences } = reportTextIn(language)
  return issue.fault({ owner: owners[owner], from, confidence: confidences[confidence ?? 'likely'] })
}

function tried({ facts, story }: Telling, issue: IssueText): string {
  const { totals, failures, held, longestHold: longest } = story
  if (totals === undefined || facts.journal.is === 'unread') return issue.noJournal
  if (totals.exchanges === 0) return issue.noTraffic
  const { ended, unfinished, exchanges, troubled } = totals
  return issue.effort({
    troubled,
    failed: failures.reduce((sum, { count }) => sum + count, 0),
    held,
    longest,
    ends: {
      all: exchanges,
      completed: ended.completed,
      relayed: ended['relayed-error'],
      handedBack: ended['handed-back'],
      gaveUp: ended['gave-up'],
      left: ended['client-left'],
      unfinished,
    },
  })
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  row(columns),
  row(columns.map(() => '---')),
  ...rows.map(row),
]

function failureLines({ failures }: Story, issue: IssueText): readonly string[] {
  if (failures.length === 0) return []
  const rows = failures
    .slice(0, ROWS_AT_MOST)
    .map(({ code, status, count, firstAt, lastAt }) => [
      stamp(firstAt),
      stamp(lastAt).slice(11),
      String(count),
      String(status ?? issue.none),
      `\`${code}\``,
    ])
  return [`## ${issue.failures}`, '', ...table(issue.failureColumns, rows), '']
}

function traceLines({ failures, traces }: Story, issue: IssueText): readonly string[] {
  const answered = failures.some(({ status }) => status !== undefined)
  if (!answered) return []
  if (traces.length === 0) return [`## ${issue.traces}`, '', issue.noTraces, '']
  const rows = traces.map(({ at, code, status, requestId, ray }) => [
    utc(at),
    String(status ?? issue.none),
    `\`${code}\``,
    requestId ?? issue.none,
    ray ?? issue.none,
  ])
  return [`## ${issue.traces}`, '', ...table(issue.traceColumns, rows), '']
}

function setupLines({ machine, judgement }: ReportFacts, language: Language): readonly string[] {
  const { issue } = reportTextIn(language)
  const { observations } = judgement
  const { holdfast, client, node, platform, release, arch } = machine
  const by = factsOf(observations, 'proxy')?.route ?? 'direct'
  const [credential] = factsOf(observations, 'credential')?.sources ?? []
  const { url, official } = observations.target
  return [
    `## ${issue.setup}`,
    '',
    `- ${issue.versions}: Holdfast ${holdfast}, Claude Code ${client ?? issue.notFound}, Node.js ${node}, ${platform} ${release} ${arch}`,
    `- ${issue.way(url, by, official ? 'official' : 'gateway')}`,
    `- ${credential === undefined ? issue.noCredential : issue.credential(credential.kind, `${credential.source} (${credential.from})`, credential.state)}`,
    '',
  ]
}
