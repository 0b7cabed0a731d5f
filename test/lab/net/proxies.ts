import { execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import type { Program } from './program.ts'

export type Login = { readonly user: string; readonly password: string }

/** Whom a proxy lets through; everybody to everywhere unless said otherwise. */
export type Rules = {
  readonly login?: Login
  /** The one host that nobody may reach. */
  readonly denies?: string
}

/** Both listen here, on every address of their machine. */
const PORT = 3128

/** A Squid that lets CONNECT through to 443. @param folder for its files */
export async function startSquid(machine: Machine, folder: string, { login, denies }: Rules = {}): Promise<Program> {
  const own = join(folder, 'squid')
  await mkdir(own)
  const asksLogin = login === undefined ? [] : await squidLogin(own, login)
  const config = [
    `http_port ${PORT}`,
    'acl tls port 443',
    'acl connects method CONNECT',
    'http_access deny connects !tls',
    ...(denies === undefined ? [] : [`acl disliked dstdomain ${denies}`, 'http_access deny disliked']),
    ...asksLogin,
    ...(login === undefined ? ['http_access allow all'] : ['http_access allow known', 'http_access deny all']),
    'cache deny all',
    'access_log none',
    `cache_log ${join(own, 'log')}`,
    'pid_filename none',
    'pinger_enable off',
    'netdb_filename none',
    'shutdown_lifetime 0',
    'visible_hostname proxy.example.test',
    `coredump_dir ${own}`,
  ]
  const file = join(own, 'squid.conf')
  await writeFile(file, `${config.join('\n')}\n`)
  // it leaves root behind for the user "proxy", who must reach its files
  await chmod(folder, 0o711)
  await chmod(own, 0o777)
  const program = machine.start(['squid', '-N', '-f', file])
  await listening({ machine, program })
  return program
}

const PASSWORD_PROGRAM = '/usr/lib/squid/basic_ncsa_auth'

async function squidLogin(own: string, { user, password }: Login): Promise<readonly string[]> {
  const hash = execFileSync('openssl', ['passwd', '-apr1', password], { encoding: 'utf8' }).trim()
  const file = join(own, 'passwords')
  await writeFile(file, `${user}:${hash}\n`)
  return [`auth_param basic program ${PASSWORD_PROGRAM} ${file}`, 'auth_param basic realm lab', 'acl known proxy_auth REQUIRED']
}

/** A Tinyproxy, likewise. */
export async function startTinyproxy(machine: Machine, folder: string, { login, denies }: Rules = {}): Promise<Program> {
  const config = [`Port ${PORT}`, 'Timeout 600', 'MaxClients 50', 'ConnectPort 443', 'LogLevel Error']
  if (login !== undefined) config.push(`BasicAuth ${login.user} ${login.password}`)
  if (denies !== undefined) {
    const filter = join(folder, 'tinyproxy.filter')
    await writeFile(filter, `^${denies.replaceAll('.', String.raw`\.`)}$\n`)
    config.push(`Filter "${filter}"`, 'FilterExtended On')
  }
  const file = join(folder, 'tinyproxy.conf')
  await writeFile(file, `${config.join('\n')}\n`)
  const program = machine.start(['tinyproxy', '-d', '-c', file])
  await listening({ machine, program })
  return program
}

type Listening = { readonly machine: Machine; readonly program: Program; readonly port?: number; readonly address?: string }

/** None of them says in words of its own when it is ready. @param address any unless given */
export async function listening({ machine, program, port = PORT, address }: Listening): Promise<void> {
  const where = address === undefined ? `sport = :${port}` : `src ${address}:${port}`
  for (let looks = 0; looks < 200; looks++) {
    if ((await machine.run('ss', '-Hltn', `( ${where} )`)) !== '') return
    if (!program.running) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`it does not listen:\n${program.lines.join('\n')}`)
}
