import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redraw, treeOnPage } from '../../scripts/tree.ts'

test("ARCHITECTURE.md's tree is the tree of src/ (else: npm run docs)", () => {
  assert.equal(treeOnPage(), redraw(treeOnPage()))
})

test('every file and folder in the tree has a word on it', () => {
  const silent = treeOnPage()
    .split('\n')
    .filter((line) => line.endsWith(' ?'))
  assert.deepEqual(silent, [])
})
