import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seconds } from '../../src/core/time.ts'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { freePort } from '../instruments/free-port.ts'
import { until } from '../instruments/rig.ts'
import { answers } from '../instruments/scripts.ts'
import { startTalking } from '../instruments/talking-process.ts'
import { Upstream } from '../instruments/upstream.ts'

// A disk of its own, in a mount namespace of its own, really full.

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const mayMount = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0
const skip = mayMount ? false : 'no mount namespaces here'

test(
  'a disk that is full: exchanges go on, it is said once, and once more when there is room again; no row is lost',
  { skip },
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'holdfast-disk-'))
    t.after(() => rmSync(dir, { recursive: true }))
    const upstream = await new Upstream(answers).open()
    t.after(async () => await upstream.shut())
    const port = await freePort()
    const script = `mount -t tmpfs -o size=1m,mode=700 tmpfs '${dir}'; echo "disk $$"; exec "$@"`
    const flags = ['serve', '--json', '--port', String(port), '--upstream', upstream.url, '--data-dir', dir]
    const gateway = startTalking(t, {
      command: 'unshare',
      args: ['-m', 'sh', '-c', script, 'sh', process.execPath, MAIN, ...flags],
    })
    const said = (pattern: RegExp): readonly string[] => gateway.output().filter((line) => pattern.test(line))
    await until(() => said(/"event":"listening"/).length === 1, seconds(10))
    const [, pid = ''] = /^disk (\d+)$/.exec(said(/^disk /)[0] ?? '') ?? []
    // The disk as this process reaches it.
    const disk = join('/proc', pid, 'root', dir)
    let asked = 0
    const ask = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) {
        asked += 1
        const { ended } = await new Asking(`http://127.0.0.1:${port}`, { headers: CLAUDE_CODE, body: message('Hello') }).over
        assert.equal(ended, 'whole')
      }
    }
    // SQLite follows /proc/PID/root to the outside: the journal has to be read from within.
    const kept = (): number => {
      const reader = [process.execPath, MAIN, 'journal', '--json', '--data-dir', dir]
      const { stdout } = spawnSync('nsenter', ['-t', pid, '-m', ...reader], { encoding: 'utf8' })
      const last = stdout.trim().split('\n').at(-1) ?? ''
      return last === '' ? -1 : ((JSON.parse(last) as { readonly completed?: number }).completed ?? -1)
    }
    // Above a hundred a second they are only counted, in the log.
    const counted = (): number =>
      said(/"event":"counted"/).reduce((sum, line) => sum + (JSON.parse(line) as { readonly exchanges: number }).exchanges, 0)
    await ask(3)
    await until(() => kept() === 3)
    fill(join(disk, 'filler'))
    // Its files have some room of their own left.
    await until(async () => {
      await ask(20)
      return said(/journal\.disk-full/).length > 0
    }, seconds(20))
    await ask(3)
    rmSync(join(disk, 'filler'))
    await until(() => said(/"event":"trouble-over","code":"journal\.disk-full","lost":0/).length === 1, seconds(20))
    await until(() => kept() + counted() === asked)
    assert.equal(said(/journal\./).length, 2, gateway.output().join('\n'))
  },
)

function fill(path: string): void {
  for (const size of [65_536, 4096, 512, 1]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size))
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
    }
  }
}
