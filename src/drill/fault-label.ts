import { errorTypeOf } from './api-form.ts'
import type { Fault } from './fault.ts'

/** What people are shown of a fault: as short as a log line, the same in every language. */
export function labelOf(fault: Fault): string {
  switch (fault.kind) {
    case 'envoy-503':
      return envoyLabel(fault)
    case 'edge-page':
      return `${fault.status} ${fault.by}`
    case 'api-error':
      return apiLabel(fault)
    case 'cut':
    case 'error-event':
      return `${fault.kind} ${fault.at}`
    case 'silence':
      return `silence after ${fault.after}`
    case 'refused':
    case 'reset':
    case 'no-headers':
    case 'empty-200':
    case 'drip':
      return fault.kind
  }
}

const envoyLabel = (fault: Extract<Fault, { kind: 'envoy-503' }>): string =>
  fault.reason === undefined ? '503 no healthy upstream' : `503 reset reason: ${fault.reason}`

const apiLabel = (fault: Extract<Fault, { kind: 'api-error' }>): string =>
  `${fault.status} ${fault.type ?? errorTypeOf(fault.status)}`

/** Several faults in one label, each kind once. */
export const labelsOf = (faults: readonly Fault[]): string => [...new Set(faults.map((fault) => labelOf(fault)))].join(' + ')
