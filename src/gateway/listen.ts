import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StartError, type StartErrorCode } from './start-error.ts'

/** Sockets and files that are no client's: the upstream's soundings, the journal, standard streams. */
const KEPT_FREE = 64
const CLIENTS_AT_LEAST = 8

/** Each client needs a connection to the upstream as well: clients alone must never take them all, or none is ever served. */
export function clientsAtMost(openFiles: number | undefined): number | undefined {
  if (openFiles === undefined) return undefined
  return Math.max(CLIENTS_AT_LEAST, Math.floor((openFiles - KEPT_FREE) / 2))
}

/** Where to listen. `socket`: one that listens already and was passed on, as a descriptor. */
export type Address = { readonly host: string; readonly port: number; readonly socket: number | undefined }

/** @returns the port @throws StartError */
export function listening(server: Server, { host, port, socket }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, { port, host })))
    const at = socket === undefined ? { port, host } : { fd: socket }
    server.listen(at, () => resolve((server.address() as AddressInfo).port))
  })
}

/** systemd passes the first one on as this: https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html */
const FIRST_PASSED = 3

/** @returns the socket that was passed on to this very process; undefined when there is none */
export function passedSocket(env: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  return env['LISTEN_PID'] === String(pid) && Number(env['LISTEN_FDS']) >= 1 ? FIRST_PASSED : undefined
}

function startError(error: NodeJS.ErrnoException, at: { readonly port: number; readonly host: string }): StartError {
  const known = START_ERRORS[error.code ?? '']
  if (known === undefined) return new StartError('listen-failed', error.code ?? error.message)
  return new StartError(known, known === 'host-unknown' ? at.host : String(at.port))
}

const START_ERRORS: Readonly<Record<string, StartErrorCode>> = {
  EADDRINUSE: 'port-taken',
  EACCES: 'port-forbidden',
  ENOTFOUND: 'host-unknown',
  EADDRNOTAVAIL: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
}

/** A gateway that is its own upstream would send each request round for ever. */
export function isSelf(upstream: string, port: number): boolean {
  const { hostname, port: upstreamPort } = new URL(upstream)
  return Number(upstreamPort) === port && ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::]'].includes(hostname)
}
