// `holdfast status` as a process in which time runs faster: minutes between two looks are seconds.
//   node test/instruments/status-process.ts SPEED LANGUAGE '{"watch":true,"controls":"FILE"}'
import { homedir } from 'node:os'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { StatusFlags } from '../../src/cli/status-flags.ts'
import { statusSources } from '../../src/cli/status-sources.ts'
import { practiseStatus } from '../../src/cli/status.ts'
import { untilInterrupted } from '../../src/cli/until-interrupted.ts'
import type { Context } from '../../src/cli/context.ts'
import { unixMillis } from '../../src/core/time.ts'
import { fastClock } from '../../src/drill/fast-clock.ts'
import { textsIn } from '../../src/i18n/index.ts'
import { languageOf } from '../../src/i18n/language.ts'
import { realClock } from '../../src/world/clock.ts'

const [speed = '1', name = 'en', flagsText = '{}'] = process.argv.slice(2)
const language = languageOf(name) ?? 'en'
const flags = JSON.parse(flagsText) as StatusFlags
const { env, stdout, stderr } = process
const context: Context = {
  surroundings: {
    env,
    home: homedir(),
    platform: process.platform,
    cwd: process.cwd(),
    readText: (path) => readFileSync(path, 'utf8'),
  },
  language,
  texts: textsIn(language),
  entries: { node: process.execPath, main: '', statusLine: '' },
  say: (line) => stdout.write(`${line}\n`),
  note: (line) => stderr.write(`${line}\n`),
}
// the wall keeps its pace: pages and journals are dated by it
const clock = { ...fastClock(realClock, Number(speed)), wall: () => unixMillis(Date.now()) }
const alive = setInterval(() => undefined, 60_000)
process.exitCode = await practiseStatus(flags, context, {
  clock,
  random: () => 0.5,
  sources: (asked) => statusSources(asked.controls, context, realClock),
  write: (text) => void stdout.write(text),
  terminal: stdout.isTTY ? () => ({ columns: stdout.columns, rows: stdout.rows }) : undefined,
  zone: undefined,
  notify: () => Promise.resolve('not-shown'),
  ring: () => void (stderr.isTTY && stderr.write('\u0007')),
  signal: untilInterrupted().signal,
})
clearInterval(alive)
setTimeout(() => process.exit(), 50)
