import { Resolver } from 'node:dns'
import { ms, seconds, type Millis } from '../../core/time.ts'

// One question to one name server, past the hosts file, the search list and every other rule of the system.

export type RecordType = 'A' | 'AAAA'
export type Asking = { readonly name: string; readonly type: RecordType }

/** `ttl`: how long the shortest-lived of them may be kept, as the server says. */
export type ServerAnswer = { readonly addresses: readonly string[]; readonly ttl: Millis }

/** Nothing came in time. */
export const SERVER_SILENT = 'ETIMEOUT'

type Limits = { readonly within: Millis }

/**
 * By node:dns, which holds up nobody else and can be ended.
 * @param server an address, with or without port
 * @throws with the code of node:dns, SERVER_SILENT after `within`, or the reason of `signal`
 */
export function askServer(server: string, asking: Asking, { within }: Limits, signal: AbortSignal): Promise<ServerAnswer> {
  const { name, type } = asking
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const resolver = new Resolver({ timeout: within, tries: 1 })
    resolver.setServers([server])
    const onAbort = (): void => {
      resolver.cancel()
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const onAnswer = (error: Error | null, records: readonly { readonly address: string; readonly ttl: number }[]): void => {
      signal.removeEventListener('abort', onAbort)
      if (error !== null) reject(error)
      else resolve({ addresses: records.map(({ address }) => address), ttl: shortest(records) })
    }
    if (type === 'A') resolver.resolve4(name, { ttl: true }, onAnswer)
    else resolver.resolve6(name, { ttl: true }, onAnswer)
  })
}

const shortest = (records: readonly { readonly ttl: number }[]): Millis =>
  records.length === 0 ? ms(0) : seconds(Math.min(...records.map(({ ttl }) => ttl)))
