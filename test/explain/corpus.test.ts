import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogueEntry, type CatalogueCode, type Owner } from '../../src/core/catalogue.ts'
import { readText } from '../../src/explain/read.ts'
import { heldBackRows, knownRows, type CorpusRow } from './corpus.ts'

const rows = [...knownRows, ...heldBackRows]
const ENOUGH = 0.95

const codesOf = ({ text }: CorpusRow): readonly CatalogueCode[] => readText(text, 'salt').findings.map(({ code }) => code)

function isRight(row: CorpusRow): boolean {
  const got = codesOf(row)
  const isSame = got.length === row.codes.length && row.codes.every((code) => got.includes(code))
  const [only] = got
  return isSame || (got.length === 1 && only !== undefined && row.orAsWell?.includes(only) === true)
}

const wrong = (all: readonly CorpusRow[]): readonly string[] =>
  all
    .filter((row) => !isRight(row))
    .map((row) => `${row.codes.join()} taken for ${codesOf(row).join()}: ${row.text.slice(0, 100)}`)

test('there are 150 wordings and more, each with its public source, and a fifth of them was held back', () => {
  assert.ok(rows.length >= 150, String(rows.length))
  assert.ok(heldBackRows.length >= rows.length / 5, String(heldBackRows.length))
  for (const { source, text } of rows) assert.match(source, /^https:\/\/[\w.]+\/\S+$/, text)
  assert.equal(new Set(rows.map(({ text }) => text)).size, rows.length)
})

for (const [name, all] of Object.entries({ known: knownRows, 'held back': heldBackRows, whole: rows })) {
  test(`of the ${name} corpus, at least 95 % of the texts are told by their codes`, () => {
    const missed = wrong(all)
    assert.ok(1 - missed.length / all.length >= ENOUGH, missed.join('\n'))
  })
}

const sideOf = (owner: Owner): 'provider' | 'yours' | 'open' =>
  owner === 'provider' ? 'provider' : owner === 'unknown' || owner === 'nobody' ? 'open' : 'yours'

test("no text is blamed on the provider that is the reader's own, and none the other way round", () => {
  for (const row of rows) {
    const due = new Set(row.codes.map((code) => sideOf(catalogueEntry(code).owner)))
    const got = new Set(codesOf(row).map((code) => sideOf(catalogueEntry(code).owner)))
    for (const side of ['provider', 'yours'] as const) {
      const other = side === 'provider' ? 'yours' : 'provider'
      assert.ok(!(due.has(side) && !due.has(other) && got.has(other)), `${[...got].join()}: ${row.text.slice(0, 120)}`)
    }
  }
})

test('whose fault each first error is, and whether it passes, is what was judged when it was collected', () => {
  for (const { codes, owner, waitingHelps, text } of rows) {
    const [first] = codes
    assert.ok(first !== undefined)
    const entry = catalogueEntry(first)
    assert.deepEqual([entry.owner, entry.waitingHelps], [owner, waitingHelps], text)
  }
})

test('where a text says when it works again, that is found', () => {
  for (const row of rows.filter(({ again }) => again !== undefined)) {
    const kinds = readText(row.text, 'salt').findings.map(({ again }) => again?.kind)
    assert.ok(kinds.includes(row.again), `${kinds.join()}: ${row.text}`)
  }
})
