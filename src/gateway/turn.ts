import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Who has this many requests waiting for their turn on one connection means harm: browsers and clients have none. */
const WAITING_AT_MOST = 32

const WAITING = Symbol('requests that wait for their turn')
type Queued = Duplex & { [WAITING]?: number }

/** Has an earlier request on the same connection not been answered yet? Node gives an answer its socket when its turn comes. */
export const mustWait = (response: ServerResponse): boolean => response.socket === null

/**
 * Calls back when every earlier request on the connection has been answered (RFC 9112, 9.3.2: what is not safe is not done
 * side by side). Never, if the client leaves before: Node says nothing of that to an answer that has no socket.
 */
export function inTurn(socket: Duplex, response: ServerResponse, begin: () => void): void {
  const queued: Queued = socket
  const waiting = (queued[WAITING] ?? 0) + 1
  queued[WAITING] = waiting
  if (waiting > WAITING_AT_MOST) {
    socket.destroy()
    return
  }
  response.once('socket', () => {
    queued[WAITING] = (queued[WAITING] ?? 1) - 1
    begin()
  })
}
