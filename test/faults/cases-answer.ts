import { ms } from '../../src/core/time.ts'
import type { AnswerEffect } from '../../src/drill/fault.ts'
import type { FaultCase, Strikes } from './fault-case.ts'

/** Something in an answer that began with 200; each turn's first answer has it. */
const inAnswer = (name: string, strikes: Strikes, fault: AnswerEffect, more: Partial<FaultCase> = {}): FaultCase => ({
  name,
  injection: { to: 'provider', faults: [fault] },
  strikes,
  lasts: 'once',
  prompt: PLAIN,
  ...more,
})

const cut = (
  name: string,
  strikes: Strikes,
  fault: Omit<Extract<AnswerEffect, { kind: 'cut' }>, 'kind'>,
  prompt = PLAIN,
): FaultCase => inAnswer(name, strikes, { kind: 'cut', ...fault }, { prompt, codes: ['answer.cut', 'middlebox.not-json'] })

// With gaps, so that what stands before a break has reached the client when it comes.
const PLAIN = '[[text:400]] [[gap:60ms]]'
const WITH_TOOL = '[[text:200]] [[tool:Bash {"command":"ls -la /tmp","timeout":120}]] [[gap:60ms]]'
const WITH_THINKING = '[[thinking:200]] [[text:200]] [[gap:60ms]]'

// In one piece an error event is half a message, and half a message that ends politely is no JSON.
const OVERLOADED: Partial<FaultCase> = { codes: ['api.overloaded', 'answer.cut'] }

/** What happens to an answer that has begun. */
export const ANSWER_CASES: readonly FaultCase[] = [
  inAnswer('an error event before anything', 'before-content', { kind: 'error-event', at: 0 }, OVERLOADED),
  inAnswer('an error event behind message_start', 'before-content', { kind: 'error-event', at: 'message-start' }, OVERLOADED),
  inAnswer('an error event in the text', 'in-text', { kind: 'error-event', at: 'mid-text' }, OVERLOADED),
  cut('cut behind message_start', 'before-content', { at: 'message-start' }),
  { ...cut('cut behind message_start, at full size', 'before-content', { at: 'message-start' }), fullSize: 'yes' },
  cut('cut inside message_start', 'before-content', { at: 0, inside: true }),
  cut('cut in the thinking', 'in-thinking', { at: 'mid-thinking' }, WITH_THINKING),
  cut('cut in the text', 'in-text', { at: 'mid-text' }),
  { ...cut('cut in the text, at full size', 'in-text', { at: 'mid-text' }), fullSize: 'yes' },
  cut('cut inside an event of the text', 'in-text', { at: 'mid-text', inside: true }),
  cut('reset in the text', 'in-text', { at: 'mid-text', by: 'reset' }),
  cut('ended politely in the text', 'in-text', { at: 'mid-text', by: 'end' }),
  cut('cut between two blocks', 'behind-a-block', { at: 'after-text' }, WITH_TOOL),
  cut('cut in the input of a tool', 'in-tool', { at: 'mid-tool' }, WITH_TOOL),
  cut('cut before message_stop', 'behind-a-block', { at: 'before-stop' }),
  {
    name: 'silence in the text',
    injection: { to: 'wire', effect: { does: 'halves', bytes: '', ending: 'stay' } },
    strikes: 'in-text',
    strikesWhole: 'silently',
    lasts: 'once',
    prompt: '[[text:400]]',
  },
  {
    name: 'a chunk that is none, in the text',
    injection: { to: 'wire', effect: { does: 'halves', bytes: 'not a chunk\r\n', ending: 'end' } },
    strikes: 'in-text',
    lasts: 'once',
    prompt: '[[text:400]]',
  },
  inAnswer(
    'seven bytes at a time',
    'harmless',
    { kind: 'drip', bytes: 7, every: ms(20) },
    { lasts: 'stays', prompt: '[[text:200]]' },
  ),
]
