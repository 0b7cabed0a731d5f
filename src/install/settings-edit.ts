// Changes single values in a settings file that a person wrote: all other bytes stay what they are.
import { isDeepStrictEqual } from 'node:util'
import { parseJsonWithComments, type NotJson, type Parsed, type Span } from '../config/json-with-comments.ts'

/** A value and where it belongs, from the top of the file; `item`: one of the list that stands there. */
export type Entry =
  | { readonly path: readonly string[]; readonly value: unknown }
  | { readonly path: readonly string[]; readonly item: unknown }

/** Why a text cannot be edited, and where. Lines and columns from 1. */
export type NotEditable =
  | NotJson
  | { readonly ok: false; readonly line: number; readonly column: number; readonly expected: 'object' | 'list' }

export class Unfit extends Error {
  readonly fault: NotEditable
  constructor(fault: NotEditable) {
    super(fault.expected)
    this.fault = fault
  }
}

/** @returns what stands at the path; undefined when nothing does @throws Unfit */
export const valueAt = (text: string, path: readonly string[]): unknown => inside(read(text).value, path)

/** The text with these values in it, each where it was or behind what is there. @throws Unfit */
export function withEntries(text: string, entries: readonly Entry[]): string {
  // in the text as the person knows it: places move with the first change
  const parsed = read(text)
  for (const entry of entries) refuseUnfit(text, parsed, entry)
  return entries.reduce(
    (edited, entry) => ('item' in entry ? withItem(edited, entry.path, entry.item) : withValue(edited, entry.path, entry.value)),
    text,
  )
}

/** Objects must lead to an entry, and an item needs a list. */
function refuseUnfit(text: string, parsed: Parsed, entry: Entry): void {
  for (let depth = 1; depth < entry.path.length; depth++) {
    const path = entry.path.slice(0, depth)
    const held = inside(parsed.value, path)
    if (held !== undefined && !isObject(held)) throw unfit(text, parsed, { path, expected: 'object' })
  }
  const held = 'item' in entry ? inside(parsed.value, entry.path) : undefined
  if (held !== undefined && !Array.isArray(held)) throw unfit(text, parsed, { path: entry.path, expected: 'list' })
}

export type TakenOut = {
  readonly text: string
  /** Those that somebody has changed since: they were left alone. */
  readonly left: readonly Entry[]
}

/**
 * The text without these values: what stood in their place in `before` stands there again, and objects that were made for
 * them go with them. @throws Unfit
 */
export function withoutEntries(text: string, entries: readonly Entry[], before: string): TakenOut {
  const left: Entry[] = []
  let edited = text
  for (const entry of entries.toReversed()) {
    const { path } = entry
    const now = valueAt(edited, path)
    if (now === undefined) continue
    if ('item' in entry) {
      const at = Array.isArray(now) ? now.findIndex((item) => isDeepStrictEqual(item, entry.item)) : -1
      if (at !== -1) edited = withoutEmptied(withoutValue(edited, [...path, String(at)]), [...path, ''], before)
      continue
    }
    if (!isDeepStrictEqual(now, entry.value)) {
      left.unshift(entry)
      continue
    }
    const old = valueAt(before, path)
    edited = old === undefined ? withoutEmptied(withoutValue(edited, path), path, before) : withValue(edited, path, old)
  }
  return { text: edited, left }
}

const BLANK = /^\uFEFF?\s*$/

function read(text: string): Parsed {
  const parsed = parseJsonWithComments(BLANK.test(text) ? '{}' : text)
  if (!parsed.ok) throw new Unfit(parsed)
  if (!isObject(parsed.value)) throw unfit(text, parsed, { path: [], expected: 'object' })
  return parsed
}

type Otherwise = { readonly path: readonly string[]; readonly expected: 'object' | 'list' }

