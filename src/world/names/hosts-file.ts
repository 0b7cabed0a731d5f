import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Address } from '../way-out/look-up.ts'
import { hostsFileOf, linesFor } from './name-settings.ts'

/** What a name means on every machine, should its hosts file not say so (RFC 6761). */
const LOOPBACK: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/** Whoever blocks advertisements by it has some MiB. */
const LARGEST = 32 * 1024 * 1024
const NAMES_AT_MOST = 256

/** The hosts file of this machine, which waits for nobody. It is read again when it has changed. */
export class HostsFile {
  readonly #path: string
  readonly #known = new Map<string, readonly Address[]>()
  #fingerprint = ''

  constructor(path: string) {
    this.#path = path
  }

  static of(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): HostsFile {
    return new HostsFile(hostsFileOf(platform, env['SystemRoot']))
  }

  /** @returns none for a name that is not this file's business */
  addressesOf(name: string): readonly Address[] {
    const bare = name.toLowerCase().replace(/\.$/, '')
    const found = this.#look(bare)
    return found.length === 0 && /(?:^|\.)localhost$/.test(bare) ? LOOPBACK : found
  }

  #look(name: string): readonly Address[] {
    try {
      const { mtimeMs, size, ino } = statSync(this.#path)
      const fingerprint = `${mtimeMs}/${size}/${ino}`
      if (fingerprint !== this.#fingerprint || this.#known.size > NAMES_AT_MOST) this.#known.clear()
      this.#fingerprint = fingerprint
      const known = this.#known.get(name)
      if (known !== undefined) return known
      const found = size > LARGEST ? [] : addressesIn(readFileSync(this.#path, 'utf8'), name)
      this.#known.set(name, found)
      return found
    } catch {
      return []
    }
  }
}

function addressesIn(text: string, name: string): readonly Address[] {
  // most names are in nobody's file: not worth taking a large one apart
  if (!text.toLowerCase().includes(name)) return []
  return linesFor(name, text).flatMap((line): readonly Address[] => {
    const [address = ''] = line.split(' ', 1)
    const family = isIP(address)
    return family === 0 ? [] : [{ address, family: family === 4 ? 4 : 6 }]
  })
}
