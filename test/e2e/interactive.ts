import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ms, seconds } from '../../src/core/time.ts'
import { MADE_UP_KEY, throughHoldfast, until, type Stage } from './stage.ts'

export const HOLDING: RegExp = /holding (\d+)s - retry in \d+s \(attempt \d+\) - provider 503/
const OUTAGE_LASTS = seconds(25)

/** One prompt to Claude Code in a real terminal. @returns what was seen, in words */
export async function playInteractively(stage: Stage): Promise<string> {
  await settleIn(stage)
  const pane = new Pane(stage)
  await pane.open(`${throughHoldfast(['claude']).map(quoted).join(' ')}; echo "exit code $?"; exec sleep 600`)
  const ready = await pane.shows(/^ *holdfast ok *$/m)
  await stage.keep('screen-1-ready.txt', ready)
  await stage.provider.set([{ kind: 'envoy-503' }])
  await pane.type('Say hello.')
  const screens = await watchHold(stage, pane)
  await stage.provider.set([])
  const over = stage.elapsed()
  const answered = await pane.shows(/Held fast\. \(echo [0-9a-f]+\)/)
  const late = ms(stage.elapsed() - over)
  await stage.keep('screen-3-answered.txt', answered)
  await pane.shows(/^ *holdfast ok *$/m)
  await pane.type('/exit')
  const left = await pane.shows(/^exit code \d+$/m)
  await stage.keep('screen-4-left.txt', left)

  const held = screens
    .flatMap((screen) => Number(HOLDING.exec(screen)?.[1] ?? Number.NaN))
    .filter((count) => !Number.isNaN(count))
  const counted = new Set(held)
  // one a second, less what a busy machine skips
  assert.ok(counted.size >= 10, `the line showed only ${[...counted].join(', ')} s`)
  assert.deepEqual(
    held,
    held.toSorted((one, other) => one - other),
  )
  assert.doesNotMatch([...screens, answered].join('\n'), /API Error|Retrying in|Waiting for API response/)
  assert.match(left, /^exit code 0$/m)
  assert.match(left, /^holdfast: [1-9]\d* failures absorbed, .+ held, 0 turns lost$/m)
  return `${counted.size} different seconds shown, the answer ${(late / 1000).toFixed(1)} s after the recovery`
}

/** First-run questions want to reach the provider itself: somebody has answered them here before. */
export async function settleIn(stage: Stage): Promise<void> {
  const settled = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [MADE_UP_KEY.slice(-20)], rejected: [] },
    projects: { [stage.work]: { hasTrustDialogAccepted: true } },
  }
  await writeFile(join(stage.home, '.claude.json'), JSON.stringify(settled))
}

async function watchHold(stage: Stage, pane: Pane): Promise<readonly string[]> {
  const first = await pane.shows(HOLDING)
  const over = stage.elapsed() + OUTAGE_LASTS
  const screens = [first]
  while (stage.elapsed() < over) {
    await delay(400)
    const screen = await pane.screen()
    if (HOLDING.test(screen)) screens.push(screen)
  }
  const lines = screens.map((screen) => HOLDING.exec(screen)?.[0] ?? '')
  await stage.keep('screen-2-holding.txt', screens.at(-1) ?? '')
  await stage.keep('status-lines.txt', `${[...new Set(lines)].join('\n')}\n`)
  return screens
}

/** A terminal that nobody sees. */
export class Pane {
  readonly #stage: Stage
  constructor(stage: Stage) {
    this.#stage = stage
  }

  async open(command: string): Promise<void> {
    await this.#tmux('new-session', '-d', '-x', '120', '-y', '32', '-c', this.#stage.work, command)
  }

  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text)
    // keys that come together are taken for a paste, in which Enter is a new line
    await delay(500)
    await this.#tmux('send-keys', 'Enter')
  }

  async screen(): Promise<string> {
    return (await this.#tmux('capture-pane', '-p')).trimEnd()
  }

  /** @returns the screen */
  async shows(wanted: RegExp): Promise<string> {
    let screen = ''
    try {
      return await until(`${wanted}`, async () => {
        screen = await this.screen()
        return wanted.test(screen) ? screen : undefined
      })
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : ''}; the screen was:\n${screen}`, { cause: error })
    }
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const env = { ...this.#stage.env, TERM: 'xterm-256color', SHELL: '/bin/sh', TMUX_TMPDIR: this.#stage.home }
    return (await promisify(execFile)('tmux', ['-f', '/dev/null', ...args], { env })).stdout
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
