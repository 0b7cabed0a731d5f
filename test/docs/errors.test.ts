import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { documentedCodes, ERROR_PAGES, errorPage } from '../../scripts/docs-errors.ts'

for (const language of ['en', 'ja'] as const) {
  const page = readFileSync(ERROR_PAGES[language], 'utf8')
  const headings = [...page.matchAll(/^### `([^`]+)`$/gm)].map(([, code]) => String(code))

  test(`docs/errors (${language}) has every code of the catalogue once, and no other`, () => {
    assert.deepEqual(headings.toSorted(), documentedCodes.toSorted())
  })

  test(`docs/errors (${language}) is what scripts/docs-errors.ts writes`, () => {
    assert.equal(page, errorPage(language), 'run: node scripts/docs-errors.ts --write')
  })
}