function unfit(text: string, parsed: Parsed, { path, expected }: Otherwise): Unfit {
  const start = parsed.spanOf(path)?.start ?? 0
  const lines = text.slice(0, start).split('\n')
  return new Unfit({ ok: false, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, expected })
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inside = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((held, key) => {
    if (Array.isArray(held)) return held[Number(key)] as unknown
    return isObject(held) && Object.hasOwn(held, key) ? held[key] : undefined
  }, value)

function withItem(text: string, path: readonly string[], item: unknown): string {
  const parsed = read(text)
  const now = inside(parsed.value, path)
  if (now === undefined) return withValue(text, path, [item])
  if (Array.isArray(now) && now.some((one) => isDeepStrictEqual(one, item))) return text
  return inserted(text, placeIn(text, parsed, path), { key: undefined, value: item })
}

function withValue(text: string, path: readonly string[], value: unknown): string {
  if (BLANK.test(text)) {
    const whole = JSON.stringify(wrappedIn(path, value), null, 2)
    return `${text.startsWith('\uFEFF') ? '\uFEFF' : ''}${whole}\n`.replaceAll('\n', eolOf(text))
  }
  const parsed = read(text)
  const now = inside(parsed.value, path)
  if (now !== undefined) return isDeepStrictEqual(now, value) ? text : replaced(text, required(parsed, path), value)
  let depth = path.length - 1
  while (inside(parsed.value, path.slice(0, depth)) === undefined) depth -= 1
  return inserted(text, placeIn(text, parsed, path.slice(0, depth)), {
    key: path[depth] ?? '',
    value: wrappedIn(path.slice(depth + 1), value),
  })
}

const wrappedIn = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight<unknown>((held, key) => ({ [key]: held }), value)

/** It was read from this very text. */
function required(parsed: Parsed, path: readonly string[]): Span {
  const span = parsed.spanOf(path)
  if (span === undefined) throw new Error(`no place for ${path.join('.')}`)
  return span
}

const eolOf = (text: string): string => (/\r\n|\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n')
const stepOf = (text: string): string => /^([ \t]+)\S/m.exec(text)?.[1] ?? '  '
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? ''

function replaced(text: string, { start, end }: Span, value: unknown): string {
  const form: Form = text.slice(start, end).includes('\n') || typeof value !== 'object' ? 'lines' : 'one-line'
  return text.slice(0, start) + written(text, value, { form, indent: indentAt(text, start) }) + text.slice(end)
}

type Form = 'lines' | 'one-line'

function written(text: string, value: unknown, { form, indent }: { readonly form: Form; readonly indent: string }): string {
  if (form === 'lines') return JSON.stringify(value, null, stepOf(text)).replaceAll('\n', eolOf(text) + indent)
  // a line end inside a string is an escape: these are the layout's own
  return isSpaced(text) ? JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ') : JSON.stringify(value)
}

const isSpaced = (text: string): boolean => !/"\s*:\S/.test(text)

/** An object or a list in the text, and what stands in it. */
type Place = { readonly whole: Span; readonly members: readonly Span[]; readonly form: Form }

function placeIn(text: string, parsed: Parsed, path: readonly string[]): Place {
  const whole = required(parsed, path)
  const keys = Object.keys(inside(parsed.value, path) as object)
  const members = keys.map((key) => required(parsed, [...path, key])).toSorted((one, other) => one.start - other.start)
  const around = members.length === 0 ? text.trim() : text.slice(whole.start, whole.end)
  const form = around.includes('\n') || around === '{}' ? 'lines' : 'one-line'
  return { whole, members, form }
}

const SPACE_AND_COMMENTS = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)*/y

/** @returns the offset of the comma behind a member; undefined when there is none */
function commaBehind(text: string, member: Span): number | undefined {
  SPACE_AND_COMMENTS.lastIndex = member.end
  const at = member.end + (SPACE_AND_COMMENTS.exec(text)?.[0].length ?? 0)
  return text[at] === ',' ? at : undefined
}

type Member = { readonly key: string | undefined; readonly value: unknown }

/** Behind all that stands there, comments as well: they belong to what they stand beside. */
function inserted(text: string, place: Place, member: Member): string {
  const { whole, members, form } = place
  const last = members.at(-1)
  const ends = text.slice(0, whole.end - 1).trimEnd().length
  const comma = last === undefined ? undefined : commaBehind(text, last)
  const isBound = last === undefined || comma !== undefined
  const before = isBound ? text.slice(0, ends) : `${text.slice(0, last.end)},${text.slice(last.end, ends)}`
  const entry = form === 'lines' ? onLineOfItsOwn(text, place, member) : onThisLine(text, member)
  const gap = last === undefined || form === 'lines' || (!isSpaced(text) && comma === undefined) ? '' : ' '
  return before + gap + entry + (comma === undefined ? '' : ',') + restBehind(text, ends, place)
}

function onThisLine(text: string, { key, value }: Member): string {
  const name = key === undefined ? '' : JSON.stringify(key) + (isSpaced(text) ? ': ' : ':')
  return name + written(text, value, { form: 'one-line', indent: '' })
}

function onLineOfItsOwn(text: string, { whole, members }: Place, { key, value }: Member): string {
  const indent = ownLineIndent(text, members[0]) ?? indentAt(text, whole.start) + stepOf(text)
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `
  return eolOf(text) + indent + name + written(text, value, { form: 'lines', indent })
}

/** From the closing bracket on; where entries have lines of their own, it has one as well. */
function restBehind(text: string, ends: number, { whole, form }: Place): string {
  const hasOwnLine = form === 'one-line' || text.slice(ends, whole.end).includes('\n')
  return hasOwnLine ? text.slice(ends) : eolOf(text) + indentAt(text, whole.start) + text.slice(whole.end - 1)
}

/** The indentation of a member that begins its line. */
function ownLineIndent(text: string, member: Span | undefined): string | undefined {
  if (member === undefined) return undefined
  const indent = text.slice(text.lastIndexOf('\n', member.key - 1) + 1, member.key)
  return /^[ \t]*$/.test(indent) ? indent : undefined
}

function withoutValue(text: string, path: readonly string[]): string {
  const parsed = read(text)
  const span = required(parsed, path)
  const { members } = placeIn(text, parsed, path.slice(0, -1))
  const previous = members[members.findIndex(({ start }) => start === span.start) - 1]
  const comma = commaBehind(text, span)
  const end = comma === undefined ? span.end : comma + 1
  const rest = cut(text, span.key, end)
  // the last one has gone: what is now the last ends without a comma, as this one did
  const dangling = previous === undefined || comma !== undefined ? undefined : commaBehind(text, previous)
  return dangling === undefined ? rest : rest.slice(0, dangling) + rest.slice(dangling + 1)
}

/** Whole lines go with their line end; within a line, the spaces behind go. */
function cut(text: string, from: number, end: number): string {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1
  const alone = /^[ \t]*$/.test(text.slice(lineStart, from))
  const lineEnd = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length
  if (alone && lineEnd !== undefined) return text.slice(0, lineStart) + text.slice(end + lineEnd)
  return text.slice(0, from).replace(/[ \t]+$/, '') + text.slice(end)
}

/** Objects above that were not there before, and hold nothing any more. */
function withoutEmptied(text: string, path: readonly string[], before: string): string {
  const parent = path.slice(0, -1)
  if (parent.length === 0 || valueAt(before, parent) !== undefined) return text
  const held = valueAt(text, parent)
  const isEmpty = typeof held === 'object' && held !== null && Object.keys(held).length === 0
  return isEmpty ? withoutEmptied(withoutValue(text, parent), parent, before) : text
}
