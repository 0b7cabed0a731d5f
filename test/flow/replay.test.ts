import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { ReplayStore, type Body, type Collected } from '../../src/gateway/body.ts'
import { OwnFaults } from '../../src/gateway/own-faults.ts'
import { seconds } from '../../src/core/time.ts'
import { realClock, type Clock } from '../../src/world/clock.ts'
import { undiciNetwork } from '../../src/world/network.ts'
import { pass, until } from '../instruments/rig.ts'
import { says } from '../instruments/scripts.ts'
import { Upstream } from '../instruments/upstream.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'

// The replay copy of a request: in memory up to a bound, beyond it in a file that has no name.

type Store = { readonly store: ReplayStore; readonly folder: string; readonly give: (body: Uint8Array) => Promise<Collected> }

const MOST_BYTES = 1000

/** A store with room for 100 bytes in memory, and real requests to give to it. */
async function storeFor(t: TestContext, clock: Clock = realClock): Promise<Store & { readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-replay-'))
  const store = new ReplayStore({
    mostBytes: MOST_BYTES,
    mostMemory: 100,
    folder,
    clock,
    faults: new OwnFaults(clock, () => undefined),
  })
  const waiting: ((collected: Collected) => void)[] = []
  const server = createServer((request, response) => {
    store.collect(request, (collected) => {
      waiting.shift()?.(collected)
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const give = (body: Uint8Array): Promise<Collected> =>
    new Promise((resolve) => {
      waiting.push(resolve)
      const sent = httpRequest({ port, method: 'POST', agent: false })
      sent.on('error', () => undefined)
      sent.end(body)
    })
  return { store, folder, give, port }
}

function bodyOf(collected: Collected): Body {
  return collected.kind === 'body' ? collected.body : assert.fail(collected.kind)
}

async function read(body: Body): Promise<Buffer> {
  const sent = body.send()
  return sent instanceof Readable ? Buffer.concat((await sent.toArray()) as Buffer[]) : Buffer.from(sent ?? [])
}

/** Files of this folder that this process has open. */
async function openIn(folder: string): Promise<readonly string[]> {
  const links = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return links.filter((link) => link.startsWith(folder))
}

const onLinux = { skip: process.platform === 'linux' ? false : 'needs /proc' }

test(
  'what has no room in memory goes to a file: no name, nobody else’s to read, and gone when it is given back',
  onLinux,
  async (t) => {
    const { store, folder, give } = await storeFor(t)
    const small = bodyOf(await give(Buffer.alloc(60, 'a')))
    assert.equal(store.inMemory, 60)
    const large = bodyOf(await give(Buffer.alloc(500, 'b')))
    assert.equal(store.inMemory, 60)
    assert.equal(store.files, 1)
    assert.deepEqual(await readdir(folder), [])
    const [open] = await openIn(folder)
    assert.match(open ?? '', / \(deleted\)$/)
    assert.equal((await modeOf(folder)) & 0o777, 0o600)
    assert.deepEqual(await read(large), Buffer.alloc(500, 'b'))
    assert.deepEqual(await read(small), Buffer.alloc(60, 'a'))
    large.release()
    large.release()
    small.release()
    assert.deepEqual([store.inMemory, store.files], [0, 0])
    await until(async () => (await openIn(folder)).length === 0)
  },
)

/** Of the one nameless file. */
async function modeOf(folder: string): Promise<number> {
  for (const fd of await readdir('/proc/self/fd')) {
    const path = `/proc/self/fd/${fd}`
    if ((await readlink(path).catch(() => '')).startsWith(folder)) return (await stat(path)).mode
  }
  return assert.fail('no file')
}

test('a spilled body is sent again from its beginning, also after a send that broke off', onLinux, async (t) => {
  const { store, folder, give } = await storeFor(t)
  const content = Buffer.alloc(MOST_BYTES, 'abc')
  const body = bodyOf(await give(content))
  const upstream = await new Upstream(says(200, [], '')).open()
  const network = undiciNetwork({ env: {}, connectWithin: seconds(5) })
  t.after(async () => {
    await network.close()
    await upstream.shut()
  })
  const send = (): Promise<'answered' | 'broken'> =>
    new Promise((resolve) => {
      const headers = ['content-length', String(body.length)]
      network.send(
        { origin: upstream.url, path: '/', method: 'POST', headers, body: body.send(), connection: 'pooled' },
        { head: () => undefined, data: () => undefined, end: () => resolve('answered'), broken: () => resolve('broken') },
      )
    })
  upstream.edge = ({ response }) => void response.socket?.destroy()
  assert.equal(await send(), 'broken')
  await upstream.shut()
  assert.equal(await send(), 'broken')
  await upstream.open()
  upstream.edge = undefined
  assert.equal(await send(), 'answered')
  assert.deepEqual(upstream.calls.at(-1)?.body, content)
  body.release()
  assert.equal(store.files, 0)
  await until(async () => (await openIn(folder)).length === 0)
})

test('a body beyond the limit is not read to its end, whether it says its length or not', async (t) => {
  const { store, give, port } = await storeFor(t)
  assert.equal((await give(Buffer.alloc(MOST_BYTES + 1))).kind, 'too-large')
  const sent = httpRequest({ port, method: 'POST', agent: false })
  sent.on('error', () => undefined)
  sent.write(Buffer.alloc(MOST_BYTES))
  sent.write(Buffer.alloc(1))
  await once(sent, 'response')
  sent.destroy()
  assert.equal(store.inMemory, 0)
})

test('a sender that gives nothing for half a minute is ended; one that gives a little now and then is not', async (t) => {
  const clock = new VirtualClock()
  const { port } = await storeFor(t, clock)
  const send = (): { readonly sent: ReturnType<typeof httpRequest>; readonly heard: () => boolean } => {
    let heard = false
    const sent = httpRequest({ port, method: 'POST', agent: false, headers: { 'content-length': '900' } })
    sent.on('error', () => undefined)
    sent.on('response', () => (heard = true))
    sent.write('a')
    return { sent, heard: () => heard }
  }
  const silent = send()
  const slow = send()
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (let tens = 0; tens < 6; tens++) {
    await pass(clock, seconds(10), { step: seconds(1) })
    slow.sent.write('b')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.equal(silent.heard(), true)
  assert.equal(slow.heard(), false)
  silent.sent.destroy()
  slow.sent.destroy()
})

test('a folder that cannot be written is said, instead of filling the memory', async (t) => {
  const { store, folder, give } = await storeFor(t)
  await rm(folder, { recursive: true })
  assert.equal((await give(Buffer.alloc(500))).kind, 'no-room')
  assert.deepEqual([store.inMemory, store.files], [0, 0])
})
