import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { StartError } from '../../src/gateway/start-error.ts'
import { seconds } from '../../src/core/time.ts'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { gatewayFor, pass, rig, until, virtualRig, type GatewayOptions } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import { freePort } from '../instruments/free-port.ts'

// What is too much, and what cannot be.

const MIB = 1_048_576

test('a message of more than 64 MiB is refused in the API’s form, before it is read, and the gateway goes on', async (t) => {
  const { ask, gateway, upstream, state } = await rig(t, say.answers)
  const socket = connect(gateway.port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
  socket.write(`POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:${gateway.port}\r\ncontent-length: ${64 * MIB + 1}\r\n\r\n`)
  await once(socket, 'close')
  assert.match(heard, /^HTTP\/1\.1 413 /)
  assert.match(heard, /connection: close/i)
  const body = JSON.parse(heard.split('\r\n\r\n')[1] ?? '') as { type: string; error: { type: string } }
  assert.deepEqual([body.type, body.error.type], ['error', 'request_too_large'])
  assert.equal(upstream.calls.length, 0)
  assert.equal(state().replay.bytesInMemory, 0)
  assert.equal((await ask().over).status, 200)
})

test('a client that sends all of it before it listens still hears the 413', async (t) => {
  const { gateway } = await rig(t, say.answers)
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: CLAUDE_CODE,
    body: Buffer.alloc(70 * MIB, ' '),
  })
  assert.equal(answer.status, 413)
  assert.match(await answer.text(), /request_too_large/)
})

test('what is within the limit is the API’s to judge', async (t) => {
  const { ask, upstream } = await rig(t, say.apiError(413, 'request_too_large'))
  const asked = await ask({ body: Buffer.alloc(33 * MIB, ' ') }).over
  assert.equal(asked.status, 413)
  assert.equal(upstream.starts[0]?.body.length, 33 * MIB)
  assert.match(asked.text, /Said by the upstream/)
})

test('a sender that falls silent in the middle of its message is ended with a 408, and leaves nothing', async (t) => {
  const { gateway, clock, state } = await virtualRig(t, say.answers)
  const headers = { ...CLAUDE_CODE, 'content-length': '1000' }
  const asked = new Asking(gateway.url, { headers, method: 'POST' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await pass(clock, seconds(31))
  assert.equal((await asked.over).status, 408)
  assert.equal((asked.json['error'] as { type: string }).type, 'timeout_error')
  assert.equal(state().exchanges.length, 0)
})

test('headers that are too large are refused in one clear answer', async (t) => {
  const { ask } = await rig(t, say.answers)
  const asked = await ask({ headers: { ...CLAUDE_CODE, 'x-large': 'x'.repeat(70_000) } }).over
  assert.equal(asked.status, 431)
  assert.equal((await ask().over).status, 200)
})

test('one more than can be held gets the retryable 503 at once', async (t) => {
  const { ask, clock, upstream } = await virtualRig(t, say.answers, { policy: { heldAtMost: 2 } })
  upstream.edge = say.noHealthyUpstream
  const held = [ask({ body: message('1') }), ask({ body: message('2') })]
  await pass(clock, seconds(20))
  const third = ask({ body: message('3') })
  await pass(clock, seconds(4))
  assert.equal(third.status, 503)
  assert.ok(Number(third.headers['retry-after']) <= 59)
  assert.deepEqual(
    held.map((one) => one.ended),
    ['no', 'no'],
  )
  for (const one of held) one.leave()
})

test('a gateway whose own request comes back to it refuses the loop', async (t) => {
  const r = await rig(t, say.answers)
  r.upstream.script = (call) => {
    const headers = { ...CLAUDE_CODE, 'x-holdfast-hop': call.headers['x-holdfast-hop'] ?? '' }
    void new Asking(r.gateway.url, { headers, body: message('round') }).over.then((asked) => {
      return call.response.writeHead(asked.status ?? 500, { 'content-type': 'application/json' }).end(asked.bytes)
    })
  }
  const asked = await r.ask().over
  assert.equal(asked.status, 508)
  assert.match(asked.text, /invalid_request_error/)
  assert.equal(r.upstream.starts.length, 1)
})

test('a loop through another gateway is refused too', async (t) => {
  // Its port is not known before it listens: a relay in between stands for it.
  const between = createServer((request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'host'))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const again = new Asking(two.gateway.url, { headers, body: Buffer.concat(chunks) })
      void again.over.then((asked) =>
        response.writeHead(asked.status ?? 500, { 'content-type': 'application/json' }).end(asked.bytes),
      )
    })
  }).listen(0, '127.0.0.1')
  t.after(() => {
    between.closeAllConnections()
    between.close()
  })
  await once(between, 'listening')
  const one = await gatewayFor(t, { upstream: `http://127.0.0.1:${(between.address() as AddressInfo).port}` })
  const two = await gatewayFor(t, { upstream: one.gateway.url })
  const asked = await new Asking(two.gateway.url, { body: message('round') }).over
  assert.equal(asked.status, 508)
  assert.ok(one.gateway.state().totals.exchanges <= 1)
})

/** What went wrong at the start, and that nothing of it goes on. */
async function startError(t: TestContext, options: GatewayOptions): Promise<StartError> {
  try {
    await gatewayFor(t, options)
  } catch (error) {
    return error instanceof StartError ? error : assert.fail(String(error))
  }
  return assert.fail('it started')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const free = await Promise.race([once(server, 'listening').then(() => true), once(server, 'error').then(() => false)])
  server.close()
  return free
}

test('a port that is taken: said, with nothing left half-started', async (t) => {
  const first = await gatewayFor(t, { upstream: 'http://127.0.0.1:9' })
  const error = await startError(t, { upstream: 'http://127.0.0.1:9', port: first.gateway.port })
  assert.deepEqual([error.code, error.detail], ['port-taken', String(first.gateway.port)])
  assert.equal((await new Asking(first.gateway.url, { method: 'GET', path: '/healthz' }).over).status, 200)
})

for (const host of ['0.0.0.0', '192.0.2.1', 'nowhere.invalid']) {
  test(`a host beyond this machine, ${host}: refused, with nothing left half-started`, async (t) => {
    const port = await freePort()
    const error = await startError(t, { upstream: 'http://127.0.0.1:9', host, port })
    assert.deepEqual([error.code, error.detail], ['host-not-allowed', host])
    assert.ok(await isFree(port))
  })
}

test('a data directory that is a file, or cannot be written: said before anything is started', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-start-'))
  t.after(async () => await rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'file')
  await writeFile(file, '')
  const port = await freePort()
  for (const dataDir of [file, join(file, 'inside')]) {
    const error = await startError(t, { upstream: 'http://127.0.0.1:9', port, dataDir })
    assert.equal(error.code, 'data-dir')
  }
  if (process.getuid?.() !== 0) {
    await chmod(folder, 0o500)
    assert.equal((await startError(t, { upstream: 'http://127.0.0.1:9', port, dataDir: folder })).code, 'data-dir')
    await chmod(folder, 0o700)
  }
  assert.deepEqual(await readdir(folder), ['file'])
  assert.ok(await isFree(port))
})

for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::]']) {
  test(`an upstream that is the gateway itself, as ${host}: said, and the port is free again`, async (t) => {
    const port = await freePort()
    const error = await startError(t, { upstream: `http://${host}:${port}`, port })
    assert.equal(error.code, 'upstream-is-self')
    await until(async () => await isFree(port))
  })
}
