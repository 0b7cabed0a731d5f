import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hostilePage } from '../../scripts/docs-hostile.ts'

test('docs/hostile.md says what the corpus is', () => {
  const page = readFileSync(new URL('../../docs/hostile.md', import.meta.url), 'utf8')
  assert.equal(page, hostilePage(), 'run: node scripts/docs-hostile.ts --write')
})
