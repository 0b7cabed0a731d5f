import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ms, type Millis, type UnixMillis } from '../core/time.ts'
import { writeFileAtomic } from '../world/atomic-file.ts'
import { SIZE_CLASSES, type KeptLesson, type SizeClass, type Subject } from './lesson.ts'
import { LEARNED_PHASES, type LearnedPhase } from './limits.ts'

/** What a gateway has learned, beside its other files: numbers, hosts and names of models. */
export const learnedPath = (dataDir: string, port: number): string => join(dataDir, 'gateways', `learned-${port}.json`)
const NAME = /^learned-\d+\.json$/

const SCHEMA = 1
/** 256 sketches of 512 bins. A file that is larger is not ours. */
const BYTES_AT_MOST = 4 * 1024 * 1024

export type LearnedFile = { readonly savedAt: UnixMillis; readonly lessons: readonly KeptLesson[] }

/** @throws the errors of node:fs, with the file as it was */
export async function writeLearned(path: string, { savedAt, lessons }: LearnedFile): Promise<void> {
  // not `recursive`: that says ENOENT where the disk is read-only
  await mkdir(dirname(path), { mode: 0o700 }).catch(unlessThere)
  await writeFileAtomic(path, `${JSON.stringify({ schema: SCHEMA, savedAt, lessons })}\n`)
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Of the gateway on this port; where there is none, of the one that wrote last. Undefined when nothing can be read. */
export async function readLearned(dataDir: string, port: number): Promise<LearnedFile | undefined> {
  const own = await readFileOf(learnedPath(dataDir, port))
  if (own !== undefined) return own
  const folder = join(dataDir, 'gateways')
  const names = await readdir(folder).catch(() => [])
  const all = await Promise.all(names.filter((name) => NAME.test(name)).map(async (name) => await readFileOf(join(folder, name))))
  return all.filter((file) => file !== undefined).toSorted((one, other) => other.savedAt - one.savedAt)[0]
}

async function readFileOf(path: string): Promise<LearnedFile | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    return text.length > BYTES_AT_MOST ? undefined : learnedIn(JSON.parse(text))
  } catch {
    return undefined
  }
}

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

function learnedIn(value: unknown): LearnedFile | undefined {
  const { schema, savedAt, lessons } = fieldsOf(value)
  if (schema !== SCHEMA || typeof savedAt !== 'number' || !Array.isArray(lessons)) return undefined
  return { savedAt: savedAt as UnixMillis, lessons: lessons.map(lessonIn).filter((lesson) => lesson !== undefined) }
}

function lessonIn(value: unknown): KeptLesson | undefined {
  const { subject, limit, seen } = fieldsOf(value)
  const about = subjectIn(subject)
  if (about === undefined || !(limit === undefined || isLimit(limit))) return undefined
  // the sketch checks itself, see Sketch.from()
  return { subject: about, limit, seen: seen as KeptLesson['seen'] }
}

function subjectIn(value: unknown): Subject | undefined {
  const { upstream, phase, model, size } = fieldsOf(value)
  const known = typeof upstream === 'string' && LEARNED_PHASES.includes(phase as LearnedPhase)
  if (!known || !(model === undefined || typeof model === 'string')) return undefined
  if (!(size === undefined || SIZE_CLASSES.includes(size as SizeClass))) return undefined
  return { upstream, phase: phase as LearnedPhase, model, size: size as SizeClass | undefined }
}

/** Between the least and the most of all bounds: nobody's file makes a gateway wait for ever, or not at all. */
const isLimit = (value: unknown): value is Millis => typeof value === 'number' && value >= ms(1000) && value <= ms(300_000)
