import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

// A secret that is known again wherever it turns up, whole or in part, as it was or encoded.

/** In every secret of a test. Looks like an id, so that no rule about characters alone keeps it out. */
export const MARK = 'Qz9kCanaryWv'

/** @param place where it is planted: read again when one is found */
export const canary = (place: string): string => `${MARK}-${place.replaceAll(/[^A-Za-z0-9]/g, '-')}`

type Form = { readonly name: string; readonly find: (bytes: Buffer) => number }

const exactly = (name: string, text: string): Form => ({ name, find: (bytes) => bytes.indexOf(text, 0, 'latin1') })
const inAnyCase = (name: string, text: string): Form => ({
  name,
  find: (bytes) => bytes.toString('latin1').toLowerCase().indexOf(text.toLowerCase()),
})

/** Of base64 that begins in the middle only these characters are certain. */
function base64At(offset: number): string {
  const text = Buffer.from('\0'.repeat(offset) + MARK).toString('base64')
  const first = Math.ceil((offset * 4) / 3)
  return text.replaceAll('=', '').slice(first, -2)
}

const FORMS: readonly Form[] = [
  inAnyCase('plain', MARK),
  inAnyCase('hexadecimal', Buffer.from(MARK).toString('hex')),
  inAnyCase('percent-encoded', Array.from(MARK, (character) => `%${character.charCodeAt(0).toString(16)}`).join('')),
  inAnyCase('JSON-escaped', Array.from(MARK, (character) => `\\u00${character.charCodeAt(0).toString(16)}`).join('')),
  ...[0, 1, 2].map((offset) => exactly(`base64, offset ${offset}`, base64At(offset))),
  exactly('UTF-16', Buffer.from(MARK, 'utf16le').toString('latin1')),
]

export type Find = { readonly where: string; readonly form: string; readonly context: string }

export function canariesIn(where: string, bytes: Buffer): readonly Find[] {
  return FORMS.flatMap(({ name, find }) => {
    const at = find(bytes)
    const context = bytes.subarray(Math.max(0, at - 60), at + 100).toString('latin1')
    return at < 0 ? [] : [{ where, form: name, context }]
  })
}

/** Every byte of every file beneath. */
export function canariesBeneath(dir: string): readonly Find[] {
  return filesBeneath(dir).flatMap((path) => canariesIn(path, readFileSync(path)))
}

export const filesBeneath = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
