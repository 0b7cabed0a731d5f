import type { DrillReportText } from '../i18n/drill-report-text.ts'
import type { AssertionName, Figure } from './judge-assertions.ts'

export type FigureWords = { readonly report: DrillReportText; readonly precise: (length: number) => string }

/** A figure of this assertion as people read it. */
export function figureText(assertion: AssertionName, figure: Figure, { report, precise }: FigureWords): string {
  if (figure === undefined) return report.notMeasured
  if (figure === 'never') return report.never
  switch (assertion) {
    case 'recoveryWithin':
    case 'lossToldWithin':
      return precise(figure)
    case 'requestsPerTurnAtMost':
      return String(Number(figure.toFixed(2)))
    case 'lostAtMost':
    case 'falselyCompleteAtMost':
    case 'requestsAtMost':
    case 'startsInASecondAtMost':
    case 'finishedAtLeast':
      return String(figure)
  }
}

/** `at most 15.0 s` */
export function boundText(assertion: AssertionName, bound: number, words: FigureWords): string {
  const text = figureText(assertion, bound, words)
  return assertion === 'finishedAtLeast' ? words.report.atLeast(text) : words.report.atMost(text)
}
