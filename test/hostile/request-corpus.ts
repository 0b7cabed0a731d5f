import type { Piece } from './bare-client.ts'

/** What an entry may write of itself. */
export type It = {
  /** By which all of its first request is known, and its second and third. */
  readonly mark: string
  readonly second: string
  readonly third: string
  readonly host: string
  /** A proper body with the mark in it. */
  readonly body: string
  /** A whole proper request with this mark. @param more header lines, each with its line end */
  readonly post: (mark: string, more?: string) => string
}

export type Must = {
  /** Of all answers that the client hears whole, in their order; of several values any. */
  readonly statuses: readonly (number | readonly number[])[]
  /** What becomes of its connection; `either` where both are right. */
  readonly connection: 'closed' | 'kept' | 'either'
  /** The requests that reach the upstream, each whole: its target, and what its body is. */
  readonly reaches: readonly (readonly [target: string, body: string])[]
}

/** Something that a client may send, and what must come of it. */
export type HostileRequest = {
  readonly name: string
  /** Where it is said that this is right. */
  readonly why: string
  readonly sends: (it: It) => readonly Piece[]
  readonly must: (it: It) => Must
}

/** Answered with this, closed, and never passed on. */
export const refused =
  (...statuses: readonly number[]): HostileRequest['must'] =>
  () => ({ statuses: [statuses], connection: 'closed', reaches: [] })

/** Answered here, without harm for the connection, and never passed on. */
export const answeredHere =
  (status: number): HostileRequest['must'] =>
  () => ({ statuses: [status], connection: 'kept', reaches: [] })

/** Closed without a word. */
export const dropped: HostileRequest['must'] = () => ({ statuses: [], connection: 'closed', reaches: [] })

/** It was proper after all: served, and alone. */
export const served: HostileRequest['must'] = ({ mark, body }) => ({
  statuses: [200],
  connection: 'kept',
  reaches: [[`/v1/messages?${mark}`, body]],
})

/** The head of a POST, open for more header lines. */
export const open = ({ mark, host }: It): string =>
  `POST /v1/messages?${mark} HTTP/1.1\r\nHost: ${host}\r\nx-api-key: k\r\nx-mark: ${mark}\r\n`

export const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

export const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'
