import type { Policy } from '../../core/policy.ts'
import type { Clock } from '../clock.ts'
import type { Address, LookUp } from '../way-out/look-up.ts'
import type { LastGood } from './last-good.ts'
import type { AskServers } from './own-question.ts'

/** Whom a name is asked of. */
export type Voices = {
  /** In a child, which is given up with the signal. */
  readonly system: (signal: AbortSignal) => LookUp
  /** The system's own name servers, directly: they say how long an answer may be kept. */
  readonly own: AskServers
  /** Configured besides; asked only when the system has failed. */
  readonly second: AskServers | undefined
}

type NamesPolicy = Pick<Policy, 'namesWithin' | 'namesKeptUsually' | 'namesKeptAtMost' | 'namesFailedFor' | 'namesAskedAgain'>

export type KeptNamesOptions = {
  readonly clock: Clock
  readonly policy: NamesPolicy
  readonly voices: Voices
  /** What the hosts file says, which waits for nobody. */
  readonly hosts: (name: string) => readonly Address[]
  readonly lastGood: LastGood
  /** Names the network that the machine is in. */
  readonly network: () => string
  /** The child that asks the system is to be another one. */
  readonly renew: () => void
  readonly onClose: () => Promise<void>
}
