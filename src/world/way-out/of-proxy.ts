import type { FailureReading } from '../../core/failure-code.ts'
import type { Proxy } from './route.ts'
import { metBy } from './tunnel.ts'

/** The same failure, said of the proxy. What is wrong with this machine's own network stays as it is. */
export function ofProxy(reading: FailureReading, proxy: Proxy): FailureReading {
  const code = codeOfProxy(reading.code)
  return code === undefined ? reading : { ...reading, code, met: reading.met ?? metBy(proxy) }
}

function codeOfProxy(code: FailureReading['code']): FailureReading['code'] | undefined {
  if (code.startsWith('path.dns-')) return 'path.proxy-not-found'
  if (code === 'path.tls-timeout') return 'path.proxy-hangs'
  if (code === 'path.tls-handshake') return 'path.proxy-refused'
  if (code.startsWith('path.tls-client-cert')) return undefined
  if (code.startsWith('path.tls-')) return 'path.proxy-tls'
  return PROXY_UNREACHABLE.has(code) ? 'path.proxy-unreachable' : undefined
}

const PROXY_UNREACHABLE: ReadonlySet<FailureReading['code']> = new Set<FailureReading['code']>([
  'path.refused',
  'path.reset',
  'path.unreachable',
  'path.connect-timeout',
])
