import type { CatalogueText } from '../i18n/catalogue-text.ts'

/** Does the client of whoever asks go through a gateway of ours? */
export type Through = 'yes' | 'no' | 'unknown'

/** What this computer has of a gateway of ours. `unreadable`: nobody can tell. */
export type GatewayHere = 'running' | 'installed' | 'none' | 'unreadable'

/** What only a gateway of ours, or a terminal that it was started in, writes. */
const MARKS = /\bHoldfast: \S|\bx-holdfast-[a-z]|\/_holdfast\b|(?:^|[$%>#] ?)holdfast (?:run|serve)\b/im

/** `text`: what the person gave to be explained; empty where there is none. */
export function throughOf({ text, here }: { readonly text: string; readonly here: GatewayHere }): Through {
  if (MARKS.test(text)) return 'yes'
  switch (here) {
    case 'running':
    case 'installed':
      return 'yes'
    case 'none':
      return 'no'
    case 'unreadable':
      return 'unknown'
  }
}

/** What to do now. What a gateway of ours does is told to nobody who may not have one. */
export const adviceFor = ({ action, alone }: Pick<CatalogueText, 'action' | 'alone'>, through: Through): string =>
  through === 'yes' ? action : (alone ?? action)
