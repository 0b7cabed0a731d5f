import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test, type TestContext } from 'node:test'
import { defaultPolicy } from '../../src/core/policy.ts'
import { hours, ms, seconds, unixMillis } from '../../src/core/time.ts'
import { realClock } from '../../src/world/clock.ts'
import { KeptNames } from '../../src/world/names/kept-names.ts'
import { LastGood } from '../../src/world/names/last-good.ts'
import { noAddress } from '../../src/world/names/asking.ts'
import type { NamesNews } from '../../src/world/names/names.ts'
import { undiciNetwork, type Network } from '../../src/world/network.ts'
import { readJournal } from '../../src/journal/read.ts'
import { fetched, type Fetched } from '../instruments/fetched.ts'
import { rig, until } from '../instruments/rig.ts'
import { addressed } from '../instruments/scripted-names.ts'
import { answers } from '../instruments/scripts.ts'
import { authority, type Identity } from '../instruments/self-signed.ts'

// Real TLS between two addresses of this machine: the right server on one, a stranger with a certificate of its own on the other.

const [RIGHT, STRANGER] = ['127.0.0.1', '127.0.0.2']
const API = 'api.example.test'
const company = authority('Company Root')
// elsewhere loopback has one address
const skip = process.platform === 'linux' ? false : 'needs 127.0.0.2'

type Server = { readonly port: number; readonly requests: () => number; readonly greeted: () => number }

async function serve(t: TestContext, { cert, key }: Identity, address: string, port = 0): Promise<Server> {
  let [requests, greeted] = [0, 0]
  const server = createServer({ cert, key }, (_request, response) => {
    requests += 1
    response.setHeader('connection', 'close').end(address)
  })
  server.on('connection', () => (greeted += 1)).on('tlsClientError', () => undefined)
  server.listen(port, address)
  await once(server, 'listening')
  t.after(() => void server.close())
  return { port: (server.address() as AddressInfo).port, requests: () => requests, greeted: () => greeted }
}

type Stage = {
  readonly get: (more?: string) => Promise<Fetched>
  readonly right: Server
  readonly stranger: Server
  readonly network: Network
  readonly lastGood: LastGood
  readonly kinds: string[]
  /** What the system says from now on: addresses, or a code. */
  says: readonly string[] | string
}

async function stage(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-names-'))
  t.after(async () => await rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'root.pem'), company.cert)
  const right = await serve(t, company.issue(API), RIGHT)
  const stranger = await serve(t, company.issue('portal.example.test'), STRANGER, right.port)
  const lastGood = new LastGood({ wall: realClock.wall, staleFor: hours(24) })
  const answer = async (): Promise<ReturnType<typeof addressed>> =>
    await (typeof it.says === 'string' ? Promise.reject(noAddress(it.says)) : Promise.resolve(addressed(...it.says)))
  const names = new KeptNames({
    clock: realClock,
    policy: { ...defaultPolicy, namesFailedFor: ms(0) },
    voices: { system: () => answer, own: () => Promise.reject(noAddress('ECONNREFUSED')), second: undefined },
    hosts: () => [],
    lastGood,
    network: () => 'here',
    renew: () => undefined,
    onClose: () => Promise.resolve(),
  })
  const kinds: string[] = []
  names.listen(({ kind }) => kinds.push(kind))
  const network = undiciNetwork({
    env: { NODE_EXTRA_CA_CERTS: join(folder, 'root.pem'), ...env },
    connectWithin: seconds(5),
    names,
  })
  t.after(async () => await network.close())
  const get = async (scheme = 'https'): Promise<Fetched> => await fetched(network, `${scheme}://${API}:${right.port}/`)
  const it: Stage = { get, right, stranger, network, lastGood, kinds, says: [RIGHT] }
  return it
}

const textOf = (result: Fetched): string => ('text' in result ? result.text : result.code)

test(
  'a hijacked answer is never used: the stranger gets no request, and the address that was good before serves',
  { skip },
  async (t) => {
    const it = await stage(t)
    assert.equal(textOf(await it.get()), RIGHT)
    it.says = [STRANGER]
    it.network.freshen()
    assert.equal(textOf(await it.get()), RIGHT)
    assert.deepEqual([it.stranger.greeted(), it.stranger.requests()], [1, 0])
    assert.equal(textOf(await it.get()), RIGHT)
    assert.equal(it.stranger.greeted(), 1, 'nobody goes there again')
    assert.deepEqual(it.kinds, ['lying'])
  },
)

test('where nothing was good before, a hijacked answer is told as what it is', { skip }, async (t) => {
  const it = await stage(t)
  it.says = [STRANGER]
  assert.equal(textOf(await it.get()), 'path.tls-cert-wrong-name')
  assert.equal(it.stranger.requests(), 0)
  assert.equal(it.lastGood.size, 0)
})

test('an address that has served over TLS serves on when the system fails, and shows in the state', { skip }, async (t) => {
  const it = await stage(t)
  assert.equal(textOf(await it.get()), RIGHT)
  it.says = 'EAI_AGAIN'
  it.network.freshen()
  assert.equal(textOf(await it.get()), RIGHT)
  const { names } = it.network.seen()
  assert.deepEqual([names.system, names.names[0]?.is, names.counts.substituted], ['fails', 'stale', 1])
  assert.deepEqual(it.kinds, ['failing'])
})

test('nothing becomes good without a checked certificate: not by plain http, and not with checks off', { skip }, async (t) => {
  const plain = await stage(t)
  await plain.get('http')
  assert.equal(plain.lastGood.size, 0)
  const unchecked = await stage(t, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  assert.equal(textOf(await unchecked.get()), RIGHT)
  assert.equal(unchecked.lastGood.size, 0)
  unchecked.says = 'EAI_AGAIN'
  unchecked.network.freshen()
  assert.equal(textOf(await unchecked.get()), 'path.dns-temporary')
})

test('of two addresses, one with a wrong certificate goes last for the next connection', { skip }, async (t) => {
  const it = await stage(t)
  it.says = [STRANGER, RIGHT]
  assert.equal(textOf(await it.get()), 'path.tls-cert-wrong-name')
  assert.equal(textOf(await it.get()), RIGHT)
  assert.equal(it.stranger.greeted(), 1)
})

test('a gateway keeps in its journal that its name servers failed, and that they are back', async (t) => {
  let tell: (news: NamesNews) => void = () => undefined
  const through = (network: Network): Network => ({ ...network, onNames: (onNews) => (tell = onNews) })
  const { dataDir, lines } = await rig(t, answers, { through })
  tell({ kind: 'failing', name: '127.0.0.1', code: 'ETIMEOUT', from: 'last-good' })
  tell({ kind: 'back', name: '127.0.0.1', after: ms(4000) })
  const rows = (): readonly string[] => {
    const read = readJournal(join(dataDir, 'journal.sqlite'), (reader) => reader.names(unixMillis(0)))
    return read.ok ? read.value.map(({ what, whose, code }) => `${whose} ${what} ${code ?? ''}`.trim()) : [read.code]
  }
  await until(() => rows().length === 2)
  assert.deepEqual(rows(), ['upstream back', 'upstream substituted path.dns-timeout'])
  assert.deepEqual(
    lines.flatMap((line) => (line.event === 'names' ? [line.kind] : [])),
    ['failing', 'back'],
  )
})
