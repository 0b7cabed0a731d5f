import type { Machine } from './machine.ts'
import type { Program } from './program.ts'

/** A name server on a machine, on port 53 of every address of it. @param hosts name to addresses */
export async function startResolver(machine: Machine, hosts: Readonly<Record<string, readonly string[]>>): Promise<Program> {
  const records = Object.entries(hosts).map(([name, addresses]) => `--host-record=${[name, ...addresses].join(',')}`)
  const plain = ['--keep-in-foreground', '--log-facility=-', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--user=root']
  const quiet = ['--pid-file=', '--local=/#/', '--bind-interfaces', '--local-ttl=0']
  const program = machine.start(['dnsmasq', ...plain, ...quiet, ...records])
  await program.says(/started/)
  return program
}
