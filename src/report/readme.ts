const ABOUT: Readonly<Record<string, string>> = {
  'report.md': 'begin here: what happened, when, whose fault it was, what was tried',
  'report.ja.md': 'the same in Japanese / 日本語版',
  'timeline.txt': 'every request that met trouble, step by step, with request ids and cf-rays',
  'journal.jsonl': 'the same for programs, one JSON object a line',
  'doctor.json':
    'what was measured on the network when the report was made; judged again by: holdfast doctor --replay doctor.json',
  'settings.json': 'the machine, and which settings of the client are set and where; no values',
  'manifest.json': 'these files with their sizes and SHA-256 checksums',
}

/** What a stranger reads first. */
export function readmeText(names: readonly string[]): string {
  const shown = [...names, 'manifest.json']
  const width = Math.max(...shown.map((name) => name.length))
  return `This is a report of Holdfast, a local gateway that stands between a coding agent (such as Claude Code)
and the API that it calls. It holds and repeats requests while that API cannot be reached. The report was
made by the person who sends it, who has looked at it before.

${shown.map((name) => `  ${name.padEnd(width)}  ${ABOUT[name] ?? ''}`).join('\n')}

All times are UTC. Words that stand in it:

  request    one call of the client to the gateway
  attempt    the gateway sends it on to the API
  hold       it keeps the client waiting, and its connection alive, until the API can answer again
  relay      it passes the answer on
  hand-back  it gives the request back to the client, which tries again by itself
  incident   a stretch of time in which the API was not able to answer

What is not in it: prompts, answers, files, keys, tokens, passwords. Names of hosts, models, devices and
private addresses are replaced: host-1.invalid is the same host everywhere in this report, and 10.0.0.1,
203.0.113.1 and 2001:db8::1 stand for addresses of the same kind. [redacted-...] was a secret, [withheld] a
text that no rule knew.
`
}
