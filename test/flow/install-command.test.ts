import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { isAlive } from '../../src/config/runtime-file.ts'
import { deskFor } from '../instruments/command.ts'
import { installSystemd } from '../instruments/fake-systemd.ts'
import { freePort } from '../instruments/free-port.ts'
import {
  installed,
  killGateway,
  lineOf,
  SETTINGS,
  settingsFile,
  settingsOf,
  UPSTREAM,
  withSettings,
} from '../instruments/installed-desk.ts'

const hasTool = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

test('without a terminal, install and uninstall refuse to change anything unasked; --dry-run shows it', async (t) => {
  const desk = deskFor(t)
  const refused = await desk.run(['install'])
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /^holdfast: `holdfast install` asks before it changes anything.+`--yes`/)
  desk.install('systemctl', '#!/bin/sh\nexit 1\n')
  withSettings(desk)
  const dry = await desk.run(['install', '--dry-run', '--upstream', UPSTREAM])
  assert.equal(dry.code, 0, dry.stderr)
  assert.match(dry.stdout, /\+ +"ANTHROPIC_BASE_URL": "http:\/\/127\.0\.0\.1:\d+"/)
  assert.match(dry.stdout, /Nothing has been changed\.$/m)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), SETTINGS)
  assert.ok(!existsSync(desk.dataDir))
  assert.equal((await desk.run(['uninstall', '--yes'])).code, 1)
})

test('where nobody keeps programs running, the gateway stays in the background, and start brings it back', async (t) => {
  const desk = deskFor(t)
  desk.install('systemctl', '#!/bin/sh\nexit 1\n')
  withSettings(desk)
  const port = await installed(desk)
  const [gateway] = await desk.gateways()
  assert.deepEqual([gateway?.info.mode, gateway?.info.port], ['installed', port])
  assert.equal(settingsOf(desk).env?.['ANTHROPIC_BASE_URL'], `http://127.0.0.1:${port}`)
  assert.equal(lineOf(desk), 'theirs  holdfast ok\n')
  await killGateway(desk)
  assert.equal(lineOf(desk), 'theirs\nholdfast: gateway not running - holdfast start\n')
  const doctor = await desk.run(['doctor', '--offline', '--lang', 'en'])
  assert.match(doctor.stdout, /^ +holdfast start\n.+\n +holdfast bypass/m)
  const started = await desk.run(['start'])
  assert.equal(started.stdout, `The gateway runs on http://127.0.0.1:${port}.\n`)
  assert.equal(lineOf(desk), 'theirs  holdfast ok\n')
  const other = await installed(desk)
  const states = async (): Promise<unknown> =>
    new Map((await desk.gateways()).map(({ info }) => [info.port, isAlive(info.pid) ? info.status : 'gone']))
  assert.equal(lineOf(desk), 'theirs  holdfast ok\n')
  while (
    !isDeepStrictEqual(
      await states(),
      new Map([
        [port, 'gone'],
        [other, 'running'],
      ]),
    )
  )
    await delay(50)
  const gone = await desk.run(['uninstall', '--yes'])
  assert.equal(gone.code, 0, gone.stderr)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), SETTINGS)
  while (
    !isDeepStrictEqual(
      await states(),
      new Map([
        [port, 'gone'],
        [other, 'gone'],
      ]),
    )
  )
    await delay(50)
})

test('bypass sends the client straight on, the status line says so, and it comes back in time or when it is told to', async (t) => {
  const desk = deskFor(t)
  desk.install('systemctl', '#!/bin/sh\nexit 1\n')
  withSettings(desk)
  await installed(desk)
  const before = readFileSync(settingsFile(desk), 'utf8')
  const began = await desk.run(['bypass'])
  assert.match(
    began.stdout,
    /^Claude Code now goes straight to http:\/\/127\.0\.0\.1:9\.\nIt stays so until `holdfast bypass --end`\.$/m,
  )
  assert.equal(settingsOf(desk).env, undefined)
  assert.equal(lineOf(desk), 'theirs\nholdfast: bypassed\n')
  assert.match((await desk.run(['bypass', '--end'])).stdout, /goes through the gateway on/)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), before)
  assert.match((await desk.run(['bypass', '--end'])).stdout, /There is no bypass/)
  assert.match((await desk.run(['bypass', '--for', 'soon'])).stderr, /--for.+such as 30m or 1h, but got soon/)
  await desk.run(['bypass', '--for', '1ms'])
  // drawn every second: whoever draws it ends what is over
  while (!/holdfast ok/.test(lineOf(desk))) await delay(50)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), before)
  await desk.run(['bypass'])
  assert.equal((await desk.run(['uninstall', '--yes'])).code, 0)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), SETTINGS)
})

