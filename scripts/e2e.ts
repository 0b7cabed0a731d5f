// Runs the end-to-end suite: real clients against a gateway. Its tests are too slow and too greedy for `npm test`.
//   npm run e2e [-- --long] [-- NAME]     --long adds the 20 minute hold; NAME picks tests by a part of their name
import { globSync } from 'node:fs'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const wanted = process.argv.slice(2)
const unknown = wanted.filter((word) => word.startsWith('--') && word !== '--long')
if (unknown.length > 0) {
  process.stderr.write(`unknown option ${unknown.join(' ')}; known is --long\n`)
  process.exit(2)
}
// the test files run in processes of their own, which inherit this
if (wanted.includes('--long')) process.env['HOLDFAST_E2E_LONG'] = '1'

const names = wanted.filter((word) => !word.startsWith('--'))
const files = globSync('test/e2e/**/*.test.ts', { cwd: new URL('..', import.meta.url).pathname })
const events = run({
  files,
  cwd: new URL('..', import.meta.url).pathname,
  // one file at a time: each already plays as many scenes side by side as this machine bears
  concurrency: 1,
  ...(names.length === 0 ? {} : { testNamePatterns: names.map((name) => new RegExp(name)) }),
})
let passed = 0
let failed = 0
events.on('test:pass', ({ details, skip, todo }) => {
  if (details.type !== 'suite' && skip === undefined && todo === undefined) passed += 1
})
events.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') failed += 1
})
events
  .compose(new spec())
  .on('end', () => {
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0
  })
  .pipe(process.stdout)
