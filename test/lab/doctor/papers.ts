import { authority, selfSigned, type Identity } from '../../instruments/self-signed.ts'
import type { Papers } from './serving.ts'

const DAY = 86_400_000

/** An authority with which a server proves who it is. */
export type Authority = { readonly cert: string; readonly papers: (name: string, more?: PaperOptions) => Papers }

export type PaperOptions = {
  /** What else it is good for. */
  readonly hosts?: readonly string[]
  /** How far in the past it was good, in milliseconds: 30 days before that to 30 days after. */
  readonly behind?: number
}

function authorityNamed(name: string): Authority {
  const own = authority(name)
  return {
    cert: own.cert,
    papers: (subject, { hosts = [subject], behind = 0 } = {}) => {
      const [from, until] = [-30 * DAY, 30 * DAY].map((off) => new Date(Date.now() - behind + off))
      const issued = own.issue(subject, { hosts, ...(from && { from }), ...(until && { until }) })
      return { cert: `${issued.cert}${own.cert}`, key: issued.key }
    },
  }
}

/** Each lab has its own; what a client believes it is told in a file. */
export type Authorities = {
  /** Of the provider and of the world beside it: not the same, as in life. */
  readonly provider: Authority
  readonly world: Authority
  /** Of a company that opens connections. */
  readonly company: Authority
  /** That nobody has told anybody of. */
  readonly stranger: Authority
}

export const newAuthorities = (): Authorities => ({
  provider: authorityNamed('Provider Authority (lab)'),
  world: authorityNamed('World Authority (lab)'),
  company: authorityNamed('Zscaler Root CA (lab)'),
  stranger: authorityNamed('Aruba Networks (lab)'),
})

export function ownPapers(name: string): Papers {
  const { cert, key }: Identity = selfSigned(name)
  return { cert, key }
}
