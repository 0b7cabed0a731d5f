import type { Texts } from '../../i18n/en.ts'
import type { NotStarted } from '../background.ts'

/** Why the gateway in the background is not there, and where it says more. */
export const notStartedSentence = (failure: NotStarted, { run }: Texts): string =>
  run.didNotStart(notStartedReason(failure, run), failure.log)

export function notStartedReason({ reason, message }: NotStarted, run: Texts['run']): string {
  switch (reason) {
    case 'said':
      return message
    case 'said-nothing':
      return run.saidNothing
    case 'took-too-long':
      return run.tookTooLong
  }
}
