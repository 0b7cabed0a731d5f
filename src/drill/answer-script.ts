import { writeEvent, type SseEvent } from '../core/sse.ts'
import { ms, type Millis } from '../core/time.ts'
import type { Answer } from './answer.ts'
import { errorEvent, eventsBefore, eventsOf, messageOf } from './answer-events.ts'
import { errorMessageOf } from './api-form.ts'
import type { Effect, Fault } from './fault.ts'

/** What is sent behind the headers of a 200, and how it ends. Faults are worked in here, so that playing is all the same. */
export type Script = {
  readonly chunks: readonly Uint8Array[]
  readonly gap: Millis
  /** `stay` leaves the connection open, silent but for the pings. */
  readonly then: 'end' | 'drop' | 'reset' | 'stay'
  readonly pings: Millis | undefined
}

const encoder = new TextEncoder()

export function streamScript(answer: Answer, fault: Fault | undefined): Script {
  const events = eventsOf(answer)
  const whole = events.map((one) => writeEvent(one))
  const script: Script = { chunks: whole, gap: answer.gap, then: 'end', pings: undefined }
  switch (fault?.kind) {
    case 'empty-200':
      return { ...script, chunks: [] }
    case 'silence':
      return { ...script, chunks: whole.slice(0, fault.after === 'message-start' ? 1 : 0), then: 'stay', pings: fault.pings }
    case 'drip':
      return { ...script, chunks: inPieces(whole, fault.bytes), gap: fault.every }
    case 'cut':
      return cutScript(script, events, fault)
    case 'error-event': {
      const type = fault.type ?? 'overloaded_error'
      const error = writeEvent(errorEvent(type, fault.message ?? errorMessageOf(type)))
      return { ...script, chunks: [...whole.slice(0, eventsBefore(events, fault.at)), error] }
    }
    case 'envoy-503':
    case 'edge-page':
    case 'api-error':
    case 'refused':
    case 'reset':
    case undefined:
      return script
  }
}

/** The same faults where the answer is one JSON document: a cut leaves half of it. */
export function wholeScript(answer: Answer, fault: Fault | undefined): Script {
  const body = encoder.encode(JSON.stringify(messageOf(answer)))
  const script: Script = { chunks: [body], gap: ms(0), then: 'end', pings: undefined }
  switch (fault?.kind) {
    case 'empty-200':
      return { ...script, chunks: [] }
    case 'silence':
      return { ...script, chunks: [], then: 'stay' }
    case 'drip':
      return { ...script, chunks: inPieces([body], fault.bytes), gap: fault.every }
    case 'cut':
    case 'error-event':
      return { ...script, chunks: [half(body)], then: fault.kind === 'cut' ? (fault.by ?? 'drop') : 'drop' }
    case 'envoy-503':
    case 'edge-page':
    case 'api-error':
    case 'refused':
    case 'reset':
    case undefined:
      return script
  }
}

function cutScript(script: Script, events: readonly SseEvent[], fault: Extract<Effect, { kind: 'cut' }>): Script {
  const before = eventsBefore(events, fault.at)
  const next = script.chunks[before]
  const broken = fault.inside === true && next !== undefined ? [half(next)] : []
  return { ...script, chunks: [...script.chunks.slice(0, before), ...broken], then: fault.by ?? 'drop' }
}

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2))

function inPieces(chunks: readonly Uint8Array[], length: number): readonly Uint8Array[] {
  const all = Buffer.concat(chunks)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < all.length; at += length) pieces.push(all.subarray(at, at + length))
  return pieces
}