test('uninstall shows what somebody has changed since and leaves it alone, until it is told what to do', async (t) => {
  const desk = deskFor(t)
  desk.install('systemctl', '#!/bin/sh\nexit 1\n')
  withSettings(desk)
  await installed(desk)
  const theirs = { ...settingsOf(desk), model: 'opus', env: { ...settingsOf(desk).env, CLAUDE_CODE_RETRY_WATCHDOG: '0' } }
  writeFileSync(settingsFile(desk), JSON.stringify(theirs))
  const refused = await desk.run(['uninstall', '--yes'])
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /^ {2}\+\{.*"model":"opus"/m)
  assert.match(refused.stderr, /Nothing has been changed\.\n.+--keep-changes.+\n.+--discard-changes/)
  assert.deepEqual(settingsOf(desk), theirs)
  const kept = await desk.run(['uninstall', '--yes', '--keep-changes'])
  assert.match(kept.stdout, /changed `CLAUDE_CODE_RETRY_WATCHDOG` in .+settings\.json since/)
  assert.deepEqual(settingsOf(desk), {
    env: { CLAUDE_CODE_RETRY_WATCHDOG: '0' },
    statusLine: { type: 'command', command: 'printf theirs; cat >/dev/null' },
    model: 'opus',
  })
})

const activation = hasTool('systemd-socket-activate') ? false : 'systemd-socket-activate is missing (apt-get install systemd)'

test(
  'systemd gets a unit and its socket; a request that comes while the gateway is down waits for it',
  { skip: activation },
  async (t) => {
    const desk = deskFor(t)
    installSystemd(desk)
    withSettings(desk)
    t.after(() => void spawnSync(join(desk.dir, 'bin', 'systemctl'), ['--user', 'stop']))
    const port = await installed(desk)
    const [gateway] = await desk.gateways()
    const asked = readFileSync(join(desk.dir, 'asked'), 'utf8')
    assert.match(asked, /--user daemon-reload\n--user enable holdfast\.socket holdfast\.service\n/)
    assert.equal(gateway?.info.mode, 'installed')
    const again = await desk.run(['install', '--yes'])
    assert.match(again.stdout, /^All is as it should be/, again.stderr)
    assert.match((await desk.run(['restart'])).stdout, new RegExp(`Restarted the gateway on http://127.0.0.1:${port}`))
    const systemctl = join(desk.dir, 'bin', 'systemctl')
    spawnSync(systemctl, ['--user', 'stop'])
    spawnSync(systemctl, ['--user', 'start', 'holdfast.socket'], { env: { ...process.env, HOME: join(desk.dir, 'home') } })
    const answer = await fetch(`http://127.0.0.1:${port}/_holdfast/prove?nonce=${'0'.repeat(32)}`)
    assert.equal(answer.status, 200)
    const units = join(desk.dir, 'home', '.config', 'systemd', 'user')
    assert.match(readFileSync(join(units, 'holdfast.socket'), 'utf8'), new RegExp(`^ListenStream=127.0.0.1:${port}$`, 'm'))
    assert.equal((await desk.run(['uninstall', '--yes'])).code, 0)
    assert.ok(!existsSync(join(desk.dir, 'home', '.config')))
    assert.equal(readFileSync(settingsFile(desk), 'utf8'), SETTINGS)
  },
)

for (const [moment, by] of [
  ['after', 'the gateway it has begun'],
  ['before', 'holdfast start, which every session of the client begins with'],
] as const) {
  test(`an install over an install that dies half way is finished by ${by}`, { skip: activation }, async (t) => {
    const desk = deskFor(t)
    installSystemd(desk)
    withSettings(desk)
    t.after(() => void spawnSync(join(desk.dir, 'bin', 'systemctl'), ['--user', 'stop']))
    const old = await installed(desk)
    const port = await freePort()
    // the client still goes to the old port
    writeFileSync(join(desk.dir, 'kill-who-starts'), moment)
    const killed = desk.start(['install', '--yes', '--port', String(port)])
    assert.equal((await killed.ended).code, -1, killed.output())
    rmSync(join(desk.dir, 'kill-who-starts'))
    const base = (): string | undefined => settingsOf(desk).env?.['ANTHROPIC_BASE_URL']
    assert.equal(await fetch(`http://127.0.0.1:${old}/healthz`).catch(() => 'refused'), 'refused')
    if (moment === 'before') {
      assert.equal(base(), `http://127.0.0.1:${old}`)
      const started = await desk.run(['start'])
      assert.deepEqual([started.code, started.stdout], [0, `The gateway runs on http://127.0.0.1:${port}.\n`], started.stderr)
    }
    while (base() === `http://127.0.0.1:${old}`) await delay(50)
    assert.equal(base(), `http://127.0.0.1:${port}`)
    while (!/holdfast ok/.test(lineOf(desk))) await delay(50)
    assert.match((await desk.run(['install', '--yes'])).stdout, /^All is as it should be/)
    assert.equal((await desk.run(['uninstall', '--yes'])).code, 0)
    assert.equal(readFileSync(settingsFile(desk), 'utf8'), SETTINGS)
  })
}

test('a gateway that does not start leaves everything as it was', async (t) => {
  const desk = deskFor(t)
  // says yes, and does nothing
  desk.install('systemctl', '#!/bin/sh\ntest "$2" = restart && exit 3\nexit 0\n')
  withSettings(desk)
  const { code, stderr } = await desk.run(['install', '--yes', '--port', String(await freePort()), '--upstream', UPSTREAM])
  assert.equal(code, 1)
  assert.match(
    stderr,
    /Nothing has been changed\.\nholdfast: The gateway did not start: systemctl --user restart holdfast\.socket holdfast\.service \(3\)/,
  )
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), SETTINGS)
  assert.ok(!existsSync(join(desk.dir, 'home', '.config')))
  assert.equal((await desk.run(['uninstall', '--yes'])).code, 1)
})
