import { ms } from '../../src/core/time.ts'
import { defaultPolicy } from '../../src/core/policy.ts'
import type { LogLine } from '../../src/gateway/log-line.ts'
import type { Clock } from '../../src/world/clock.ts'
import { deskFor, type Started } from '../instruments/command.ts'
import { keptPort } from '../instruments/free-port.ts'
import { gatewayFor, type Ending } from '../instruments/rig.ts'

/** A gateway under test, whichever way it runs. */
export type TestedGateway = {
  readonly url: string
  /** Under which names it has judged what it saw. */
  readonly codes: () => ReadonlySet<string>
  /** Requests whose copy is in a file now. */
  readonly filesKept: () => number
  /** Kills it without warning, and starts it again at once. */
  readonly killAndRestart: () => Promise<void>
}

export type GatewayOptions = {
  readonly upstream: string
  readonly clock: Clock
  readonly speed: number
  readonly random: () => number
  readonly replayMemory?: number
}

/** In this process, on a clock that may run faster than the real one. */
export async function gatewayHere(
  t: Ending,
  { upstream, clock, speed, random, ...memory }: GatewayOptions,
): Promise<TestedGateway> {
  // Connections are the one thing whose time is not the clock's.
  const policy = { connectWithin: ms(defaultPolicy.connectWithin / speed) }
  const { gateway, lines } = await gatewayFor(t, { upstream, clock, policy, random, ...memory })
  return {
    url: gateway.url,
    codes: () => codesIn(lines),
    filesKept: () => gateway.state().replay.files,
    killAndRestart: () => Promise.reject(new Error('it cannot be killed without this process')),
  }
}

/** A process of its own, as a person starts it. */
export async function gatewayProcess(t: Ending, upstream: string): Promise<TestedGateway> {
  const desk = deskFor(t)
  const port = await keptPort()
  const said: Started[] = []
  const start = async (): Promise<void> => {
    const started = desk.start(['serve', '--json', '--port', String(port), '--upstream', upstream])
    said.push(started)
    await started.says(/"event":"listening"/)
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    codes: () => codesIn(said.flatMap((one) => linesIn(one.output()))),
    filesKept: () => 0,
    killAndRestart: async () => {
      const last = said.at(-1)
      last?.process.kill('SIGKILL')
      await last?.ended
      await start()
    },
  }
}

function linesIn(output: string): readonly Line[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
  return lines.map((line) => JSON.parse(line) as Line)
}

type Line = Pick<LogLine, 'event'> & { readonly judged?: { readonly code?: string } }

function codesIn(lines: readonly (LogLine | Line)[]): ReadonlySet<string> {
  const steps = lines.flatMap((line) => ('judged' in line && line.judged !== undefined ? [line.judged] : []))
  return new Set(steps.flatMap((judged) => ('code' in judged && judged.code !== undefined ? [judged.code] : [])))
}
