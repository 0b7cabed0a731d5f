import { between, ms } from '../../core/time.ts'
import type { Cancel, Clock } from '../../world/clock.ts'
import { checkLines, closingLines, headLines, tailLines, type DoctorPage, type DoctorPaper, type PageRow } from './doctor-page.ts'
import { InPlace } from './in-place.ts'

const REDRAW = ms(200)

/** Lines kept free for the diagnosis, so that the rows below stay where they are when it comes. */
const linesForHead = (width: number): number => (width >= 80 ? 11 : width >= 60 ? 13 : 18)

export type LiveOptions = {
  readonly write: (text: string) => void
  readonly paper: DoctorPaper & { readonly width: number }
  /** Rows of the terminal. */
  readonly height: number
  readonly clock: Clock
  readonly rows: readonly PageRow[]
}

/** Is there room to show all rows at once, with the cursor below them? */
export const hasRoom = ({ height, rows }: Pick<LiveOptions, 'height' | 'rows'>): boolean => height >= rows.length + 4

/**
 * The page while it comes about, redrawn in place. The diagnosis is written upwards from where it was announced: what
 * stands below it does not move.
 */
export class LivePage {
  readonly #options: LiveOptions
  readonly #reserved: number
  readonly #started: ReturnType<Clock['now']>
  #rows: readonly PageRow[]
  readonly #place: InPlace
  #cancel: Cancel = () => undefined

  constructor(options: LiveOptions) {
    const { height, rows, paper, clock } = options
    this.#options = options
    this.#place = new InPlace(options.write)
    this.#rows = rows
    this.#reserved = Math.min(linesForHead(paper.width), height - rows.length - 3)
    this.#started = clock.now()
    this.#tick()
  }

  /** The row of this place has ended. */
  ended(at: number, row: PageRow): void {
    this.#rows = this.#rows.with(at, row)
    this.#draw(this.#frame())
  }

  /** The finished page, in place of what was shown. */
  conclude(page: DoctorPage): void {
    this.#cancel()
    const { paper, height } = this.#options
    const head = headLines(page, paper)
    const rest = ['', ...checkLines(page, paper), ...tailLines(page, paper)]
    const closing = closingLines(page, { paper, shown: head.length + rest.length, height })
    this.#draw([...this.#above(head), ...rest, ...closing])
    this.#place.leave()
  }

  /** Nothing more is redrawn; what stands there stays. */
  leave(): void {
    this.#cancel()
    this.#place.leave()
  }

  #frame(): readonly string[] {
    const { paper, clock } = this.#options
    const took = ms(Math.max(1, between(this.#started, clock.now())))
    return [...this.#above([paper.texts.checking]), '', ...checkLines({ rows: this.#rows, took }, paper)]
  }

  #above(head: readonly string[]): readonly string[] {
    return [...Array.from({ length: Math.max(0, this.#reserved - head.length) }, () => ''), ...head]
  }

  #tick(): void {
    this.#draw(this.#frame())
    this.#cancel = this.#options.clock.after(REDRAW, () => this.#tick())
  }

  #draw(lines: readonly string[]): void {
    this.#place.draw(lines, this.#options.paper.width)
  }
}
