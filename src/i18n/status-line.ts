import type { Language } from './language.ts'

/** The few words of the status line, apart from the other texts: it is made every second and must be there at once. */
export type StatusLineTexts = {
  readonly fine: string
  readonly notRunning: string
  readonly noAnswer: string
}

export const STATUS_LINE_TEXTS: Readonly<Record<Language, StatusLineTexts>> = {
  en: {
    fine: 'holdfast ok',
    notRunning: 'holdfast: gateway not running',
    noAnswer: 'holdfast: gateway does not answer',
  },
  ja: {
    fine: 'holdfast ok',
    notRunning: 'holdfast: ゲートウェイが動いていません',
    noAnswer: 'holdfast: ゲートウェイが応答しません',
  },
}
