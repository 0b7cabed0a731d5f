import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { statusLineCommand, type StatusLineCommand } from './status-line-command.ts'

const COMMAND: StatusLineCommand = {
  node: '/usr/bin/node',
  entry: '/opt/holdfast/statusline.mjs',
  runtime: '/home/me/state/holdfast/gateways/ab-1.json',
  language: 'ja',
  wrapped: undefined,
  platform: 'linux',
}

test('plain words need no quotes', () => {
  assert.equal(
    statusLineCommand(COMMAND),
    '/usr/bin/node /opt/holdfast/statusline.mjs --runtime /home/me/state/holdfast/gateways/ab-1.json --lang ja',
  )
})

test('a shell gives back every word as it was', { skip: process.platform === 'win32' }, () => {
  const wrapped = `jq -r '.model | "\\(.id)"' | sed "s/x/'y'/" $HOME`
  const line = statusLineCommand({ ...COMMAND, node: 'printf', entry: '%s\\n', runtime: '/with space/it’s', wrapped })
  const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' })
  assert.deepEqual(stdout.split('\n').slice(0, -1), ['--runtime', '/with space/it’s', '--lang', 'ja', '--wrap', wrapped])
})
