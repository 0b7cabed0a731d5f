import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

// Names of this suite that resolve to this machine, or do not: there is no resolver on loopback to be had without privilege.
// Everything else is looked up as ever.

const failing = new Map<string, { is: 'failing' | 'known'; asked: number }>()
const DOMAIN = '.faults.invalid'
let installed = false
let made = 0

export type FailingName = {
  readonly host: string
  /** From now on it resolves. */
  readonly mend: () => void
  readonly fail: () => void
  /** How often it was asked for in vain. */
  readonly asked: () => number
}

/** A name that resolves until it is told to fail. */
export function failingName(): FailingName {
  install()
  const host = `upstream-${++made}${DOMAIN}`
  const state = { is: 'known' as 'failing' | 'known', asked: 0 }
  failing.set(host, state)
  return {
    host,
    mend: () => {
      state.is = 'known'
    },
    fail: () => {
      state.is = 'failing'
    },
    asked: () => state.asked,
  }
}

type Lookup = (host: string, options: unknown, done: (...result: readonly unknown[]) => void) => void

function install(): void {
  if (installed) return
  installed = true
  const real = dns.lookup as unknown as Lookup
  const lookup: Lookup = (host, options, done) => {
    const state = failing.get(host)
    if (state === undefined) {
      real(host, options, done)
      return
    }
    const [settings, callback] = typeof options === 'function' ? [{}, options as typeof done] : [options, done]
    setImmediate(() => answer(state, settings as { readonly all?: boolean }, callback))
  }
  Object.assign(dns, { lookup })
  syncBuiltinESMExports()
}

function answer(
  state: { is: 'failing' | 'known'; asked: number },
  { all }: { readonly all?: boolean },
  done: (...result: readonly unknown[]) => void,
): void {
  if (state.is === 'failing') {
    state.asked += 1
    done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))
    return
  }
  if (all === true) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}
