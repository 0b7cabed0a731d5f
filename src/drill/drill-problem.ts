import type { z } from 'zod'
import type { Wanted } from '../config/json-with-comments.ts'
import type { DrillExpected } from '../i18n/drill-text.ts'

/** What a value must look like. i18n has a phrase for each. */
export type Expected = DrillExpected

/** Why a scenario, or what the control API was sent, is refused. One of them is one sentence. */
export type DrillProblem =
  | { readonly kind: 'unknown-scenario'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string }
  | { readonly kind: 'not-json'; readonly at: FilePlace; readonly column: number; readonly wanted: Wanted }
  | {
      readonly kind: 'bad-value'
      readonly at?: FilePlace
      readonly path: string
      readonly expected: Expected
      readonly got: string
    }
  | { readonly kind: 'unknown-key'; readonly at?: FilePlace; readonly path: string; readonly key: string }

/** Line from 1. */
export type FilePlace = { readonly file: string; readonly line: number }

/** Where in a file the value with this path stands. */
export type Locate = (path: readonly PropertyKey[]) => FilePlace

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: DrillProblem }

/** Every name of a union, complete by type. */
export const namesOf = <Name extends string>(all: Readonly<Record<Name, true>>): readonly Name[] => Object.keys(all) as Name[]

/** Checks `input`; what it says of a mistake is the first one alone, since the others often follow from it. */
export function parseWith<Value>(schema: z.ZodType<Value>, input: unknown, locate?: Locate): Parsed<Value> {
  const result = schema.safeParse(input)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  if (issue === undefined) return { ok: true, value: input as Value }
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    return {
      ok: false,
      problem: { kind: 'unknown-key', ...placed([...issue.path, key], locate), path: pathText(issue.path), key },
    }
  }
  // A bad key of a record: the sentence is inside.
  const expected = (issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message) as Expected
  const got = shown(valueAt(input, issue.path))
  return {
    ok: false,
    problem: { kind: 'bad-value', ...placed(issue.path, locate), path: pathText(issue.path), expected, got },
  }
}

const placed = (path: readonly PropertyKey[], locate: Locate | undefined): { readonly at?: FilePlace } =>
  locate === undefined ? {} : { at: locate(path) }

/** `faults[0].fault.kind` */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return text.startsWith('.') ? text.slice(1) : text
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step]
  }
  return value
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
