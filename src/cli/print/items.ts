import { displayWidth } from './display-width.ts'
import { wrapped } from './wrap.ts'

/** Names with what is said of each beside it; where that is too narrow for one of them, below it. @param width undefined: any */
export function itemLines(
  items: readonly (readonly [name: string, about: string])[],
  width: number | undefined,
): readonly string[] {
  const column = Math.max(...items.map(([name]) => displayWidth(name)))
  const beside = items.map(([name, about]) => `  ${name}${' '.repeat(column - displayWidth(name))}  ${about}`)
  if (width === undefined || beside.every((line) => displayWidth(line) <= width)) return beside
  return items.flatMap(([name, about]) => [
    ...wrapped(name, width - 2, 2).map((line) => `  ${line}`),
    ...wrapped(about, width - 6, about.startsWith('# ') ? 2 : 0).map((line) => `      ${line}`),
  ])
}
