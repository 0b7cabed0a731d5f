import type { Evidence } from '../../core/evidence.ts'
import type { DnsFacts, Names, Tried } from '../../probes/facts.ts'
import { codeIn, failed, worked } from '../seen.ts'
import { lookUpShown } from '../shown.ts'

export const answeredAddresses = (tried: Tried<Names>): readonly string[] => (worked(tried) ? tried.saw.addresses : [])

/** What each configured server said to the question for an IPv4 address, where it gave none for either family. */
export const serverCodes = ({ servers }: DnsFacts): readonly string[] =>
  servers.flatMap(({ a, aaaa }) => {
    if (answeredAddresses(a).length > 0 || answeredAddresses(aaaa).length > 0) return ['ANSWERED']
    return [codeIn(a) ?? codeIn(aaaa)].filter((code) => code !== undefined)
  })

export const serversShown = ({ servers }: DnsFacts): readonly Evidence[] =>
  servers.slice(0, 3).flatMap(({ server, a, aaaa }) => {
    const telling = [a, aaaa].find((tried) => answeredAddresses(tried).length > 0) ?? [a, aaaa].find(failed)
    return lookUpShown('server', telling, server)
  })

/** What resolvers say that have nothing to do with this network: `none` only where all that answered agree. */
export function publicWord(dns: DnsFacts): 'has' | 'none' | 'silent' {
  const tries = dns.public.flatMap(({ a, aaaa }) => [a, aaaa])
  if (tries.some((tried) => answeredAddresses(tried).length > 0)) return 'has'
  return tries.some((tried) => codeIn(tried) === 'ENOTFOUND') ? 'none' : 'silent'
}
