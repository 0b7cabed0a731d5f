import { catalogueEntry, type CatalogueCode } from '../core/catalogue.ts'
import type { Confidence } from '../core/diagnosis-code.ts'
import { createRedactor, type Redactor } from '../core/redact.ts'
import { againIn, type Again } from './again.ts'
import { answersIn } from './answers.ts'
import { blocksOf, type Block } from './blocks.ts'
import { kept, linesOf, type Line } from './lines.ts'
import { namesIn } from './names.ts'
import { statusesIn } from './statuses.ts'
import { hitsOf, type Hit, type Weight } from './wording.ts'
import { ACCOUNT, API_CAUSES, API_CLASSES } from './wordings-account.ts'
import { BETWEEN, BETWEEN_NAMES } from './wordings-between.ts'
import { PATH_CAUSES, PATH_WORDS, PROGRAMS, SYSTEM_NUMBERS, VAGUE } from './wordings-path.ts'

/** One error that a text tells of. */
export type Finding = {
  readonly code: CatalogueCode
  readonly confidence: Confidence
  /** How often the text tells of it. */
  readonly times: number
  /** First and last line, from 1. */
  readonly line: number
  readonly lastLine: number
  /** The text around it: one line, short, without secrets. */
  readonly excerpt: string
  /** When it passes, where the text says so. */
  readonly again: Again | undefined
}

export type Reading = {
  /** In the order in which they first appear. */
  readonly findings: readonly Finding[]
  /** Characters in the middle that were not read, because the text is too long. */
  readonly skipped: number
}

/**
 * What a text tells of, whatever it was copied from: screens, logs, answers, JSON, web pages. Never throws, and takes
 * time in proportion to the first and last megabytes at most.
 * @param salt makes the tokens of redacted secrets unlike those of other reports
 */
export function readText(text: string, salt: string): Reading {
  const part = kept(text)
  const { found, rest } = answersIn(linesOf(part))
  const redact = createRedactor(salt)
  const answers = found.map(({ code, weight, line, retryAfter }): Sighting => ({
    code,
    weight,
    line: line.number,
    paragraph: -1,
    excerpt: excerptOf({ spaced: line.text, tight: line.text }, 0, redact),
    again: retryAfter === undefined ? undefined : { kind: 'in', length: retryAfter },
  }))
  const sightings = [...answers, ...sightingsIn(blocksOf(rest), redact)]
  return { findings: merged(withoutVague(sightings)), skipped: part.skipped }
}

type Sighting = {
  readonly code: CatalogueCode
  readonly weight: Weight
  readonly line: number
  readonly paragraph: number
  readonly excerpt: string
  readonly again: Again | undefined
}

type Scanned = { readonly hits: readonly (Hit & { readonly line: number })[]; readonly spaced: string; readonly tight: string }

/** Logs say the same thing again and again. */
const REMEMBERED = 5000

function sightingsIn(blocks: readonly Block[], redact: Redactor): readonly Sighting[] {
  const known = new Map<string, Scanned>()
  return blocks.flatMap((block) => {
    const key = block.lines.map(({ text }) => text).join('\n')
    const scanned = known.get(key) ?? scan(block)
    if (known.size < REMEMBERED) known.set(key, scanned)
    const first = block.lines[0]?.number ?? 1
    return scanned.hits.map(({ code, weight, at, line }): Sighting => ({
      code,
      weight,
      line: first + line,
      paragraph: block.paragraph,
      excerpt: excerptOf(scanned, at, redact),
      again: againIn(scanned.spaced.slice(Math.max(0, at - 300), at + 500)),
    }))
  })
}

