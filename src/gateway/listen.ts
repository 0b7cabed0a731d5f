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

/** @returns the port @throws StartError */
export function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, { port, host })))
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port))
  })
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
