import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { unixMillis } from '../core/time.ts'
import { writeRunSettings } from './run-settings-file.ts'

test('settings of a run are for its owner alone, and those of runs long past are cleared away', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-runs-'))
  t.after(() => rmSync(dataDir, { recursive: true }))
  const now = unixMillis(Date.now())
  const old = await writeRunSettings({ dataDir, runId: 'old', settings: {}, now })
  utimesSync(old, 1000, 1000)
  await writeRunSettings({ dataDir, runId: 'beside', settings: {}, now })
  const file = await writeRunSettings({ dataDir, runId: 'new', settings: { model: 'opus' }, now })
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { model: 'opus' })
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(dataDir, 'runs')).toSorted(), ['beside.json', 'new.json'])
})
