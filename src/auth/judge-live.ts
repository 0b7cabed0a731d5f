import type { RefusalCode } from '../core/catalogue.ts'
import type { Seen } from './conclude.ts'
import { renewed, setRight } from './fixes.ts'
import type { Finding } from './finding.ts'
import type { LiveSight } from './live.ts'

/** Answers of the API, or of one that speaks like it, that are about the credential. */
const REFUSES: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'api.authentication',
  'api.permission',
  'api.billing',
  'api.forbidden-region',
  'api.invalid-request',
])
/** A gateway has words of its own. In the provider's place they are somebody else's. */
const GATEWAY_REFUSES: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['other.authentication', 'other.permission'])
/** Who has a limit has been recognised. */
const ACCEPTS: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['api.rate-limit', 'api.plan-limit', 'api.spend-limit'])

/** What the API said. Silence, trouble of its own and what strangers say are no word on the credential. */
export function liveFindings({ live, sight }: Seen): readonly Finding[] {
  if (live === undefined) return []
  switch (live.is) {
    case 'not-asked':
      return [{ weight: 'note', about: { id: 'live-not-asked', why: live.why }, fixes: [] }]
    case 'unanswered': {
      const { host, code } = live
      return [{ weight: 'unknown', about: { id: 'live-unanswered', host, code }, fixes: [{ do: 'doctor' }] }]
    }
    case 'answered':
      return [answered(live, sight)]
  }
}

function answered(
  { host, status, code, words, credential, official }: Extract<LiveSight, { is: 'answered' }>,
  sight: Seen['sight'],
): Finding {
  if (code === undefined || ACCEPTS.has(code)) return { weight: 'note', about: { id: 'live-accepted', host, status }, fixes: [] }
  const isRefused = REFUSES.has(code) || (official === 'no' && GATEWAY_REFUSES.has(code))
  if (!isRefused) return { weight: 'unknown', about: { id: 'live-unclear', host, status, words }, fixes: [{ do: 'doctor' }] }
  return {
    weight: 'mend',
    about: { id: 'live-refused', host, status, words },
    fixes: [...renewed(credential), ...setRight(credential, sight)],
  }
}
