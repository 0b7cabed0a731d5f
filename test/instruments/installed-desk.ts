import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { isAlive } from '../../src/config/runtime-file.ts'
import type { Desk } from './command.ts'
import { freePort } from './free-port.ts'

export const UPSTREAM = 'http://127.0.0.1:9'
export const SETTINGS = '{\n  "statusLine": { "type": "command", "command": "printf theirs; cat >/dev/null" }\n}\n'

export const settingsFile = (desk: Desk): string => join(desk.dir, 'home', '.claude', 'settings.json')

export function withSettings(desk: Desk): void {
  mkdirSync(join(desk.dir, 'home', '.claude'))
  writeFileSync(settingsFile(desk), SETTINGS)
}

type Settings = { readonly env?: Readonly<Record<string, string>>; readonly statusLine: { readonly command: string } }
export const settingsOf = (desk: Desk): Settings => JSON.parse(readFileSync(settingsFile(desk), 'utf8')) as Settings

/** What the client's status line prints. */
export const lineOf = (desk: Desk): string =>
  spawnSync('sh', ['-c', settingsOf(desk).statusLine.command], {
    input: '{}',
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  }).stdout

/** @returns the port of the gateway */
export async function installed(desk: Desk, ...more: readonly string[]): Promise<number> {
  const port = await freePort()
  const { code, stderr } = await desk.run(['install', '--yes', '--port', String(port), '--upstream', UPSTREAM, ...more])
  assert.equal(code, 0, stderr)
  return port
}

/** As on a computer that was restarted, where nobody starts the gateway. */
export async function killGateway(desk: Desk): Promise<void> {
  const [gateway] = await desk.gateways()
  const pid = gateway?.info.pid ?? 0
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}
