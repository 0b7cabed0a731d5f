import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planAnswer } from '../../src/drill/answer.ts'
import { eventsOf, messageOf } from '../../src/drill/answer-events.ts'
import type { MessagesRequest } from '../../src/drill/messages-request.ts'
import { writeEvent } from '../../src/core/sse.ts'
import { isWholeAnswer } from './content.ts'

// What decides between complete and falsely complete must itself be strict.

const BODY: MessagesRequest = {
  model: 'claude-opus-5',
  max_tokens: 32_000,
  messages: [{ role: 'user', content: '[[thinking:90]] [[text:120]] [[tool:Bash {"command":"ls","list":[1,2]}]]' }],
}
const ANSWER = planAnswer(BODY, 'x')
const EVENTS = eventsOf(ANSWER).map((one) => Buffer.from(writeEvent(one)).toString())

const isWhole = (events: readonly string[]): boolean => isWholeAnswer(Buffer.from(events.join('')), BODY)

test('the whole answer is whole, streamed or not, with pings and empty deltas anywhere', () => {
  assert.ok(isWhole(EVENTS))
  assert.ok(isWholeAnswer(Buffer.from(JSON.stringify(messageOf(ANSWER))), BODY))
  const ping = 'event: ping\ndata: {"type":"ping"}\n\n'
  const empty =
    'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":0}}\n\n'
  assert.ok(isWhole([ping, EVENTS[0] ?? '', empty, ...EVENTS.slice(1)]))
})

test('without any one of its events it is not', () => {
  for (const [index, event] of EVENTS.entries()) {
    if (event.startsWith('event: ping')) continue
    // The API's first piece of a tool's input is empty: nothing is missing without it.
    if (event.includes('"partial_json":""')) continue
    assert.ok(!isWhole(EVENTS.toSpliced(index, 1)), event)
  }
})

test('with one of its events twice it is not', () => {
  for (const [index, event] of EVENTS.entries()) {
    if (event.startsWith('event: ping') || event.includes('"partial_json":""') || event.startsWith('event: message_delta'))
      continue
    assert.ok(!isWhole(EVENTS.toSpliced(index, 0, event)), event)
  }
})

test('cut at any byte it is not', () => {
  const text = EVENTS.join('')
  for (let length = 0; length < text.length; length += 7) assert.ok(!isWhole([text.slice(0, length)]), String(length))
})

test('the answer to another prompt is not', () => {
  assert.ok(!isWholeAnswer(Buffer.from(EVENTS.join('')), { ...BODY, messages: [{ role: 'user', content: 'another' }] }))
})
