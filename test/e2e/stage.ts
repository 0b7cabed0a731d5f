import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gatewaysDir } from '../../src/config/runtime-file.ts'
import { between, seconds, type Millis } from '../../src/core/time.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { realClock } from '../../src/world/clock.ts'
import { SYSTEM_PATH } from './private-network.ts'

const HOLDFAST = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** What a scene is played on: a stand-in provider, and a home that nobody has lived in. */
export type Stage = {
  readonly provider: Provider
  readonly home: string
  /** Where the client works. */
  readonly work: string
  readonly env: Readonly<Record<string, string>>
  /** Since the stand-in began to count. */
  readonly elapsed: () => Millis
  /** Keeps a text for people who want to see what happened. */
  readonly keep: (name: string, text: string) => Promise<void>
}

/** Opens nothing and is good for nothing. */
export const MADE_UP_KEY = 'sk-ant-made-up-for-a-test-of-holdfast'

export type StageOptions = {
  /** Folder of the `claude` to play with. */
  readonly claude: string
  /** Folder for what is kept. */
  readonly kept: string
  /** An empty folder outside of any project: the client reads what stands above it. */
  readonly home: string
}

/** All that the client knows of the world. */
export const clientEnvironment = ({
  claude,
  home,
  baseUrl,
}: Pick<StageOptions, 'claude' | 'home'> & { readonly baseUrl: string }): Readonly<Record<string, string>> => ({
  HOME: home,
  PATH: `${claude}:${dirname(process.execPath)}:${SYSTEM_PATH}`,
  LANG: 'C.UTF-8',
  ANTHROPIC_BASE_URL: baseUrl,
  ANTHROPIC_API_KEY: MADE_UP_KEY,
  // nothing but the API is asked for anything
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
})

export async function withStage<Result>(options: StageOptions, play: (stage: Stage) => Promise<Result>): Promise<Result> {
  await rm(options.kept, { recursive: true, force: true })
  await mkdir(options.kept, { recursive: true })
  const { home } = options
  const work = join(home, 'work')
  await mkdir(work)
  const began = realClock.now()
  const provider = await startProvider({ port: 0 })
  const stage: Stage = {
    provider,
    home,
    work,
    env: clientEnvironment({ ...options, baseUrl: provider.url }),
    elapsed: () => between(began, realClock.now()),
    keep: (name, text) => writeFile(join(options.kept, name), text),
  }
  try {
    return await play(stage)
  } finally {
    await stage.keep('provider.json', JSON.stringify(provider.log(), null, 2))
    await keepGatewayLogs(stage)
    await provider.close()
  }
}

/** Where Holdfast keeps its files in this home. */
export const dataFolder = (stage: Stage): string => join(stage.home, '.local/state/holdfast')

async function keepGatewayLogs(stage: Stage): Promise<void> {
  const folder = gatewaysDir(dataFolder(stage))
  const logs = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log'))
  for (const log of logs) await stage.keep('gateway.log', await readFile(join(folder, log), 'utf8'))
}

/** A command line of Holdfast, from its source. */
export const holdfast = (...words: readonly string[]): readonly string[] => [process.execPath, HOLDFAST, ...words]

/** The command line that runs `claude` through Holdfast. */
export const throughHoldfast = (client: readonly string[]): readonly string[] => holdfast('run', '--', ...client)

/** @throws when it does not come true in time */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | Promise<Value | undefined>,
  within: Millis = seconds(30),
): Promise<Value> {
  const deadline = realClock.now() + within
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (realClock.now() >= deadline) throw new Error(`within ${within / 1000} s there was not ${what}`)
    await delay(50)
  }
}
