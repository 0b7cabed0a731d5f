import type { AnswerName } from './answers.ts'

// What a server program of the lab is told to do, as plain JSON.

/** PEM, in it the certificate and all above it that are to be sent along. */
export type Papers = { readonly cert: string; readonly key: string }

export type Tls = Papers & {
  /** TLS 1.1 at most. */
  readonly old?: boolean
  /** PEM of an authority: who comes without a certificate of its is refused. */
  readonly clientsOf?: string
}

/** What happens behind a door. */
export type Deed =
  | { readonly is: 'http'; readonly says: AnswerName; readonly tls?: Tls; readonly behind?: number }
  /** Takes connections, reads, and says nothing. */
  | { readonly is: 'silent'; readonly tls?: Tls }
  | { readonly is: 'resets' }
  /** Says this as soon as it is spoken to, whatever is said. */
  | { readonly is: 'banner'; readonly text: string }
  /** On the way to `to`: who asks for this name is cut off, all others pass. */
  | { readonly is: 'name-filter'; readonly dislikes: string; readonly to: string }
  /** Opens TLS on the way, with papers of its own for each name, and goes on to where the name leads. */
  | { readonly is: 'opens-tls'; readonly papers: Readonly<Record<string, Papers>>; readonly to: Readonly<Record<string, string>> }
  /** An HTTP proxy: CONNECT alone. A status for some hosts, or for all (`*`); `hangs` never answers. */
  | {
      readonly is: 'proxy'
      readonly refuses?: Readonly<Record<string, number>>
      readonly hangs?: boolean
      readonly to: Readonly<Record<string, string>>
    }

export type Door = { readonly address: string; readonly port: number; readonly deed: Deed }

/** Names with their addresses; `*.corp.test` for all that ends so. What is not there does not exist. */
export type Zone = Readonly<Record<string, readonly string[]>>

/** A name server. */
export type Naming = {
  readonly listen: readonly string[]
  readonly zone: Zone
  /** A response code for every question: 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  readonly refuses?: number
  /** Only for those who want answers that were validated. */
  readonly bogus?: boolean
  /** Milliseconds before it answers. */
  readonly after?: number
}

export type Serving = { readonly doors: readonly Door[]; readonly naming?: Naming }

export const HTTPS = 443
/** Of this path, whatever else a door says, HTTPS to a resolver is answered from the zone. */
export const DNS_PATH = '/dns-query'
