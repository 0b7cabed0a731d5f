import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { stateOf } from '../../src/cli/ask-gateway.ts'
import { seconds } from '../../src/core/time.ts'
import { placesPath } from '../../src/gateway/places.ts'
import type { GatewayState } from '../../src/gateway/state.ts'
import { deskFor, type Desk, type Started } from '../instruments/command.ts'
import { until } from '../instruments/rig.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The program under another version, in a folder of the desk. @returns its main file */
function otherVersion(desk: Desk, version: string): string {
  const folder = join(desk.dir, version)
  cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version }))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'src', 'main.ts')
}

async function onlyState(desk: Desk): Promise<GatewayState | undefined> {
  const [file] = await desk.gateways()
  return file === undefined ? undefined : await stateOf(file.info)
}

const holding = (state: GatewayState | undefined): number =>
  state?.exchanges.filter((exchange) => exchange.step === 'holding').length ?? 0

type Kept = { readonly places: readonly { readonly since: number; readonly key: string }[] }

/** When those who wait have begun to, as it stands in the file that outlives the gateway. */
function begunWaiting(desk: Desk, url: string): readonly number[] {
  try {
    const text = readFileSync(placesPath(desk.dataDir, Number(new URL(url).port)), 'utf8')
    return (JSON.parse(text) as Kept).places.map(({ since }) => since)
  } catch {
    return []
  }
}

async function holdClients(t: TestContext, count: number): Promise<{ desk: Desk; provider: Provider; running: Started }> {
  const provider = await startProvider({ port: 0 })
  t.after(() => provider.close())
  const desk = deskFor(t)
  await provider.set([{ kind: 'envoy-503' }])
  const program = fileURLToPath(new URL('ask-once.ts', import.meta.url))
  const running = desk.start(['run', '--upstream', provider.url, '--', process.execPath, program, String(count)])
  await until(async () => holding(await onlyState(desk)) === count, seconds(40))
  return { desk, provider, running }
}

test('kill -9 while requests are held: their clients come to the next gateway, and stand where they stood', async (t) => {
  const { desk, provider, running } = await holdClients(t, 5)
  const { pid, url } = (await onlyState(desk)) ?? assert.fail()
  await until(() => begunWaiting(desk, url).length === 5)
  const killedAt = Date.now()
  process.kill(pid, 'SIGKILL')
  await until(async () => holding(await onlyState(desk)) === 5, seconds(60))
  await until(() => begunWaiting(desk, url).length === 5)
  assert.deepEqual(
    begunWaiting(desk, url).filter((since) => since >= killedAt),
    [],
  )
  await provider.set([])
  assert.equal((await running.ended).stdout.match(/answered/g)?.length, 5)
})

test('an upgrade while 20 requests are held: each is served by the new version, and stands where it stood', async (t) => {
  const { desk, provider, running } = await holdClients(t, 20)
  const newer = otherVersion(desk, '99.0.0')
  const before = await onlyState(desk)
  const restartedAt = Date.now()
  const said = await desk.run(['restart'], { main: newer })
  assert.match(said.stdout, /99\.0\.0/)
  // All are back before the provider is, and none has to wait anew.
  await until(async () => holding(await onlyState(desk)) === 20, seconds(60))
  const after = await onlyState(desk)
  assert.equal(after?.version, '99.0.0')
  assert.notEqual(after.pid, before?.pid)
  assert.equal(after.url, before?.url)
  await until(() => begunWaiting(desk, after.url).length === 20)
  assert.deepEqual(
    begunWaiting(desk, after.url).filter((since) => since >= restartedAt),
    [],
  )
  await provider.set([])
  const { stdout } = await running.ended
  assert.equal(stdout.match(/answered/g)?.length, 20, stdout)
  await until(() => !existsSync(placesPath(desk.dataDir, Number(new URL(after.url).port))))
})

test('two versions side by side: each serves those that came to it, and says its own version', async (t) => {
  const provider = await startProvider({ port: 0 })
  t.after(() => provider.close())
  const desk = deskFor(t)
  const newer = otherVersion(desk, '99.0.0')
  const args = ['serve', '--port', '0', '--upstream', provider.url]
  const urlOf = async (main?: string): Promise<string> => {
    const started = desk.start(args, main === undefined ? {} : { main })
    return (await started.says(/listening on (\S+)/))[1] ?? ''
  }
  const urls = await Promise.all([urlOf(), urlOf(newer)])
  const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 64, messages: [{ role: 'user', content: 'hello' }] })
  const headers = { 'content-type': 'application/json', 'x-api-key': 'made-up', 'anthropic-version': '2023-06-01' }
  for (const url of urls) assert.equal((await fetch(`${url}/v1/messages`, { method: 'POST', body, headers })).status, 200)
  const versions = await Promise.all((await desk.gateways()).map(async ({ info }) => (await stateOf(info))?.version))
  assert.equal(new Set(versions).size, 2)
  const { stdout } = await desk.run(['stop'])
  assert.equal(stdout.match(/^Stopped/gm)?.length, 2, stdout)
})
