// A whole incident with maintenance on a stand-in page, watched in real terminals and waited for by a script. Time runs
// thirty times faster for those who watch: the page is asked every six seconds, every two in trouble.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { displayWidth } from '../../src/cli/print/display-width.ts'
import { apiError } from '../instruments/scripts.ts'
import { pageIncident, pageMaintenance, QUIET, StandInPage } from '../instruments/status-page.ts'
import { Upstream } from '../instruments/upstream.ts'

const STATUS = fileURLToPath(new URL('../instruments/status-process.ts', import.meta.url))
const SPEED = '30'
const MINUTE = 60_000
/** A busy machine may take its time. */
const WITHIN = 60_000

const hasTmux = spawnSync('tmux', ['-V']).status === 0

/** A terminal that nobody sees. */
class Pane {
  readonly #env: Readonly<Record<string, string>>
  readonly name: string
  constructor(name: string, env: Readonly<Record<string, string>>) {
    this.name = name
    this.#env = env
  }

  async open(command: string, [columns, rows]: readonly [number, number]): Promise<void> {
    await this.#tmux(
      'new-session',
      '-d',
      '-s',
      this.name,
      '-x',
      String(columns),
      '-y',
      String(rows),
      `${command}; exec sleep 600`,
    )
  }

  async press(key: string): Promise<void> {
    await this.#tmux('send-keys', '-t', this.name, key)
  }

  /** With all that has left the screen at its top. */
  async everything(): Promise<string> {
    return (await this.#tmux('capture-pane', '-p', '-S', '-', '-t', this.name)).trimEnd()
  }

  /** @returns the screen as soon as it matches */
  async shows(wanted: RegExp): Promise<string> {
    for (const until = Date.now() + WITHIN; ; await delay(100)) {
      const screen = (await this.#tmux('capture-pane', '-p', '-J', '-t', this.name)).trimEnd()
      // a narrow screen breaks Japanese anywhere
      if (wanted.test(screen) || wanted.test(screen.replaceAll(/\s+/g, ''))) return screen
      assert.ok(Date.now() < until, `${this.name} never showed ${wanted}:\n${screen}`)
    }
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return (await promisify(execFile)('tmux', ['-f', '/dev/null', ...args], { env: { ...process.env, ...this.#env } })).stdout
  }
}

type Stage = {
  readonly page: StandInPage
  /** What a shell is given to start `status` with these flags. */
  readonly command: (language: string, flags: object) => string
  readonly terminal: (name: string) => Pane
}

async function stage(t: TestContext): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-status-'))
  const page = await new StandInPage().open(t)
  const api = await new Upstream(apiError(401, 'authentication_error')).open()
  const controls = join(home, 'controls.json')
  writeFileSync(controls, JSON.stringify({ statusPages: [page.url], provider: api.url }))
  const env = {
    HOME: home,
    LANG: 'C.UTF-8',
    TZ: 'Asia/Tokyo',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    TMUX_TMPDIR: home,
    HOLDFAST_DATA_DIR: join(home, 'data'),
  }
  const command = (language: string, flags: object): string =>
    `'${process.execPath}' '${STATUS}' ${SPEED} ${language} '${JSON.stringify({ ...flags, controls })}'`
  t.after(async () => {
    await promisify(execFile)('tmux', ['kill-server'], { env: { ...process.env, ...env } }).catch(() => undefined)
    await api.shut()
    rmSync(home, { recursive: true, force: true })
  })
  return { page, command, terminal: (name) => new Pane(name, env) }
}

async function wasRedrawnInPlace(
  pane: Pane,
  { heading, width }: { readonly heading: RegExp; readonly width: number },
): Promise<void> {
  await pane.press('C-c')
  const all = await pane.everything()
  assert.equal([...all.matchAll(heading)].length, 1, `redrawn, and not one below the other:\n${all}`)
  assert.deepEqual(
    all.split('\n').filter((line) => displayWidth(line) > width),
    [],
  )
}

test(
  'a whole incident with maintenance is watched in terminals of two widths, and waited for by a script',
  { skip: !hasTmux && 'there is no tmux' },
  async (t) => {
    const { page, command, terminal } = await stage(t)
    const [wide, narrow, script] = [terminal('wide'), terminal('narrow'), terminal('script')]
    const begun = Date.now()
    const planned = pageMaintenance('m1', { from: begun + 30 * MINUTE, until: begun + 90 * MINUTE })
    const report = { startedAt: begun, name: 'Elevated errors' }
    page.state = { ...QUIET, api: 'major_outage', incidents: [pageIncident('i1', report)], maintenance: [planned] }
    await wide.open(command('en', { watch: true }), [80, 30])
    await narrow.open(command('ja', { watch: true }), [40, 45])
    await script.open(`${command('en', { wait: true, timeout: '5h' })} && echo "the script went on"`, [100, 24])

    const outage = await wide.shows(/^✗ Not usable: the status page reports an outage/)
    assert.match(outage, /! "Elevated errors": major, they are looking for the cause, since \d\d:\d\d/)
    assert.match(outage, /Planned maintenance: "Database upgrade", .*\d\d:\d\d GMT\+9/)
    await narrow.shows(/^✗ 今は使えません。/)
    await script.shows(/Not usable: the status page reports an outage/)

    page.state = {
      ...QUIET,
      api: 'partial_outage',
      incidents: [pageIncident('i1', { ...report, status: 'monitoring' })],
      maintenance: [planned],
    }
    await wide.shows(/"Elevated errors": major, a fix is in place and being watched/)
    await narrow.shows(/対応済み・経過観察中/)

    page.state = {
      ...QUIET,
      api: 'under_maintenance',
      maintenance: [pageMaintenance('m1', { status: 'in_progress', from: begun - MINUTE, until: begun + 90 * MINUTE })],
    }
    const maintained = await wide.shows(/^✗ Not usable: .* is under maintenance/)
    assert.match(maintained, /Maintenance now: "Database upgrade", until .*\d\d:\d\d GMT\+9 \(in 1 h 2\d min\)/)
    assert.doesNotMatch(maintained, /Elevated errors": major, a fix/)
    await narrow.shows(/メンテナンス中:「Databaseupgrade」/)

    page.instead = ({ response }) => void response.writeHead(405).end()
    await wide.shows(/\? Unknown: it answered with HTTP 405/)
    assert.doesNotMatch(await script.everything(), /went on/)

    page.instead = undefined
    page.state = { ...QUIET, past: [pageIncident('i1', { ...report, status: 'resolved', resolvedAt: begun + 20 * MINUTE })] }
    await wide.shows(/^✓ Usable/)
    await narrow.shows(/^✓ 使えるようです。/)
    const lines = await script.shows(/the script went on/)
    assert.match(lines, /Usable, as far as can be seen: .*\n(?:.*\n)*the script went on/)

    await wasRedrawnInPlace(wide, { heading: /Status page \(/g, width: 80 })
    await wasRedrawnInPlace(narrow, { heading: /ステータスページ（/g, width: 40 })
  },
)
