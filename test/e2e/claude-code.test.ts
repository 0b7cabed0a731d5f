import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cacheFolder, claudeFolder, CLAUDE_VERSION } from './claude-package.ts'
import { hasTool, playPrivately, privateNetworkObstacle } from './private-network.ts'
import { SCENES, type Scene } from './scenes.ts'

const PLAYER = fileURLToPath(new URL('../../scripts/e2e-scene.ts', import.meta.url))
/** Scenes mostly wait; more of them side by side would measure how busy the machine is. */
const AT_A_TIME = 4

const obstacle = privateNetworkObstacle()

test('this machine can make a private network, without which the real client is not started', () => {
  assert.equal(obstacle, undefined)
})

describe(`Claude Code ${CLAUDE_VERSION}`, { concurrency: AT_A_TIME }, () => {
  let claude = ''
  before(async () => {
    if (obstacle === undefined) claude = await claudeFolder((line) => process.stderr.write(`e2e: ${line}\n`))
  })
  for (const scene of SCENES) {
    test(scene.shows, { skip: reasonToSkip(scene) ?? false, timeout: scene.atMost }, async (t) => {
      const kept = join(cacheFolder(), 'e2e', scene.name)
      // made and removed here: the player may be killed
      const home = await mkdtemp(join(tmpdir(), 'holdfast-e2e-'))
      t.after(() => rm(home, { recursive: true, force: true }))
      const { code, out, err } = await playPrivately(PLAYER, [scene.name, claude, kept, home], t.signal)
      assert.equal(code, 0, `${err}\nwhat was seen is in ${kept}`)
      t.diagnostic(`${scene.name}: ${out}`)
    })
  }
})

function reasonToSkip({ name, when }: Scene): string | undefined {
  if (obstacle !== undefined) return obstacle
  if (when === 'long' && process.env['HOLDFAST_E2E_LONG'] !== '1') return 'only with --long'
  if (['interactive', 'installed'].includes(name) && !hasTool('tmux')) return 'tmux is missing (apt-get install tmux)'
  return undefined
}
