import assert from 'node:assert/strict'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { deskFor } from '../instruments/command.ts'

const LISTENING = /^listening on (http:\/\/127\.0\.0\.1:(\d+))$/m

test('serve says where it listens, answers there, and leaves nothing when it is asked to end', async (t) => {
  const desk = deskFor(t)
  const gateway = desk.start(['serve', '--port', '0', '--upstream', 'http://127.0.0.1:9'])
  const [, url = ''] = await gateway.says(LISTENING)
  assert.equal((await fetch(`${url}/healthz`)).status, 200)
  const [file] = await desk.gateways()
  assert.equal(statSync(file?.path ?? '').mode & 0o777, 0o600)
  assert.equal((await fetch(`${url}/_holdfast/state`)).status, 401)
  const headers = { 'x-holdfast-secret': file?.info.secret ?? '' }
  assert.equal((await fetch(`${url}/_holdfast/state`, { headers })).status, 200)
  gateway.process.kill('SIGTERM')
  const said = await gateway.ended
  assert.equal(said.code, 0)
  assert.deepEqual(await desk.gateways(), [])
})

test('with --json every line is an object', async (t) => {
  const desk = deskFor(t)
  const gateway = desk.start(['serve', '--port', '0', '--json', '--upstream', 'http://127.0.0.1:9'])
  await gateway.says(/"event":"listening"/)
  gateway.process.kill('SIGINT')
  const { stdout, stderr, code } = await gateway.ended
  assert.equal(code, 0)
  const lines = `${stdout}${stderr}`
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  const events = lines.map((line) => (JSON.parse(line) as { event: string }).event)
  assert.deepEqual([events[0], events.at(-1)], ['listening', 'stopped'])
})

test('a port that is taken is refused with the name of who has it', async (t) => {
  const desk = deskFor(t)
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const { code, stdout, stderr } = await desk.run(['serve', '--port', String(port)])
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, new RegExp(`^holdfast: Port ${port} is taken by .*process ${process.pid}.*\n$`))
})

test('a gateway of ours that has the port is known as such', async (t) => {
  const desk = deskFor(t)
  const gateway = desk.start(['serve', '--port', '0'])
  const [, , port = ''] = await gateway.says(LISTENING)
  const { code, stderr } = await desk.run(['serve', '--port', port])
  assert.equal(code, 2)
  assert.match(stderr, new RegExp(`by another Holdfast gateway \\(process ${gateway.process.pid}`))
})

test('a bad configuration is one sentence, and nothing has begun', async (t) => {
  const desk = deskFor(t)
  const file = join(desk.dir, 'config.json')
  writeFileSync(file, '{\n  "port": "many"\n}')
  const { code, stdout, stderr } = await desk.run(['serve', '--config', file])
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.equal(stderr, `holdfast: ${file}, line 2, \`port\`: expected a port from 0 to 65535, but got "many".\n`)
  assert.equal(existsSync(desk.dataDir), false)
})

test('a data directory that cannot be used is refused', async (t) => {
  const desk = deskFor(t)
  writeFileSync(desk.dataDir, '')
  const { code, stderr } = await desk.run(['serve', '--lang', 'ja'])
  assert.equal(code, 2)
  assert.match(stderr, /^holdfast: データディレクトリ .+ はディレクトリではありません。.*--data-dir/)
})

test('an address that anybody could reach is refused', async (t) => {
  const { code, stderr } = await deskFor(t).run(['serve', '--host', '0.0.0.0', '--port', '0'])
  assert.equal(code, 2)
  assert.match(stderr, /0\.0\.0\.0/)
})

test('after a sudden end the next gateway on the port has the same secret', async (t) => {
  const desk = deskFor(t)
  const args = ['serve', '--upstream', 'http://127.0.0.1:9', '--port']
  const first = desk.start([...args, '0'])
  const [, , port = ''] = await first.says(LISTENING)
  const before = (await desk.gateways())[0]?.info
  first.process.kill('SIGKILL')
  await first.ended
  await desk.start([...args, port]).says(LISTENING)
  const after = (await desk.gateways())[0]?.info
  assert.equal(after?.secret, before?.secret)
  assert.notEqual(after?.pid, before?.pid)
})
