import { createHash } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { seconds, unixMillis } from '../../core/time.ts'
import { writeFileAtomic } from '../atomic-file.ts'
import type { Cancel, Clock } from '../clock.ts'
import type { Good, LastGood } from './last-good.ts'

export const lastGoodPath = (dataDir: string): string => join(dataDir, 'addresses.json')

/** A network is told from others by this: the file says nothing of where somebody was. */
export const networkMark = (network: string): string => createHash('sha256').update(network).digest('hex').slice(0, 16)

export type FileNews =
  | { readonly kind: 'set-aside'; readonly file: string }
  | { readonly kind: 'unwritten'; readonly error: unknown }
  | { readonly kind: 'written' }

export type LastGoodFileOptions = {
  readonly path: string
  readonly clock: Clock
  readonly lastGood: LastGood
  readonly onNews: (news: FileNews) => void
}

const SCHEMA = 1
/** 256 entries with the longest of names. What is larger is not ours. */
const BYTES_AT_MOST = 256 * 1024
const ENTRIES_AT_MOST = 1024
/** Several connections at once prove several addresses. */
const WRITTEN_AFTER = seconds(1)

/**
 * The last good addresses over a restart: written whole or not at all, for its owner alone. Gateways of one data directory share it;
 * each adds what it knows to what stands there.
 */
export class LastGoodFile {
  readonly #options: LastGoodFileOptions
  #cancel: Cancel | undefined
  #writing: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: LastGoodFileOptions) {
    this.#options = options
  }

  /** Reads what is there. What is no file of ours is set aside, so that it is neither read again nor lost. */
  open(): void {
    const { path, lastGood, onNews } = this.#options
    try {
      lastGood.adopt(goodsIn(readFileSync(path)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== undefined) return
      const aside = `${path}.broken`
      try {
        renameSync(path, aside)
        onNews({ kind: 'set-aside', file: aside })
      } catch {
        // it stays, and is written over
      }
    }
  }

  /** Soon, together with what changes meanwhile. */
  write(): void {
    if (this.#closed) return
    this.#cancel ??= this.#options.clock.after(WRITTEN_AFTER, () => this.#writeNow())
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#cancel !== undefined) this.#writeNow()
    await this.#writing
  }

  #writeNow(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#writing = this.#writing.then(async () => await this.#replace())
  }

  async #replace(): Promise<void> {
    const { path, lastGood, onNews } = this.#options
    try {
      // another gateway may have written since; what this one knows to be wrong stays out
      const before = await readFile(path).then(goodsIn, () => [])
      const own = lastGood.all()
      const others = before.filter((good) => !lastGood.hasDisproved(good) && !own.some((one) => isSame(one, good)))
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const goods = [...own, ...others].slice(0, ENTRIES_AT_MOST)
      await writeFileAtomic(path, `${JSON.stringify({ schema: SCHEMA, goods })}\n`)
      onNews({ kind: 'written' })
    } catch (error) {
      onNews({ kind: 'unwritten', error })
    }
  }
}

const isSame = (one: Good, other: Good): boolean =>
  one.network === other.network && one.name === other.name && one.address === other.address

/** @throws without a code for what is no file of ours */
function goodsIn(bytes: Buffer): readonly Good[] {
  if (bytes.length > BYTES_AT_MOST) throw new Error('too large')
  const { schema, goods } = JSON.parse(bytes.toString('utf8')) as Readonly<Record<string, unknown>>
  if (schema !== SCHEMA || !Array.isArray(goods) || goods.length > ENTRIES_AT_MOST || !goods.every(isGood))
    throw new Error('not ours')
  return goods.map(({ network, name, address, heardAt }) => ({ network, name, address, heardAt: unixMillis(heardAt) }))
}

function isGood(value: unknown): value is Good {
  if (typeof value !== 'object' || value === null) return false
  const { network, name, address, heardAt } = value as Readonly<Record<string, unknown>>
  const isText = typeof network === 'string' && /^[0-9a-f]{16}$/.test(network)
  const isName = typeof name === 'string' && /^[\x21-\x7e]{1,253}$/.test(name) && name === name.toLowerCase()
  return isText && isName && typeof address === 'string' && isIP(address) !== 0 && Number.isSafeInteger(heardAt)
}
