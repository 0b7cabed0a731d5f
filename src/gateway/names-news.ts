import type { Network } from '../world/network.ts'
import type { Unstamped } from './log-line.ts'
import type { OwnFaults } from './own-faults.ts'

type Hearing = { readonly faults: OwnFaults; readonly log: (line: Unstamped) => void }

/** From now on the log says what becomes of the name servers; of the file with their addresses as of every other file. */
export function logNames(network: Network, { faults, log }: Hearing): void {
  network.onNames((news) => {
    switch (news.kind) {
      case 'failing':
      case 'lying':
      case 'back':
        return log({ event: 'names', ...news })
      case 'set-aside':
        return log({ event: 'trouble', code: 'names.set-aside', file: news.file })
      case 'unwritten':
        return faults.filesFailed(news.error)
      case 'written':
        return faults.filesWork()
    }
  })
}
