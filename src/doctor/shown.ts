import type { Evidence } from '../core/evidence.ts'
import type { Certificate, Handshake, Names, Tried } from '../probes/facts.ts'
import type { Observations } from '../probes/observations.ts'
import { makerOf } from './interceptors.ts'
import { ago, answersOf, factsOf, failed, shortly, worked } from './seen.ts'

// Facts as evidence: what several rules show.

export function internetShown(observations: Observations): readonly Evidence[] {
  const tries = (factsOf(observations, 'egress')?.tries ?? []).filter(({ tried }) => worked(tried) || failed(tried))
  const reached = tries.filter(({ tried }) => worked(tried)).length
  return tries.length === 0 ? [] : [{ saw: 'internet', reached, asked: tries.length }]
}

type By = Extract<Evidence, { saw: 'look-up' }>['by']

export function lookUpShown(by: By, tried: Tried<Names> | undefined, server?: string): readonly Evidence[] {
  if (worked(tried))
    return [{ saw: 'look-up', by, server, addresses: tried.saw.addresses.slice(0, 4), code: undefined, millis: tried.millis }]
  return failed(tried) ? [{ saw: 'look-up', by, server, addresses: [], code: tried.code, millis: tried.millis }] : []
}

/** The other sites that were asked in the same way. */
export function controlShown(observations: Observations): readonly Evidence[] {
  const tries = [
    { by: 'http', tried: factsOf(observations, 'http')?.control },
    { by: 'tls', tried: factsOf(observations, 'tls')?.control },
    { by: 'tcp', tried: factsOf(observations, 'tcp')?.control },
  ] as const
  const best = tries.find(({ tried }) => worked(tried)) ?? tries.find(({ tried }) => failed(tried))
  if (best === undefined || best.tried === undefined) return []
  const { by, tried } = best
  return [{ saw: 'control', by, code: tried.ok ? undefined : tried.code, millis: tried.millis }]
}

export function answersShown(observations: Observations): readonly Evidence[] {
  const { host } = observations.target
  return answersOf(observations).map(({ status, body, headers, millis, code, to }) => ({
    saw: 'answer',
    host,
    status,
    says: saidIn(body),
    requestId: headers['request-id'],
    millis,
    ...(code === 'api.authentication' && to !== 'deep' && { refusal: 'due' as const }),
  }))
}

/** What an error says of itself, else the first words. */
const saidIn = (body: string): string => shortly(/"message"\s*:\s*"([^"]{1,200})"/.exec(body)?.[1] ?? body)

export function certificateShown(of: 'target' | 'control', tried: Tried<Handshake> | undefined): readonly Evidence[] {
  const [leaf] = worked(tried) ? tried.saw.chain : []
  if (leaf === undefined || !worked(tried)) return []
  const { validFrom, validTo } = leaf
  return [
    {
      saw: 'certificate',
      of,
      subject: shortly(leaf.subject),
      issuer: shortly(leaf.issuer),
      maker: makerIn(tried.saw.chain),
      validFrom,
      validTo,
    },
  ]
}

export const makerIn = (chain: readonly Certificate[]): string | undefined =>
  chain.map(({ issuer }) => makerOf(issuer)).find((maker) => maker !== undefined)

export function proxyShown(observations: Observations): readonly Evidence[] {
  const proxy = factsOf(observations, 'proxy')
  return proxy?.shown === undefined ? [] : [{ saw: 'proxy', shown: proxy.shown, variable: proxy.variable }]
}

export function settingShown(
  name: string,
  stated: { readonly value: string; readonly from: string } | undefined,
): readonly Evidence[] {
  return stated === undefined ? [] : [{ saw: 'setting', name, value: shortly(stated.value), from: stated.from }]
}

/** The last answer that came whole through the gateway on this computer. */
export function completedShown(observations: Observations): readonly Evidence[] {
  const recent = factsOf(observations, 'gateway')?.recent
  if (recent === undefined || recent.completed === 0 || recent.lastCompletedAt === undefined) return []
  return [{ saw: 'traffic-completed', count: recent.completed, ago: ago(observations, recent.lastCompletedAt) }]
}
