import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newExchangeId } from './exchange-id.ts'

test('an id looks like a UUID, and its first eight digits, which people are shown, are its own', () => {
  const ids = Array.from({ length: 10_000 }, newExchangeId)
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(new Set(ids.map((id) => id.slice(0, 8))).size, ids.length)
})
