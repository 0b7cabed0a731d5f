import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PAIRS } from '../faults/cases.ts'
import { breachesOf, rowsOn } from '../faults/table.ts'

const PAGE = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8')

test('docs/faults.md has a row for every fault of every client, in the order of the suite', () => {
  const named = (one: { readonly client: string; readonly form: string }, fault: string): string =>
    `${one.client} ${one.form}: ${fault}`
  const due = PAIRS.map((pair) => named(pair, pair.fault.name)).toSorted()
  const there = rowsOn(PAGE).map((row) => named(row, row.fault))
  assert.deepEqual(there.toSorted(), due, 'run: npm run faults -- --write')
})

test('no row of docs/faults.md breaks its bound', () => {
  const broken = rowsOn(PAGE).flatMap((row) =>
    breachesOf(row).map((breach) => `${row.client} ${row.form}, ${row.fault}: ${breach}`),
  )
  assert.deepEqual(broken, [])
})

test('a page that said otherwise would be found out', () => {
  const [first] = rowsOn(PAGE)
  assert.ok(first)
  assert.notDeepEqual(breachesOf({ ...first, falselyComplete: 1, completed: first.completed - 1 }), [])
  assert.notDeepEqual(breachesOf({ ...first, lost: 1, completed: first.completed - 1 }), [])
  assert.notDeepEqual(breachesOf({ ...first, bound: 'whatever' }), [])
})
