import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import type { Head, Listener, Sending } from '../world/network.ts'

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
])

/** Whom the decoded answer is told. */
type Decoded = Pick<Listener, 'data' | 'end' | 'broken'>

/** A compressed answer on its way; what comes out of it is told as the answer itself would have been. */
export type Decoder = {
  readonly write: (chunk: Uint8Array) => void
  readonly end: () => void
  readonly pause: () => void
  readonly resume: () => void
  /** Nothing more is told. */
  readonly stop: () => void
}

/**
 * Reads through a compression that nobody asked for: we ask for identity, but some middleboxes compress all the same, and
 * events that cannot be read cannot be guarded. Whoever pauses the answer pauses the decoder: a few bytes can be
 * gigabytes, and none is made before it is wanted.
 * @param from what carries the compressed bytes: stopped while the decoder has enough of them
 * @returns undefined where nothing is compressed, or not in a way that is known
 */
export function decoderFor(head: Head, from: Pick<Sending, 'pause' | 'resume'>, to: Decoded): Decoder | undefined {
  const decoder = DECODERS.get((head.headers['content-encoding'] ?? '').trim().toLowerCase())?.()
  if (decoder === undefined) return undefined
  decoder
    .on('data', (chunk: Uint8Array) => to.data(chunk))
    .on('end', () => to.end())
    .on('drain', () => from.resume())
    .on('error', () =>
      to.broken({ phase: 'headers', code: 'answer.not-an-answer', raw: 'undecodable', sent: 'all', stale: false }),
    )
  return {
    write: (chunk) => {
      if (!decoder.write(chunk)) from.pause()
    },
    end: () => void decoder.end(),
    pause: () => void decoder.pause(),
    resume: () => void decoder.resume(),
    stop: () => void decoder.destroy(),
  }
}
