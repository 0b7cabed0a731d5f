import type { Command, RunCommand } from './run-command.ts'
import type { Env } from './way-out/route.ts'

/** What the system's own settings say, which browsers heed and the client does not. */
export type SystemProxy =
  | { readonly kind: 'proxy'; readonly host: string; readonly port: number }
  /** A script decides, or is to be found in the network. */
  | { readonly kind: 'script'; readonly url: string }

/** @returns undefined where none is set, or nobody can be asked */
export async function systemProxy(
  { platform, env }: { readonly platform: NodeJS.Platform; readonly env: Env },
  run: RunCommand,
  signal: AbortSignal,
): Promise<SystemProxy | undefined> {
  const { program, args, read } = adapterFor(platform, env)
  try {
    const { status, stdout } = await run({ program, args, env }, signal)
    return status === 0 ? read(stdout) : undefined
  } catch {
    return undefined
  }
}

type Adapter = Omit<Command, 'env'> & { readonly read: (output: string) => SystemProxy | undefined }

const INTERNET_SETTINGS = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`

const GNOME: Adapter = { program: 'gsettings', args: ['list-recursively', 'org.gnome.system.proxy'], read: fromGsettings }

const WINDOWS: Adapter = { program: 'reg', args: ['query', INTERNET_SETTINGS], read: fromRegistry }

const WSL: Adapter = { ...WINDOWS, program: 'reg.exe' }

const ADAPTERS: Partial<Record<NodeJS.Platform, Adapter>> = {
  darwin: { program: '/usr/sbin/scutil', args: ['--proxy'], read: fromScutil },
  win32: WINDOWS,
}

/** Within WSL the system whose settings count is Windows, which its programs can be asked from there. */
function adapterFor(platform: NodeJS.Platform, env: Env): Adapter {
  if (platform === 'linux' && env['WSL_DISTRO_NAME']) return WSL
  return ADAPTERS[platform] ?? GNOME
}

/** Lines `  HTTPSProxy : proxy.example.com`. */
export function fromScutil(output: string): SystemProxy | undefined {
  const values = new Map([...output.matchAll(/^\s*(\w+) : (.+?)\s*$/gm)].map(([, name = '', value = '']) => [name, value]))
  if (values.get('ProxyAutoConfigEnable') === '1') return script(values.get('ProxyAutoConfigURLString'))
  for (const scheme of ['HTTPS', 'HTTP'])
    if (values.get(`${scheme}Enable`) === '1') return proxy(values.get(`${scheme}Proxy`), values.get(`${scheme}Port`))
  return values.get('ProxyAutoDiscoveryEnable') === '1' ? script('wpad') : undefined
}

/** Lines `    ProxyServer    REG_SZ    https=proxy:8080;http=proxy:8080`, or one for all. */
export function fromRegistry(output: string): SystemProxy | undefined {
  const values = new Map(
    [...output.matchAll(/^\s+(\w+)\s+REG_\w+\s+(.+?)\s*$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
  if (values.has('AutoConfigURL')) return script(values.get('AutoConfigURL'))
  if (Number(values.get('ProxyEnable') ?? 0) !== 1) return undefined
  const servers = new Map((values.get('ProxyServer') ?? '').split(';').map((entry) => schemeAndServer(entry)))
  const chosen = servers.get('https') ?? servers.get('http') ?? servers.get('all') ?? ''
  const url = URL.parse(`http://${chosen.replace(/^[a-z]+:\/\//i, '')}`)
  return proxy(url?.hostname, url?.port || '80')
}

/** Lines `org.gnome.system.proxy.https port 8080`. */
export function fromGsettings(output: string): SystemProxy | undefined {
  const values = new Map(
    [...output.matchAll(/^org\.gnome\.system\.proxy(\S*) (\S+) '?(.*?)'?\s*$/gm)].map(([, at = '', name = '', value = '']) => [
      `${at} ${name}`,
      value,
    ]),
  )
  if (values.get(' mode') === 'auto') return script(values.get(' autoconfig-url') || 'wpad')
  if (values.get(' mode') !== 'manual') return undefined
  return proxy(values.get('.https host'), values.get('.https port')) ?? proxy(values.get('.http host'), values.get('.http port'))
}

/** `https=proxy:8080`, or `proxy:8080` for all. */
function schemeAndServer(entry: string): readonly [string, string] {
  const [scheme = '', server] = entry.split('=')
  return server === undefined ? ['all', scheme] : [scheme, server]
}

const script = (url: string | undefined): SystemProxy => ({ kind: 'script', url: url ?? '' })

function proxy(host: string | undefined, port: string | undefined): SystemProxy | undefined {
  const number = Number(port)
  return host && Number.isInteger(number) && number > 0 && number < 65_536 ? { kind: 'proxy', host, port: number } : undefined
}
