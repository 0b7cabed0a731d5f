import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

const MARKED = Symbol('the last credential that came this way, and its mark')
type Marked = Socket & { [MARKED]?: { readonly credential: string; readonly mark: string } }

/**
 * Tells credentials apart without keeping one: a short hash, salted by this gateway. Made once for a connection, whose
 * client mostly sends the same one; the connection's end forgets it.
 */
export function markOf(salt: string, { socket, headers }: IncomingMessage): string {
  const credential = headers.authorization ?? oneOf(headers['x-api-key']) ?? ''
  if (credential === '') return 'none'
  const last = (socket as Marked)[MARKED]
  if (last?.credential === credential) return last.mark
  const mark = hash('sha256', salt + credential, 'hex').slice(0, 12)
  ;(socket as Marked)[MARKED] = { credential, mark }
  return mark
}

const oneOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'object' ? value.join(', ') : value
