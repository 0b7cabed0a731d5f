import type { GatewayFacts } from './gateway-facts.ts'

// What doctor can know of a machine and its way to the provider. Plain JSON: a report carries it, and the diagnosis is
// made again from it. Facts, not judgements: which of them is a fault is decided in src/doctor alone. No secret stands
// in it: of a credential only kind, length and the places of what does not belong there.

/** The system's own word for what went wrong (ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED …); TIMEOUT is our own timer; ABORTED (ended from outside) and NOT_ASKED show nothing. */
export type ErrorCode = string

/** One try: what it gave or why it gave nothing, and how long it took. Nought means: never ran. */
export type Tried<Seen = unknown> =
  | { readonly ok: true; readonly millis: number; readonly saw: Seen }
  | { readonly ok: false; readonly millis: number; readonly code: ErrorCode }

export type Family = 4 | 6

export type LinkFacts = {
  readonly interfaces: readonly {
    readonly name: string
    readonly kind: 'loopback' | 'tunnel' | 'other'
    readonly up: boolean
    readonly addresses: readonly {
      readonly address: string
      readonly family: Family
      readonly reach: 'global' | 'private' | 'link' | 'loopback'
    }[]
  }[]
  /** Default routes, and those that cover half of everything, as VPNs set them. */
  readonly routes: readonly {
    readonly family: Family
    readonly to: string
    readonly via: string | undefined
    readonly device: string
    readonly metric: number
  }[]
  /** The first hop of each default route, as the kernel or a direct try knows it. */
  readonly gateways: readonly {
    readonly address: string
    readonly device: string
    readonly state: 'answers' | 'dead' | 'unknown'
  }[]
  /** The device by which the target's first address would go out. */
  readonly deviceToTarget: string | undefined
}

/** C1: TCP to well-known addresses, without any name. */
export type EgressFacts = {
  readonly tries: readonly { readonly address: string; readonly family: Family; readonly tried: Tried }[]
  /** The same through each other default route, bound to its own address. Only with several default routes. */
  readonly otherWays: readonly { readonly device: string; readonly tried: Tried }[]
}

export type Names = { readonly addresses: readonly string[] }

export type DnsFacts = {
  readonly configured: {
    readonly state: 'present' | 'missing' | 'empty'
    readonly servers: readonly string[]
    readonly search: readonly string[]
    readonly wsl: boolean
  }
  /** As every program sees it: hosts file, VPN rules and all. */
  readonly system: Tried<Names>
  /** The control's name by the same way. */
  readonly systemControl: Tried<Names>
  /** Each configured server asked for itself, for the target, with a limit of 2 s each. */
  readonly servers: readonly { readonly server: string; readonly a: Tried<Names>; readonly aaaa: Tried<Names> }[]
  /** C3: public resolvers, by UDP and by HTTPS to an address. */
  readonly public: readonly {
    readonly server: string
    readonly by: 'udp' | 'https'
    readonly a: Tried<Names>
    readonly aaaa: Tried<Names>
  }[]
  /** Lines of the hosts file for the target. */
  readonly hostsFile: readonly string[]
  /** Asked again without validation, where a server answered SERVFAIL. */
  readonly unvalidated: Tried<Names> | undefined
  /** A made-up single label: an answer means that a search domain answers for everything. */
  readonly madeUp: Tried<Names> | undefined
}

/** C2: plain HTTP to addresses whose answer is known. */
export type PortalFacts = {
  readonly tries: readonly {
    readonly url: string
    readonly tried: Tried<{
      readonly status: number
      /** Host of the redirect. */
      readonly location: string | undefined
      readonly asExpected: boolean
      /** Date header, milliseconds since the epoch. */
      readonly date: number | undefined
      /** Who handed it on, by its own word (Via). */
      readonly via?: string
    }>
  }[]
}

export type ProxyFacts = {
  /** Which way the target's URL goes, by the environment and the client's settings. */
  readonly route: 'direct' | 'proxy' | 'unusable'
  /** Without a login. */
  readonly shown: string | undefined
  readonly variable: string | undefined
  readonly fault: 'socks' | 'other-scheme' | 'not-a-url' | undefined
  readonly written: 'whole' | 'without-scheme' | undefined
  readonly login: boolean
  /** Other variables that say something else; what NO_PROXY exempts. */
  readonly conflicting: readonly { readonly variable: string; readonly shown: string }[]
  readonly exempted: boolean
  readonly resolves: Tried<Names> | undefined
  readonly connects: Tried | undefined
  /** CONNECT to the target and to a control: the proxy's status, and the first bytes of what was no HTTP. */
  readonly tunnel: Tried<{ readonly status: number; readonly banner: string | undefined }> | undefined
  readonly tunnelToControl: Tried<{ readonly status: number; readonly banner: string | undefined }> | undefined
  /** The other way round: direct where a proxy is set, through the proxy where NO_PROXY exempts, through the system's proxy where none is set. */
  readonly otherWay:
    | { readonly what: 'direct' | 'proxy' | 'system-proxy'; readonly shown: string | undefined; readonly tried: Tried }
    | undefined
}

export type TcpFacts = {
  readonly addresses: readonly { readonly address: string; readonly family: Family; readonly tried: Tried }[]
  /** As a program connects that does nothing of its own: Node's way, with its limit for each address. */
  readonly asPrograms: Tried
  /** TCP to the control, by its first address. */
  readonly control: Tried
}

