import type { Millis } from '../core/time.ts'
import type { DrillText } from '../i18n/drill-text.ts'
import { clipped, padEnd, padStart, widthOf } from './cells.ts'
import type { Side, SideView } from './tally.ts'

/** All that is shown of a drill at one moment. */
export type DrillView = {
  readonly elapsed: Millis
  readonly length: Millis
  /** The fault that holds, and for how long. */
  readonly fault: { readonly label: string; readonly left: Millis } | undefined
  readonly sides: Readonly<Record<Side, SideView & { readonly requests: number }>>
  readonly recoveries: readonly Recovery[]
}

export type Recovery = {
  readonly fault: string
  readonly state: 'ahead' | 'under-way' | 'over'
  readonly back: Readonly<Record<Side, Millis | undefined>>
}

type TableOptions = { readonly texts: DrillText; readonly width: number }

/** The live table, line by line, none wider than the terminal. */
export function liveTable(view: DrillView, options: TableOptions): readonly string[] {
  const { texts } = options
  const provider = view.fault === undefined ? texts.providerWell : texts.providerFails(view.fault.label, view.fault.left)
  const lines = [
    `${texts.title}  ${texts.elapsed(view.elapsed, view.length)}`,
    provider,
    '',
    ...columns(view, options, { live: true }),
    '',
    nextTryLine(texts.direct, view.sides.direct),
    nextTryLine(texts.gateway, view.sides.gateway),
  ]
  return lines.map((line) => clipped(line, options.width))
}

/** The same figures when all is over. */
export function resultTable(view: DrillView, options: TableOptions): readonly string[] {
  const lines = [options.texts.result, '', ...columns(view, options, { live: false })]
  return lines.map((line) => clipped(line, options.width))
}

/** One line for those who cannot redraw. */
export function plainLine(view: DrillView, texts: DrillText): string {
  const provider = view.fault === undefined ? texts.providerWell : texts.providerFails(view.fault.label, view.fault.left)
  const { direct, gateway } = view.sides
  return texts.plainLine({
    elapsed: view.elapsed,
    provider,
    direct: texts.plainSide(direct),
    gateway: texts.plainSide(gateway),
  })
}

type Row = readonly [label: string, direct: string, gateway: string]

function columns(view: DrillView, { texts }: TableOptions, { live }: { readonly live: boolean }): readonly string[] {
  const { direct, gateway } = view.sides
  const counts = (label: string, of: (side: (typeof view.sides)[Side]) => number): Row => [
    label,
    String(of(direct)),
    String(of(gateway)),
  ]
  const now: readonly Row[] = [
    counts(texts.rows.served, (side) => side.served),
    counts(texts.rows.waiting, (side) => side.waiting),
  ]
  return aligned([
    ['', texts.direct, texts.gateway],
    ...(live ? now : []),
    counts(texts.rows.finished, (side) => side.finished),
    counts(texts.rows.lost, (side) => side.lost),
    counts(texts.rows.requests, (side) => side.requests),
    ...view.recoveries.map((recovery): Row => [
      texts.rows.backAfter(recovery.fault),
      recoveryText(recovery, 'direct', texts),
      recoveryText(recovery, 'gateway', texts),
    ]),
  ])
}

function recoveryText(recovery: Recovery, side: Side, texts: DrillText): string {
  const back = recovery.back[side]
  if (recovery.state === 'ahead') return texts.notYet
  if (back !== undefined) return texts.precise(back)
  return recovery.state === 'over' ? texts.never : texts.notYet
}

function aligned(rows: readonly Row[]): readonly string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))))
  const [first = 0, second = 0, third = 0] = widths
  return rows.map(
    ([label, direct, gateway]) => `${padEnd(label, first)}  ${padStart(direct, second)}  ${padStart(gateway, third)}`,
  )
}

/** Never translated: scripts read it. */
function nextTryLine(side: string, view: SideView): string {
  const next = view.nextTry
  return next === undefined ? '' : `${side}: Retrying in ${Math.ceil(next.in / 1000)} s (attempt ${next.attempt})`
}
