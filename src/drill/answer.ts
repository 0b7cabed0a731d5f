import { createHash } from 'node:crypto'
import { ms, type Millis } from '../core/time.ts'
import { directivesIn, type Directive } from './directives.ts'
import { fillerOf, textForBytes } from './filler.ts'
import { jsonFor } from './structured-answer.ts'
import { echoOf, lastUserText, tokensIn, type MessagesRequest } from './messages-request.ts'

export type AnswerBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: string }

/** What will be answered, and at what pace. */
export type Answer = {
  readonly id: string
  readonly model: string
  readonly blocks: readonly AnswerBlock[]
  readonly stopReason: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly echo: string
  /** Before the headers. */
  readonly wait: Millis
  /** Between two events. */
  readonly gap: Millis
}

/** The answer to a request: plain text unless its last user text holds directives. The same request, the same content. */
export function planAnswer(body: MessagesRequest, id: string): Answer {
  const said = lastUserText(body)
  const echo = echoOf(said)
  const asked = schemaOf(body) === undefined ? directivesIn(said) : []
  const blocks = limited(blocksFor(body, asked, echo), body.max_tokens)
  const stop = asked.find((one) => one.do === 'stop')?.reason
  return {
    id: `msg_${id}`,
    model: body.model,
    blocks: blocks.kept,
    stopReason:
      stop ?? (blocks.cut ? 'max_tokens' : blocks.kept.some((one) => one.type === 'tool_use') ? 'tool_use' : 'end_turn'),
    inputTokens: tokensIn(JSON.stringify([body.system ?? '', body.messages, body.tools ?? []])),
    outputTokens: tokensOf(blocks.kept),
    echo,
    wait: asked.find((one) => one.do === 'wait')?.length ?? ms(0),
    gap: asked.find((one) => one.do === 'gap')?.length ?? ms(0),
  }
}

const schemaOf = (body: MessagesRequest): unknown => body.output_config?.format?.schema

function blocksFor(body: MessagesRequest, asked: readonly Directive[], echo: string): readonly AnswerBlock[] {
  const plain = `Held fast. (echo ${echo})`
  const schema = schemaOf(body)
  if (schema !== undefined) return [{ type: 'text', text: JSON.stringify(jsonFor(schema, plain)) }]
  const blocks = asked.flatMap((one, index) => blockFor(one, { body, index, plain }))
  // Thinking alone is no answer.
  return blocks.some((one) => one.type !== 'thinking') ? blocks : [...blocks, { type: 'text', text: plain }]
}

type BlockContext = { readonly body: MessagesRequest; readonly index: number; readonly plain: string }

function blockFor(one: Directive, { body, index, plain }: BlockContext): readonly AnswerBlock[] {
  switch (one.do) {
    case 'text':
      return [{ type: 'text', text: fillerOf(plain, one.length) }]
    case 'bytes':
      return [{ type: 'text', text: fillerOf(plain, textForBytes(one.length)) }]
    case 'thinking':
      return [{ type: 'thinking', thinking: fillerOf('', one.length), signature: signatureOf(`${plain} ${index}`) }]
    case 'tool':
      if (!mayCall(body, one.name)) return []
      return [{ type: 'tool_use', id: `toolu_${echoOf(`${plain} ${index}`)}${index}`, name: one.name, input: one.input }]
    case 'gap':
    case 'wait':
    case 'stop':
      return []
  }
}

/** A request with tools is called by these alone: clients also send side requests that repeat the prompt with none. */
const mayCall = (body: MessagesRequest, name: string): boolean =>
  body.tools === undefined || body.tools.some((tool) => tool.name === name)

const signatureOf = (text: string): string => createHash('sha512').update(text).digest('base64')

const tokensOf = (blocks: readonly AnswerBlock[]): number => blocks.reduce((total, one) => total + tokensIn(contentOf(one)), 0)

function contentOf(one: AnswerBlock): string {
  switch (one.type) {
    case 'text':
      return one.text
    case 'thinking':
      return one.thinking
    case 'tool_use':
      return one.input
  }
}

/** What `max_tokens` leaves of the blocks: text is shortened, anything else that does not fit is left out. */
function limited(blocks: readonly AnswerBlock[], mostTokens: number): { kept: readonly AnswerBlock[]; cut: boolean } {
  const kept: AnswerBlock[] = []
  let left = mostTokens
  for (const one of blocks) {
    const needs = tokensIn(contentOf(one))
    if (needs <= left) {
      kept.push(one)
      left -= needs
      continue
    }
    if (one.type === 'text' && left > 0) kept.push({ type: 'text', text: one.text.slice(0, left * 4) })
    return { kept, cut: true }
  }
  return { kept, cut: false }
}
