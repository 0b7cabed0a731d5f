/** Characters of text in one delta. The API's vary; short ones make more events to cut at. */
export const DELTA_CHARACTERS = 24

const SENTENCE = 'The kelp grips the rock while the sea passes over it. '

/** `beginning`, then filler up to `length` characters; the beginning always stands whole. */
export function fillerOf(beginning: string, length: number): string {
  const begun = beginning === '' ? '' : `${beginning} `
  const missing = length - begun.length
  if (missing <= 0) return beginning
  return begun + SENTENCE.repeat(Math.ceil(missing / SENTENCE.length)).slice(0, missing)
}

/** Bytes of a streamed answer with one empty text block, and of one delta's frame without its text. */
const ANSWER_BYTES = 1_000
const DELTA_BYTES = 118

/** How much text makes an answer of about `bytes` when it is streamed. */
export function textForBytes(bytes: number): number {
  return Math.max(0, Math.round(((bytes - ANSWER_BYTES) * DELTA_CHARACTERS) / (DELTA_BYTES + DELTA_CHARACTERS)))
}
