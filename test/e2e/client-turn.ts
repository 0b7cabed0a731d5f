import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { throughHoldfast, type Stage } from './stage.ts'

type InitEvent = { readonly claude_code_version: string }
type RetryEvent = { readonly attempt: number; readonly error_status: number | null }
type ResultEvent = {
  readonly is_error: boolean
  readonly result: string
  readonly total_cost_usd: number
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number }
}

// What Claude Code says of itself with `--output-format stream-json --verbose`; only what is looked at here.
const initEvent: z.ZodType<InitEvent> = z.object({
  type: z.literal('system'),
  subtype: z.literal('init'),
  claude_code_version: z.string(),
})
const retryEvent: z.ZodType<RetryEvent> = z.object({
  type: z.literal('system'),
  subtype: z.literal('api_retry'),
  attempt: z.number(),
  error_status: z.number().nullable(),
})
const resultEvent: z.ZodType<ResultEvent> = z.object({
  type: z.literal('result'),
  is_error: z.boolean(),
  result: z.string(),
  total_cost_usd: z.number(),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
})

/** One prompt to Claude Code, and what came of it. */
export type ClientTurn = {
  readonly exit: number | null
  readonly version: string | undefined
  /** The client's own. */
  readonly retries: readonly RetryEvent[]
  readonly result: ResultEvent | undefined
  /** What stood on stderr: the lines of `holdfast run`. */
  readonly notes: string
}

/** What is asked, and of which the client says in JSON what came of it. */
export const PRINTING: readonly string[] = ['-p', 'Say hello. [[thinking:100]]', '--output-format', 'stream-json', '--verbose']

/** Runs `claude -p`, through Holdfast or straight to the stand-in. */
export async function clientTurn(stage: Stage, way: 'straight' | 'through-holdfast'): Promise<ClientTurn> {
  const client = ['claude', ...PRINTING]
  const [program = '', ...args] = way === 'straight' ? client : throughHoldfast(client)
  const child = spawn(program, args, { cwd: stage.work, env: stage.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let notes = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (notes += text))
  const [exit] = (await once(child, 'close')) as [number | null]
  await stage.keep('client.jsonl', said)
  await stage.keep('client.stderr', notes)
  return { exit, notes, ...turnIn(said) }
}

/** @param said on standard output */
export function turnIn(said: string): Pick<ClientTurn, 'version' | 'retries' | 'result'> {
  const events = said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
  return {
    version: all(initEvent, events)[0]?.claude_code_version,
    retries: all(retryEvent, events),
    result: all(resultEvent, events)[0],
  }
}

function all<Event>(schema: z.ZodType<Event>, events: readonly unknown[]): readonly Event[] {
  return events.map((one) => schema.safeParse(one)).flatMap(({ data }) => (data === undefined ? [] : [data]))
}
