// Runs the end-to-end suite: real clients against a gateway. Its tests are too slow and too greedy for `npm test`.
//   npm run e2e [-- --long] [-- NAME]     --long adds the 20 minute hold; NAME picks tests by a part of their name
import { spawnSync } from 'node:child_process'
import process from 'node:process'

const wanted = process.argv.slice(2)
const isLong = wanted.includes('--long')
const names = wanted.filter((word) => !word.startsWith('--')).flatMap((word) => ['--test-name-pattern', word])
const unknown = wanted.filter((word) => word.startsWith('--') && word !== '--long')
if (unknown.length > 0) {
  process.stderr.write(`unknown option ${unknown.join(' ')}; known is --long\n`)
  process.exit(2)
}

// one file at a time: they share this machine's network set-up
const args = ['--test', '--test-concurrency=1', '--test-timeout=1800000', ...names, 'test/e2e/**/*.test.ts']
const env = { ...process.env, ...(isLong ? { HOLDFAST_E2E_LONG: '1' } : {}) }
const ran = spawnSync(process.execPath, args, { stdio: 'inherit', env })
process.exit(ran.status ?? 1)