/** The hits of a message that say the most, one for each code. `line`: from the message's first one. */
function scan({ lines }: Block): Scanned {
  const spaced = joined(lines, ' ')
  const tight = lines.length > 1 ? joined(lines, '') : undefined
  const hits = [spaced, ...(tight === undefined ? [] : [tight])].flatMap(({ text, lineAt }) =>
    hitsIn(text).map((hit) => ({ ...hit, line: lineAt(hit.at) })),
  )
  const most = Math.max(...hits.map(({ weight }) => weight))
  const best = hits.filter(({ weight }) => weight === most)
  return {
    hits: distinct(best),
    spaced: spaced.text,
    tight: (tight ?? spaced).text,
  }
}

/** Longer than the words of any rule. */
const STRETCH = 1024

/** Without those of the same code, and of words of which an earlier rule has already made something. */
function distinct<Some extends Hit>(hits: readonly Some[]): readonly Some[] {
  const codes = new Set<CatalogueCode>()
  // by where they are: a message of megabytes has a hundred thousand
  const places = new Map<number, Hit[]>()
  return hits.filter((hit) => {
    const place = Math.floor(hit.at / STRETCH)
    const near = [place - 1, place, place + 1].flatMap((one) => places.get(one) ?? [])
    const isKnown =
      codes.has(hit.code) || near.some((other) => hit.at < other.at + other.length && other.at < hit.at + hit.length)
    codes.add(hit.code)
    places.set(place, [...(places.get(place) ?? []), hit])
    return !isKnown
  })
}

function joined(lines: readonly Line[], between: string): { readonly text: string; readonly lineAt: (at: number) => number } {
  const starts: number[] = []
  let text = ''
  const first = lines[0]?.number ?? 1
  for (const line of lines) {
    starts.push(text.length)
    text += (text === '' ? '' : between) + bare(line.text)
  }
  return { text, lineAt: (at) => (lines[starts.findLastIndex((start) => start <= at)]?.number ?? first) - first }
}

