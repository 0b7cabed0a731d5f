import { ms, seconds } from '../core/time.ts'
import type { DrillText } from '../i18n/drill-text.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { liveTable, plainLine, type DrillView } from './drill-table.ts'

const REDRAW = ms(250)
const PLAIN_LINE_EVERY = seconds(5)

export type ScreenOptions = {
  readonly write: (text: string) => void
  /** Columns of the terminal. */
  readonly width: number
  readonly isTty: boolean
  readonly texts: DrillText
  /** Real time, however fast the rehearsal is: people look at it. */
  readonly clock: Clock
}

/** Shows a rehearsal while it goes on: a table in place on a terminal, a line now and then elsewhere. */
export class DrillScreen {
  readonly #options: ScreenOptions
  #drawnLines = 0

  constructor(options: ScreenOptions) {
    this.#options = options
  }

  /** Until the signal ends it. */
  async show(look: () => Promise<DrillView>, signal: AbortSignal): Promise<void> {
    const { clock, isTty } = this.#options
    try {
      for (;;) {
        const view = await look()
        if (!signal.aborted) this.#draw(view)
        await sleep(clock, isTty ? REDRAW : PLAIN_LINE_EVERY, signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  #draw(view: DrillView): void {
    const { isTty, texts, width, write } = this.#options
    if (!isTty) {
      write(`${plainLine(view, texts)}\n`)
      return
    }
    const lines = liveTable(view, { texts, width })
    write(`${this.#back()}${lines.join('\n')}\n`)
    this.#drawnLines = lines.length
  }

  /** In place of the table; behind the lines. */
  conclude(lines: readonly string[]): void {
    this.#options.write(`${this.#drawnLines === 0 ? '\n' : this.#back()}${lines.join('\n')}\n`)
    this.#drawnLines = 0
  }

  /** Up to where it began last time, and clear from there. */
  #back(): string {
    return this.#drawnLines === 0 ? '' : `\u001B[${this.#drawnLines}A\u001B[J`
  }
}
