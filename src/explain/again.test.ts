import assert from 'node:assert/strict'
import { test } from 'node:test'
import { againIn, type Again } from './again.ts'

const FORMS: readonly (readonly [text: string, again: unknown])[] = [
  ["You've hit your session limit · resets 3:45pm", { kind: 'words', words: '3:45pm' }],
  ['Your limit will reset at 9am (America/Chicago).', { kind: 'words', words: '9am (America/Chicago)' }],
  ['Opus weekly limit reached ∙ resets Oct 31, 9am', { kind: 'words', words: 'Oct 31, 9am' }],
  ["You've hit your weekly limit · resets Mon", { kind: 'words', words: 'Mon' }],
  ['Claude AI usage limit reached|1760000400', { kind: 'at', at: 1_760_000_400_000 }],
  ['"resets_at":1777936568,"resets_in_seconds":13872', { kind: 'at', at: 1_777_936_568_000 }],
  ['Rate limit is exceeded. Try again in 17 seconds.', { kind: 'in', length: 17_000 }],
  ['Please try again in 6m0s.', { kind: 'in', length: 360_000 }],
  ['Please retry after 86400 seconds', { kind: 'in', length: 86_400_000 }],
  ['retry-after: 30', { kind: 'in', length: 30_000 }],
  ['please try again later', undefined],
  ['· Retrying in 4 seconds… (attempt 4/10)', undefined],
]

for (const [text, again] of FORMS) {
  test(`when it works again is read from: ${text}`, () => assert.deepEqual(againIn(text), again as Again | undefined))
}
