import { test } from 'node:test'
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCENARIO_NAMES } from '../../src/drill/named-scenarios.ts'
import { ASK_ONCE, CLAUDE_ONCE } from '../instruments/client-scripts.ts'
import { deskFor } from '../instruments/command.ts'

test('the list has every scenario, with its length and what it rehearses', async (t) => {
  const { code, stdout } = await deskFor(t).run(['drill', 'list'])
  const [head = '', ...rows] = stdout.trimEnd().split('\n')
  assert.equal(code, 0)
  assert.match(head, /^NAME +LENGTH +WHAT IT REHEARSES$/)
  assert.deepEqual(
    rows.map((row) => row.split(' ')[0]),
    SCENARIO_NAMES,
  )
  for (const row of rows) assert.match(row, /^\S+ +(\d+ min )?\d+ s +\S/)
})

test('what cannot be run is one sentence and exit code 2, and a client that is not there is 127', async (t) => {
  const desk = deskFor(t)
  const cases: readonly (readonly [args: readonly string[], says: RegExp, code: number])[] = [
    [['outtage'], /^holdfast: There is no scenario "outtage"\. Known are calm, drill, /, 2],
    [['./none.jsonc'], /none\.jsonc cannot be read \(ENOENT\)/, 2],
    [['calm', '--speed', '0'], /`--speed`: expected a number above 0, at most 100, got 0\.\n$/, 2],
    [['calm', '--speed', 'fast'], /got fast\.\n$/, 2],
    [['calm', '--seed', '1.5'], /`--seed`: expected a whole number/, 2],
    [['calm', 'hello'], /Arguments behind the scenario are for a client/, 2],
    [['calm', '--client', 'claude'], /claude/, 127],
  ]
  const env = { PATH: join(desk.dir, 'bin') }
  for (const [args, says, wanted] of cases) {
    const { code, stdout, stderr } = await desk.run(['drill', 'run', ...args], { env })
    assert.deepEqual([code, stdout], [wanted, ''], stderr)
    assert.match(stderr, says)
    assert.match(stderr, /^holdfast: .+\n$/)
  }
})

test('a report that cannot be written is said', async (t) => {
  const { code, stderr } = await deskFor(t).run(['drill', 'run', 'calm', '--speed', '60', '--report', 'no/such/folder.md'])
  assert.equal(code, 2)
  assert.match(stderr, /The report could not be written to no\/such\/folder\.md/)
})

type Found = {
  readonly whole: boolean
  readonly cwd: string
  readonly ANTHROPIC_API_KEY: string
  readonly ANTHROPIC_AUTH_TOKEN?: string
  readonly CLAUDE_CONFIG_DIR: string
}

test("Claude Code is rehearsed with in a home of its own, and nothing of the person's is used", async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE_ONCE)
  // what would send it elsewhere, in every place where it could stand
  const settings = JSON.stringify({ env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }, model: 'mine' })
  for (const folder of ['home/.claude', 'work/.claude']) {
    mkdirSync(join(desk.dir, folder), { recursive: true })
    writeFileSync(join(desk.dir, folder, 'settings.json'), settings)
  }
  const env = {
    ANTHROPIC_API_KEY: 'sk-personal',
    ANTHROPIC_AUTH_TOKEN: 'personal',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    CLAUDE_CODE_USE_BEDROCK: '1',
    HTTPS_PROXY: 'http://127.0.0.1:9',
  }
  const args = ['drill', 'run', 'wall-14s', '--speed', '20', '--client', 'claude', '--report', 'r.md', '--', '-p', 'hello']
  const { code, stdout, stderr } = await desk.run(args, { env })
  assert.equal(code, 0, stdout + stderr)
  const found = JSON.parse(stderr.split('\n').find((line) => line.startsWith('{')) ?? '{}') as Found
  assert.ok(found.whole, 'the client has no whole answer')
  assert.match(found.ANTHROPIC_API_KEY, /made-up/)
  assert.equal(found.ANTHROPIC_AUTH_TOKEN, undefined)
  assert.ok(!found.cwd.startsWith(desk.dir) && !existsSync(found.cwd), found.cwd)
  assert.ok(!existsSync(found.CLAUDE_CONFIG_DIR), found.CLAUDE_CONFIG_DIR)
  assert.ok(!existsSync(desk.dataDir), 'the data directory of the person was used')
  assert.match(stdout, /kept +turns lost: at most 0 +through Holdfast 0/)
  assert.match(stderr, /[1-9]\d* failures? absorbed/)
  const report = readFileSync(join(desk.dir, 'work', 'r.md'), 'utf8')
  assert.match(report, /- Client: `claude`, ended with 0/)
  assert.ok(!report.includes('hello'))
})

test('any other client stays where it is; one that asks nothing never begins the timetable', async (t) => {
  const desk = deskFor(t)
  const run = ['drill', 'run', 'calm', '--client', process.execPath, '--', '-e']
  const asked = await desk.run([...run, `${ASK_ONCE};console.log(process.cwd())`])
  assert.equal(asked.code, 0, asked.stderr)
  assert.match(asked.stdout, new RegExp(`^${join(desk.dir, 'work')}$`, 'm'))
  assert.match(asked.stdout, /status 200/)
  const silent = await desk.run([...run, 'process.exit(3)'])
  assert.equal(silent.code, 1)
  assert.match(silent.stdout, /without having asked for anything/)
})

test('Ctrl-C ends a run in good order: what was seen so far, and 130', async (t) => {
  const desk = deskFor(t)
  const running = desk.start(['drill', 'run', 'outage', '--speed', '2'])
  await running.says(/through Holdfast: .* [1-9]\d* finished/)
  running.process.kill('SIGINT')
  const { code, stdout } = await running.ended
  assert.equal(code, 130)
  assert.match(stdout, /Timeline[^]*nothing is judged\.\n$/)
})
