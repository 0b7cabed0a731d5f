// Each home is looked at three times, as it would be shown and as JSON; nothing in it may change, and no secret of it may leave.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canariesIn } from '../instruments/canary.ts'
import { furnish, lookAt, snapshot } from './home.ts'
import { CLOCKS, COMMANDS, FILES, FLAWED, TIMES } from './homes-broken.ts'
import { SOURCES } from './homes.ts'

const HOMES = [...SOURCES, ...TIMES, ...CLOCKS, ...FILES, ...FLAWED, ...COMMANDS]

type Told = {
  readonly used: { readonly print: string | null; readonly conversation: string | null }
  readonly findings: readonly { readonly id: string; readonly weight: string; readonly data: Readonly<Record<string, unknown>> }[]
}

for (const home of HOMES) {
  test(`a home with ${home.name}`, async (t) => {
    const rooted = furnish(t, home)
    const before = snapshot(rooted.root)
    const json = await lookAt(home, rooted, { flags: { json: true } })
    const told = JSON.parse(json.out) as Told
    const { uses, talks = uses, finds, code } = home.due
    assert.deepEqual(
      told.findings.map(({ id, weight }) => `${weight} ${id}`),
      finds,
    )
    assert.deepEqual([told.used.print, told.used.conversation, json.code], [uses, talks, code])
    for (const [name, value] of Object.entries(home.due.with ?? {})) assert.deepEqual(told.findings[0]?.data[name], value, name)
    const shown = [json, await lookAt(home, rooted, { columns: 80 }), await lookAt(home, rooted, { language: 'ja', columns: 40 })]
    for (const { out, notes } of shown) assert.deepEqual(canariesIn(home.name, Buffer.from(out + notes)), [])
    assert.deepEqual(snapshot(rooted.root), before)
  })
}

test('there are more than forty homes, and none is there twice', () => {
  assert.ok(HOMES.length > 40, String(HOMES.length))
  assert.equal(new Set(HOMES.map(({ name }) => name)).size, HOMES.length)
})
