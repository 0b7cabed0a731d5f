import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { deskFor, type Desk } from '../instruments/command.ts'
import { installed, killGateway, lineOf, settingsFile, settingsOf, withSettings } from '../instruments/installed-desk.ts'

type Over = { readonly desk: Desk; readonly port: number; readonly before: string }

/** A bypass whose time is over, on a computer where no gateway runs. */
async function bypassIsOver(desk: Desk): Promise<Over> {
  desk.install('systemctl', '#!/bin/sh\nexit 1\n')
  withSettings(desk)
  const port = await installed(desk)
  const before = readFileSync(settingsFile(desk), 'utf8')
  await killGateway(desk)
  const began = await desk.run(['bypass', '--for', '1ms'])
  assert.equal(began.code, 0, began.stderr)
  return { desk, port, before }
}

const BACK = /^holdfast: The time of the bypass was over: Claude Code goes through the gateway on http:\S+ again\.$/m
const hasBypass = (desk: Desk): boolean => existsSync(join(desk.dataDir, 'install', 'bypass.json'))

test('the next command ends a bypass that is over, with the gateway back before the client', async (t) => {
  const { desk, port, before } = await bypassIsOver(deskFor(t))
  const doctor = await desk.run(['doctor', '--offline'])
  assert.match(doctor.stderr, /^The bypass was to end at \S+, but .+`holdfast bypass --end`\.$/m)
  assert.ok(hasBypass(desk), 'doctor changes nothing')
  // two at the same moment: one does it, and one says it
  const both = await Promise.all([desk.run([]), desk.run([])])
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  )
  assert.equal(both.filter(({ stderr }) => BACK.test(stderr)).length, 1, both.map(({ stderr }) => stderr).join('\n'))
  assert.ok(!hasBypass(desk))
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), before)
  const [gateway] = await desk.gateways()
  assert.deepEqual([gateway?.info.status, gateway?.info.port], ['running', port])
  assert.equal(lineOf(desk), 'theirs  holdfast ok\n')
  await desk.run(['bypass', '--for', '1ms'])
  await desk.run(['tune', 'timeouts'])
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), before)
  await desk.run(['bypass'])
  // what `run` starts comes through a gateway of its own
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  desk.install('client', `#!/bin/sh\nexec ${process.execPath} ${main} statusline --runtime "$HOLDFAST_RUNTIME" </dev/null\n`)
  const ran = await desk.run(['run', '--upstream', 'http://127.0.0.1:8', 'client'])
  assert.match(ran.stdout, /^holdfast ok$/m)
})

test('what somebody has set otherwise meanwhile is refused with a diff: once by commands, always by bypass --end', async (t) => {
  const { desk, port } = await bypassIsOver(deskFor(t))
  const theirs = JSON.stringify({ ...settingsOf(desk), env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:12' } }, null, 2)
  writeFileSync(settingsFile(desk), theirs)
  const first = await desk.run([])
  assert.equal(first.code, 0)
  assert.match(first.stderr, /^holdfast: The time of the bypass is over, but Claude Code still goes past the gateway\.$/m)
  assert.match(first.stderr, /^ {2}\+ +"ANTHROPIC_BASE_URL": "http:\/\/127\.0\.0\.1:12"$/m)
  assert.match(first.stderr, /^Nothing has been changed\.$\n.+holdfast bypass --end.+\n.+holdfast install/m)
  assert.equal((await desk.run([])).stderr, '')
  assert.equal(lineOf(desk), 'theirs\nholdfast: the bypass is over - holdfast bypass --end\n')
  const end = await desk.run(['bypass', '--end'])
  assert.equal(end.code, 1)
  assert.match(end.stderr, /^ {2}\+ +"ANTHROPIC_BASE_URL"/m)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), theirs)
  const anew = await desk.run(['install', '--yes'])
  assert.equal(anew.code, 0, anew.stderr)
  assert.ok(!hasBypass(desk))
  assert.equal(settingsOf(desk).env?.['ANTHROPIC_BASE_URL'], `http://127.0.0.1:${port}`)
})

test('a client does not come back to a gateway that cannot start, and comes back once it can', async (t) => {
  const { desk, port, before } = await bypassIsOver(deskFor(t))
  const other = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
  await once(other, 'listening')
  const said = await desk.run([])
  assert.equal(said.code, 0)
  assert.match(said.stderr, /still goes past the gateway\. Try again with `holdfast start`\.\nThe gateway did not start: /)
  assert.equal((await desk.run([])).stderr, '', 'said once, and not tried with every command')
  assert.equal(lineOf(desk), 'theirs\nholdfast: the bypass is over - holdfast bypass --end\n')
  other.close()
  await once(other, 'close')
  assert.equal((await desk.run(['start'])).code, 0)
  assert.equal(readFileSync(settingsFile(desk), 'utf8'), before)
})
