import { isIP, type LookupFunction } from 'node:net'
import type { Address } from '../world/way-out/look-up.ts'
import { dialTcp } from '../world/way-out/reach.ts'

/** Somewhere to connect to, without any name. */
export type Spot = Address & { readonly port: number }

/**
 * An address as settings write it: `1.1.1.1:443`, `[2606:4700::1]:443`, and without a port.
 * @returns undefined when it is none
 */
export function spotIn(text: string, portOtherwise: number): Spot | undefined {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = v6 ?? v4 ?? text
  const family = isIP(address)
  return family === 0 ? undefined : { address, family: family === 4 ? 4 : 6, port: Number(port ?? portOtherwise) }
}

/** TCP to one address, let go of as soon as it stands. @returns something that survives JSON @throws as node:net */
export async function reaches({ address, family, port }: Spot, signal: AbortSignal): Promise<true> {
  signal.throwIfAborted()
  const { done, abandon } = dialTcp({ address, family }, port)
  signal.addEventListener('abort', abandon, { once: true })
  try {
    await done
    return true
  } finally {
    signal.removeEventListener('abort', abandon)
    abandon()
  }
}

/** For node:net and node:http, whose own look-up could not be ended: these, and nothing is asked. */
export const knowing =
  (addresses: readonly Address[]): LookupFunction =>
  (_name, { all }, callback) => {
    if (all === true) callback(null, [...addresses])
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
  }
