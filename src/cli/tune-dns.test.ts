import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createServer } from 'node:tls'
import { startNameServer } from '../../test/instruments/name-server.ts'
import { selfSigned } from '../../test/instruments/self-signed.ts'
import { instant, later, ms, unixMillis, type Instant } from '../core/time.ts'
import { textsIn } from '../i18n/index.ts'
import type { NameGround } from '../tune/name-ground.ts'
import type { Clock } from '../world/clock.ts'
import { realClock } from '../world/clock.ts'
import type { Context } from './context.ts'
import { applyPart } from './tune-apply.ts'
import { tuneConfig } from './tune-config.ts'
import { examineDns, realNetwork, type DnsPractice } from './tune-dns.ts'
import type { Examined } from './tune-part.ts'

type Ending = { readonly after: (action: () => void) => void }
type Desk = { readonly context: Context; readonly said: string[]; readonly file: string; readonly dataDir: string }

function deskFor(t: Ending, config?: string): Desk {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-tune-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const [file, dataDir] = [join(dir, 'holdfast.json'), join(dir, 'data')]
  mkdirSync(dataDir, { mode: 0o700 })
  if (config !== undefined) writeFileSync(file, config)
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const env = { HOLDFAST_DATA_DIR: dataDir }
  const readText = (path: string): string => readFileSync(path, 'utf8')
  const surroundings = { env, home: dir, platform: 'linux', cwd: dir, readText } as const
  const entries = { node: '', main: '', statusLine: '' }
  return { context: { surroundings, language: 'en', texts: textsIn('en'), entries, say, note: say }, said, file, dataDir }
}

type Line = { readonly system: number; readonly other: number; readonly search?: readonly string[] }

/** Two resolvers, and how long they take; time passes only where they let it. */
function practiceOf(
  { system, other, search = [] }: Line,
  answers: () => readonly string[] = () => ['93.184.216.34'],
): DnsPractice {
  let now = instant(0)
  const clock: Clock = { now: (): Instant => now, wall: () => unixMillis(now), after: () => () => undefined }
  const ground: NameGround = {
    platform: 'linux',
    configured: { state: 'present', servers: ['192.168.1.1'], search, wsl: false },
    interfaces: [],
    domains: '',
    resolvConf: { text: '', target: '' },
  }
  return {
    clock,
    others: ['9.9.9.9'],
    ground: () => Promise.resolve(ground),
    onProgress: () => undefined,
    network: {
      ask: (server, name) => {
        now = later(now, ms(server === '9.9.9.9' ? other : system))
        if (name.startsWith('holdfast-')) return Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
        return Promise.resolve(answers())
      },
      connect: () => Promise.resolve({ took: ms(10), certificate: 'fits' }),
    },
  }
}

const examined = async ({ context, file }: Desk, practice: DnsPractice): Promise<Examined> =>
  await examineDns(await tuneConfig({ config: file }, context), context, practice)

test('a better resolver becomes the first of the gateway, and is the only thing that changes', async (t) => {
  const desk = deskFor(t, '{\n  // mine\n  "dns": { "resolvers": ["1.1.1.1"] }\n}\n')
  const found = await examined(desk, practiceOf({ system: 45, other: 15 }))
  assert.ok(typeof found.change === 'object' && 'path' in found.change)
  assert.equal(await applyPart({ part: 'dns', dataDir: desk.dataDir, change: found.change }, desk.context), 0)
  assert.match(
    readFileSync(desk.file, 'utf8'),
    /^\{\n {2}\/\/ mine\n {2}"dns": \{ "resolvers": \[ ?"9\.9\.9\.9", "1\.1\.1\.1" ?\] \}\n\}\n$/,
  )
  assert.match(found.lines.join('\n'), /one look-up per new connection, so about 30 ms, about once an hour/)
  assert.match(found.lines.join('\n'), /sudo cp -p \/etc\/resolv\.conf/)
})

test('a configuration file that is not there yet is made', async (t) => {
  const desk = deskFor(t)
  const found = await examined(desk, practiceOf({ system: 45, other: 15 }))
  assert.ok(typeof found.change === 'object' && 'path' in found.change)
  assert.equal(await applyPart({ part: 'dns', dataDir: desk.dataDir, change: found.change }, desk.context), 0)
  assert.deepEqual(JSON.parse(readFileSync(desk.file, 'utf8')), { dns: { resolvers: ['9.9.9.9'] } })
})

test('a resolver that is silent when it counts is taken back at once', async (t) => {
  const desk = deskFor(t, '{}')
  let known: readonly string[] = ['93.184.216.34']
  const found = await examined(
    desk,
    practiceOf({ system: 45, other: 15 }, () => known),
  )
  assert.ok(typeof found.change === 'object' && 'path' in found.change)
  known = []
  assert.equal(await applyPart({ part: 'dns', dataDir: desk.dataDir, change: found.change }, desk.context), 1)
  assert.equal(readFileSync(desk.file, 'utf8'), '{}')
  assert.match(desk.said.join('\n'), /the new resolver did not answer.*All is as it was before/)
})

test('on a company network nothing is proposed, and it says why', async (t) => {
  const desk = deskFor(t, '{}')
  const found = await examined(desk, practiceOf({ system: 200, other: 5, search: ['corp.example'] }))
  assert.ok(typeof found.change === 'object' && 'nothing' in found.change)
  const page = found.lines.join('\n')
  assert.match(page, /left alone[\s\S]*names of its own below corp\.example/)
  assert.doesNotMatch(page, /sudo/)
})

test('where nobody names a configuration file, it is not invented', async (t) => {
  const { context } = deskFor(t)
  const found = await examineDns(await tuneConfig({}, context), context, practiceOf({ system: 45, other: 15 }))
  assert.equal(found.change, 'no-file')
})

test('the real network asks a name server itself, and measures a connection', async (t) => {
  const { server } = await startNameServer(t, ({ name }) =>
    name === 'api.example' ? { addresses: ['127.0.0.1'] } : { refusal: 3 },
  )
  const network = realNetwork({}, realClock)
  const { signal } = new AbortController()
  assert.deepEqual(await network.ask(server, 'api.example', signal), ['127.0.0.1'])
  await assert.rejects(network.ask(server, 'made-up.invalid', signal), { code: 'ENOTFOUND' })
  const port = 1 // nobody listens there
  await assert.rejects(network.connect('127.0.0.1', { host: 'api.example', port, security: 'none' }, signal))
})

test('a certificate that nobody here vouches for is told from one that fits', async (t) => {
  const { cert, key } = selfSigned('api.example')
  const server = createServer({ cert, key }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-tune-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const file = join(dir, 'ca.pem')
  writeFileSync(file, cert)
  const { port } = server.address() as AddressInfo
  const look = async (host: string, env: Readonly<Record<string, string>>): Promise<string> => {
    const name = { host, port, security: 'tls' } as const
    return (await realNetwork(env, realClock).connect('127.0.0.1', name, new AbortController().signal)).certificate
  }
  assert.equal(await look('api.example', {}), 'other')
  assert.equal(await look('api.example', { NODE_EXTRA_CA_CERTS: file }), 'fits')
  assert.equal(await look('login.example', { NODE_EXTRA_CA_CERTS: file }), 'other')
})
