import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { listRuntimes } from '../../src/config/runtime-file.ts'
import { seconds } from '../../src/core/time.ts'
import { clientTurn, type ClientTurn } from './client-turn.ts'
import { HOLDING, Pane, settleIn } from './interactive.ts'
import { dataFolder, holdfast, until, type Stage } from './stage.ts'

const OUTAGE = { kind: 'envoy-503' } as const
const OUTAGE_LASTS = seconds(8)

/** `claude` as everybody starts it, on a computer that was set up once. @returns what was seen, in words */
export async function playInstalled(stage: Stage): Promise<string> {
  const before = treeOf(stage.home)
  await command(stage, 'install', '--yes')
  await command(stage, 'uninstall', '--yes')
  assert.deepEqual(treeOf(stage.home), before)
  const said = await command(stage, 'install', '--yes')
  await stage.keep('install.txt', said)
  assert.match(said, /Claude Code .*claude\): set up\./)
  const printed = await printThroughOutage(stage)
  const revived = await startedBySession(stage)
  const screens = await typeThroughOutage(stage)
  await stage.keep('uninstall.txt', await command(stage, 'uninstall', '--yes'))
  assert.ok(!existsSync(join(stage.home, '.claude', 'settings.json')))
  await straightAgain(stage)
  return `${printed}; ${revived}; ${screens}`
}

async function command(stage: Stage, ...words: readonly string[]): Promise<string> {
  const [program = '', ...args] = holdfast(...words)
  return (await promisify(execFile)(program, args, { cwd: stage.work, env: stage.env })).stdout
}

/** Files, folders and links of the home, save for what Holdfast writes down for itself. */
function treeOf(dir: string): readonly string[] {
  return readdirSync(dir).flatMap((name): readonly string[] => {
    const path = join(dir, name)
    if (['.local', '.cache'].includes(name)) return []
    const found = lstatSync(path)
    if (found.isDirectory()) return [path, ...treeOf(path)]
    return [`${path} ${found.mode} ${found.isFile() ? readFileSync(path, 'base64') : ''}`]
  })
}

/** Alone, the client would try again by itself: whoever holds its request leaves it nothing to try. */
async function printThroughOutage(stage: Stage): Promise<string> {
  await stage.provider.set([OUTAGE])
  const turn = clientTurn(stage, 'straight')
  await until('a request', () => stage.provider.log().some(({ path }) => path === '/v1/messages') || undefined)
  await delay(OUTAGE_LASTS)
  await stage.provider.set([])
  assertHeld(await turn)
  return `${OUTAGE_LASTS / 1000} s of outage not seen by claude -p`
}

function assertHeld(turn: ClientTurn): void {
  assert.equal(turn.exit, 0, turn.notes)
  assert.match(turn.result?.result ?? '', /^Held fast\./)
  assert.deepEqual(turn.retries, [])
}

/** Nobody keeps programs running here: the session itself brings the gateway back. */
async function startedBySession(stage: Stage): Promise<string> {
  const first = await gatewayPid(stage)
  process.kill(first, 'SIGKILL')
  const turn = await clientTurn(stage, 'straight')
  assertHeld(turn)
  assert.notEqual(await gatewayPid(stage), first)
  return 'a killed gateway started by the next session before its first request'
}

async function gatewayPid(stage: Stage): Promise<number> {
  const [file] = await listRuntimes(dataFolder(stage))
  return file?.info.pid ?? assert.fail('no gateway')
}

async function typeThroughOutage(stage: Stage): Promise<string> {
  await settleIn(stage)
  const pane = new Pane(stage)
  await pane.open('claude; echo "exit code $?"; exec sleep 600')
  await stage.keep('screen-1-ready.txt', await pane.shows(/^ *holdfast ok *$/m))
  await stage.provider.set([OUTAGE])
  await pane.type('Say hello.')
  const holding = await pane.shows(HOLDING)
  await stage.keep('screen-2-holding.txt', holding)
  await stage.provider.set([])
  const answered = await pane.shows(/Held fast\. \(echo [0-9a-f]+\)/)
  assert.doesNotMatch(holding + answered, /API Error|Retrying in/)
  await pane.type('/exit')
  await pane.shows(/^exit code 0$/m)
  return `status line: ${HOLDING.exec(holding)?.[0] ?? ''}`
}

/** The same client, straight at the provider: there is no gateway any more. */
async function straightAgain(stage: Stage): Promise<void> {
  const before = stage.provider.log().length
  const turn = await clientTurn(stage, 'straight')
  assert.equal(turn.exit, 0, turn.notes)
  assert.ok(stage.provider.log().length > before)
}
