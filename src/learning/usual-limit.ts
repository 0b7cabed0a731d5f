import { headersWithin, type Policy } from '../core/policy.ts'
import type { Millis } from '../core/time.ts'
import { upperBytes, type Subject } from './lesson.ts'

/** The limit of a phase as long as nothing is learned. A look-up has none of its own: it shares that of connecting. */
export function usualLimit({ phase, size }: Pick<Subject, 'phase' | 'size'>, policy: Policy): Millis {
  switch (phase) {
    case 'look-up':
    case 'connect':
      return policy.connectWithin
    case 'secure':
      return policy.secureWithin
    case 'headers':
      return size === undefined ? policy.headersWithin : headersWithin(policy, upperBytes(size))
    case 'first-event':
      return policy.firstEventWithin
    case 'gap':
      return policy.idleWithPings
  }
}
