import process from 'node:process'
import { ms } from '../core/time.ts'
import { clipped, padEnd, widthOf } from '../drill/cells.ts'
import { namedScenarios } from '../drill/named-scenarios.ts'
import { drillReportIn } from '../i18n/drill.ts'
import type { Context } from './context.ts'

/** `holdfast drill list`: a table on a terminal, the same lines unshortened elsewhere. @returns the exit code */
export function listScenarios({ language, say }: Context): number {
  const { list, length } = drillReportIn(language)
  const rows = namedScenarios().map((one) => ({
    name: one.name,
    // what a person waits for it
    length: length(ms(one.length / one.speed)),
    about: one.description[language],
  }))
  const all = [{ name: list.name, length: list.length, about: list.about }, ...rows]
  const names = Math.max(...all.map((row) => widthOf(row.name)))
  const lengths = Math.max(...all.map((row) => widthOf(row.length)))
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
  for (const row of all) say(clipped(`${padEnd(row.name, names)}  ${padEnd(row.length, lengths)}  ${row.about}`, width))
  if (process.stdout.isTTY) say(`\n${list.hint}`)
  return 0
}
