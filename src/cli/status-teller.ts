import { statusTextsIn } from '../i18n/status.ts'
import { changesBetween } from '../status/changes.ts'
import { noticed, type Noticed } from '../status/notice.ts'
import type { PageWord } from '../status/page-word.ts'
import type { Statement } from '../status/statement.ts'
import type { Cancel } from '../world/clock.ts'
import type { Context } from './context.ts'
import type { StatusPractice } from './status-practice.ts'
import { REDRAW, type StatusShow } from './status-show.ts'
import type { StatusWatch } from './status-watch.ts'

type TellerOptions = {
  readonly watch: StatusWatch
  readonly show: StatusShow
  readonly practice: StatusPractice
  readonly context: Context
  readonly notify: 'yes' | 'no'
}

/** Tells what is new, once: on the screen, and on the desktop. */
export class StatusTeller {
  readonly #options: TellerOptions
  #before: Statement | undefined
  #lastRead: Extract<PageWord, { is: 'read' }> | undefined
  #noticed: Noticed | undefined
  #noticing: Promise<void> = Promise.resolve()
  #desktop: 'there' | 'missing' = 'there'
  #cancel: Cancel = () => undefined

  constructor(options: TellerOptions) {
    this.#options = options
  }

  /** @returns how things stand */
  tell(): Statement {
    const { watch, show } = this.#options
    const statement = watch.statement()
    const before = this.#before
    if (before === undefined) {
      show.first(statement, watch.history)
      this.#redrawLater()
    } else {
      const changes = changesBetween(before, statement, this.#lastRead)
      if (changes.length > 0) show.changed(changes, statement, watch.history)
      if (before.usable !== statement.usable) watch.lookBackSoon()
    }
    this.#before = statement
    if (statement.page.is === 'read') this.#lastRead = statement.page
    this.#notice(statement)
    return statement
  }

  /** Fulfilled when the last message stands on the desktop. */
  settled(): Promise<void> {
    return this.#noticing
  }

  end(): void {
    this.#cancel()
  }

  #notice({ usable }: Statement): void {
    const { notify, practice, context } = this.#options
    if (notify === 'no') return
    const result = noticed(this.#noticed, usable, practice.clock.now())
    this.#noticed = result.noticed
    if (result.tell === 'no' || result.noticed === undefined) return
    const { notice } = statusTextsIn(context.language)
    this.#noticing = this.#show(notice[result.noticed.usable])
  }

  async #show(body: string): Promise<void> {
    const { practice, context, show } = this.#options
    if ((await practice.notify(body)) === 'shown') return
    practice.ring()
    if (this.#desktop === 'missing') return
    this.#desktop = 'missing'
    // below a screen that is redrawn in place nothing may be written
    if (show.redraw === undefined) context.note(statusTextsIn(context.language).notice.noDesktop)
  }

  #redrawLater(): void {
    const { show, watch, practice } = this.#options
    const { redraw } = show
    if (redraw === undefined) return
    this.#cancel = practice.clock.after(REDRAW, () => {
      redraw(watch.statement(), watch.history)
      this.#redrawLater()
    })
  }
}
