import type { Language } from './language.ts'

/** The few words of the status line, apart from the other texts: it is made every second and must be there at once. */
export type StatusLineTexts = {
  readonly fine: string
  readonly notRunning: string
  /** Of a gateway that clients are sent to for good. */
  readonly installedDown: string
  /** `until` is a time of day; empty when nobody has said. */
  readonly bypassed: (until: string) => string
  /** Its time is over, and it is still there. */
  readonly bypassOver: string
  readonly noAnswer: string
}

export const STATUS_LINE_TEXTS: Readonly<Record<Language, StatusLineTexts>> = {
  en: {
    fine: 'holdfast ok',
    notRunning: 'holdfast: gateway not running',
    installedDown: 'holdfast: gateway not running - holdfast start',
    bypassed: (until) => `holdfast: bypassed${until === '' ? '' : ` until ${until}`}`,
    bypassOver: 'holdfast: the bypass is over - holdfast bypass --end',
    noAnswer: 'holdfast: gateway does not answer',
  },
  ja: {
    fine: 'holdfast ok',
    notRunning: 'holdfast: ゲートウェイが動いていません',
    installedDown: 'holdfast: ゲートウェイが動いていません - holdfast start',
    bypassed: (until) => `holdfast: バイパス中${until === '' ? '' : ` (${until} まで)`}`,
    bypassOver: 'holdfast: バイパスの時間が過ぎました - holdfast bypass --end',
    noAnswer: 'holdfast: ゲートウェイが応答しません',
  },
}
