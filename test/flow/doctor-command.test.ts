import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { deskFor, type Desk } from '../instruments/command.ts'

const GOLDEN = fileURLToPath(new URL('../doctor/golden/', import.meta.url))
const WATCH = fileURLToPath(new URL('../instruments/network-watch.ts', import.meta.url))
const HEALTHY = join(GOLDEN, 'healthy.json')
const PROVIDER = join(GOLDEN, 'provider-503.json')

/** Nobody listens there: nothing leaves this machine, and everything fails at once. */
const DEAD = '127.0.0.1:9'

/** Controls on this machine alone. */
function loopbackControls(desk: Desk): string {
  const file = join(desk.dir, 'controls.jsonc')
  const controls = {
    addresses: [DEAD],
    portals: [{ url: `http://${DEAD}/`, status: 204, body: '' }],
    resolvers: [DEAD],
    site: `https://${DEAD}/`,
    statusPages: [DEAD],
  }
  writeFileSync(file, `// this machine alone\n${JSON.stringify(controls)}`)
  return file
}

/** Takes connections and never says anything. */
async function silentServer(t: TestContext): Promise<{ readonly url: string; readonly met: Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
  const met = new Promise<void>((resolve) => server.once('connection', () => resolve()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, met }
}

test('a replay ends with the exit code of its diagnosis, in both languages', async (t) => {
  const desk = deskFor(t)
  const healthy = await desk.run(['doctor', '--replay', HEALTHY])
  assert.equal(healthy.code, 0, healthy.stdout + healthy.stderr)
  const sick = await desk.run(['doctor', '--replay', PROVIDER, '--lang', 'ja'])
  assert.equal(sick.code, 1)
  assert.match(sick.stdout, /[ぁ-ん]/)
})

test('a replay never touches the network and starts nothing', async (t) => {
  const desk = deskFor(t)
  const env = { NODE_OPTIONS: `--import ${WATCH}` }
  for (const flags of [[], ['--json'], ['--error', 'API Error (503 no healthy upstream)']]) {
    const { code, stderr } = await desk.run(['doctor', '--replay', PROVIDER, ...flags], { env })
    assert.equal(code, 1)
    assert.doesNotMatch(stderr, /network used/)
  }
  const live = await desk.run(['doctor', '--target', `http://${DEAD}`, '--controls', loopbackControls(desk)], { env })
  assert.match(live.stderr, /network used: TCPCONNECTWRAP/, 'the watch sees nothing')
})

test('what --json prints can be replayed, and gives the same again', async (t) => {
  const desk = deskFor(t)
  const first = await desk.run(['doctor', '--json', '--target', `http://${DEAD}`, '--controls', loopbackControls(desk)])
  const file = join(desk.dir, 'first.json')
  writeFileSync(file, first.stdout)
  const again = await desk.run(['doctor', '--json', '--replay', file])
  assert.equal(again.stdout, first.stdout)
  assert.equal(again.code, first.code)
  const { schema, replay, verdict } = JSON.parse(first.stdout) as {
    readonly schema: number
    readonly replay: { readonly target: { readonly url: string } }
    readonly verdict: { readonly title: { readonly en: string; readonly ja: string } }
  }
  assert.equal(schema, 1)
  assert.equal(replay.target.url, `http://${DEAD}`)
  assert.ok(verdict.title.en !== '' && /[ぁ-ん]/.test(verdict.title.ja))
})

test('a file that cannot be replayed is refused in one sentence', async (t) => {
  const desk = deskFor(t)
  const example = readFileSync(new URL('../doctor/golden/gateway-knows-names.json', import.meta.url), 'utf8')
  const files = {
    'broken.json': '{',
    'no-words.json': example.replace('"known": [', '"known": 5, "was": ['),
    'other.json': '{"schema": 2, "replay": {"schema": 2}}',
    'odd.json': '{"hello": 1}',
    'facts.json': JSON.stringify({
      schema: 1,
      at: 1,
      version: '1',
      platform: 'linux',
      target: { url: 'https://a.test', host: 'a.test', port: 443, secure: true, official: false },
      probes: { egress: { is: 'seen', millis: 1, facts: { tries: 'all of them' } } },
    }),
  }
  for (const [name, text] of Object.entries(files)) {
    const file = join(desk.dir, name)
    writeFileSync(file, text)
    const { code, stdout, stderr } = await desk.run(['doctor', '--replay', file])
    assert.deepEqual([code, stdout], [2, ''], name)
    assert.match(stderr, /^holdfast: [^\n]+\n$/, name)
  }
  assert.equal((await desk.run(['doctor', '--replay', join(desk.dir, 'none.json')])).code, 2)
})

test('wrong usage is one sentence and exit code 2', async (t) => {
  const desk = deskFor(t)
  const controls = join(desk.dir, 'bad.jsonc')
  writeFileSync(controls, '{\n  // both families\n  "addresses": ["1.1.1.1"]\n}')
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--check', 'dsn'], /no check `dsn`\. Did you mean `dns`\?/],
    [['--skip', 'dns,nothing'], /no check `nothing`/],
    [['--check', 'login'], /no check `login`\. Did you mean `credential`\?/],
    [['--error', ''], /`--error`: expected the message/],
    [['--error', '-'], /`--error`: expected the message/],
    [['--check', 'dns', '--skip', 'dns'], /leave nothing/],
    [['--target', 'api.anthropic.com'], /`--target`: expected a base URL/],
    [['--controls', controls], /bad\.jsonc, line 3, `addresses\.0`: expected an address with a port/],
    [['--controls', join(desk.dir, 'none')], /cannot be read: it does not exist/],
    [['--replay', HEALTHY, '--watch'], /cannot be used together/],
    [['--lang', 'fr'], /`--lang`/],
  ]
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await desk.run(['doctor', ...args])
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, says)
    assert.match(stderr, /^[^\n]+\n$/)
  }
})

