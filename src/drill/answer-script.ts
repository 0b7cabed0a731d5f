import { writeEvent } from '../core/sse.ts'
import { ms, type Millis } from '../core/time.ts'
import type { Answer } from './answer.ts'
import { errorEvent, eventsBefore, eventsOf, messageOf } from './answer-events.ts'
import { errorMessageOf } from './api-form.ts'
import type { AnswerEffect } from './fault.ts'

/** What is sent behind the headers of a 200, and how it ends. Faults are worked in here, so that playing is all the same. */
export type Script = {
  readonly chunks: readonly Uint8Array[]
  readonly gap: Millis
  /** `stay` leaves the connection open, silent but for the pings. */
  readonly ending: 'end' | 'drop' | 'reset' | 'stay'
  readonly pings: Millis | undefined
}

export function streamScript(answer: Answer, fault: AnswerEffect | undefined): Script {
  const events = eventsOf(answer)
  const whole = events.map((one) => writeEvent(one))
  const script: Script = { chunks: whole, gap: answer.gap, ending: 'end', pings: undefined }
  switch (fault?.kind) {
    case undefined:
      return script
    case 'empty-200':
      return { ...script, chunks: [] }
    case 'silence':
      return { ...script, chunks: whole.slice(0, fault.after === 'message-start' ? 1 : 0), ending: 'stay', pings: fault.pings }
    case 'drip':
      return dripScript(script, fault)
    case 'cut':
      return cutScript(script, eventsBefore(events, fault.at), fault)
    case 'error-event':
      return { ...script, chunks: [...whole.slice(0, eventsBefore(events, fault.at)), errorBytes(fault)] }
  }
}

/** The same faults where the answer is one JSON document: a cut leaves half of it. */
export function wholeScript(answer: Answer, fault: AnswerEffect | undefined): Script {
  const body = encoder.encode(JSON.stringify(messageOf(answer)))
  const script: Script = { chunks: [body], gap: ms(0), ending: 'end', pings: undefined }
  switch (fault?.kind) {
    case undefined:
      return script
    case 'empty-200':
      return { ...script, chunks: [] }
    case 'silence':
      return { ...script, chunks: [], ending: 'stay' }
    case 'drip':
      return dripScript(script, fault)
    case 'cut':
      return { ...script, chunks: [half(body)], ending: fault.by ?? 'drop' }
    case 'error-event':
      return { ...script, chunks: [half(body)], ending: 'drop' }
  }
}

type Effect<Kind extends AnswerEffect['kind']> = Extract<AnswerEffect, { kind: Kind }>

const dripScript = (script: Script, fault: Effect<'drip'>): Script => ({
  ...script,
  chunks: inPieces(script.chunks, fault.bytes),
  gap: fault.every,
})

function cutScript(script: Script, before: number, fault: Effect<'cut'>): Script {
  const next = script.chunks[before]
  const broken = fault.inside === true && next !== undefined ? [half(next)] : []
  return { ...script, chunks: [...script.chunks.slice(0, before), ...broken], ending: fault.by ?? 'drop' }
}

function errorBytes(fault: Effect<'error-event'>): Uint8Array {
  const type = fault.type ?? 'overloaded_error'
  return writeEvent(errorEvent(type, fault.message ?? errorMessageOf(type)))
}

const encoder = new TextEncoder()

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2))

function inPieces(chunks: readonly Uint8Array[], length: number): readonly Uint8Array[] {
  const all = Buffer.concat(chunks)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < all.length; at += length) pieces.push(all.subarray(at, at + length))
  return pieces
}
