// Plays one scene of the end-to-end suite, inside the private network that test/e2e made for it.
//   node scripts/e2e-scene.ts NAME FOLDER-OF-CLAUDE FOLDER-TO-KEEP EMPTY-FOLDER
import process from 'node:process'
import { raiseLoopback } from '../test/e2e/private-network.ts'
import { SCENES } from '../test/e2e/scenes.ts'
import { withStage } from '../test/e2e/stage.ts'

const [name = '', claude = '', kept = '', home = ''] = process.argv.slice(2)
const scene = SCENES.find((one) => one.name === name)
if (scene === undefined) throw new Error(`there is no scene "${name}"`)
// whoever plays us holds the other end
process.stdin.resume().on('end', () => process.exit(1))
raiseLoopback()
let code = 0
try {
  process.stdout.write(await withStage({ claude, kept, home }, scene.play))
} catch (error) {
  process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error))
  code = 1
}
// the first process of its own numbering takes along what is still there: an idle gateway, a terminal
process.exit(code)
