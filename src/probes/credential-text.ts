import type { CredentialFacts } from './facts.ts'

export type Flaw = CredentialFacts['sources'][number]['flaws'][number]
export type Kind = CredentialFacts['sources'][number]['kind']

/** What does not belong into a credential, the most telling first. One character has one flaw. */
const FOREIGN: readonly (readonly [string, RegExp])[] = [
  ['line-break', /[\r\n\u2028\u2029]/],
  ['invisible', /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\p{Cc}]/u],
  ['space', /\s/],
  ['quote', /["'`\u2018-\u201f\u300c-\u300f]/],
  ['full-width', /[\uff01-\uff5e\uffe0-\uffe6]/],
  ['invisible', /[^\x21-\x7e]/],
]

/** Of one kind that many of: a key that is wholly in another script needs no list. */
const TOLD_AT_MOST = 5
/** FACTS: `sk-ant-api03-` and 95 more; anything half as long was cut when it was copied. */
const KEY_AT_LEAST = 40

/**
 * What is wrong with a credential, and where, counted from 1. Of the credential itself nothing is said.
 * @param kind what it is used as: a login's token in the place of a key is refused, and the other way round
 */
export function flawsIn(credential: string, kind: Kind): readonly Flaw[] {
  const found: Flaw[] = []
  // by characters as people count them, not by halves of some
  Array.from(credential).forEach((character, index) => {
    const foreign = FOREIGN.find(([, pattern]) => pattern.test(character))
    if (foreign !== undefined) found.push({ what: foreign[0], at: index + 1 })
  })
  return [...found.slice(0, TOLD_AT_MOST), ...shapeFlaws(credential.trim().replace(/^["'`](.*)["'`]$/s, '$1'), kind)]
}

/** Keys of gateways have any shape; those of the provider say what they are. */
function shapeFlaws(bare: string, kind: Kind): readonly Flaw[] {
  const isKey = bare.startsWith('sk-ant-api') || bare.startsWith('sk-ant-admin')
  const isLogin = /^sk-ant-(?:oat|ort|sid)/.test(bare)
  const wrong =
    bare.startsWith('sk-ant-admin') ||
    /^sk-ant-(?:ort|sid)/.test(bare) ||
    (kind === 'api-key' && isLogin) ||
    (kind === 'oauth' && isKey) ||
    /^(?:bearer|x-api-key:)\s/i.test(bare)
  return [
    ...(wrong ? [{ what: 'wrong-kind', at: 1 }] : []),
    ...((isKey || isLogin) && bare.length < KEY_AT_LEAST ? [{ what: 'too-short', at: bare.length }] : []),
  ]
}
