import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noticeCommand, showNotice, type Notice } from './notify.ts'
import type { Command } from './run-command.ts'

const NASTY: Notice = { title: '-e "; beep', body: `$(touch /tmp/x) <b>"'\`;&|%PATH% --help` }
const DESKTOP = { DISPLAY: ':0' }

const commandFor = (platform: NodeJS.Platform, env: Readonly<Record<string, string>> = {}): Command | undefined =>
  noticeCommand(NASTY, { platform, env })

test('macOS is told by osascript, and the text is an argument, never part of the script', () => {
  const command = commandFor('darwin')
  assert.equal(command?.program, 'osascript')
  assert.deepEqual(command.args.slice(-2), [NASTY.title, NASTY.body])
  const script = command.args.slice(0, -2).join(' ')
  assert.ok(script.includes('item 2 of argv') && !script.includes('touch'))
})

test('Linux is told by notify-send where there is a desktop; options end before the text, and its markup is none', () => {
  const command = commandFor('linux', DESKTOP)
  assert.equal(command?.program, 'notify-send')
  assert.deepEqual(command.args.slice(-3, -1), ['--', NASTY.title])
  assert.match(command.args.at(-1) ?? '', /&lt;b&gt;/)
  assert.doesNotMatch(command.args.at(-1) ?? '', /[<>]/)
  assert.equal(commandFor('linux'), undefined)
})

test('Windows and WSL are told by one and the same script, and the text comes in variables', () => {
  const windows = commandFor('win32')
  const wsl = commandFor('linux', { WSL_DISTRO_NAME: 'Ubuntu', WSLENV: 'A/p', ...DESKTOP })
  for (const command of [windows, wsl]) {
    assert.equal(command?.program, 'powershell.exe')
    assert.equal(command.env['HOLDFAST_NOTICE_BODY'], NASTY.body)
    const script = Buffer.from(command.args.at(-1) ?? '', 'base64').toString('utf16le')
    assert.ok(script.includes('$env:HOLDFAST_NOTICE_BODY') && !script.includes('touch'))
  }
  assert.deepEqual(windows?.args, wsl?.args)
  assert.equal(wsl?.env['WSLENV'], 'A/p:HOLDFAST_NOTICE_TITLE:HOLDFAST_NOTICE_BODY')
})

test('what cannot be shown is said, and never thrown', async () => {
  const machine = { platform: 'linux', env: DESKTOP } as const
  const ended = (status: number) => () => Promise.resolve({ status, stdout: '' })
  assert.equal(await showNotice(NASTY, machine, ended(0)), 'shown')
  assert.equal(await showNotice(NASTY, machine, ended(1)), 'not-shown')
  assert.equal(await showNotice(NASTY, machine, () => Promise.reject(new Error('ENOENT'))), 'not-shown')
  assert.equal(await showNotice(NASTY, { platform: 'linux', env: {} }, ended(0)), 'not-shown')
  assert.equal(await showNotice(NASTY, { platform: 'freebsd', env: DESKTOP }, ended(0)), 'not-shown')
})
