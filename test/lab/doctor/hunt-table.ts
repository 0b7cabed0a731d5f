import type { Hunted } from './hunt.ts'
import { dueOf, excluded, FALSE_PROVIDER, pairName, PAIRS } from './pairs.ts'
import { inSeconds, quantile } from './table.ts'

/** One line about a pair, as it is played. */
export function huntLine(hunted: Hunted): string {
  const { pair, is } = hunted
  const { code, owners } = dueOf(pair)
  const name = `${pairName(pair)} (${pair.first.due.code}, ${pair.other.due.code})`
  if (hunted.is === 'unseen') return `unseen  ${name}: ${hunted.why}`
  const { verdict, secondary, examined } = hunted.told
  const said = [verdict, ...secondary].map((one) => `${one.code}/${one.owner}`).join(' + ')
  const due = verdict.code === code ? '' : `, due ${code}/${owners.join('|')}`
  return `${is.padEnd(9)} ${name}: ${said}${due}${hunted.is === 'wrong' ? `: ${hunted.why}` : ''} (${examined} ms)`
}

const count = (all: readonly Hunted[], is: Hunted['is']): number => all.filter((one) => one.is === is).length

/** One sentence of figures. */
export function huntSummary(all: readonly Hunted[]): string {
  const asked = all.flatMap((one) => (one.is === 'unseen' ? [] : [one.told]))
  const times = asked.map(({ examined }) => examined)
  const alike = all.filter((one) => one.is === 'right' && one.code === 'the same').length
  const blamed = all.filter((one) => one.is === 'wrong' && one.why === FALSE_PROVIDER).length
  return `${all.length} pairs: the right owner ${count(all, 'right')} (the very code ${alike}), "can't tell" ${count(all, 'undecided')}, wrong ${count(all, 'wrong')}, of these the provider blamed falsely ${blamed}; not both to be seen ${count(all, 'unseen')}. Time to the diagnosis: median ${inSeconds(quantile(times, 0.5))}, p95 ${inSeconds(quantile(times, 0.95))}.`
}

/** In Markdown, with its heading. */
export const huntSection = (seed: number, all: readonly Hunted[]): string => `## Two faults at once

Written by \`npm run lab:doctor -- --hunt --seed ${seed} --pairs ${all.length} --write\`. Two faults of the table above are made in one network, each is
seen by its observer, and the owner that is named must be that of the fault that is met first. What is read on the computer itself must be
named beside it. ${PAIRS.length} pairs can be made; the seed draws.

${huntSummary(all)}

Pairs that are not drawn, and why:

${[...excluded()].map(([why, pairs]) => `- ${pairs}: ${why}`).join('\n')}`
