import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { isAlive } from '../../src/config/runtime-file.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { ASK_ONCE, SHOW_ENVIRONMENT, WAIT, WATCH_GATEWAY } from '../instruments/client-scripts.ts'
import { deskFor, type Desk } from '../instruments/command.ts'

async function providerFor(t: TestContext): Promise<Provider> {
  const provider = await startProvider({ port: 0 })
  t.after(() => provider.close())
  return provider
}

const client = (script: string): readonly string[] => ['--', process.execPath, '-e', script]

async function onlyGateway(desk: Desk): Promise<{ readonly pid: number; readonly port: number; readonly secret: string }> {
  const gateways = await desk.gateways()
  assert.equal(gateways.length, 1)
  const { pid, port, secret } = gateways[0]?.info ?? assert.fail()
  return { pid, port, secret }
}

test('a client comes through the gateway, and its exit code is untouched', async (t) => {
  const provider = await providerFor(t)
  const desk = deskFor(t)
  const answered = await desk.run(['run', '--upstream', provider.url, ...client(ASK_ONCE)])
  assert.deepEqual(answered, {
    code: 0,
    stdout: 'status 200\n',
    stderr: 'holdfast: 0 failures absorbed, 0 s held, 0 turns lost\n',
  })
  assert.equal(provider.counts().starts, 1)
  const failed = await desk.run(['run', '--lang', 'ja', '--upstream', provider.url, ...client('process.exit(7)')])
  assert.equal(failed.code, 7)
  assert.equal(failed.stderr, 'holdfast: 吸収した障害 0 件、保留時間 0 秒、失われたターン 0 件\n')
})

test('what a failing provider did is told at the end', async (t) => {
  const provider = await providerFor(t)
  const desk = deskFor(t)
  await provider.set([{ kind: 'envoy-503' }])
  const asking = desk.run(['run', '--upstream', provider.url, ...client(ASK_ONCE)])
  while (provider.counts().starts < 2) await new Promise((resolve) => setTimeout(resolve, 10))
  await provider.set([])
  const said = await asking
  assert.match(said.stdout, /status 200/)
  assert.match(said.stderr, /^holdfast: [23] failures absorbed, .+ held, 0 turns lost\n$/)
})

test('a client that a signal ends gives 128 and its number, and a signal for us goes to the client', async (t) => {
  const desk = deskFor(t)
  const upstream = ['--upstream', 'http://127.0.0.1:9']
  const killed = await desk.run(['run', ...upstream, ...client('process.kill(process.pid, "SIGKILL")')])
  assert.equal(killed.code, 137)
  const waiting = desk.start(['run', ...upstream, ...client(WAIT)])
  await waiting.says(/^here/)
  waiting.process.kill('SIGINT') // the terminal sends it to both; the client alone decides
  waiting.process.kill('SIGTERM')
  const { code, stdout } = await waiting.ended
  assert.equal(code, 9)
  assert.match(stdout, /told to end/)
})

test('two clients that start together share one gateway, and another upstream has its own', async (t) => {
  const desk = deskFor(t)
  const run = (upstream: string): Promise<{ readonly stdout: string }> =>
    desk.run(['run', '--upstream', upstream, ...client(SHOW_ENVIRONMENT)])
  const [one, two, other] = await Promise.all([run('http://127.0.0.1:9'), run('http://127.0.0.1:9'), run('http://127.0.0.1:10')])
  const urlIn = ({ stdout }: { readonly stdout: string }): string =>
    (JSON.parse(stdout) as { ANTHROPIC_BASE_URL: string }).ANTHROPIC_BASE_URL
  assert.equal(urlIn(one), urlIn(two))
  assert.notEqual(urlIn(one), urlIn(other))
  assert.equal((await desk.gateways()).length, 2)
})

test('a gateway that dies is back on its port with its secret while the client runs', async (t) => {
  const desk = deskFor(t)
  const running = desk.start(['run', '--upstream', 'http://127.0.0.1:9', ...client(WATCH_GATEWAY)])
  const [, pid = ''] = await running.says(/first (\d+)/)
  const before = await onlyGateway(desk)
  assert.equal(before.pid, Number(pid))
  process.kill(before.pid, 'SIGKILL')
  const { code, stdout } = await running.ended
  assert.equal(code, 0)
  const after = await onlyGateway(desk)
  assert.match(stdout, new RegExp(`second ${after.pid}`))
  assert.deepEqual([after.port, after.secret], [before.port, before.secret])
})

test('what was stopped on purpose stays stopped; the next client finds it on the same port', async (t) => {
  const desk = deskFor(t)
  const args = ['run', '--upstream', 'http://127.0.0.1:9']
  const waiting = desk.start([...args, ...client(WAIT)])
  const [, url = ''] = await waiting.says(/here (\S+)/)
  const stopped = await desk.run(['stop'])
  assert.match(stopped.stdout, new RegExp(`^Stopped the gateway on ${url} `))
  assert.equal((await desk.run(['stop'])).stdout, 'No gateway is running.\n')
  waiting.process.kill('SIGTERM')
  assert.match((await waiting.ended).stderr, /The gateway was stopped while this client ran\./)
  const next = await desk.run([...args, ...client(SHOW_ENVIRONMENT)])
  assert.match(next.stdout, new RegExp(`"${url}"`))
})

