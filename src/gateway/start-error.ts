/** Why a gateway cannot start. Each is said in one sentence by the command line; nothing is half-started. */
export type StartErrorCode =
  | 'port-taken'
  | 'port-forbidden'
  | 'host-unknown'
  | 'host-not-allowed'
  | 'data-dir'
  | 'upstream-is-self'
  | 'proxy-setting'
  | 'listen-failed'

/** Beyond loopback everybody on the network could come in: there is no key yet that would keep them out. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

export class StartError extends Error {
  readonly code: StartErrorCode
  /** The port, host, path or system code that it is about. */
  readonly detail: string

  constructor(code: StartErrorCode, detail: string) {
    super(`${code}: ${detail}`)
    this.name = 'StartError'
    this.code = code
    this.detail = detail
  }
}
