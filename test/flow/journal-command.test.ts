import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CURRENT } from '../../src/journal/schema.ts'
import { loadSqlite } from '../../src/journal/sqlite.ts'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { deskFor, type Desk } from '../instruments/command.ts'
import { until } from '../instruments/rig.ts'
import { answers, noHealthyUpstream } from '../instruments/scripts.ts'
import { Upstream } from '../instruments/upstream.ts'

const fileOf = ({ dataDir }: Desk): string => join(dataDir, 'journal.sqlite')

function sql(desk: Desk, text: string): void {
  const sqlite = loadSqlite() ?? assert.fail('no SQLite')
  const db = new sqlite.DatabaseSync(fileOf(desk))
  db.exec(text)
  db.close()
}

/** `HFJL`, as it stands in the header of every journal. */
const OURS = 0x48_46_4a_4c

type Line = Readonly<Record<string, unknown>>
const objects = (stdout: string): readonly Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

test('journal shows what a gateway went through, while it still writes, for people and for programs', async (t) => {
  const desk = deskFor(t)
  const upstream = await new Upstream(answers).open()
  t.after(async () => await upstream.shut())
  const gateway = desk.start(['serve', '--port', '0', '--upstream', upstream.url])
  const [, url = ''] = await gateway.says(/^listening on (\S+)$/m)
  const ask = async (): Promise<Asking> => await new Asking(url, { headers: CLAUDE_CODE, body: message('Hello') }).over
  await ask()
  let failures = 0
  upstream.script = async (call) => await (failures++ === 0 ? noHealthyUpstream : answers)(call)
  await ask()
  const shown = async (...flags: readonly string[]): Promise<readonly Line[]> =>
    objects((await desk.run(['journal', '--json', ...flags])).stdout)
  await until(
    async () => (await shown()).filter(({ kind, outcome }) => kind === 'exchange' && outcome === 'completed').length === 2,
  )

  const lines = await shown('--since', '1h')
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ['gateway', 'exchange', 'exchange', 'totals'],
  )
  const [running, quiet, troubled, totals] = lines
  assert.equal(running?.['state'], 'running')
  assert.deepEqual(quiet?.['steps'], [])
  const steps = troubled?.['steps'] as readonly Line[]
  assert.deepEqual(
    steps.map(({ did, saw, code }) => [did, saw, code]),
    [
      ['attempt', 'refused', 'envoy.no-healthy-upstream'],
      ['attempt', 'opened', undefined],
      ['relay', 'completed', undefined],
    ],
  )
  assert.deepEqual([totals?.['exchanges'], totals?.['troubled'], totals?.['absorbed']], [2, 1, 1])

  const id = String(troubled?.['id'])
  assert.deepEqual(await shown('--exchange', id.slice(0, 8)), [troubled])
  const people = await desk.run(['journal'])
  assert.equal(people.code, 0)
  assert.ok(people.stdout.includes(`[${id.slice(0, 8)}] claude-opus-5: completed after`), people.stdout)
  assert.ok(people.stdout.includes('1 request without trouble'))
  // oxlint-disable-next-line no-control-regex -- colours are what is looked for
  assert.doesNotMatch(people.stdout, /\u001b/)
  const japanese = await desk.run(['journal', '--lang', 'ja', '--exchange', id])
  assert.match(japanese.stdout, /で完了。吸収した障害 1 件/)
  assert.equal((await desk.run(['journal', '--since', '2020-01-01T00:00'])).code, 0)
})

test('what cannot be shown is one sentence and an exit code', async (t) => {
  const desk = deskFor(t)
  const refused = async (code: number, pattern: RegExp, ...args: readonly string[]): Promise<void> => {
    const said = await desk.run(['journal', ...args])
    assert.deepEqual({ code: said.code, stdout: said.stdout }, { code, stdout: '' }, said.stderr)
    assert.match(said.stderr, pattern)
    assert.equal(said.stderr.trimEnd().split('\n').length, 1, said.stderr)
  }
  for (const since of ['yesterday', '-1h', '5', '2026-13-45', ''])
    await refused(2, /^holdfast: `--since`: expected a length of time .*, but got "/, `--since=${since}`)
  await refused(2, /^holdfast: `--exchange`: expected/, '--exchange', "x'; --")
  await refused(1, /^holdfast: There is no journal yet: .*journal\.sqlite does not exist/)
  mkdirSync(desk.dataDir)
  writeFileSync(fileOf(desk), 'not a database, and longer than the header of one would be'.repeat(10))
  await refused(1, /^holdfast: The journal .* is damaged\./)
  await refused(1, /^holdfast: 記録 .* が壊れています。/, '--lang', 'ja', '--json')
  writeFileSync(fileOf(desk), '')
  sql(desk, 'CREATE TABLE notes (x)')
  await refused(1, /^holdfast: The file .* belongs to another program/)
})

test('a newer journal is refused by its reader and by a gateway, which goes on and says so once; not a byte is touched', async (t) => {
  const desk = deskFor(t)
  const upstream = await new Upstream(answers).open()
  t.after(async () => await upstream.shut())
  mkdirSync(desk.dataDir)
  sql(desk, `PRAGMA application_id = ${OURS}; PRAGMA user_version = ${CURRENT + 1}; CREATE TABLE later (x)`)
  copyFileSync(fileOf(desk), join(desk.dir, 'before'))
  const gateway = desk.start(['serve', '--port', '0', '--upstream', upstream.url])
  const [, url = ''] = await gateway.says(/^listening on (\S+)$/m)
  await gateway.says(/written by a newer version of Holdfast and is left as it is/)
  const asked = await new Asking(url, { headers: CLAUDE_CODE, body: message('Hello') }).over
  assert.equal(asked.ended, 'whole')
  const read = await desk.run(['journal'])
  assert.equal(read.code, 1)
  assert.match(
    read.stderr,
    /^holdfast: The journal .* was written by a newer version of Holdfast\. Update this one to read it\.\n$/,
  )
  gateway.process.kill('SIGTERM')
  const { stderr } = await gateway.ended
  assert.equal(stderr.match(/newer version/g)?.length, 1)
  assert.deepEqual(readFileSync(fileOf(desk)), readFileSync(join(desk.dir, 'before')))
})
