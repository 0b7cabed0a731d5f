import { CREDENTIAL, looksLikeModel } from '../core/model-name.ts'

// The four kinds of text that may reach the disk. Each is made by a function that lets nothing else through, so that
// a prompt, an answer or a credential cannot get into a row, neither by type nor at run time.

declare const kind: unique symbol

/** A word of our own vocabulary: kinds, reasons, outcomes, catalogue codes. At most 48 characters. */
export type Code = string & { readonly [kind]: 'code' }

/** What somebody calls one thing: ours (a uuid), or the other side's (request id, cf-ray, message id). At most 64 characters. */
export type Id = string & { readonly [kind]: 'id' }

/** The id of one `run`. Clients send it back to us in a header, so it has a narrower shape: hexadecimal or a uuid. */
export type RunId = Id & { readonly [run]: true }
declare const run: unique symbol

/** A model as the client asked for it, or `other` when what it sent does not look like the name of a model. */
export type ModelName = string & { readonly [kind]: 'model' }

export const OTHER_MODEL = 'other' as ModelName
const MALFORMED_CODE = 'malformed' as Code

// Keys and tokens are longer than an id or not made of these characters; these are the beginnings of those that would
// fit. One expression for each kind of text: they run for every field of every row.
const CODE = new RegExp(`^(?!${CREDENTIAL})(?=.{1,48}$)[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$`)
const ID = new RegExp(`^(?!${CREDENTIAL})[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$`)
const RUN_ID = /^[0-9a-f](?:-?[0-9a-f]){7,35}$/
/**
 * A word of ours as a row takes it. Takes literal types alone: a `string` does not compile, since it could be anything.
 * @returns `malformed` for what is no code after all
 */
export function code<const T extends string>(word: string extends T ? never : T): Code {
  return codeIn(word)
}

/** As code(), for words that come back from a file or a thread. */
export function codeIn(text: string): Code {
  return CODE.test(text) ? (text as Code) : MALFORMED_CODE
}

/** An id that somebody else made, from a header for instance; undefined when it is missing or does not look like one. */
export function idOf(text: string | undefined): Id | undefined {
  return text !== undefined && ID.test(text) ? (text as Id) : undefined
}

/** An id that we made. @throws when it is not made of letters, digits and `._:-`, or is longer than 64 characters */
export function ownId(text: string): Id {
  const id = idOf(text)
  if (id === undefined) throw new TypeError('an id of our own is malformed')
  return id
}

/** The id of a run as a client sent it; undefined when it is none. */
export function runIdOf(text: string | undefined): RunId | undefined {
  return text !== undefined && RUN_ID.test(text) ? (text as RunId) : undefined
}

/** A model as a client sent it; undefined when it sent none. */
export function modelNameOf(text: string | undefined): ModelName | undefined {
  if (text === undefined) return undefined
  return looksLikeModel(text) ? (text as ModelName) : OTHER_MODEL
}
