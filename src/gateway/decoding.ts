import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import type { Transform } from 'node:stream'
import type { Listener } from '../world/network.ts'

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * Reads through a compression that nobody asked for: we ask for identity, but some middleboxes compress all the same, and
 * events that cannot be read cannot be guarded.
 * @param onDecode called when it has to
 */
export function decoding(listener: Listener, onDecode: () => void): Listener {
  let decoder: Transform | undefined
  return {
    head: (head) => {
      const make = DECODERS[(head.headers['content-encoding'] ?? '').trim().toLowerCase()]
      if (make !== undefined) {
        decoder = make()
        onDecode()
        decoder.on('data', (chunk: Uint8Array) => listener.data(chunk))
        decoder.on('end', () => listener.end())
        decoder.on('error', () =>
          listener.broken({ phase: 'headers', code: 'answer.not-an-answer', raw: 'undecodable', sent: 'all', stale: false }),
        )
      }
      listener.head(head)
    },
    data: (chunk) => {
      if (decoder === undefined) listener.data(chunk)
      else decoder.write(chunk)
    },
    end: () => {
      if (decoder === undefined) listener.end()
      else decoder.end()
    },
    broken: (broken) => {
      decoder?.destroy()
      listener.broken(broken)
    },
  }
}
