import { between, whole, type Instant, type UnixMillis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { NamesNews, NamesSeen } from './names.ts'

/** How the system's name servers do, and what has been said of it: once for each name, until it is taken back. */
export class ServersSeen {
  readonly #clock: Clock
  #system: NamesSeen['system'] = 'unasked'
  #failing: { readonly since: UnixMillis; readonly from: Instant; readonly code: string } | undefined
  readonly #said = new Set<string>()
  /** Nobody listens before a gateway has started. */
  readonly #untold: NamesNews[] = []
  #onNews = (news: NamesNews): void => void this.#untold.push(news)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get seen(): Pick<NamesSeen, 'system' | 'failing'> {
    const failing = this.#failing
    return {
      system: this.#system,
      ...(failing === undefined ? {} : { failing: { since: failing.since, code: failing.code } }),
    }
  }

  failed(code: string): void {
    this.#system = 'fails'
    this.#failing ??= { since: this.#clock.wall(), from: this.#clock.now(), code }
  }

  answered(name: string): void {
    const now = this.#clock.now()
    const after = whole(between(this.#failing?.from ?? now, now))
    this.#system = 'answers'
    this.#failing = undefined
    if (this.#said.delete(name)) this.#onNews({ kind: 'back', name, after })
  }

  /** They are others now. */
  forget(): void {
    this.#system = 'unasked'
    this.#failing = undefined
  }

  say(news: Extract<NamesNews, { readonly kind: 'failing' | 'lying' }>): void {
    if (this.#said.has(news.name)) return
    this.#said.add(news.name)
    this.#onNews(news)
  }

  tell(news: NamesNews): void {
    this.#onNews(news)
  }

  listen(onNews: (news: NamesNews) => void): void {
    this.#onNews = onNews
    for (const news of this.#untold.splice(0)) onNews(news)
  }
}
