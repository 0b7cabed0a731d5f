import type { Decision } from '../core/decision.ts'
import { journalEn } from './journal.en.ts'
import { counted, englishDuration, shortEnglish } from './text.ts'
import { tuneApplyEn } from './tune-apply.en.ts'
import { tuneClientEn } from './tune-client.en.ts'
import { tuneDnsEn } from './tune-dns.en.ts'
import type { TuneText } from './tune-text.ts'

const DECIDED: Readonly<Record<Decision['do'], string>> = {
  attempt: 'tried again',
  hold: 'held',
  relay: 'answered with what had come',
  'hand-back': 'handed back to the client',
  'give-up': 'given up',
  finish: 'over',
}

type Limit = Parameters<TuneText['limit']>[0]

function limit({ mode, current, usual, proposed }: Limit): string {
  const now = `limit ${englishDuration(current)}${current === usual ? '' : ` (at first ${englishDuration(usual)})`}`
  if (proposed === current) return now
  const other = englishDuration(proposed)
  return mode === 'fixed' ? `${now} (${other} if learned)` : `${now}, on its way to ${other}`
}

const share = (cut: number): string => (cut === 0 ? 'none' : `${(cut * 100).toFixed(2)} %`)

export const tuneEn: TuneText = {
  help: {
    tune: 'measure, and show what could be set better',
    timeouts: 'show the limits of time that the gateway has learned, and what they would have changed',
    client: "compare the client's own settings with what was measured, and say which should be others",
    dns: "compare the system's name servers with public ones",
    apply: 'change it, check it, and go back if it does not work',
    undo: 'bring back exactly what was there before --apply',
    json: 'one JSON object',
    shows: 'how long answers take here, and what follows from it',
    showsClient: 'which settings of Claude Code should be others, and why',
    showsDns: 'measures for up to a minute; changes nothing',
    applies: 'changes what all three propose',
    undoes: 'takes it back',
    forPrograms: 'the same for a program to read',
  },
  nothingYet:
    'Nothing has been measured yet. The gateway measures every answer that passes through it; come back after some fifty requests.',
  source: (count, age) =>
    `${counted(count, 'limit of time', 'limits of time')}, by what was measured until ${englishDuration(age)} ago`,
  phases: journalEn.limitPhases,
  below: (size) => `requests below ${size.toUpperCase()}B`,
  above: 'requests of 2MB and more',
  limit,
  seen: ({ samples, p50, p99, p999 }) =>
    `${counted(samples, 'sample', 'samples')}: half within ${shortEnglish(p50)}, 99 % within ${shortEnglish(p99)}, 99.9 % within ${shortEnglish(p999)}`,
  course: {
    'too-few': 'fewer than 50 samples: nothing follows from them yet',
    fits: 'the limit fits what was measured',
    slower: 'this takes longer than the limit allows for',
    faster: 'this takes far less time than the limit allows',
  },
  cut: ({ proposed, cut }) => `a limit of ${englishDuration(proposed)} would have cut ${share(cut)} of them`,
  again: (days) => `What would have been different in the last ${counted(days, 'day', 'days')}`,
  noTrouble: 'no request had trouble that a limit of time could have changed',
  silences: ({ silences, sooner, longer }) =>
    `${counted(silences, 'silence', 'silences')} would have been noticed ${englishDuration(sooner)} sooner in all${longer === 0 ? '' : `; for ${longer} of them the limit would have been longer`}`,
  decisions: ({ reproduced, different }) =>
    `${counted(reproduced, 'decision', 'decisions')} made again: ${different === 0 ? 'none would have been different' : `${different} would have been different`}`,
  different: ({ exchange, was, now }) => `[${exchange}] was ${DECIDED[was]}; it would have been ${DECIDED[now]}`,
  learns: 'There is nothing to set: the gateway follows what it measures by itself.',
  isFixed: (file) =>
    `The limits are kept as they are by "timeouts": "fixed" in ${file}. Set it to "learned", or delete it, and restart the gateway.`,
  summary: ({ learned, mode }) =>
    mode === 'fixed'
      ? 'timeouts: fixed; they could follow what is measured'
      : learned === 0
        ? 'timeouts: too little has been measured yet; they are learned by themselves'
        : `timeouts: learned by themselves (${counted(learned, 'limit', 'limits')}), nothing to set`,
  summaryTitle: 'In short',
  details: (command) => `More: \`${command}\``,
  client: tuneClientEn,
  dns: tuneDnsEn,
  apply: tuneApplyEn,
}
