import { isIP } from 'node:net'
import type { LinkFacts } from './facts.ts'

// What the system's own programs are asked with, and the forms in which all of them are told.

export type Interface = LinkFacts['interfaces'][number]
export type Route = LinkFacts['routes'][number]

/** @returns undefined for what is no list in JSON: an error, or an ip that knows no -json */
export function jsonList(text: string): readonly unknown[] | undefined {
  try {
    const list = JSON.parse(text || '[]') as unknown
    return text.trim() !== '' && Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

/** An IPv6 address in its shortest form; anything else as it is. */
export const shortest = (address: string): string =>
  isIP(address) === 6 && !address.includes('%') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
