import { randomUUID } from 'node:crypto'
import process from 'node:process'
import { kinOf } from '../explain/kin.ts'
import { questionIn, type Question } from '../explain/question.ts'
import { readText } from '../explain/read.ts'
import { sendersOf } from '../explain/senders.ts'
import { throughOf, type GatewayHere } from '../explain/through.ts'
import { explainTextsIn } from '../i18n/explain.ts'
import { Complaint, type Context } from './context.ts'
import { gatewayHere } from './gateway-here.ts'
import { paintFor, signsFor } from './print/doctor-signs.ts'
import { listJson, oneCodeJson, preventionJson, readingJson, statusJson } from './print/explain-json.ts'
import {
  codePage,
  listPage,
  preventionPage,
  readingPage,
  statusPage,
  unknownPage,
  type ExplainPaper,
} from './print/explain-page.ts'

export type ExplainFlags = { readonly json?: true; readonly list?: true }

/** Where the text comes from, and who looks at the page. */
export type Reader = {
  readonly stdin: AsyncIterable<Uint8Array>
  /** At a terminal. */
  readonly isTyped: boolean
  /** undefined where nobody looks. */
  readonly columns: number | undefined
  readonly now: number
  readonly timeZone: string | undefined
  /** Commands that there are. */
  readonly commands: readonly string[]
  readonly here: GatewayHere
}

const UNKNOWN = 1
/** One string can hold it, with room to work. */
const LARGEST = 128

/** `holdfast explain`. @returns the exit code: 0 understood, 1 nothing known in it */
export async function explain(words: readonly string[], context: Context, options: Options): Promise<number> {
  const { stdin, stdout } = process
  const columns = stdout.isTTY ? stdout.columns || 80 : undefined
  const here = await gatewayHere(context.surroundings)
  const { commands } = options
  const reader = { stdin, isTyped: stdin.isTTY, columns, now: Date.now(), timeZone: undefined, commands, here }
  return await explainTo(words, context, { flags: options.flags, reader })
}

export type Options = { readonly flags: ExplainFlags; readonly commands: readonly string[] }

/** The same for a reader that can be a test's. */
export async function explainTo(
  words: readonly string[],
  context: Context,
  { flags, reader }: { readonly flags: ExplainFlags; readonly reader: Reader },
): Promise<number> {
  const { problem } = explainTextsIn(context.language)
  if (flags.list === true) {
    if (words.length > 0) throw new Complaint(problem.listAndText)
    const paper = paperFor('', context, reader)
    return show(flags, context, { page: listPage(paper), json: () => listJson(paper.through) })
  }
  const isPiped = words.length === 0 || (words.length === 1 && words[0] === '-')
  const text = isPiped ? await piped(context, reader) : words.join(' ')
  if (text.trim() === '') throw new Complaint(problem.empty)
  const paper = paperFor(text, context, reader)
  return answer(questionIn(text), flags, { context, reader, paper, file: isPiped ? undefined : fileNamed(words, context) })
}

type Asked = {
  readonly context: Context
  readonly reader: Reader
  readonly paper: ExplainPaper
  readonly file: string | undefined
}

function answer(question: Question, flags: ExplainFlags, { context, reader, paper, file }: Asked): number {
  switch (question.about) {
    case 'status': {
      const page = statusPage(question.number, paper)
      const code = show(flags, context, { page, json: () => statusJson(question.number, paper.through) })
      return sendersOf(question.number).length === 0 ? UNKNOWN : code
    }
    case 'code':
      return show(flags, context, { page: codePage(question.code, paper), json: () => oneCodeJson(question.code, paper.through) })
    case 'no-code':
      throw new Complaint(explainTextsIn(context.language).problem.unknownCode(question.got, question.near))
    case 'prevention':
      return show(flags, context, { page: preventionPage(reader.commands, paper), json: () => preventionJson(reader.commands) })
    case 'text': {
      if (file !== undefined) throw new Complaint(explainTextsIn(context.language).problem.file(file))
      return answerText(question.text, flags, { context, paper })
    }
  }
}

function answerText(
  text: string,
  flags: ExplainFlags,
  { context, paper }: { readonly context: Context; readonly paper: ExplainPaper },
): number {
  const reading = readText(text, randomUUID())
  const isUnknown = reading.findings.length === 0
  const kin = isUnknown ? kinOf(text) : []
  const page = isUnknown ? unknownPage(kin, paper) : readingPage(reading, paper)
  show(flags, context, { page, json: () => readingJson(reading, kin, paper.through) })
  return isUnknown ? UNKNOWN : 0
}

function show(
  flags: ExplainFlags,
  { say }: Context,
  { page, json }: { readonly page: readonly string[]; readonly json: () => unknown },
): number {
  if (flags.json === true) say(JSON.stringify(json(), undefined, 2))
  else for (const line of page) say(line)
  return 0
}

function paperFor(text: string, { surroundings, language }: Context, { columns, now, timeZone, here }: Reader): ExplainPaper {
  const { env, platform } = surroundings
  const paint = paintFor(env, columns !== undefined)
  return { language, signs: signsFor(env, platform), paint, width: columns, now, timeZone, through: throughOf({ text, here }) }
}

/** A file by its name, where its content was meant. */
function fileNamed(words: readonly string[], { surroundings }: Context): string | undefined {
  const [name, ...more] = words
  if (name === undefined || more.length > 0 || /\s/.test(name)) return undefined
  try {
    surroundings.readText(name)
    return name
  } catch {
    return undefined
  }
}

async function piped(context: Context, { stdin, isTyped }: Reader): Promise<string> {
  const { paste, problem } = explainTextsIn(context.language)
  if (isTyped) context.note(paste)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stdin) {
      chunks.push(chunk)
      size += chunk.length
      if (size > LARGEST * 1_000_000) break
    }
  } catch (error) {
    throw new Complaint(problem.unreadable(error instanceof Error ? error.message : String(error)))
  }
  if (size > LARGEST * 1_000_000) throw new Complaint(problem.tooLarge(LARGEST))
  return decoded(Buffer.concat(chunks))
}

/** What a shell of Windows writes into files is UTF-16 with a mark in front. */
const decoded = (bytes: Buffer): string =>
  new TextDecoder(
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8',
  ).decode(bytes)
