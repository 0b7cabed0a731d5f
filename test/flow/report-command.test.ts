import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { deskFor, type Desk, type Said } from '../instruments/command.ts'
import { DEAD, loopbackControls, membersOf, statusPage } from '../instruments/report-stage.ts'
import { until, wholeFile } from '../instruments/rig.ts'
import { seconds, unixMillis } from '../../src/core/time.ts'
import { readJournal } from '../../src/journal/read.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { pageIncident, QUIET, StandInPage } from '../instruments/status-page.ts'
import { Upstream } from '../instruments/upstream.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const RAY = '8a1b2c3d4e5f6789-NRT'

/** Nobody waits for long here. */
const POLICY = {
  firstRetryLeast: '20ms',
  firstRetryMost: '40ms',
  secondRetry: '50ms',
  soundEvery: '50ms',
  soundAtMost: '100ms',
  overloadTryAtMost: '100ms',
  settleWithin: '300ms',
}

const suite = wholeFile()
const incident = deskFor(suite)
let provider: Provider

/** A real incident, rehearsed once for all tests: an outage at the edge, then an overload of the API; the client is held, and answered. */
before(async () => {
  provider = await startProvider({ port: 0, servers: 1 })
  suite.after(() => provider.close())
  const config = join(incident.dir, 'config.json')
  writeFileSync(config, JSON.stringify({ policy: POLICY }))
  const gateway = incident.start(['serve', '--port', '0', '--lang', 'en', '--config', config, '--upstream', provider.url])
  const [, url = ''] = await gateway.says(/^listening on (\S+)$/m)
  await provider.set([{ kind: 'envoy-503', headers: { 'cf-ray': RAY } }])
  const asking = new Asking(url, { headers: CLAUDE_CODE, body: message('a prompt that is nobody else’s business') })
  await gateway.says(/cannot answer/)
  await provider.set([{ kind: 'api-error', status: 529 }])
  await gateway.says(/] 529: /)
  await provider.set([])
  assert.equal((await asking.over).ended, 'whole')
  await until(() => {
    const read = readJournal(join(incident.dataDir, 'journal.sqlite'), (journal) => journal.incidents(unixMillis(0)))
    return read.ok && read.value.length > 0 && read.value.every(({ closedAt }) => closedAt !== undefined)
  }, seconds(30))
  gateway.process.kill('SIGTERM')
  await gateway.ended
})

const report = async (desk: Desk, flags: readonly string[], input = ''): Promise<Said> =>
  await desk.run(['report', '--target', provider.url, '--controls', loopbackControls(desk), ...flags], { input })

test('a report of a rehearsed incident says what happened, when, whose fault it was and what was tried', async (t) => {
  const page = await new Upstream(statusPage('Elevated errors on Claude Opus')).open()
  t.after(async () => await page.shut())
  const controls = loopbackControls(incident, { statusPage: page.url, provider: provider.url })
  const flags = ['--target', provider.url, '--controls', controls, '--lang', 'ja']
  const { code, stdout, stderr } = await incident.run(['report', '--yes', '--out', 'r.zip', ...flags])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /r\.zip/)
  const file = join(incident.dir, 'work', 'r.zip')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const members = membersOf(file)
  assert.deepEqual(Object.keys(members), [
    'README.txt',
    'report.md',
    'report.ja.md',
    'timeline.txt',
    'journal.jsonl',
    'doctor.json',
    'settings.json',
    'manifest.json',
  ])
  const { 'report.md': text = '', 'report.ja.md': japanese = '', 'timeline.txt': timeline = '' } = members
  const day = new Date().toISOString().slice(0, 10)
  assert.match(text, /\*\*What happened\*\*: .*HTTP 503, `envoy\.no-healthy-upstream`, \d+ times?\./)
  assert.match(
    text,
    new RegExp(`\\*\\*When\\*\\*: ${day} \\d\\d:\\d\\d:\\d\\d to ${day} \\d\\d:\\d\\d:\\d\\d UTC \\(.*\\)\\. It is over\\.`),
  )
  assert.match(text, /\*\*Whose fault\*\*: The provider \(by the answers recorded at that time\)/)
  assert.match(
    text,
    /\*\*What was tried\*\*: Of 1 request through the gateway, 1 met trouble: \d+ tries failed\. .*kept requests waiting.*1 completed\./,
  )
  assert.match(text, new RegExp(`\\| ${day}T[\\d:.]+Z \\| 503 \\| \`envoy\\.no-healthy-upstream\` \\| - \\| ${RAY} \\|`))
  assert.match(text, /- "Elevated errors on Claude Opus": investigating, major, 2026-11-22 10:00:00 UTC/)
  assert.match(japanese, /\*\*何が起きたか\*\*: .*HTTP 503、`envoy\.no-healthy-upstream`/)
  assert.match(timeline, new RegExp(`${day}T[\\d:.]+Z  request [0-9a-f]{8}: .*claude-code`))
  assert.match(
    timeline,
    new RegExp(`[\\d:.]+Z  attempt \\(first-try\\) -> refused 503 envoy\\.no-healthy-upstream cf-ray ${RAY} \\[down\\]`),
  )
  assert.match(timeline, /refused 529 api\.overloaded request-id req_\w+/)
  assert.match(timeline, /hold [\d.]+ s .*=> completed with status 200/s)
  assert.match(timeline, /What the codes mean:\n {2}api\.overloaded: \w+.*\n {2}envoy\.no-healthy-upstream: \w+/)
  assert.doesNotMatch(Object.values(members).join(), /nobody else’s business/)
  // every probe's facts have the form that is expected of them
  assert.doesNotMatch(members['doctor.json'] ?? '', /"error": "\[withheld\]"/)
  assertListed(members)
  await assertReplayable(members['doctor.json'] ?? '')
})

