import { between, whole, type Instant, type Millis, type UnixMillis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { NamesNews, NamesSeen, NameTook } from './names.ts'

type Bad = Extract<NamesNews, { readonly kind: 'failed' | 'failing' | 'lying' }>

/** How the system's name servers do, and what has been said of it: each thing once for each name, until it is taken back. */
export class ServersSeen {
  readonly #clock: Clock
  #system: NamesSeen['system'] = 'unasked'
  #failing: { readonly since: UnixMillis; readonly from: Instant; readonly code: string } | undefined
  readonly #said = new Map<string, { readonly from: Instant; readonly kinds: Set<Bad['kind']> }>()
  /** Nobody listens before a gateway has started. */
  readonly #untold: NamesNews[] = []
  #onNews = (news: NamesNews): void => void this.#untold.push(news)

  #told: NameTook = () => undefined

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

  /** @param took undefined where it was a no */
  answered(name: string, took?: Millis): void {
    if (took !== undefined) this.#told(name, took)
    this.#system = 'answers'
    this.#failing = undefined
    const said = this.#said.get(name)
    if (said === undefined) return
    this.#said.delete(name)
    this.#onNews({ kind: 'back', name, after: whole(between(said.from, this.#clock.now())) })
  }

  /** They are others now. */
  forget(): void {
    this.#system = 'unasked'
    this.#failing = undefined
    // whether nobody knows an address was of a network that is gone, or of none at all
    for (const { kinds } of this.#said.values()) kinds.delete('failed')
  }

  say(news: Bad): void {
    const said = this.#said.get(news.name) ?? { from: this.#failing?.from ?? this.#clock.now(), kinds: new Set() }
    this.#said.set(news.name, said)
    if (said.kinds.has(news.kind)) return
    said.kinds.add(news.kind)
    this.#onNews(news)
  }

  tell(news: NamesNews): void {
    this.#onNews(news)
  }

  listen(onNews: (news: NamesNews) => void): void {
    this.#onNews = onNews
    for (const news of this.#untold.splice(0)) onNews(news)
  }

  onTook(told: NameTook): void {
    this.#told = told
  }
}
