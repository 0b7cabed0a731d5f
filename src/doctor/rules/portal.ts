import type { PortalFacts } from '../../probes/facts.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { factsOf, frontDoorOpen, worked } from '../seen.ts'

type Try = PortalFacts['tries'][number]
type Answered = { readonly url: string; readonly status: number; readonly location: string | undefined }

/** A page or a way to one, where another was due. A refusal is no portal, and an error is an outage of the control. */
function tamperedWith({ url, tried }: Try): readonly Answered[] {
  if (!worked(tried) || tried.saw.asExpected) return []
  const { status, location } = tried.saw
  return (status >= 200 && status < 400) || status === 511 ? [{ url, status, location }] : []
}

const leadsAway = ({ url, location }: Answered): boolean => location !== undefined && location !== '' && hostOf(url) !== location

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined)

/** Both operators were tampered with, or one sent us to somebody else. Failures are never a portal. */
const portal: Rule = (observations) => {
  const tries = factsOf(observations, 'portal')?.tries ?? []
  const changed = tries.flatMap(tamperedWith)
  const answered = tries.filter(({ tried }) => worked(tried))
  const away = changed.find(leadsAway)
  const all = changed.length >= 2 && changed.length === answered.length
  if (away === undefined && !all) return undefined
  const works = frontDoorOpen(observations)
  return finding('CAPTIVE_PORTAL', {
    confidence: works || (!all && answered.length > 1) ? 'likely' : 'certain',
    gravity: works ? 'degrades' : 'stops',
    evidence: changed
      .toSorted((one, other) => Number(leadsAway(other)) - Number(leadsAway(one)))
      .map(({ url, status, location }) => ({ saw: 'portal', url, status, to: location })),
    wouldChange: ['other-network-works'],
    fixes: ['open-portal', 'other-network'],
    against: ['http'],
  })
}

export const PORTAL_RULES: readonly Rule[] = [portal]