test('a restart gives the same port and secret to another process', async (t) => {
  const desk = deskFor(t)
  const running = desk.start(['run', '--upstream', 'http://127.0.0.1:9', ...client(WATCH_GATEWAY)])
  await running.says(/first \d+/)
  const before = await onlyGateway(desk)
  const { stdout, code } = await desk.run(['restart'])
  assert.equal(code, 0)
  assert.match(stdout, /^Restarted the gateway on http/)
  assert.equal((await running.ended).code, 0)
  const after = await onlyGateway(desk)
  assert.deepEqual([after.port, after.secret], [before.port, before.secret])
  assert.notEqual(after.pid, before.pid)
})

test('a run inside a run joins the gateway that is there', async (t) => {
  const desk = deskFor(t)
  const inner = `
    const { execFileSync } = require('node:child_process')
    const main = process.argv[1]
    const script = ${JSON.stringify(SHOW_ENVIRONMENT)}
    console.log(JSON.stringify(process.env.HOLDFAST_RUN))
    execFileSync(process.execPath, [main, 'run', '--', process.execPath, '-e', script], { stdio: 'inherit' })`
  const main = new URL('../../src/main.ts', import.meta.url).pathname
  const { stdout, stderr } = await desk.run(['run', '--upstream', 'http://127.0.0.1:9', ...client(inner), main])
  const [outer = '', shown = ''] = stdout.trim().split('\n')
  const seen = JSON.parse(shown) as Record<string, string>
  const { port } = await onlyGateway(desk)
  assert.equal(seen['ANTHROPIC_BASE_URL'], `http://127.0.0.1:${port}`)
  assert.notEqual(seen['HOLDFAST_RUN'], JSON.parse(outer))
  assert.equal(seen['ANTHROPIC_CUSTOM_HEADERS']?.match(/x-holdfast-run/g)?.length, 1)
  assert.doesNotMatch(stderr, /ANTHROPIC_BASE_URL/)
})

test('a base URL in the environment becomes the upstream, and that is said', async (t) => {
  const provider = await providerFor(t)
  const desk = deskFor(t)
  const { stdout, stderr } = await desk.run(['run', ...client(ASK_ONCE)], { env: { ANTHROPIC_BASE_URL: `${provider.url}/` } })
  assert.match(stdout, /status 200/)
  assert.match(stderr, new RegExp(`^holdfast: .ANTHROPIC_BASE_URL. in the environment names ${provider.url}: `))
  const bad = await desk.run(['run', ...client(ASK_ONCE)], { env: { ANTHROPIC_BASE_URL: 'api.example' } })
  assert.equal(bad.code, 2)
  assert.match(bad.stderr, /expected a base URL .* but got api\.example/)
})

test('a gateway in another terminal is used as well', async (t) => {
  const desk = deskFor(t)
  const gateway = desk.start(['serve', '--port', '0', '--upstream', 'http://127.0.0.1:9'])
  const [, url = ''] = await gateway.says(/listening on (\S+)/)
  const { stdout } = await desk.run(['run', '--upstream', 'http://127.0.0.1:9', ...client(SHOW_ENVIRONMENT)])
  assert.match(stdout, new RegExp(`"${url}"`))
  assert.equal((await onlyGateway(desk)).pid, gateway.process.pid)
})

test('whoever has taken the port of a dead gateway gets no client', async (t) => {
  const desk = deskFor(t)
  const args = ['run', '--upstream', 'http://127.0.0.1:9', ...client(SHOW_ENVIRONMENT)]
  await desk.run(args)
  const { pid, port } = await onlyGateway(desk)
  process.kill(pid, 'SIGKILL')
  const seen: string[] = []
  const squatter = createServer((request, response) => {
    seen.push(JSON.stringify(request.headers))
    response.end('{"proof":"made up"}')
  })
  t.after(() => squatter.close())
  await listenOn(squatter, port)
  const { stdout, code } = await desk.run(args)
  assert.equal(code, 0)
  assert.doesNotMatch(stdout, new RegExp(`:${port}"`))
  assert.ok(!seen.some((headers) => headers.includes('x-holdfast-secret')))
})

/** The dead process's socket may be there for a moment. */
async function listenOn(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  for (;;) {
    server.removeAllListeners('listening').removeAllListeners('error')
    const failed = await new Promise((resolve) => {
      server.once('error', resolve).listen(port, '127.0.0.1', () => resolve(undefined))
    })
    if (failed === undefined) return
  }
}

test('a program that is not there is refused before anything is started', async (t) => {
  const desk = deskFor(t)
  const missing = await desk.run(['run', 'no-such-agent'])
  assert.equal(missing.code, 127)
  assert.match(missing.stderr, /^holdfast: There is no program `no-such-agent`/)
  const claude = await desk.run(['run', 'claude'], { env: { PATH: '/nowhere' } })
  assert.equal(claude.code, 127)
  assert.match(claude.stderr, /npm install -g @anthropic-ai\/claude-code/)
  assert.ok(!readdirSync(desk.dir).includes('data'))
})

test('a gateway in the background ends some time after its last client, and leaves nothing', async (t) => {
  const desk = deskFor(t)
  const file = join(desk.dir, 'config.json')
  writeFileSync(file, '{ "upstream": "http://127.0.0.1:9", "policy": { "idleExit": "200ms" } }')
  const waiting = desk.start(['run', '--config', file, ...client(WAIT)])
  await waiting.says(/here/)
  const { pid } = await onlyGateway(desk)
  await new Promise((resolve) => setTimeout(resolve, 600)) // three times as long as it would stay alone
  assert.equal((await onlyGateway(desk)).pid, pid)
  waiting.process.kill('SIGTERM')
  await waiting.ended
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(await desk.gateways(), [])
})
