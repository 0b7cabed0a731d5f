import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { Asking, message } from '../instruments/asking.ts'
import { deskFor, type Desk } from '../instruments/command.ts'
import { ForwardProxy } from '../instruments/forward-proxy.ts'
import { answers, apiError, never, noHealthyUpstream } from '../instruments/scripts.ts'
import { pageIncident, QUIET, StandInPage } from '../instruments/status-page.ts'
import { Upstream } from '../instruments/upstream.ts'

type Stand = { readonly desk: Desk; readonly page: StandInPage; readonly api: Upstream; readonly controls: string }

/** A status page and an API on loopback, and a person's desk that knows both. */
async function standFor(t: TestContext): Promise<Stand> {
  const desk = deskFor(t)
  const page = await new StandInPage().open(t)
  const api = await new Upstream(apiError(401, 'authentication_error')).open()
  t.after(() => api.shut())
  const controls = join(desk.dir, 'controls.jsonc')
  writeFileSync(controls, `// stand-ins on this machine\n${JSON.stringify({ statusPages: [page.url], provider: api.url })}`)
  return { desk, page, api, controls }
}

type Told = {
  readonly schema: number
  readonly usable: string
  readonly by: string
  readonly announced: string
  readonly title: { readonly en: string; readonly ja: string }
  readonly page: { readonly is: string; readonly word: string; readonly code?: string }
  readonly gateway: { readonly is: string; readonly standing?: string }
  readonly edge: { readonly is: string }
  readonly history: readonly {
    readonly seen: { readonly codes: readonly string[] } | null
    readonly announcement: string
    readonly lateMinutes: number | null
  }[]
}

const told = (stdout: string): Told => JSON.parse(stdout) as Told

test('without a gateway it goes by the page and the front door, and never asks with a credential', async (t) => {
  const { desk, page, api, controls } = await standFor(t)
  const env = { ANTHROPIC_API_KEY: 'sk-ant-api03-made-up-for-a-test' }
  const well = await desk.run(['status', '--json', '--controls', controls], { env })
  const { schema, usable, by, title } = told(well.stdout)
  assert.deepEqual([well.code, schema, usable, by], [0, 1, 'yes', 'page-and-edge'], well.stderr)
  assert.match(title.ja, /[ぁ-ん]/)
  page.state = { ...QUIET, api: 'major_outage' }
  const down = await desk.run(['status', '--controls', controls, '--lang', 'ja'])
  assert.equal(down.code, 1)
  assert.match(down.stdout, /障害を伝えています/)
  page.instead = ({ response }) => void response.writeHead(405).end()
  const unknown = await desk.run(['status', '--json', '--controls', controls])
  assert.deepEqual([unknown.code, told(unknown.stdout).page.word, told(unknown.stdout).page.code], [3, 'unknown', 'HTTP_405'])
  for (const { headers } of [...api.calls, ...page.calls])
    assert.deepEqual([headers['x-api-key'], headers['authorization']], [undefined, undefined])
})

test('the page is asked the way that the client goes: through the proxy of its settings', async (t) => {
  const { desk, page, controls } = await standFor(t)
  const proxy = await new ForwardProxy().open(t)
  // a name, since nothing of this machine goes through a proxy; it is the proxy that looks it up
  const site = `http://status.example.test:${new URL(page.url).port}`
  writeFileSync(controls, JSON.stringify({ statusPages: [site] }))
  mkdirSync(join(desk.dir, 'home', '.claude'))
  writeFileSync(join(desk.dir, 'home', '.claude', 'settings.json'), JSON.stringify({ env: { HTTP_PROXY: proxy.url } }))
  const { stdout } = await desk.run(['status', '--json', '--controls', controls])
  assert.equal(told(stdout).page.is, 'read')
  assert.ok(proxy.asked.some(({ target }) => target === `${site}/api/v2/summary.json`))
})

test('nothing of the page can move the cursor or colour the screen', async (t) => {
  const { desk, page, controls } = await standFor(t)
  const name = '\u001B[2J\u001B]0;owned\u0007 \u009B31m Bad\r\nthings'
  page.state = { ...QUIET, api: name, incidents: [pageIncident(name, { name, status: name, impact: name, startedAt: 0 })] }
  const { stdout } = await desk.run(['status', '--controls', controls], { env: { LANG: 'C.UTF-8' } })
  assert.match(stdout, /Bad things/)
  // oxlint-disable-next-line no-control-regex -- they must not reach a terminal
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]|owned/)
})

test('wrong usage is one sentence and exit code 2', async (t) => {
  const { code, stdout, stderr } = await deskFor(t).run(['status', '--wait', '--timeout', 'soon'])
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /^holdfast: `--timeout`: expected a length of time [^\n]+\n$/)
})

test('Ctrl-C while the page is silent ends it with 130, and a wait whose time is up with 1', async (t) => {
  const { desk, page, controls } = await standFor(t)
  const asked = new Promise<void>((resolve) => {
    page.instead = (call) => {
      resolve()
      return never(call)
    }
  })
  const waiting = desk.start(['status', '--wait', '--controls', controls])
  await asked
  waiting.process.kill('SIGINT')
  assert.deepEqual(await waiting.ended, { code: 130, stdout: '', stderr: 'Ended by Ctrl-C.\n' })
  const late = await desk.run(['status', '--wait', '--timeout', '300ms', '--controls', controls])
  assert.equal(late.code, 1)
  // on a busy machine the door may have said first that nobody is there
  assert.doesNotMatch(late.stdout, /Usable:/)
  assert.match(late.stderr, /^Not usable within/m)
})

test('a script that waits goes on when the gateway lets requests through; the history tells of it, and how late the page was', async (t) => {
  const { desk, page, api, controls } = await standFor(t)
  api.edge = noHealthyUpstream
  const [url = ''] = await desk.start(['serve', '--port', '0', '--upstream', api.url]).says(/http:\/\/127\.0\.0\.1:\d+/)
  const held = new Asking(url, { body: message('hello') })
  const waiting = desk.start(['status', '--wait', '--timeout', '5m', '--controls', controls])
  await waiting.says(/Not usable: .* 1 request held\./)
  const during = told((await desk.run(['status', '--json', '--controls', controls])).stdout)
  assert.deepEqual([during.usable, during.by, during.announced, during.edge.is], ['no', 'gateway', 'no', 'not-asked'])
  api.script = answers
  api.edge = undefined
  const { code, stdout } = await waiting.ended
  assert.equal(code, 0, stdout)
  assert.match(stdout, /Usable: /)
  await held.over
  const begun = Date.now()
  page.state = {
    ...QUIET,
    past: [
      pageIncident('p1', { status: 'resolved', startedAt: begun, announcedAt: begun + 600_000, resolvedAt: begun + 900_000 }),
    ],
  }
  const after = told((await desk.run(['status', '--json', '--controls', controls])).stdout)
  assert.deepEqual([after.usable, after.by, after.gateway.standing], ['yes', 'gateway', 'working'])
  const [entry, ...others] = after.history
  assert.deepEqual([entry?.seen?.codes, entry?.announcement, others], [['envoy.no-healthy-upstream'], 'announced', []])
  assert.ok(Math.abs((entry?.lateMinutes ?? 0) - 10) <= 1)
})
