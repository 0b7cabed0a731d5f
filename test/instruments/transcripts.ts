import { readdirSync, readFileSync } from 'node:fs'

export type Transcript = { readonly name: string; readonly bytes: Uint8Array }

const FOLDER = new URL('../transcripts/', import.meta.url)

/** Streams as they come over the wire, one a file: an answer of the API, or what others make of one. */
export const TRANSCRIPTS: readonly Transcript[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.sse'))
  .map((file) => ({ name: file.replace('.sse', ''), bytes: new Uint8Array(readFileSync(new URL(file, FOLDER))) }))

export function transcript(name: string): Uint8Array {
  const found = TRANSCRIPTS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no transcript ${name}`)
  return found.bytes
}