test('Ctrl-C ends an examination within 200 ms, with exit code 130', async (t) => {
  const desk = deskFor(t)
  const controls = loopbackControls(desk)
  const took: number[] = []
  // on a machine that others use as well, one of three has to be quick
  for (let round = 0; round < 3 && !took.some((length) => length < 200); round++) {
    const { url, met } = await silentServer(t)
    const doctor = desk.start(['doctor', '--target', url, '--controls', controls])
    await met
    const from = performance.now()
    doctor.process.kill('SIGINT')
    const { code, stdout } = await doctor.ended
    took.push(performance.now() - from)
    assert.deepEqual([code, stdout], [130, ''])
  }
  assert.ok(Math.min(...took) < 200, `${took.map(Math.round).join(', ')} ms`)
})

/** Interrupts the process itself as it loads this file: before its own handling stands. */
const interruptingAt = (file: string): string => {
  const load = `load:(url,context,next)=>{if(url.endsWith('${file}'))process.kill(process.pid,'SIGINT');return next(url,context)}`
  return `data:text/javascript,${encodeURIComponent(`import{registerHooks}from'node:module';registerHooks({${load}})`)}`
}

test('Ctrl-C while the command is still being loaded is the same: 130, and never an end by the signal', async (t) => {
  const desk = deskFor(t)
  const args = ['doctor', '--target', `http://${DEAD}`, '--controls', loopbackControls(desk)]
  for (const file of ['cli/command-line.ts', 'cli/commands.ts', 'cli/doctor.ts', 'doctor/run.ts', 'probes/all.ts']) {
    const doctor = desk.start(['--lang', 'en', ...args], { env: { NODE_OPTIONS: `--import ${interruptingAt(file)}` } })
    const { code, stdout } = await doctor.ended
    assert.deepEqual([code, doctor.process.signalCode, stdout], [130, null, ''], file)
  }
})

test('it works without a home, with a data directory that cannot be written, and with a broken configuration', async (t) => {
  const desk = deskFor(t)
  const closed = join(desk.dir, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o500)
  const config = join(desk.dir, 'config.json')
  writeFileSync(config, '{ "port": "many" }')
  const args = ['doctor', '--json', '--target', `http://${DEAD}`, '--controls', loopbackControls(desk)]
  for (const env of [{ HOME: '' }, { HOME: '/nonexistent' }, { HOLDFAST_DATA_DIR: closed }, { HOLDFAST_CONFIG: config }]) {
    const { code, stdout, stderr } = await desk.run(args, { env })
    assert.ok([1, 3].includes(code), `${JSON.stringify(env)}: ${code} ${stderr}`)
    const { replay } = JSON.parse(stdout) as {
      readonly replay: { readonly probes: Readonly<Record<string, { readonly is: string }>> }
    }
    const crashed = Object.entries(replay.probes).filter(([, { is }]) => is === 'crashed')
    assert.deepEqual(crashed, [], JSON.stringify(env))
  }
})

test('holdfast alone and its help name the doctor', async (t) => {
  const desk = deskFor(t)
  assert.match((await desk.run([])).stdout, /holdfast doctor/)
  assert.match((await desk.run(['--help'])).stdout, /^ {2}doctor /m)
})
