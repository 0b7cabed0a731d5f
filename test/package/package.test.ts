import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after, before, suite, test } from 'node:test'
import { ROOT } from '../architecture/sources.ts'

/** Unpacked. Not a goal, an alarm: something large has slipped in. */
const LARGEST_BYTES = 2_000_000

type Packed = { readonly filename: string; readonly unpackedSize: number; readonly files: readonly { readonly path: string }[] }

const folder = mkdtempSync(join(tmpdir(), 'holdfast-package-'))
const installed = join(folder, 'node_modules', 'holdfast')
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
}
let packed: Packed

function run(command: string, args: readonly string[], cwd: string): string {
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8' })
  assert.equal(ran.status, 0, `${command} ${args.join(' ')}\n${ran.stdout}\n${ran.stderr}`)
  return ran.stdout
}

suite('the package', () => {
  before(() => {
    run('npm', ['run', 'build'], ROOT)
    packed = (JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT)) as [Packed])[0]
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    run(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', join(folder, packed.filename)],
      folder,
    )
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('holds what was built, its pages and its licence, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path)
    const pages = ['CHANGELOG.md', 'LICENSE', 'README.ja.md', 'README.md', 'package.json']
    assert.deepEqual(paths.filter((path) => !path.startsWith('dist/')).toSorted(), pages)
    assert.deepEqual(
      paths.filter((path) => path.startsWith('dist/') && !/\.(?:mjs|d\.mts)$/.test(path)),
      [],
    )
    for (const entry of ['main.mjs', 'index.mjs', 'index.d.mts', 'statusline.mjs', 'journal-worker.mjs', 'look-up-child.mjs']) {
      assert.ok(paths.includes(`dist/${entry}`), `dist/${entry} is missing`)
    }
    assert.ok(packed.unpackedSize < LARGEST_BYTES, `${packed.unpackedSize} bytes`)
  })

  test('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']
    assert.deepEqual(
      hooks.filter((hook) => hook in manifest.scripts),
      [],
    )
  })

  test('gives its version in an empty folder', () => {
    assert.equal(run(join(folder, 'node_modules/.bin/holdfast'), ['--version'], folder).trim(), manifest.version)
  })

  test('is a library too, with types', () => {
    const program = "import * as holdfast from 'holdfast'; console.log(typeof holdfast.startGateway)"
    assert.equal(run(process.execPath, ['--input-type=module', '--eval', program], folder).trim(), 'function')
    assert.match(readFileSync(join(installed, 'dist/index.d.mts'), 'utf8'), /startGateway/)
  })

  test('serves from an empty folder, and ends cleanly', { timeout: 30_000 }, async () => {
    const args = ['serve', '--port', '0', '--upstream', 'http://127.0.0.1:9', '--data-dir', join(folder, 'data')]
    const gateway = spawn(join(folder, 'node_modules/.bin/holdfast'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(gateway, 'exit')
    try {
      const [line] = (await once(createInterface({ input: gateway.stdout }), 'line')) as [string]
      const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1]
      assert.ok(url !== undefined, line)
      assert.equal((await fetch(`${url}/healthz`)).status, 200)
    } finally {
      gateway.kill('SIGTERM')
    }
    assert.deepEqual(await ended, [0, null])
  })
})
