import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { seconds } from '../../src/core/time.ts'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { deskFor, type Desk, type Started } from '../instruments/command.ts'
import { until } from '../instruments/rig.ts'

// What the machine does to a gateway: the exchange goes on, and the fault is said once.

const PLANTED = `--import ${new URL('planted.ts', import.meta.url).href}`
const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

async function providerFor(t: TestContext): Promise<Provider> {
  const provider = await startProvider({ port: 0 })
  t.after(() => provider.close())
  return provider
}

type Serving = { readonly started: Started; readonly url: string; readonly lines: () => readonly string[] }

async function serve(desk: Desk, provider: Provider, how: Parameters<Desk['start']>[1] = {}): Promise<Serving> {
  const started = desk.start(['serve', '--json', '--port', '0', '--upstream', provider.url], how)
  let said = ''
  for (const stream of [started.process.stdout, started.process.stderr]) stream?.on('data', (part: string) => (said += part))
  const [, url = ''] = await started.says(/"url":"([^"]+)"/)
  return { started, url, lines: () => said.split('\n').filter((line) => line.includes('"event":"trouble')) }
}

const ask = (url: string, text: string): Asking => new Asking(url, { headers: CLAUDE_CODE, body: message(text) })

/** One that is held through the fault and one that comes during it; both must be answered. */
async function goesOn(provider: Provider, url: string, during: () => void | Promise<void>): Promise<void> {
  await provider.set([{ kind: 'envoy-503' }])
  const held = ask(url, 'held')
  await until(() => provider.counts().soundings > 0, seconds(20))
  await during()
  const later = ask(url, 'later')
  await until(() => provider.counts().requests > 0)
  await provider.set([])
  for (const asked of [held, later]) {
    await asked.over
    assert.deepEqual({ status: asked.status, ended: asked.ended }, { status: 200, ended: 'whole' })
    assert.match(asked.text, /message_stop/)
  }
}

test('an error that nobody caught ends no exchange, and is said once', async (t) => {
  const provider = await providerFor(t)
  const { started, url, lines } = await serve(deskFor(t), provider, { env: { NODE_OPTIONS: PLANTED, PLANT: 'throw' } })
  await goesOn(provider, url, async () => {
    for (let time = 0; time < 3; time++) started.process.kill('SIGUSR2')
    await started.says(/planted promise/)
  })
  assert.equal(lines().filter((line) => /Error: planted\\n/.test(line)).length, 1, lines().join('\n'))
  assert.equal(started.process.exitCode, null)
})

test('a clock that is set back, and then forward, ends no wait', async (t) => {
  const provider = await providerFor(t)
  const { started, url, lines } = await serve(deskFor(t), provider, { env: { NODE_OPTIONS: PLANTED, PLANT: 'clock' } })
  await goesOn(provider, url, async () => {
    started.process.kill('SIGUSR2')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    started.process.kill('SIGUSR2')
    await new Promise((resolve) => setTimeout(resolve, 1000))
  })
  assert.deepEqual(lines(), [])
})

test('out of handles: who is connected is served, who is not comes again, and it is said once', async (t) => {
  const provider = await providerFor(t)
  const desk = deskFor(t)
  const { url, lines } = await serve(desk, provider, { limit: 120 })
  const crowd: Socket[] = []
  t.after(() => crowd.forEach((socket) => socket.destroy()))
  await goesOn(provider, url, async () => {
    for (let one = 0; one < 200; one++) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
      crowd.push(socket)
    }
    await until(() => lines().length > 0)
    for (const socket of crowd.splice(0)) socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 200))
  })
  assert.deepEqual(
    lines().map((line) => (JSON.parse(line) as { readonly code: string }).code),
    ['connections.used-up'],
  )
})

for (const fault of ['disk-full', 'read-only'] as const) {
  test(
    `data directory ${fault} while it runs: the exchange goes on, said once when it begins and once when it is over`,
    { skip: !mayMount },
    async (t) => {
      const provider = await providerFor(t)
      const desk = deskFor(t)
      mkdirSync(desk.dataDir)
      const { started, url, lines } = await serve(desk, provider, { tmpfs: desk.dataDir })
      const inside = `/proc/${started.process.pid}/root${desk.dataDir}`
      const inNamespace = (...command: readonly string[]): void => {
        const args = ['--target', String(started.process.pid), '--user', '--mount', ...command]
        assert.equal(spawnSync('nsenter', args).status, 0)
      }
      const codes = (event: string): readonly string[] =>
        lines()
          .map((line) => JSON.parse(line) as { readonly event: string; readonly code: string })
          .filter((line) => line.event === event && line.code.startsWith('files.'))
          .map((line) => line.code)
      await goesOn(provider, url, async () => {
        // The kernel refuses to remount what is open for writing: another, read-only, lies over it.
        if (fault === 'read-only') inNamespace('mount', '-t', 'tmpfs', '-o', 'ro', 'none', desk.dataDir)
        else fill(join(inside, 'fill'))
        const another = ask(url, 'to be kept')
        await until(() => codes('trouble').length > 0, seconds(10))
        another.leave()
        await new Promise((resolve) => setTimeout(resolve, 1500))
        assert.deepEqual(codes('trouble'), [`files.${fault}`])
        if (fault === 'read-only') inNamespace('umount', desk.dataDir)
        else rmSync(join(inside, 'fill'))
        await until(() => codes('trouble-over').length > 0, seconds(10))
      })
      assert.deepEqual([codes('trouble'), codes('trouble-over')], [[`files.${fault}`], [`files.${fault}`]])
    },
  )
}

function fill(path: string): void {
  for (const size of [1_000_000, 65_536, 4096]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size, 1), { flag: 'a' })
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
    }
  }
}
