import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from 'node:tls'
import { WayError } from '../../core/failure-code.ts'
import type { Env } from './route.ts'

type Loaded = {
  readonly context: SecureContext
  /** What was agreed with a host before, for a shorter handshake. */
  readonly sessions: Map<string, Buffer>
  readonly fingerprint: string
}

/** Certificates of the machine; nothing where Node cannot read them. Takes a fifth of a second. */
export type SystemCertificates = () => readonly string[]

export const systemCertificates: SystemCertificates = () => {
  try {
    // Since Node 22.15 only.
    return getCACertificates?.('system') ?? []
  } catch {
    return []
  }
}

/**
 * Whom we believe, and what we show when we are asked who we are. Files are read again when they have changed: company
 * certificates live for hours. The system's certificates are fetched when those of Node do not suffice, since most never
 * need them.
 */
export class Credentials {
  readonly #env: Env
  readonly #system: SystemCertificates
  #loaded: Loaded | undefined
  #wide: readonly string[] | undefined

  constructor(env: Env, system: SystemCertificates = systemCertificates) {
    this.#env = env
    this.#system = system
  }

  /** @throws WayError when the files cannot be used, and never could */
  get context(): SecureContext {
    return this.#current().context
  }

  get sessions(): Map<string, Buffer> {
    return this.#current().sessions
  }

  /** Off where somebody has set NODE_TLS_REJECT_UNAUTHORIZED=0, as for every program on Node. */
  get checks(): 'on' | 'off' {
    return this.#env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? 'off' : 'on'
  }

  /** How many certificates of the system are believed. */
  get breadth(): number {
    return this.#wide?.length ?? 0
  }

  /** Believes the system's certificates too. @returns the breadth from now on */
  widen(): number {
    if (this.#wide === undefined && this.#stores.includes('system')) {
      this.#wide = this.#system()
      this.#loaded = undefined
    }
    return this.breadth
  }

  /** Sessions of another network's interceptor are of no use here. */
  forget(): void {
    this.#loaded?.sessions.clear()
  }

  get #stores(): readonly string[] {
    return (this.#env['CLAUDE_CODE_CERT_STORE'] || 'bundled,system').split(',').map((store) => store.trim())
  }

  #current(): Loaded {
    const fingerprint = FILES.map((name) => fingerprintOf(this.#env[name])).join(' ')
    const before = this.#loaded
    if (before?.fingerprint === fingerprint) return before
    try {
      this.#loaded = { context: this.#make(), sessions: new Map(), fingerprint }
    } catch (error) {
      // Halfway through a rotation, certificate and key do not fit: what was good until now serves on, and is looked at again.
      if (before === undefined) throw unusable(error)
      return before
    }
    return this.#loaded
  }

  #make(): SecureContext {
    const env = this.#env
    const [cert, key] = [env['CLAUDE_CODE_CLIENT_CERT'], env['CLAUDE_CODE_CLIENT_KEY']]
    const passphrase = env['CLAUDE_CODE_CLIENT_KEY_PASSPHRASE']
    const ca = this.#authorities()
    return createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert ? { cert: readFileSync(cert), key: readFileSync(key || cert) } : {}),
      ...(cert && passphrase ? { passphrase } : {}),
    })
  }

  /** @returns undefined where Node's own suffice, which are compiled already */
  #authorities(): string[] | undefined {
    const path = this.#env['NODE_EXTRA_CA_CERTS']
    const extra = path ? certificatesIn(path) : undefined
    if (!this.#stores.includes('bundled') && this.#stores.includes('system')) this.#wide ??= this.#system()
    if (this.#wide === undefined && extra === undefined) return undefined
    const bundled = this.#stores.includes('bundled') ? rootCertificates : []
    return [...bundled, ...(this.#wide ?? []), ...(extra === undefined ? [] : [extra])]
  }
}

/** @returns undefined for a file that cannot be read as certificates: as good as none, as in Node, and the failure that follows names the issuer */
export function certificatesIn(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    createSecureContext({ ca: text })
    return text.includes('-----BEGIN') ? text : undefined
  } catch {
    return undefined
  }
}

const FILES = ['CLAUDE_CODE_CLIENT_CERT', 'CLAUDE_CODE_CLIENT_KEY', 'NODE_EXTRA_CA_CERTS'] as const

/** Changes when the file does, also when another one has taken its name. */
function fingerprintOf(path: string | undefined): string {
  if (!path) return '-'
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${mtimeMs}/${size}/${ino}`
  } catch {
    return 'none'
  }
}

function unusable(error: unknown): WayError {
  const code = (error as { readonly code?: unknown }).code
  return new WayError({
    phase: 'tls',
    code: 'path.tls-client-cert-unusable',
    raw: typeof code === 'string' ? code : 'CLIENT_CERT',
  })
}
