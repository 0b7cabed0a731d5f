import { LogCollapsingLowestDenseDDSketch } from '@datadog/sketches-js'

/** Every quantile is right to within this share of itself. */
const ACCURACY = 0.02
/** From 0.1 ms to an hour there are 440 bins of that width; below, the smallest run into each other. */
const BINS_AT_MOST = 512

/** A sketch as it is kept in a file: how many fell into each bin, from bin `from` on. */
export type KeptSketch = { readonly from: number; readonly bins: readonly number[] }

/** A range of a histogram, in milliseconds. */
export type Bar = { readonly from: number; readonly to: number; readonly count: number }

/** How long something took, many times over, in little space: quantiles with a bounded relative error (DDSketch). Mergeable. */
export class Sketch {
  readonly #inner = new LogCollapsingLowestDenseDDSketch({ relativeAccuracy: ACCURACY, binLimit: BINS_AT_MOST })

  /** May be a fraction once it has been aged. */
  get count(): number {
    return this.#inner.count
  }

  /** @param millis below 0.1 counts as that much */
  add(millis: number): void {
    this.#inner.accept(Math.max(0.1, millis))
  }

  /** The value that no more than `1 - share` of all exceed: of a few the largest. @returns milliseconds; 0 while there is nothing */
  quantile(share: number): number {
    const { count } = this.#inner
    if (count === 0) return 0
    // the library rounds the rank down, and would pass over the largest of fifty
    const rank = Math.max(0, Math.ceil(share * count) - 1)
    const value = this.#inner.getValueAtQuantile(Math.min(1, rank / Math.max(1, count - 1)))
    return Number.isFinite(value) ? value : 0
  }

  /** How large a share of all took longer than this. */
  shareAbove(millis: number): number {
    const { count } = this.#inner
    if (count === 0) return 0
    return this.#values().reduce((sum, [value, some]) => (value > millis ? sum + some : sum), 0) / count
  }

  /** How many fell into each of so many ranges between the shortest and the longest, which widen by the same factor. */
  bars(ranges: number): readonly Bar[] {
    const values = this.#values()
    const [least, most] = [values[0]?.[0] ?? 0, values.at(-1)?.[0] ?? 0]
    if (values.length === 0) return []
    const factor = Math.max(1.05, (most / least) ** (1 / ranges))
    return Array.from({ length: ranges }, (_, at) => {
      const [from, to] = [least * factor ** at, least * factor ** (at + 1)]
      const isLast = at === ranges - 1
      const count = values.reduce((sum, [value, some]) => (value >= from && (value < to || isLast) ? sum + some : sum), 0)
      return { from, to: isLast ? Math.max(to, most) : to, count: Math.round(count) }
    })
  }

  #values(): readonly (readonly [millis: number, count: number])[] {
    const { store, mapping } = this.#inner
    return store.bins.flatMap((count, at) => (count > 0 ? [[mapping.value(at + store.offset), count] as const] : []))
  }

  merge(other: Sketch): void {
    if (other.count > 0) this.#inner.merge(other.#inner)
  }

  /** What it holds counts for this share of it from now on. */
  age(share: number): void {
    const { store } = this.#inner
    store.bins = store.bins.map((count) => count * share)
    store.count *= share
    this.#inner.count *= share
  }

  keep(): KeptSketch {
    const { bins, minKey, maxKey, offset, count } = this.#inner.store
    if (count === 0) return { from: 0, bins: [] }
    return { from: minKey, bins: bins.slice(minKey - offset, maxKey - offset + 1).map((some) => Math.round(some * 1000) / 1000) }
  }

  /** @returns undefined for what is no kept sketch */
  static from(kept: unknown): Sketch | undefined {
    if (typeof kept !== 'object' || kept === null) return undefined
    const { from, bins } = kept as Readonly<Record<string, unknown>>
    if (!Number.isSafeInteger(from) || Math.abs(from as number) > 10_000) return undefined
    if (!Array.isArray(bins) || bins.length > BINS_AT_MOST || !bins.every(isCount)) return undefined
    const sketch = new Sketch()
    const { store } = sketch.#inner
    for (const [at, count] of bins.entries()) if (count > 0) store.add((from as number) + at, count)
    sketch.#inner.count = store.count
    return sketch
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e12
