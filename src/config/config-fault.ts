import type { Wanted } from './json-with-comments.ts'

/** What a setting must look like. i18n has a phrase for each. */
export type Expected =
  | 'port'
  | 'host'
  | 'url'
  | 'duration'
  | 'count'
  | 'language'
  | 'yes-or-no'
  | 'path'
  | 'learned-or-fixed'
  | 'on-or-off'
  | 'resolvers'
  | 'settings'

/** Where a person wrote it. */
export type Where =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly path: string }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'env'; readonly name: string }

/** Why a configuration is refused. One of them is one sentence. */
export type ConfigFault =
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string }
  | {
      readonly kind: 'not-json'
      readonly file: string
      readonly line: number
      readonly column: number
      readonly expected: Wanted
    }
  | { readonly kind: 'unknown-setting'; readonly where: Where; readonly key: string; readonly known: readonly string[] }
  | { readonly kind: 'bad-value'; readonly where: Where; readonly expected: Expected; readonly got: string }

/** The value as the message shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
