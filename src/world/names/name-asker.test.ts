import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { folderWith, NEVER } from '../../../test/instruments/bench-for-probes.ts'
import { VirtualClock } from '../../../test/instruments/virtual-clock.ts'
import { minutes } from '../../core/time.ts'
import { NameAsker } from './name-asker.ts'

/** Says when it was asked, in a file for each question, and never answers; or answers all with one line. */
const program = (t: Parameters<typeof folderWith>[0], body: string): URL =>
  pathToFileURL(join(folderWith(t, { 'child.mjs': body }), 'child.mjs'))

const SILENT = `process.stdin.resume()`
/** Answers only when it has been asked twice, and tells how many lines it read. */
const COUNTING = `
import { createInterface } from 'node:readline'
const names = []
createInterface(process.stdin).on('line', (name) => {
  names.push(name)
  if (names.length < 2) return
  for (const name of names) console.log(JSON.stringify({ name, found: [{ address: '192.0.2.' + names.length, family: 4 }] }))
})`

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<void> {
  for (let looks = 0; looks < 200 && isAlive(pid); looks++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(isAlive(pid), false)
}

test('the system is asked in a child, which goes when nobody waits any longer', async () => {
  const names = new NameAsker({ env: process.env })
  const asking = names.lookUp(NEVER)('localhost')
  const { pid } = names
  assert.ok(pid !== undefined && pid !== process.pid)
  const [first] = await asking
  assert.ok(first?.address === '127.0.0.1' || first?.address === '::1')
  assert.equal(names.pid, undefined)
  await gone(pid)
})

test('an address is its own answer, and what cannot be a name is not asked for', async () => {
  const names = new NameAsker({ env: {} })
  assert.deepEqual(await names.lookUp(NEVER)('192.0.2.1'), [{ address: '192.0.2.1', family: 4 }])
  assert.deepEqual(await names.lookUp(NEVER)('[2001:db8::1]'), [{ address: '2001:db8::1', family: 6 }])
  await assert.rejects(names.lookUp(NEVER)('two\nlines'), { code: 'ENOTFOUND' })
  assert.equal(names.pid, undefined)
})

test('a child that hangs is killed at once when the signal aborts', async (t) => {
  const names = new NameAsker({ env: process.env, program: program(t, SILENT) })
  const ending = new AbortController()
  const asking = names.lookUp(ending.signal)('hangs.test')
  const { pid = 0 } = names
  const began = performance.now()
  ending.abort(new Error('enough'))
  await assert.rejects(asking, /enough/)
  assert.ok(performance.now() - began < 50)
  await gone(pid)
})

test('those who ask at the same time share a child and a question; one who leaves takes nothing from the others', async (t) => {
  const names = new NameAsker({ env: process.env, program: program(t, COUNTING) })
  const ending = new AbortController()
  const leaving = names.lookUp(ending.signal)('one.test')
  const staying = names.lookUp(NEVER)('one.test')
  const { pid } = names
  ending.abort(new Error('left'))
  await assert.rejects(leaving, /left/)
  assert.equal(names.pid, pid)
  const other = names.lookUp(NEVER)('two.test')
  // two lines in all: the name that two wanted was asked for once
  assert.deepEqual(await Promise.all([staying, other]), [
    [{ address: '192.0.2.2', family: 4 }],
    [{ address: '192.0.2.2', family: 4 }],
  ])
})

test('a child that ends without an answer, and one that does not start, are failed look-ups; the next has a new child', async (t) => {
  const names = new NameAsker({ env: process.env, program: program(t, 'process.exit(1)') })
  await assert.rejects(names.lookUp(NEVER)('one.test'), { code: 'EAI_FAIL' })
  await assert.rejects(names.lookUp(NEVER)('one.test'), { code: 'EAI_FAIL' })
  const nonsense = new NameAsker({ env: process.env, program: program(t, `console.log('no JSON'); process.stdin.resume()`) })
  await assert.rejects(nonsense.lookUp(NEVER)('one.test'), { code: 'EAI_FAIL' })
})

test("the child ends with its asker, and a person's NODE_OPTIONS are not its", async (t) => {
  const folder = folderWith(t)
  const source = new URL('name-asker.ts', import.meta.url).href
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { NameAsker } from '${source}'
         import { pathToFileURL } from 'node:url'
         import { writeFileSync } from 'node:fs'
         writeFileSync('hang.mjs', 'process.stdin.resume().on("end", () => process.exit())')
         const names = new NameAsker({ env: { NODE_OPTIONS: '--no-such-option' }, program: pathToFileURL('hang.mjs') })
         names.lookUp(new AbortController().signal)('x.test').catch(() => console.log('failed'))
         console.log(names.pid)`,
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const pid = Number(String(said))
  assert.ok(pid > 0 && isAlive(pid))
  child.kill('SIGKILL')
  await once(child, 'exit')
  await gone(pid)
  assert.ok(existsSync(join(folder, 'hang.mjs')))
})

test('the program itself ends when its asker does', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('look-up-child.ts', import.meta.url))], { stdio: 'pipe' })
  const exit = once(child, 'exit')
  child.stdin.write('localhost\n')
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  assert.match(String(said), /^\{"name":"localhost","found":\[\{"address":"(?:127\.0\.0\.1|::1)"/)
  child.stdin.end()
  const [status, by] = (await exit) as [number | null, string | null]
  // where there are no signals, a kill is an exit
  assert.ok(by === 'SIGKILL' || status === 1, `${status} ${by}`)
})

/** Says the number of its process in place of an address, whatever it is asked; stays silent to names that begin with `silent`. */
const TELLING = `
import { createInterface } from 'node:readline'
createInterface(process.stdin).on('line', (name) => {
  if (name.startsWith('silent')) return
  console.log(JSON.stringify({ name, found: [{ address: '::' + (process.pid % 65536).toString(16), family: 6 }] }))
})`

test('one that is kept answers the next question as well, and goes when nobody has asked for a while', async (t) => {
  const clock = new VirtualClock()
  const names = new NameAsker({ env: process.env, clock, keepFor: minutes(2), program: program(t, TELLING) })
  t.after(() => names.close())
  const [first] = await names.lookUp(NEVER)('one.test')
  const { pid = 0 } = names
  assert.deepEqual(await names.lookUp(NEVER)('two.test'), [first])
  await clock.advance(minutes(1.9))
  assert.equal(names.pid, pid)
  await clock.advance(minutes(0.2))
  assert.equal(names.pid, undefined)
  await gone(pid)
  assert.notDeepEqual(await names.lookUp(NEVER)('three.test'), [first])
})

test('names that are stuck hold up nobody: when they hold all threads, who waits is asked for again by another child', async (t) => {
  const names = new NameAsker({ env: process.env, keepFor: minutes(2), program: program(t, TELLING) })
  t.after(() => names.close())
  const ending = new AbortController()
  const stuck = Array.from({ length: 15 }, (_, at) =>
    names
      .lookUp(ending.signal)(`silent${at}.test`)
      .catch(() => 'gone'),
  )
  const staying = names
    .lookUp(NEVER)('silent-to-the-end.test')
    .catch(({ code }: NodeJS.ErrnoException) => code)
  assert.equal((await names.lookUp(NEVER)('quick.test')).length, 1, 'sixteen are stuck')
  const { pid } = names
  ending.abort(new Error('too long'))
  await Promise.all(stuck)
  assert.equal((await names.lookUp(NEVER)('another.test')).length, 1)
  assert.notEqual(names.pid, pid)
  names.close()
  assert.equal(await staying, 'EAI_FAIL')
})

test('what floods, lies or answers what nobody asked is no child of ours: it is killed, and who waits is told', async (t) => {
  const floods = [
    `setInterval(() => process.stdout.write('x'.repeat(50_000)), 1)`,
    `process.stdin.on('data', () => console.log(JSON.stringify({ name: 'other.test', found: [] })))`,
    `process.stdin.on('data', (name) => console.log(JSON.stringify({ name: String(name).trim(), found: ['1.2.3.4'] })))`,
    `process.stdin.on('data', (name) => console.log(JSON.stringify({ name: String(name).trim(), found: [{ address: 'x', family: 4 }] })))`,
    `process.stdin.on('data', () => console.log('null'))`,
  ]
  for (const body of floods) {
    const names = new NameAsker({ env: process.env, keepFor: minutes(2), program: program(t, body) })
    const asking = names.lookUp(NEVER)('one.test')
    const { pid = 0 } = names
    await assert.rejects(asking, { code: 'EAI_FAIL' }, body)
    await gone(pid)
    names.close()
  }
})

test('one that is kept does not keep its asker, and goes with it however it ends', async (t) => {
  const folder = folderWith(t, { 'telling.mjs': TELLING })
  const source = new URL('name-asker.ts', import.meta.url).href
  const body = `import { NameAsker } from '${source}'
    import { pathToFileURL } from 'node:url'
    const names = new NameAsker({ env: process.env, keepFor: 60_000, program: pathToFileURL('telling.mjs') })
    const alive = setInterval(() => undefined, 1000)
    await names.lookUp(new AbortController().signal)('x.test')
    console.log(names.pid)
    clearInterval(alive)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', body], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  assert.deepEqual(await exit, [0, null])
  await gone(Number(String(said)))
})
