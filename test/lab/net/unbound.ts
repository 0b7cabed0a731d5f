import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Machine } from './machine.ts'
import { SYSTEM_PATH } from './obstacle.ts'
import type { Program } from './program.ts'

const exec = promisify(execFile)

/** A zone with signatures, as an Unbound reads it. */
export type SignedZone = {
  readonly name: string
  /** The zone file. */
  readonly file: string
  /** The record that those believe who know its key. */
  readonly anchor: string
}

type Names = Readonly<Record<string, readonly string[]>>

const record = (name: string, address: string): string => `${name}. IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}`

/**
 * Signs a zone with a new key, for 30 days from now or for 30 days that ended a week ago: a day too late is forgiven by those who validate.
 * @param folder for its files @param names those of them that end in the zone are in it
 */
export async function signZone(
  folder: string,
  zone: string,
  { names, signed }: { readonly names: Names; readonly signed: 'now' | 'last-month' },
): Promise<SignedZone> {
  const own = join(folder, `zone-${signed}`)
  await mkdir(own, { recursive: true })
  const ldns = async (...words: readonly string[]): Promise<string> => {
    const [program = '', ...rest] = words
    return (await exec(program, rest, { cwd: own, env: { PATH: SYSTEM_PATH } })).stdout.trim()
  }
  const key = await ldns('ldns-keygen', '-a', 'ECDSAP256SHA256', '-k', zone)
  const inZone = Object.entries(names).filter(([name]) => name.endsWith(`.${zone}`))
  const records = [
    `$ORIGIN ${zone}.\n$TTL 60`,
    `@ IN SOA ns.${zone}. hostmaster.${zone}. 1 3600 600 86400 60`,
    `@ IN NS ns.${zone}.\nns IN A 10.86.1.1`,
    ...inZone.flatMap(([name, addresses]) => addresses.map((address) => record(name, address))),
  ]
  await writeFile(join(own, 'zone'), `${records.join('\n')}\n`)
  const days = signed === 'now' ? [-1, 29] : [-37, -7]
  const [from = '', until = ''] = days.map(secondsIn)
  await ldns('ldns-signzone', '-i', from, '-e', until, '-o', zone, '-f', 'signed', 'zone', key)
  const [anchor = ''] = (await readFile(join(own, `${key}.ds`), 'utf8')).replaceAll('\t', ' ').split(' ;')
  return { name: zone, file: join(own, 'signed'), anchor: anchor.trim() }
}

const secondsIn = (days: number): string => String(Math.floor(Date.now() / 1000) + days * 86_400)

type Resolving = {
  /** On this address. */
  readonly address: string
  /** What it knows by itself; it asks nobody. */
  readonly names: Names
  readonly zone?: SignedZone
  /** Of which key's zones it believes the signatures; what is not under it needs none. */
  readonly anchor?: string
  /** Lines of its configuration. */
  readonly more?: readonly string[]
  /** To whom it sends all that it does not know. */
  readonly forwards?: string
}

/** An Unbound that validates. @param folder for its files */
export async function startUnbound(
  machine: Machine,
  folder: string,
  { address, names, zone, anchor, more = [], forwards }: Resolving,
): Promise<Program> {
  const own = Object.entries(names).filter(([name]) => zone === undefined || !name.endsWith(`.${zone.name}`))
  const server = [
    'chroot: ""',
    'username: ""',
    'pidfile: ""',
    'use-syslog: no',
    'do-daemonize: no',
    `interface: ${address}`,
    'access-control: 0.0.0.0/0 allow',
    'module-config: "validator iterator"',
    // it would say by itself that there is nothing below
    'local-zone: "test." nodefault',
    ...(anchor === undefined ? [] : [`trust-anchor: "${anchor}"`]),
    ...own.flatMap(([name, addresses]) => addresses.map((one) => `local-data: "${record(name, one)}"`)),
    ...more,
  ]
  const config = [
    'server:',
    ...server.map((line) => `  ${line}`),
    'remote-control:\n  control-enable: no',
    ...(zone === undefined
      ? []
      : [`auth-zone:\n  name: ${zone.name}\n  zonefile: ${zone.file}\n  for-downstream: no\n  for-upstream: yes`]),
    ...(forwards === undefined ? [] : [`forward-zone:\n  name: "."\n  forward-addr: ${forwards}`]),
  ]
  const file = join(folder, 'unbound.conf')
  await writeFile(file, `${config.join('\n')}\n`)
  const program = machine.start(['unbound', '-d', '-c', file])
  await program.says(/start of service/)
  return program
}
