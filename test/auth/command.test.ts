// The command itself, in a home of its own; once on a disk that takes no writes.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { canariesIn } from '../instruments/canary.ts'
import { deskFor, type Said } from '../instruments/command.ts'
import { furnish, KEY, plant, snapshot } from './home.ts'
import { login, LOGIN_FILE, USER } from './homes.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const mayMount = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0

test('a made-up key is told as one that is all right, and is not shown', async (t) => {
  const desk = deskFor(t)
  const { code, stdout, stderr } = await desk.run(['auth'], { env: { ANTHROPIC_API_KEY: KEY } })
  assert.equal(code, 0)
  assert.match(stdout, /Claude Code will use the key in ANTHROPIC_API_KEY\. Nothing wrong was found\./)
  assert.deepEqual(canariesIn('auth', Buffer.from(stdout + stderr)), [])
})

test('on a disk that could be written, the command leaves everything as it is, and nothing new', async (t) => {
  const desk = deskFor(t)
  plant(join(desk.dir, LOGIN_FILE), login({ expiresAt: 1 }))
  plant(join(desk.dir, USER), JSON.stringify({ apiKeyHelper: `echo '${KEY}'` }))
  const before = snapshot(desk.dir)
  for (const flags of [[], ['--json'], ['--no-helper']]) await desk.run(['auth', ...flags])
  assert.deepEqual(snapshot(desk.dir), before)
})

test('the line of a startup file that sets the variable is named', async (t) => {
  const desk = deskFor(t)
  plant(join(desk.dir, 'home', '.bashrc'), `# mine\nexport ANTHROPIC_API_KEY="${KEY}\n"\n`)
  const { code, stdout } = await desk.run(['auth'], { env: { ANTHROPIC_API_KEY: `${KEY}\n` } })
  assert.equal(code, 1)
  assert.match(stdout, /a line break at character 109\.\n/)
  assert.match(stdout, /Set ANTHROPIC_API_KEY again in ~\/\.bashrc, line 2, then open a new terminal\./)
})

const BAD: readonly (readonly [readonly string[], RegExp])[] = [
  [['--live', '--target', 'nowhere'], /`--target`: expected a base URL such as .*, got nowhere\./],
  [['--target', 'http://127.0.0.1:1'], /`--target` says where to ask: it needs `--live`\./],
  [['--lve'], /--live/],
]
for (const [flags, sentence] of BAD) {
  test(`auth ${flags.join(' ')} is refused with a sentence`, async (t) => {
    const { code, stderr } = await deskFor(t).run(['auth', ...flags])
    assert.equal(code, 2)
    assert.match(stderr, sentence)
  })
}

/** In a mount namespace of its own, the whole home bound over itself, read-only: there a write fails, whoever it is. */
async function onReadOnlyDisk(t: TestContext, root: string, args: readonly string[]): Promise<Said> {
  const script = `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && ! touch "$0/home/sign" 2>/dev/null && exec "$@"`
  const child = spawn('unshare', ['-m', 'sh', '-c', script, root, process.execPath, MAIN, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: join(root, 'home'), HOLDFAST_DATA_DIR: join(root, 'home', 'data'), TMPDIR: root },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (part: string) => (said[name] += part))
  const [code] = (await once(child, 'close')) as readonly unknown[] as readonly [number]
  return { code, ...said }
}

const skip = mayMount ? false : 'no mount namespaces here'

test('on a disk that is read-only, it says the same and nothing has changed', { skip }, async (t) => {
  const helper = JSON.stringify({ apiKeyHelper: `echo '${KEY}'` })
  const { root } = furnish(t, {
    files: { [LOGIN_FILE]: login({ expiresAt: Date.now() - 1000, refreshTokenExpiresAt: Date.now() + 1e9 }), [USER]: helper },
  })
  mkdirSync(join(root, 'home', 'data'))
  const before = snapshot(root)
  const { code, stdout, stderr } = await onReadOnlyDisk(t, root, ['auth', '--json'])
  const told = JSON.parse(stdout) as { readonly findings: readonly { readonly id: string }[] }
  assert.deepEqual([code, stderr, told.findings.map(({ id }) => id)], [1, '', ['shadowed']])
  assert.deepEqual(snapshot(root), before)
})
