import { createHash } from 'node:crypto'
import { diagnose } from '../doctor/diagnose.ts'
import { checksOf } from '../doctor/checks.ts'
import type { Language } from '../i18n/language.ts'
import type { LeftOut } from '../i18n/report-text.ts'
import type { Redactor } from '../core/redact.ts'
import { allowed } from './allowed.ts'
import type { Judgement, JournalPart, ReportFacts } from './facts.ts'
import { issueText, type Telling } from './issue.ts'
import { masked } from './mask.ts'
import { allowedPage } from './page.ts'
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts'
import { allowedJournal } from './recordings.ts'
import { readmeText } from './readme.ts'
import { storyOf } from './story.ts'
import { timelineText, utc } from './timeline.ts'

/** A file of the report. */
export type Member = { readonly name: string; readonly text: string }

/** A report as it would be written. */
export type Report = {
  readonly members: readonly Member[]
  /** The short text, in the person's language and then in English. */
  readonly issue: Readonly<Partial<Record<Language, string>>>
  readonly telling: Telling
  readonly leftOut: readonly { readonly what: LeftOut; readonly count: number }[]
  /** Secrets that were found in texts and replaced. */
  readonly masked: number
}

export type ReportOptions = {
  readonly language: Language
  readonly mask: Redactor
  /** What goes into doctor.json, as `doctor --json` says it. */
  readonly doctorJson: (judgement: Judgement) => unknown
  /** The diagnosis as a sentence. */
  readonly diagnosisIn: (judgement: Judgement, language: Language) => string
}

const SCHEMA = 1

/** Collected facts to the files of a report: first the allow-lists, then the mask over every text that is left. */
export function reportOf(collected: ReportFacts, { language, mask, doctorJson, diagnosisIn }: ReportOptions): Report {
  const names = createPseudonyms()
  const facts = allowedFacts(collected, names, mask)
  const telling = { facts, story: storyOf(facts.journal, facts.judgement), diagnosisIn }
  const english = mask(issueText(telling, 'en'))
  const issue = language === 'en' ? { en: english } : { [language]: mask(issueText(telling, language)), en: english }
  const leftOut = leftOutOf(facts)
  const json = (name: string, value: unknown): Member => ({
    name,
    text: `${JSON.stringify(masked(value, mask), undefined, 2)}\n`,
  })
  const contents = [
    { name: 'report.md', text: english },
    ...(language === 'en' ? [] : [{ name: `report.${language}.md`, text: issue[language] ?? '' }]),
    ...journalMembers(facts.journal, mask),
    json('doctor.json', doctorJson(facts.judgement)),
    json('settings.json', settingsJson(facts)),
  ]
  const all = [{ name: 'README.txt', text: readmeText(contents.map(({ name }) => name)) }, ...contents]
  const manifest = json('manifest.json', manifestOf(all, facts, leftOut))
  return { members: [...all, manifest], issue, telling, leftOut, masked: tokensIn([...all, manifest]) }
}

const tokensIn = (members: readonly Member[]): number =>
  new Set(members.flatMap(({ text }) => text.match(/\[redacted-[a-z-]+-[0-9a-f]{8}\]/g) ?? [])).size

function allowedFacts(collected: ReportFacts, names: Pseudonyms, mask: Redactor): ReportFacts {
  const { at, period, machine, settings, otherSettings } = collected
  const observations = allowed(collected.judgement.observations, names, (text) => mask(text))
  return {
    at,
    period,
    machine,
    settings,
    otherSettings,
    journal: allowedJournal(collected.journal, names),
    page: allowedPage(collected.page, names, (text) => mask(text)),
    judgement: {
      observations,
      diagnosis: rediagnosed(collected.judgement, observations),
      checks: checksOf(observations),
      notTested: collected.judgement.notTested,
    },
  }
}

/** Concluded again from what may be told, so that its evidence tells no more. What hangs on a name that was left out keeps its diagnosis, without that evidence. */
function rediagnosed({ diagnosis }: Judgement, observations: Judgement['observations']): Judgement['diagnosis'] {
  const again = diagnose(observations)
  if (again.code === diagnosis.code) return { ...again, owner: diagnosis.owner, confidence: diagnosis.confidence }
  const { code, owner, confidence, gravity, wouldChange } = diagnosis
  const fixes = diagnosis.fixes.map(({ id, safe }) => ({ id, safe }))
  return { code, owner, confidence, gravity, wouldChange, fixes, evidence: [], secondary: [] }
}

function journalMembers(journal: JournalPart, mask: Redactor): readonly Member[] {
  if (journal.is === 'unread') return []
  const { gateways, incidents, exchanges, totals } = journal
  const rows = [
    ...gateways.map((row) => ({ kind: 'gateway', ...row })),
    ...incidents.map((row) => ({ kind: 'incident', ...row })),
    ...exchanges.map((row) => ({ kind: 'exchange', ...row })),
    { kind: 'totals', ...totals },
  ]
  return [
    { name: 'timeline.txt', text: mask(timelineText(journal)) },
    { name: 'journal.jsonl', text: rows.map((row) => `${JSON.stringify(masked(withDates(row), mask))}\n`).join('') },
  ]
}

/** Points of time as everybody reads them. */
function withDates(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map((one: Readonly<Record<string, unknown>>) => withDates(one))]
      return [name, typeof value === 'number' && /^at$|At$/.test(name) ? utc(value as Parameters<typeof utc>[0]) : value]
    }),
  )
}

const settingsJson = ({ settings, otherSettings, machine, period, at }: ReportFacts): object => ({
  madeAt: utc(at),
  period: { from: utc(period.from), until: utc(period.until), how: period.how },
  machine,
  settings,
  otherSettings,
})

function leftOutOf({ journal, otherSettings }: ReportFacts): Report['leftOut'] {
  const counts: readonly (readonly [LeftOut, number])[] =
    journal.is === 'unread'
      ? [['no-journal', 1]]
      : [
          ['older-requests', journal.leftOut],
          ['uneventful', journal.totals.exchanges - journal.totals.troubled],
        ]
  const always = (['content', 'secrets', 'names'] as const).map((what) => ({ what, count: 1 }))
  const some = [...counts, ['other-settings', otherSettings] as const].filter(([, count]) => count > 0)
  return [...always, ...some.map(([what, count]) => ({ what, count }))]
}

function manifestOf(members: readonly Member[], { at, machine }: ReportFacts, leftOut: Report['leftOut']): object {
  const { holdfast, client, node } = machine
  return {
    schema: SCHEMA,
    madeAt: utc(at),
    versions: { holdfast, client: client ?? null, node },
    members: members.map(({ name, text }) => ({
      name,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
    leftOut,
  }
}
