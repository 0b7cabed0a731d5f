import type { Socket } from 'node:net'
import { ms, seconds, type Millis } from '../core/time.ts'
import { sleep } from '../world/clock.ts'
import { dialTcp } from '../world/way-out/reach.ts'
import { race } from '../world/way-out/race.ts'
import type { MtuFacts, Tried } from './facts.ts'
import { namesAt } from './look-up.ts'
import { leftOf } from './patience.ts'
import type { Bench, Probe } from './probe.ts'
import { askSystem } from '../world/ask-system.ts'
import { tried } from './tried.ts'
import { unacknowledgedOn, type Unacknowledged } from './unacknowledged.ts'

/** For name and connection together. */
const CONNECT_WITHIN = seconds(3.5)
/** Three resends of a lost segment on a good line; at 64 kbit/s three quarters of the bytes. */
const BULK_WITHIN = seconds(2.2)
const EVERY: Millis = ms(60)

/** Beyond every first window: 16 segments and more. */
const BULK_BYTES = 24_576
/**
 * The beginning of a TLS greeting that announces 60,000 bytes. A server reads on, or objects with an alert; either way its
 * kernel has acknowledged what came.
 */
const BULK: Buffer = bulk()

/** Do large packets arrive? The first of them go out together, as large as the path is said to allow. */
export const mtuProbe: Probe<'mtu'> = {
  id: 'mtu',
  within: seconds(5.9),
  async measure(bench, signal) {
    const { clock, target, platform, env } = bench
    const look = unacknowledgedOn(platform, askSystem(env, signal))
    // bytes like these are for a door that expects TLS
    if (!target.secure || look === undefined) return { bulk: undefined }
    const began = clock.now()
    const opened = await tried((ended) => open(bench, ended), { clock, within: CONNECT_WITHIN }, signal)
    if (!opened.ok) return { bulk: opened }
    const { saw: socket } = opened
    // gone before anything was sent
    if (socket.destroyed) return { bulk: { ok: false, millis: opened.millis, code: 'ECONNRESET' } }
    try {
      const within = ms(Math.min(BULK_WITHIN, leftOf(seconds(5.8), began, clock)))
      return { bulk: await pour(socket, { look, bench, within }, signal) }
    } finally {
      // With what nobody has taken: an orderly end would keep it in the kernel for minutes. Where the other side has ended
      // already, Node is ending it too; a reset in the middle of that fails, and leaves a handle that spins for ever.
      if (socket.readableEnded) socket.destroy()
      else socket.resetAndDestroy()
    }
  },
}

/** To the first address that answers; a dead family must not hide the answer of the other. */
async function open(bench: Bench, signal: AbortSignal): Promise<Socket> {
  const { clock, target } = bench
  const addresses = await namesAt(bench).lookUp(signal)(target.host)
  const dial = (address: (typeof addresses)[number]): ReturnType<typeof dialTcp> => dialTcp(address, target.port)
  const { won } = await race(addresses, { clock, within: CONNECT_WITHIN, dial }, signal)
  return won
}

type Pouring = { readonly look: Unacknowledged; readonly bench: Bench; readonly within: Millis }

type Poured = Extract<NonNullable<MtuFacts['bulk']>, { readonly ok: true }>['saw']

/** @returns with the time from the first byte to the last acknowledgement, or to the limit */
async function pour(socket: Socket, { look, bench, within }: Pouring, signal: AbortSignal): Promise<Tried<Poured>> {
  const { clock } = bench
  const connection = { localPort: socket.localPort ?? 0, remotePort: socket.remotePort ?? 0 }
  // who answers, or hangs up, has read the first large segment
  const reacted = new Promise<void>((resolve) => {
    for (const event of ['data', 'end', 'close'] as const) socket.once(event, () => resolve())
  })
  let left = BULK_BYTES
  let pendingAt = clock.now()
  const began = pendingAt
  const count = async (): Promise<number> => {
    const queued = await look(connection)
    // with what the kernel has not taken yet; a connection that it knows no more has come to an end
    left = queued === undefined ? 0 : Math.min(BULK_BYTES, queued + socket.writableLength)
    if (left > 0) pendingAt = clock.now()
    return left
  }
  const watch = async (ended: AbortSignal): Promise<void> => {
    socket.write(BULK)
    do await sleep(clock, EVERY, ended)
    while ((await count()) > 0)
  }
  const outcome = await tried(
    (ended) => Promise.race([watch(ended), reacted.then(() => void (left = 0))]),
    { clock, within },
    signal,
  )
  if (!outcome.ok && signal.aborted) return outcome
  // on a busy computer the last look may be long ago
  if (!outcome.ok) await count()
  // what was gone at a look that came late was gone before it
  const millis = left > 0 ? outcome.millis : ms(Math.max(1, Math.min(outcome.millis, pendingAt - began + EVERY)))
  return { ok: true, millis, saw: { sent: BULK_BYTES, unacknowledged: left } }
}

function bulk(): Buffer {
  const bytes = Buffer.alloc(BULK_BYTES)
  // record: handshake, TLS 1.0 as in every first record, 16,384 bytes; in it a ClientHello of 60,000 bytes for TLS 1.2
  const first = Buffer.from([22, 3, 1, 0x40, 0, 1, 0, 0xea, 0x60, 3, 3])
  const second = Buffer.from([22, 3, 1, 0, 0])
  const from = 5 + 16_384
  second.writeUInt16BE(BULK_BYTES - from - 5, 3)
  first.copy(bytes)
  second.copy(bytes, from)
  return bytes
}
