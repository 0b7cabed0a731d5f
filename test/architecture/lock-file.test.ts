import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gaps, readLock } from '../../scripts/complete-lock.ts'

test('the lock file names every platform package, so that npm ci accepts it (else: node scripts/complete-lock.ts --write)', () => {
  assert.deepEqual(
    gaps(readLock()).map(({ name, version }) => `${name}@${version}`),
    [],
  )
})

test('the lock file names no registry', () => {
  const resolved = Object.entries(readLock().packages).filter(([, entry]) => 'resolved' in entry)
  assert.deepEqual(resolved, [])
})
