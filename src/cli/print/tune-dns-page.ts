import { shownPath } from '../../clients/client-voices.ts'
import type { DnsManager, TuneDnsText } from '../../i18n/tune-dns-text.ts'
import type { DnsAdvice, ResolverRow, SplitSign } from '../../tune/dns.ts'
import { put, type TunePaper } from './tune-page.ts'

export type DnsView = {
  readonly advice: DnsAdvice
  readonly names: readonly string[]
  readonly manager: DnsManager
  /** `dns.resolvers` as it is, and as it would be; the same where nothing is proposed. */
  readonly now: readonly string[]
  readonly wanted: readonly string[]
  /** undefined where there is none. */
  readonly file: string | undefined
  readonly home: string
}

/** Who was asked, how it went, and what follows. */
export function dnsPage(view: DnsView, paper: TunePaper): readonly string[] {
  const text = paper.text.dns
  return [
    ...put(text.title(view.names), 0, paper),
    ...view.advice.rows.flatMap((row) => ['', ...rowLines(row, paper)]),
    '',
    ...verdictLines(view, paper),
  ]
}

function rowLines(row: ResolverRow, paper: TunePaper): readonly string[] {
  const text = paper.text.dns
  const { server, whose, samples, loss, p50, p95, connect, excluded } = row
  const lost = Math.round(loss * samples)
  const told = [
    p50 === undefined || p95 === undefined ? text.silent(samples) : text.times({ p50, p95, samples: samples - lost, lost }),
    ...(connect === undefined ? [] : [text.connect(connect)]),
    ...(excluded === undefined || excluded === 'silent' ? [] : [text.excluded[excluded]]),
  ]
  return [...put(`${server} · ${text.whose[whose]}`, 0, paper), ...told.flatMap((line) => put(line, 2, paper))]
}

function verdictLines(view: DnsView, paper: TunePaper): readonly string[] {
  const text = paper.text.dns
  const { verdict } = view.advice
  if (verdict.is === 'left-alone')
    return [
      ...put(text.verdict['left-alone'], 0, paper),
      ...verdict.signs.flatMap((sign) => put(signWords(sign, text), 2, paper)),
    ]
  if (verdict.is !== 'better') return put(text.verdict[verdict.is], 0, paper)
  const { server, why, gain } = verdict
  return [
    ...put(why === 'quicker' ? text.verdict.quicker(server, gain) : text.verdict.reliable(server), 0, paper),
    ...(why === 'quicker' ? put(text.gain(gain), 0, paper) : []),
    ...put(text.gatewayGain, 0, paper),
    '',
    ...settingLines(view, server, paper),
    ...put(text.privacy, 0, paper),
    '',
    ...put(text.systemHow, 0, paper),
    // what is to be copied is not broken
    ...text.steps[view.manager](bare(server)).flatMap((line) => (line.startsWith('    ') ? [line] : put(line, 2, paper))),
  ]
}

function settingLines({ now, wanted, file, home }: DnsView, server: string, paper: TunePaper): readonly string[] {
  const text = paper.text.dns
  if (now.includes(server)) return put(text.alreadySet(server), 0, paper)
  return put(text.setting({ now, wanted, file: file === undefined ? undefined : shownPath(file, home) }), 0, paper)
}

/** Systems want an address without a port. */
const bare = (server: string): string => server.replace(/^\[([^\]]+)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')

function signWords(sign: SplitSign, { signs }: TuneDnsText): string {
  switch (sign.sign) {
    case 'vpn':
      return signs.vpn(sign.name)
    case 'private-answer':
      return signs['private-answer'](sign.server)
    case 'search-domain':
    case 'routed-domain':
      return signs[sign.sign](sign.domain)
  }
}
