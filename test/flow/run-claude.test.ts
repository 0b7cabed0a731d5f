import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CLAUDE } from '../instruments/client-scripts.ts'
import { deskFor, type Desk, type StartOptions } from '../instruments/command.ts'

type Seen = {
  readonly args: readonly string[]
  readonly settings: {
    readonly model?: string
    readonly env: Readonly<Record<string, string>>
    readonly statusLine: { readonly command: string; readonly refreshInterval: number }
  }
  readonly line: string
  readonly headers: string
}

async function runClaude(
  desk: Desk,
  args: readonly string[],
  options: StartOptions = {},
): Promise<{ seen: Seen; stderr: string }> {
  const { stdout, stderr } = await desk.run(['run', '--upstream', 'http://127.0.0.1:9', 'claude', ...args], options)
  return { seen: JSON.parse(stdout) as Seen, stderr }
}

function writeSettings(desk: Desk, folder: string, settings: object): void {
  mkdirSync(join(desk.dir, folder), { recursive: true })
  writeFileSync(join(desk.dir, folder, 'settings.json'), JSON.stringify(settings))
}

test('Claude Code gets its settings in a file of its own, which is gone afterwards', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  const { seen, stderr } = await runClaude(desk, ['--settings', '{"model":"opus","env":{"MY":"1"}}', 'hello'])
  const [gateway] = await desk.gateways()
  assert.deepEqual([seen.args[0], seen.args.slice(2)], ['--settings', ['hello']])
  assert.equal(seen.settings.model, 'opus')
  assert.equal(seen.settings.env['MY'], '1')
  assert.equal(seen.settings.env['ANTHROPIC_BASE_URL'], gateway?.info.url)
  assert.equal(seen.settings.statusLine.refreshInterval, 1)
  assert.equal(seen.line, 'holdfast ok\n')
  assert.match(stderr, /0 turns lost/)
  assert.deepEqual(readdirSync(join(desk.dataDir, 'runs')), [])
  assert.equal(statSync(join(desk.dataDir, 'runs')).mode & 0o777, 0o700)
})

test('a status line that is there comes first, and its command is quoted as it must be', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  writeSettings(desk, 'home/.claude', { statusLine: { type: 'command', command: `printf '%s' "it's mine"; cat >/dev/null` } })
  const { seen } = await runClaude(desk, [])
  assert.equal(seen.line, "it's mine  holdfast ok\n")
})

test('a base URL in settings becomes the upstream; with --upstream it is set aside, and both are said', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  writeSettings(desk, 'work/.claude', { env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:11' } })
  const { stderr } = await desk.run(['run', 'claude'])
  assert.match(
    stderr,
    /ANTHROPIC_BASE_URL. in \S+\/work\/\.claude\/settings\.json names http:\/\/127\.0\.0\.1:11: requests go there/,
  )
  assert.equal((await desk.gateways())[0]?.info.upstream, 'http://127.0.0.1:11')
  assert.match(
    (await runClaude(desk, [])).stderr,
    /names http:\/\/127\.0\.0\.1:11, but Holdfast is told to use http:\/\/127\.0\.0\.1:9/,
  )
})

test('a provider of its own is refused before anything is started', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  const { code, stderr } = await desk.run(['run', 'claude'], { env: { CLAUDE_CODE_USE_BEDROCK: '1' } })
  assert.equal(code, 2)
  assert.match(stderr, /`CLAUDE_CODE_USE_BEDROCK` is set in the environment: Claude Code then talks to Amazon Bedrock directly/)
  assert.ok(!readdirSync(desk.dir).includes('data'))
})

test('settings that are no settings are refused', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  const { code, stderr } = await desk.run(['run', 'claude', '--settings', 'gone.json'])
  assert.equal(code, 2)
  assert.match(stderr, /--settings/)
})

test('a fallback model and the patience are told to the gateway', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  const { stdout } = await desk.run([
    'run',
    '--patience',
    '2h',
    '--upstream',
    'http://127.0.0.1:9',
    'claude',
    '--fallback-model',
    'sonnet',
  ])
  const { headers, args } = JSON.parse(stdout) as Seen
  assert.match(headers, /^x-holdfast-run: [0-9a-f]+\nx-holdfast-patience: 7200000\nx-holdfast-fallback-model: sonnet$/)
  assert.deepEqual(args.slice(2), ['--fallback-model', 'sonnet'])
})

test('an answer without a request came another way, and that is said', async (t) => {
  const desk = deskFor(t)
  desk.install('claude', CLAUDE)
  const { stderr } = await runClaude(desk, ['-p', 'hello'])
  assert.match(stderr, /No request of this client came through Holdfast/)
})
