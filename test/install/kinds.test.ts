import assert from 'node:assert/strict'
import { lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Complaint } from '../../src/cli/context.ts'
import { parseJsonWithComments } from '../../src/config/json-with-comments.ts'
import { changedSince } from '../../src/install/carry-out.ts'
import { changesIn } from '../../src/install/plan.ts'
import { readRecord, type InstallRecord } from '../../src/install/record.ts'
import { withEntries } from '../../src/install/settings-edit.ts'
import { installIn, uninstallIn } from './acts.ts'
import { homeFor, type Home } from './home.ts'
import { KINDS } from './settings-kinds.ts'

type Settings = { readonly env: Readonly<Record<string, string>>; readonly statusLine: { readonly command: string } }

function settingsOf(path: string): Settings {
  const parsed = parseJsonWithComments(readFileSync(path, 'utf8'))
  assert.ok(parsed.ok)
  return parsed.value as Settings
}

for (const { what, make, refused } of KINDS) {
  test(`${what}: ${refused === undefined ? 'install, then uninstall, leaves every byte' : 'refused with its place, and nothing changed'}`, async (t) => {
    const home = homeFor(t)
    make(home)
    const before = home.tree()
    if (refused !== undefined) {
      await assert.rejects(installIn(home), (error: unknown) => error instanceof Complaint && refused.test(error.message))
      assert.deepEqual(home.tree(), before)
      return
    }
    const record = await installIn(home)
    const { env, statusLine } = settingsOf(home.settings)
    assert.equal(env['ANTHROPIC_BASE_URL'], record.gateway.url)
    assert.match(statusLine.command, /statusline\.mjs --runtime/)
    assert.equal(
      lstatSync(home.settings).isSymbolicLink(),
      before.some((line) => /^\.claude\/settings\.json .+ ->/.test(line)),
    )
    assert.deepEqual(changesIn(await installIn(home)), [], 'a second install changes nothing')
    await uninstallIn(home)
    assert.deepEqual(home.tree(), before)
  })

  if (refused !== undefined) continue
  test(`${what}: what somebody has added since stays, and nothing of ours`, async (t) => {
    const home = homeFor(t)
    make(home)
    const before = settingsBefore(home)
    await installIn(home)
    writeFileSync(home.settings, withEntries(readFileSync(home.settings, 'utf8'), [{ path: ['theirs'], value: [1] }]))
    assert.equal((await changedSince(await installed(home))).length, 1)
    // with their change in it: an update of Holdfast, say
    await installIn(home)
    writeFileSync(home.settings, withEntries(readFileSync(home.settings, 'utf8'), [{ path: ['env', 'LATER'], value: '1' }]))
    assert.deepEqual(await uninstallIn(home), [])
    const { env, ...rest } = settingsOf(home.settings) as Settings & Readonly<Record<string, unknown>>
    const { LATER, ...variables } = env
    assert.deepEqual([LATER, { env: variables, ...rest }], ['1', { env: {}, ...before, theirs: [1] }])
  })
}

function settingsBefore({ settings }: Home): object {
  try {
    return settingsOf(settings)
  } catch {
    return {}
  }
}

async function installed({ dataDir }: Home): Promise<InstallRecord> {
  const record = await readRecord(dataDir)
  assert.ok(record !== undefined)
  return record
}
