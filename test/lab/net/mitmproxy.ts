import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import { listening } from './proxies.ts'

type Opening = {
  /** `transparent`: what the packet filter sends to it. `regular`: what asks for CONNECT. */
  readonly mode: 'transparent' | 'regular'
  readonly port: number
  /** PEM file: whom it believes itself. */
  readonly believes: string
}

/** A mitmproxy, which opens all TLS and shows certificates of an authority of its own. @returns the PEM file of that authority */
export async function startMitmproxy(machine: Machine, folder: string, { mode, port, believes }: Opening): Promise<string> {
  const own = join(folder, 'mitmproxy')
  await mkdir(own)
  const set = { confdir: own, ssl_verify_upstream_trusted_ca: believes }
  const options = Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const program = machine.start(['mitmdump', '--mode', mode, '--listen-port', String(port), ...options])
  await listening({ machine, program, port })
  return join(own, 'mitmproxy-ca-cert.pem')
}