test('the page is told as it is when the report is made, with what it announced in the period and when', async (t) => {
  const page = await new StandInPage().open(t)
  const ago = (minutes: number): number => Date.now() - minutes * 60_000
  const name = (what: string): { readonly name: string; readonly status: string } => ({ name: what, status: 'resolved' })
  page.state = {
    ...QUIET,
    past: [
      pageIncident('p1', { ...name('Errors just now'), startedAt: ago(20), announcedAt: Date.now(), resolvedAt: Date.now() }),
      pageIncident('p2', { ...name('Errors before'), startedAt: ago(50), resolvedAt: ago(40) }),
      pageIncident('p3', { ...name('Errors in the morning'), startedAt: ago(300), resolvedAt: ago(200) }),
    ],
  }
  const controls = loopbackControls(incident, { statusPage: page.url, provider: provider.url })
  const { code, stdout, stderr } = await incident.run(['report', '--issue', '--target', provider.url, '--controls', controls])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /, as of [\d-]+ [\d:]+ UTC:\n\n- Claude API \(api\.anthropic\.com\): operational/)
  assert.match(stdout, /"Errors just now" \(resolved, major, [^)]+ UTC\): announced .* after the first failure here/)
  assert.match(stdout, /"Errors before" \(resolved, .*\): no failure was recorded here/)
  assert.doesNotMatch(stdout, /in the morning/)
  page.instead = ({ response }): void => void response.writeHead(503).end()
  const without = await incident.run(['report', '--issue', '--target', provider.url, '--controls', controls])
  assert.match(without.stdout, /It could not be read, which says nothing of how the service is/)
  assert.doesNotMatch(without.stdout, /announced/)
})

/** The manifest has every other member with its size and checksum. */
function assertListed({ 'manifest.json': manifest = '', ...members }: Readonly<Record<string, string>>): void {
  const listed = (JSON.parse(manifest) as { readonly members: readonly object[] }).members
  const found = Object.entries(members).map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }))
  assert.deepEqual(listed, found)
}

async function assertReplayable(doctor: string): Promise<void> {
  const file = join(incident.dir, 'doctor.json')
  writeFileSync(file, doctor)
  const again = await incident.run(['doctor', '--json', '--replay', file])
  const codeIn = (text: string): unknown => (JSON.parse(text) as { readonly verdict: { readonly code: string } }).verdict.code
  assert.equal(codeIn(again.stdout), codeIn(doctor))
}

test('with a journal that is damaged --dry-run shows the members, the text and what was left out, and writes nothing', async (t) => {
  const desk = deskFor(t)
  mkdirSync(desk.dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(desk.dataDir, 'journal.sqlite'), 'no database '.repeat(1000))
  const { code, stdout } = await report(desk, ['--dry-run'])
  assert.equal(code, 0)
  assert.match(
    stdout,
    /README\.txt +\d.*\n[^]*manifest\.json[^]*Not in it:[^]*a timeline, since there is no journal[^]*# Report: /,
  )
  assert.match(stdout, /Where to send it:[^]*Nothing was written \(--dry-run\)\.\n$/)
  assert.deepEqual(readdirSync(join(desk.dir, 'work')), [])
  assert.deepEqual(readdirSync(desk.dataDir), ['journal.sqlite'])
})