export type MtuFacts = {
  /** Bytes sent in large segments, and how many of them were acknowledged within the limit. Undefined where the platform does not tell. */
  readonly bulk: Tried<{ readonly sent: number; readonly unacknowledged: number }> | undefined
}

export type Certificate = {
  readonly subject: string
  readonly issuer: string
  readonly validFrom: number
  readonly validTo: number
  /** Is it among the roots of Node, or of the system, that it ends in? */
  readonly root: 'node' | 'system' | 'extra' | 'unknown'
}
export type Handshake = {
  readonly protocol: string
  readonly trusted: boolean
  /** Why not: CERT_HAS_EXPIRED, ERR_TLS_CERT_ALTNAME_INVALID, DEPTH_ZERO_SELF_SIGNED_CERT … */
  readonly problem: ErrorCode | undefined
  readonly chain: readonly Certificate[]
}

export type TlsFacts = {
  readonly target: Tried<Handshake> | undefined
  readonly control: Tried<Handshake> | undefined
  /** C7: the same address, asked by a harmless other name. */
  readonly otherName: Tried<Handshake> | undefined
  readonly extraCa: 'none' | 'used' | 'missing' | 'unreadable'
  readonly checksOff: boolean
  readonly clientCertificate: 'none' | 'used' | 'missing' | 'unusable'
  /** Did the server ask for one? */
  readonly clientCertificateWanted: boolean
}

/** Ours minus theirs: above nought, this computer's clock is fast. */
export type ClockFacts = { readonly offsets: readonly { readonly host: string; readonly millis: number }[] }

export type HttpAnswer = {
  readonly status: number
  /** From an allow-list. */
  readonly headers: Readonly<Record<string, string>>
  /** At most 2,000 characters of the body. */
  readonly body: string
  /** Code of the catalogue (src/core/recognise.ts); undefined for an answer that is none of its refusals. */
  readonly code: string | undefined
  readonly firstByteMillis: number
}

export type HttpFacts = {
  /** GET /v1/models without credential: a 401 in the API's form proves name, route, TLS, edge and front door. */
  readonly front: Tried<HttpAnswer> | undefined
  /** POST /v1/messages, empty, without credential: what stands in front of the model tier. */
  readonly messages: Tried<HttpAnswer> | undefined
  /** HTTPS to the control. */
  readonly control: Tried<{ readonly status: number }> | undefined
  /** Only with --deep and an API key: one token from a model. */
  readonly deep: Tried<HttpAnswer> | undefined
  /** HTTPS to the host that renews logins; asked only where a login has expired and could be renewed. */
  readonly login?: Tried<{ readonly status: number }> | undefined
}

export type StatusPageFacts = {
  readonly page: Tried<{
    readonly host: string
    readonly updatedAt: number | undefined
    /** When it was said, by the Date of the answer; milliseconds since the epoch. */
    readonly saidAt?: number
    /** How long a cache has kept it, by its own word (Age). */
    readonly keptMillis?: number
    /** Of the API and of Claude Code. */
    readonly components: readonly { readonly name: string; readonly status: string }[]
    readonly incidents: readonly {
      readonly name: string
      readonly status: string
      readonly impact: string
      readonly startedAt: number | undefined
    }[]
    readonly maintenance: readonly {
      readonly name: string
      readonly from: number | undefined
      readonly until: number | undefined
      readonly status: string
    }[]
  }>
}

/** A setting with the place where it stands: `shell`, or a file. */
export type Stated = { readonly value: string; readonly from: string }

export type SettingsFacts = {
  /** The strongest voice first: the first is the one that wins. Logins in URLs are taken out. */
  readonly baseUrl: readonly Stated[]
  readonly otherProvider: readonly Stated[]
  /** Variables that the client knows and that matter here, with the place of the one that wins. */
  readonly variables: Readonly<Record<string, Stated>>
  readonly client: { readonly version: string | undefined; readonly knownBad: readonly string[] }
  readonly node: { readonly version: string; readonly endOfLife: boolean }
}

export type CredentialFacts = {
  /** In the client's order of precedence: the first present one is used. */
  readonly sources: readonly {
    readonly source: string
    readonly from: string
    readonly kind: 'api-key' | 'auth-token' | 'oauth' | 'helper' | 'other'
    readonly state: 'usable' | 'malformed' | 'expired' | 'unreadable' | 'rejected'
    /** What does not belong there: `line-break`, `quote`, `space`, `invisible`, `full-width`, `too-short`, `wrong-kind`, with its place, counted from 1. */
    readonly flaws: readonly { readonly what: string; readonly at: number }[]
    readonly expiresAt: number | undefined
    readonly refreshable: boolean
  }[]
}

/** Everything that was asked, and what it showed. */
export type AllFacts = {
  readonly link: LinkFacts
  readonly egress: EgressFacts
  readonly dns: DnsFacts
  readonly portal: PortalFacts
  readonly proxy: ProxyFacts
  readonly tcp: TcpFacts
  readonly mtu: MtuFacts
  readonly tls: TlsFacts
  readonly clock: ClockFacts
  readonly http: HttpFacts
  readonly gateway: GatewayFacts
  readonly status: StatusPageFacts
  readonly settings: SettingsFacts
  readonly credential: CredentialFacts
}

export type ProbeId = keyof AllFacts