/** JSON within JSON, and several spaces, read like the text that they hold. */
const bare = (text: string): string =>
  text
    .replaceAll(/\\+(["'/])/g, '$1')
    .replaceAll(/\\+[rnt]/g, ' ')
    .replaceAll(/ {2,}/g, ' ')

const WINDOW = 16_384
const OVERLAP = 512

/** Whatever holds none of these tells of no error. */
const PROMISING =
  /[1-5]\d\d|err|fail|code|limit|log|cert|tls|ssl|proxy|upstream|load|connect|dns|resol|found|known|host|den|credit|quota|token|exc|ref|res|time|long|stop|stall|abort|clos|cancel|E[A-Z]{3}|blocked|policy|sign|invalid|valid|support|key|sleep|extra|image|pdf|empty|network|unable|EOF/i

function hitsIn(text: string): readonly Hit[] {
  if (text.length <= WINDOW) return PROMISING.test(text) ? hitsInWindow(text) : []
  const hits: Hit[] = []
  for (let from = 0; from < text.length; from += WINDOW - OVERLAP) {
    const part = text.slice(from, from + WINDOW)
    if (PROMISING.test(part)) hits.push(...hitsInWindow(part).map((hit) => ({ ...hit, at: hit.at + from })))
  }
  return hits
}

const hitsInWindow = (text: string): readonly Hit[] => [
  ...hitsOf(text, ACCOUNT, 5),
  ...hitsOf(text, API_CAUSES, 4),
  ...namesIn(text),
  ...hitsOf(text, BETWEEN, 4),
  ...hitsOf(text, PATH_CAUSES, 4),
  ...hitsOf(text, PATH_WORDS, 3),
  ...hitsOf(text, SYSTEM_NUMBERS, 3),
  ...hitsOf(text, BETWEEN_NAMES, 3),
  ...hitsOf(text, PROGRAMS, 2),
  ...hitsOf(text, API_CLASSES, 2),
  ...statusesIn(text),
  ...hitsOf(text, VAGUE, 1),
]

/** As far around as a cause is from what it caused. */
const NEAR = 6

/** A status, or that something failed, says nothing beside its cause. */
function withoutVague(sightings: readonly Sighting[]): readonly Sighting[] {
  const sorted = sightings.toSorted((one, other) => one.line - other.line)
  return sorted.filter((one, index) => one.weight > 2 || !around(sorted, index).some((other) => explains(other, one)))
}

function around(sorted: readonly Sighting[], index: number): readonly Sighting[] {
  const line = sorted[index]?.line ?? 0
  let from = index
  let to = index
  while (line - (sorted[from - 1]?.line ?? Number.NEGATIVE_INFINITY) <= NEAR) from--
  while ((sorted[to + 1]?.line ?? Number.POSITIVE_INFINITY) - line <= NEAR) to++
  return sorted.slice(from, to + 1)
}

const explains = (cause: Sighting, vague: Sighting): boolean =>
  cause.weight > vague.weight
    ? (cause.weight > 2 || vague.weight === 1) && (isTogether(cause, vague) || meansTheSame(cause.code, vague.code))
    : cause.code !== vague.code &&
      BY_STATUS.test(vague.code) &&
      !BY_STATUS.test(cause.code) &&
      meansTheSame(cause.code, vague.code)

/** Known by a status alone. */
const BY_STATUS = /^(?:other\.|edge\.unknown)/

const isTogether = (one: Sighting, other: Sighting): boolean =>
  one.paragraph === other.paragraph || one.paragraph < 0 || other.paragraph < 0

/** Whose fault, and whether it passes: all that a status would have said. */
function meansTheSame(one: CatalogueCode, other: CatalogueCode): boolean {
  const [first, second] = [catalogueEntry(one), catalogueEntry(other)]
  return first.owner === second.owner && first.waitingHelps === second.waitingHelps
}

const CONFIDENCE: Readonly<Record<Weight, Confidence>> = { 5: 'certain', 4: 'certain', 3: 'likely', 2: 'possible', 1: 'possible' }

function merged(sightings: readonly Sighting[]): readonly Finding[] {
  const groups = Map.groupBy(sightings, ({ code }) => code)
  return [...groups.values()].map((group): Finding => {
    const best = group.reduce((most, one) => (one.weight > most.weight ? one : most))
    return {
      code: best.code,
      confidence: CONFIDENCE[best.weight],
      times: group.length,
      line: group[0]?.line ?? 1,
      lastLine: group.at(-1)?.line ?? 1,
      excerpt: best.excerpt,
      again: group.findLast(({ again }) => again !== undefined)?.again,
    }
  })
}

const EXCERPT = 100
/** So much more is redacted that no secret stands half inside. */
const AROUND = 4000

/** What nobody writes by hand and no request id begins: the rest of a secret that stood on two lines. */
const RANDOM = /\b(?!req_|toolu_|msg_)(?=[\w+/-]{0,100}\d)(?=[\w+/-]{0,100}[a-z])(?=[\w+/-]{0,100}[A-Z])[\w+/-]{20,}/g

/** The words around a place, without secrets: also without one that a screen has broken in two. */
function excerptOf({ spaced, tight }: Pick<Scanned, 'spaced' | 'tight'>, at: number, redact: Redactor): string {
  const broken = spaced.slice(Math.max(0, at - AROUND), at + AROUND)
  const asBroken = redact(broken)
  const asWhole = tight === spaced ? asBroken : redact(tight.slice(Math.max(0, at - AROUND), at + AROUND))
  const clean = (secretsIn(asWhole) > 1 ? asWhole : asBroken).replaceAll(RANDOM, '[...]')
  // a redaction moves what follows it: looked for by its own words
  const place = Math.max(0, clean.indexOf(spaced.slice(at, at + 16)))
  const begin = place < 40 ? 0 : place - 30
  const part = clean.slice(begin, begin + EXCERPT).trim()
  return `${begin > 0 ? '...' : ''}${part}${clean.length > begin + EXCERPT ? '...' : ''}`
}

const secretsIn = (text: string): number => text.split('[redacted-').length