test('a recording holds what happens until Enter is pressed alone; --issue prints the text in the language of the person and in English', async () => {
  const { code, stdout, stderr } = await report(incident, ['--record', '--issue', '--lang', 'ja'], '\n')
  assert.equal(code, 0, stderr)
  assert.match(stderr, /^記録を始めました。.*\n0 秒間を記録しました。\n[^]*送り先:/)
  assert.match(stdout, /^# 報告: [^]*この期間にゲートウェイを通ったリクエストはありません。[^]*\n# Report: /)
  assert.match(stdout, /No request went through the gateway in this time\./)
  assert.doesNotMatch(stdout, /envoy|送り先/)
  const alone = await report(incident, ['--record', '--issue'])
  assert.equal(alone.code, 2)
  assert.match(alone.stderr, /`--record` waits for Enter/)
})

test('wrong usage is one sentence and exit code 2, before anything is measured', async (t) => {
  const desk = deskFor(t)
  writeFileSync(join(desk.dir, 'work', 'there.zip'), 'mine')
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[], /Nobody can be asked here, since this is no terminal: add --yes .* or --dry-run/],
    [['--since', 'yesterday', '--dry-run'], /`--since`: expected a length of time such as 30m.*got "yesterday"/],
    [['--since', '0', '--dry-run'], /`--since`/],
    [['--since', '1h', '--record'], /`--since` and `--record` cannot be used together/],
    [['--issue', '--out', 'x.zip'], /cannot be used together/],
    [['--out', 'there.zip', '--yes'], /there\.zip is there already and is left as it is/],
    [['--out', 'no/such/x.zip', '--yes'], /there is no folder \S+no\/such\.$/],
    [['--target', 'nowhere', '--yes'], /`--target`: expected a base URL/],
  ]
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await desk.run(['report', ...args])
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr.trimEnd(), says)
    assert.match(stderr, /^holdfast: [^\n]+\n$/)
  }
  assert.equal(readFileSync(join(desk.dir, 'work', 'there.zip'), 'utf8'), 'mine')
})

test('when the second pass finds something the report is not written, and the member is named', async (t) => {
  // of a kind that no rule of ours knows
  const page = await new Upstream(statusPage(`Errors cfut_${'aB3dE5gH7j'.repeat(4)}01234567`)).open()
  t.after(async () => await page.shut())
  const desk = deskFor(t)
  const flags = ['--target', `http://${DEAD}`, '--controls', loopbackControls(desk, { statusPage: page.url }), '--yes']
  const { code, stdout, stderr } = await desk.run(['report', ...flags])
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /The report was not written: in report\.md something still looks like a secret \(cloudflare\)/)
  assert.doesNotMatch(stderr, /cfut_/)
  assert.deepEqual(readdirSync(join(desk.dir, 'work')), [])
})

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

test(
  'on a terminal it shows what it would write, and writes it when the person says yes',
  { skip: hasScript ? false : 'no script(1) here' },
  async (t) => {
    const desk = deskFor(t)
    const command = `'${process.execPath}' '${MAIN}' report --target http://${DEAD} --controls '${loopbackControls(desk)}' --out mine.zip`
    const asked = (answer: string): string => {
      const env = { ...process.env, HOME: join(desk.dir, 'home'), HOLDFAST_DATA_DIR: desk.dataDir, LANG: 'en_US.UTF-8' }
      const options = { input: answer, encoding: 'utf8', env, cwd: join(desk.dir, 'work') } as const
      return spawnSync('script', ['-qec', command, '/dev/null'], options).stdout
    }
    const declined = asked('n\n')
    assert.match(
      declined,
      /The report would hold [^]*# Report: [^]*Write this to \S+mine\.zip\? \[y\/N\][^]*Nothing was written\./,
    )
    assert.deepEqual(readdirSync(join(desk.dir, 'work')), [])
    assert.match(asked('y\n'), /Written: \S+mine\.zip [^]*Where to send it:/)
    const members = membersOf(join(desk.dir, 'work', 'mine.zip'))
    assert.ok(!('timeline.txt' in members))
    assert.match(members['report.md'] ?? '', /There is no record of the traffic/)
    assert.ok(!existsSync(desk.dataDir), 'a report makes nothing but itself')
  },
)

const mayMount = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0

test(
  'a full disk and a read-only folder: one sentence, exit code 1, and nothing is left behind',
  { skip: mayMount ? false : 'no mount namespaces here' },
  (t) => {
    const desk = deskFor(t)
    const folder = join(desk.dir, 'disk')
    mkdirSync(folder)
    const controls = loopbackControls(desk)
    const command = `"$0" '${MAIN}' report --yes --target http://${DEAD} --controls '${controls}' --out '${folder}/r.zip'; echo "code $?"; ls -A '${folder}'`
    const on = (mount: string): string => {
      const env = { ...process.env, HOME: join(desk.dir, 'home'), HOLDFAST_DATA_DIR: desk.dataDir }
      const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', `${mount}; ${command}`, process.execPath], {
        encoding: 'utf8',
        env,
      })
      return stderr + stdout
    }
    const full = on(
      `mount -t tmpfs -o size=4k none '${folder}'; dd if=/dev/zero of='${folder}/filler' bs=4096 count=1 2>/dev/null`,
    )
    assert.match(
      full,
      /^holdfast: The report could not be written to \S+r\.zip: [^\n]+\. Choose another place with `--out`\.\ncode 1\nfiller\n$/,
    )
    const readOnly = on(`mount -t tmpfs -o ro none '${folder}'`)
    assert.match(readOnly, /^holdfast: The report could not be written [^\n]+\ncode 1\n$/)
  },
)
