import { likeOffline } from '../core/breaker.ts'
import { failureEntry, type FailureCode } from '../core/catalogue.ts'
import type { Policy } from '../core/policy.ts'
import type { Heard } from '../health/lane.ts'
import type { Clock } from '../world/clock.ts'
import type { Network } from '../world/network.ts'
import { VERSION } from '../config/version.ts'
import { openingFor } from './opening.ts'
import type { Upstream } from './upstream.ts'

type SoundingOptions = {
  readonly network: Network
  readonly clock: Clock
  readonly policy: Policy
  readonly upstream: Upstream
}

/**
 * Asks an unfit upstream whether its edge answers again: the path of a message, without credential and with an empty body,
 * which the API refuses at no cost. Any answer that the edge did not make itself says that it lets requests through.
 */
export function sound({ network, clock, policy, upstream }: SoundingOptions): Promise<Heard> {
  return new Promise((resolve) => {
    const cancel = clock.after(policy.soundWithin, () => {
      sending.abort()
      resolve('unwell')
    })
    const answer = (heard: Heard): void => {
      cancel()
      resolve(heard)
    }
    let opening: ReturnType<typeof openingFor> | undefined
    const sending = network.send(
      {
        origin: upstream.origin,
        path: `${upstream.base}/v1/messages`,
        method: 'POST',
        headers: ['content-type', 'application/json', 'accept', 'application/json', 'user-agent', `holdfast/${VERSION}`],
        body: new Uint8Array(0),
        connection: 'pooled',
      },
      {
        head: (head) => {
          // Nobody answers an empty message with 2xx: whoever does is not the API.
          if (head.status < 300) return
          opening = openingFor('message', head, clock)
        },
        data: (chunk) => opening?.data(chunk),
        end: () => answer(heardIn(opening)),
        broken: ({ code }) => answer(heardInFailure(code)),
      },
    )
  })
}

/** What waiting does not mend, such as a wrong certificate, must be said: the canary goes, meets it, and says it. */
function heardInFailure(code: FailureCode): Heard {
  if (!failureEntry(code).waitingHelps) return 'well'
  return likeOffline(code) ? 'no-network' : 'unwell'
}

function heardIn(opening: ReturnType<typeof openingFor> | undefined): 'well' | 'unwell' {
  const signal = opening?.end()
  return signal?.kind === 'refused' && signal.from === 'api' && signal.status < 500 ? 'well' : 'unwell'
}
