import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { parseJsonWithComments, type Wanted } from '../config/json-with-comments.ts'
import { asObject, type JsonObject } from '../core/recognise/look.ts'
import { unixMillis, type UnixMillis } from '../core/time.ts'

/** A file of the client's, as it lies there. */
export type JsonFile =
  | { readonly is: 'absent' }
  /** The system's own word; NOT_A_FILE and TOO_LARGE are ours. */
  | { readonly is: 'unreadable'; readonly code: string }
  /** Line and column from 1. `plain`: JSON, but for comments or a comma too many. */
  | { readonly is: 'broken'; readonly line: number; readonly column: number; readonly expected: Wanted | 'plain' | 'object' }
  | {
      readonly is: 'read'
      readonly value: JsonObject
      readonly lineOf: (path: readonly string[]) => number
      readonly mode: number
      readonly modified: UnixMillis
    }

/** The client's state file grows with its projects; more than this is none. */
const BYTES_AT_MOST = 50_000_000

/** Reads and never writes. A pipe or a device in its place is not waited for. */
export function readJsonFile(path: string): JsonFile {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { is: 'absent' } : { is: 'unreadable', code }
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return { is: 'unreadable', code: stat.isDirectory() ? 'EISDIR' : 'NOT_A_FILE' }
    if (stat.size > BYTES_AT_MOST) return { is: 'unreadable', code: 'TOO_LARGE' }
    const text = readFileSync(descriptor, 'utf8').replace(/^\uFEFF/, '')
    return parsed(text, { mode: stat.mode & 0o777, modified: unixMillis(Math.round(stat.mtimeMs)) })
  } catch (error) {
    return { is: 'unreadable', code: (error as NodeJS.ErrnoException).code ?? 'EIO' }
  } finally {
    closeSync(descriptor)
  }
}

function parsed(text: string, about: { readonly mode: number; readonly modified: UnixMillis }): JsonFile {
  const found = parseJsonWithComments(text)
  if (!found.ok) return { is: 'broken', line: found.line, column: found.column, expected: found.expected }
  const value = asObject(found.value)
  if (value === undefined) return { is: 'broken', line: 1, column: 1, expected: 'object' }
  const refusal = strictly(text)
  if (refusal !== undefined) return { is: 'broken', ...placeIn(refusal), expected: 'plain' }
  return { is: 'read', value, lineOf: found.lineOf, ...about }
}

/** The client allows no comments. @returns what JSON.parse says, which may quote the file */
function strictly(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** V8 names the place for most errors, and not for some in short texts. */
function placeIn(message: string): { readonly line: number; readonly column: number } {
  const [, line = '1', column = '1'] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? []
  return { line: Number(line), column: Number(column) }
}
