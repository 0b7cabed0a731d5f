import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { policyPage } from '../../scripts/docs-policy.ts'

test('docs/policy.md says what the policy is', () => {
  const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8')
  assert.equal(page, policyPage(), 'run: node scripts/docs-policy.ts --write')
})
