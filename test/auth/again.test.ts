import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { seconds, unixMillis } from '../../src/core/time.ts'
import { realClock } from '../../src/world/clock.ts'
import { until } from '../instruments/rig.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'
import { furnish, KEY, lookAt, NOW, plant, secret, type Home, type Rooted, type Shown } from './home.ts'
import { login, LOGIN_FILE, USER } from './homes.ts'

const skip = process.platform === 'linux' ? false : 'needs /proc'
const due = { code: 1, uses: null, finds: [] } as const

/** Whether a process of this number is there and not merely waiting to be buried. */
function runs(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('a command that hangs is ended with all that it started, and what it said is told', { skip }, async (t) => {
  const signs = furnish(t, {})
  const sign = join(signs.root, 'sign')
  const line = `echo 'waiting for the vault ${secret('v')}' >&2; sleep 600 & echo "$$ $!" > '${sign}'; wait`
  const home: Home = { name: 'a hang', files: { [USER]: JSON.stringify({ apiKeyHelper: line }) }, due }
  const rooted = furnish(t, home)
  const clock = new VirtualClock(NOW)
  const looking = lookAt(home, rooted, { clock, flags: { json: true } })
  await until(() => existsSync(sign) && readFileSync(sign, 'utf8').endsWith('\n'), seconds(30))
  const pids = readFileSync(sign, 'utf8').trim().split(' ')
  assert.deepEqual(pids.map(runs), [true, true])
  await clock.advance(seconds(10))
  const { code, out } = await looking
  const [first] = (
    JSON.parse(out) as { readonly findings: readonly { readonly id: string; readonly data: { readonly words: string } }[] }
  ).findings
  assert.deepEqual([code, first?.id, first?.data.words], [1, 'command-slow', 'waiting for the vault …'])
  await until(() => !pids.some(runs), seconds(30))
})

test('a command whose key comes at once is not waited for, whatever it leaves running', async (t) => {
  const line = `sleep 5 & echo '${KEY}'`
  const home: Home = { name: 'something left', files: { [USER]: JSON.stringify({ apiKeyHelper: line }) }, due }
  const began = Date.now()
  const { code } = await lookAt(home, furnish(t, home), { practice: { clock: { ...realClock, wall: () => unixMillis(NOW) } } })
  assert.equal(code, 0)
  assert.ok(Date.now() - began < 4500)
})

test('whoever ends it while a command runs ends the command as well', { skip }, async (t) => {
  const sign = join(furnish(t, {}).root, 'sign')
  const home: Home = {
    name: 'ended',
    files: { [USER]: JSON.stringify({ apiKeyHelper: `echo "$$" > '${sign}'; sleep 600` }) },
    due,
  }
  const ending = new AbortController()
  const looking = lookAt(home, furnish(t, home), { practice: { signal: ending.signal } })
  await until(() => existsSync(sign) && readFileSync(sign, 'utf8').endsWith('\n'), seconds(30))
  ending.abort(new Error('interrupted'))
  const { code, notes } = await looking
  assert.deepEqual([code, notes], [130, 'Ended before there was a result.'])
  await until(() => !runs(readFileSync(sign, 'utf8').trim()), seconds(30))
})

/** @param typed lines of the person, each after something was done */
async function talk(t: TestContext, typed: readonly ((rooted: Rooted) => string | undefined)[]): Promise<Shown> {
  const home: Home = { name: 'a talk', due }
  const rooted = furnish(t, home)
  const left = [...typed]
  const nextLine = (): Promise<string | undefined> => Promise.resolve((left.shift() ?? assert.fail('asked too often'))(rooted))
  return await lookAt(home, rooted, { columns: 80, practice: { nextLine } })
}

const mend = ({ root }: Rooted): string => {
  plant(join(root, LOGIN_FILE), login())
  return ''
}

test('Enter looks again until it is mended, then it ends by itself', async (t) => {
  const { code, out } = await talk(t, [() => '', mend])
  assert.deepEqual([code, out.match(/Press Enter to check again/g)?.length], [0, 2])
  assert.match(out, /Claude Code will use your login \(\/login\)\. Nothing wrong was found\./)
})

for (const [name, line] of [
  ['q', 'q'],
  ['the end of input', undefined],
] as const) {
  test(`${name} ends it, with what was found last`, async (t) => {
    const { code, out } = await talk(t, [() => line])
    assert.deepEqual([code, out.match(/Press Enter to check again/g)?.length], [1, 1])
  })
}
