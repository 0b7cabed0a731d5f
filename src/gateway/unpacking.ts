import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { MESSAGE_AT_MOST } from './limits.ts'

type Unpack = (bytes: Uint8Array) => Promise<Uint8Array>

const limits = { maxOutputLength: MESSAGE_AT_MOST }
const DECODERS: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', (bytes) => promisify(gunzip)(bytes, limits)],
  ['deflate', (bytes) => promisify(inflate)(bytes, limits)],
  ['br', (bytes) => promisify(brotliDecompress)(bytes, limits)],
  ['zstd', (bytes) => promisify(zstdDecompress)(bytes, limits)],
])

/**
 * Unpacks bodies to look at them, one after the other: a hundred that grow to 64 MiB each would be 6 GiB if all grew at
 * once.
 */
export class Unpacking {
  #last: Promise<unknown> = Promise.resolve()

  knows(encoding: string): boolean {
    return DECODERS.has(encoding.toLowerCase())
  }

  /** @returns what `look` makes of it; undefined for what cannot be unpacked or is larger than a message may be */
  async look<Seen>(bytes: Uint8Array, encoding: string, look: (bytes: Uint8Array) => Seen): Promise<Seen | undefined> {
    const unpack = DECODERS.get(encoding.toLowerCase())
    if (unpack === undefined) return undefined
    // Looked at before the next one grows, and then let go.
    const seen = this.#last.then(async () => look(await unpack(bytes))).catch(() => undefined)
    this.#last = seen
    return await seen
  }
}
