import type { Machine } from './machine.ts'
import type { Program } from './program.ts'

/** Name to addresses. */
type Hosts = Readonly<Record<string, readonly string[]>>

/** A name server on a machine, on port 53 of every address of it. @param ttl how long its answers may be kept, in seconds */
export async function startResolver(machine: Machine, hosts: Hosts, ttl: number = 0): Promise<Program> {
  // one address of each family a record
  const records = Object.entries(hosts).flatMap(([name, addresses]) => addresses.map((one) => `--host-record=${name},${one}`))
  const plain = ['--keep-in-foreground', '--log-facility=-', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--user=root']
  const quiet = ['--pid-file=', '--local=/#/', '--bind-interfaces', '--no-round-robin', `--local-ttl=${ttl}`]
  const program = machine.start(['dnsmasq', ...plain, ...quiet, ...records])
  await program.says(/started/)
  return program
}
