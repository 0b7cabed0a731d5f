/** Chunks below this are copied together: each has a buffer of its own, hundreds of bytes for the one that it may hold. */
const SMALL = 4096
const BLOCK = 65_536

/** A body that says its length, and not a large one, is put where it will stay as it comes: its read buffers are free at once. */
const PLACED_AT_MOST = 1_048_576

const NOTHING = Buffer.alloc(0)

/** The chunks of a body, in no more memory than twice what they hold, whatever their sizes. */
export class Gathered {
  readonly #chunks: Buffer[] = []
  readonly #place: Buffer | undefined
  #placed = 0
  #block = NOTHING
  #filled = 0

  /** @param announced its length, as its sender says; not a number where it does not */
  constructor(announced: number) {
    if (announced > 0 && announced <= PLACED_AT_MOST) this.#place = Buffer.allocUnsafe(announced)
  }

  add(chunk: Buffer): void {
    if (this.#place !== undefined) {
      this.#placed += chunk.copy(this.#place, this.#placed)
      return
    }
    // The first ones are never so many that it matters, and most bodies have no others.
    if (chunk.length >= SMALL || this.#chunks.length < 16) {
      this.#close()
      this.#chunks.push(chunk)
      return
    }
    if (this.#filled + chunk.length > this.#block.length) {
      this.#close()
      this.#block = Buffer.allocUnsafeSlow(BLOCK)
    }
    this.#filled += chunk.copy(this.#block, this.#filled)
  }

  /** In one piece; the pieces are let go. */
  take(): Buffer {
    if (this.#place !== undefined)
      return this.#placed === this.#place.length ? this.#place : this.#place.subarray(0, this.#placed)
    this.#close()
    return Buffer.concat(this.#chunks.splice(0))
  }

  #close(): void {
    if (this.#filled === 0) return
    this.#chunks.push(this.#block.subarray(0, this.#filled))
    this.#block = this.#block.subarray(this.#filled)
    this.#filled = 0
  }
}
