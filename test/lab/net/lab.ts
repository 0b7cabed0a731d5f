import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { issueCertificate, type Certificates } from './certificates.ts'
import { Firewall } from './firewall.ts'
import { badLine, cable, type Trouble } from './line.ts'
import { Machine } from './machine.ts'
import type { Program } from './program.ts'
import { startResolver } from './resolver.ts'

/** Addresses that belong to nobody; the IPv6 ones look global, so that they are preferred as the real ones are. */
export const CLIENT = { v4: '10.86.1.2', v6: '2001:db8:1::2' } as const
export const ROUTER = { v4: '10.86.1.1', v6: '2001:db8:1::1' } as const
export const PROVIDER = { v4: '10.86.2.2', v6: '2001:db8:2::2' } as const
export const ROUTER_OUTSIDE = { v4: '10.86.2.1', v6: '2001:db8:2::1' } as const

/** The provider's name, which the lab's resolver knows. */
export const API = 'api.example.test'

export type LabOptions = {
  /** Between router and provider; a cable without fault unless given. */
  readonly line?: Trouble
  /** Families that the provider's name has. */
  readonly families?: readonly ('v4' | 'v6')[]
  /** Addresses that the provider's name has besides, which are told first. */
  readonly besides?: readonly string[]
  /** How long the resolver's answers may be kept, in seconds; not at all unless given. */
  readonly ttl?: number
  /** Other names that the resolver knows, with their addresses. */
  readonly names?: Readonly<Record<string, readonly string[]>>
}

/**
 * A small internet: client, router and provider, each with a network of its own.
 *
 *     client eth0 ── lan router wan ── eth0 provider        a bad line is called wan0 at both ends
 */
export type Lab = {
  readonly client: Machine
  /** Forwards, filters, and answers for names. */
  readonly router: Machine
  readonly provider: Machine
  readonly firewall: Firewall
  readonly resolver: Program
  readonly certificates: Certificates
  /** For files of this lab alone. */
  readonly folder: string
  /** What the line to the provider is called on the router. */
  readonly outside: 'wan' | 'wan0'
}

const FOLDER = 'holdfast-lab-'

/** Makes a lab, lets `play` use it, and takes it away, whatever comes of it. */
export async function withLab<Result>(options: LabOptions, play: (lab: Lab) => Promise<Result>): Promise<Result> {
  await sweep()
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`))
  const machines: Machine[] = []
  const boot = async (name: string): Promise<Machine> => {
    const machine = await Machine.boot(name, folder)
    machines.push(machine)
    return machine
  }
  try {
    const [client, router, provider] = [await boot('client'), await boot('router'), await boot('provider')]
    return await play(await wire({ client, router, provider, folder }, options))
  } finally {
    await Promise.all(machines.map((machine) => machine.off()))
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
  }
}

type Machines = Pick<Lab, 'client' | 'router' | 'provider' | 'folder'>

async function wire(
  machines: Machines,
  { line, families = ['v4', 'v6'], besides = [], ttl, names = {} }: LabOptions,
): Promise<Lab> {
  const { client, router, provider, folder } = machines
  await router.shell('echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding')
  await cable(
    { machine: client, device: 'eth0', addresses: [`${CLIENT.v4}/24`, `${CLIENT.v6}/64`] },
    { machine: router, device: 'lan', addresses: [`${ROUTER.v4}/24`, `${ROUTER.v6}/64`] },
  )
  const near = { machine: router, device: 'wan', addresses: [`${ROUTER_OUTSIDE.v4}/24`, `${ROUTER_OUTSIDE.v6}/64`] }
  const far = { machine: provider, device: 'eth0', addresses: [`${PROVIDER.v4}/24`, `${PROVIDER.v6}/64`] }
  await (line === undefined ? cable(near, far) : badLine(near, far, line))
  await defaultRoute(client, ROUTER)
  await defaultRoute(provider, ROUTER_OUTSIDE)
  await client.nameservers(ROUTER.v4)
  await router.nameservers('127.0.0.1')
  const [firewall, resolver, certificates] = await Promise.all([
    Firewall.on(router),
    startResolver(router, { ...names, [API]: [...besides, ...families.map((family) => PROVIDER[family])] }, ttl),
    issueCertificate(folder, API),
  ])
  return { ...machines, firewall, resolver, certificates, outside: line === undefined ? 'wan' : 'wan0' }
}

export async function defaultRoute(machine: Machine, by: { readonly v4: string; readonly v6: string }): Promise<void> {
  await machine.shell(`ip route replace default via ${by.v4}; ip -6 route replace default via ${by.v6}`)
}

/** Folders are all that a killed run leaves behind: the kernel has taken away the rest. Those of the living stay. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(pid) || isAlive(pid)) continue
    await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
