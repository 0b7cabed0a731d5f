import { spawnSync } from 'node:child_process'
import process from 'node:process'

/** System programs stand where a user's PATH may not look. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What every lab is made with, and the Debian package that brings it. */
const TOOLS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  ping: 'iputils-ping',
  dnsmasq: 'dnsmasq-base',
  python3: 'python3',
  openssl: 'openssl',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
}

/** What some rows need besides. */
const MORE_TOOLS = {
  squid: 'squid',
  tinyproxy: 'tinyproxy-bin',
  haproxy: 'haproxy',
  unbound: 'unbound',
  'ldns-signzone': 'ldnsutils',
  drill: 'ldnsutils',
  mitmdump: 'mitmproxy',
  nginx: 'nginx',
  faketime: 'faketime',
} as const
export type MoreTool = keyof typeof MORE_TOOLS

/** Why this machine cannot make networks of its own, and what would help; undefined when it can. */
export function labObstacle(alsoNeeded: readonly string[] = []): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux alone'
  if (process.getuid?.() !== 0) return 'only root may make networks'
  const packages: Readonly<Record<string, string>> = { ...TOOLS, ...MORE_TOOLS }
  for (const tool of [...Object.keys(TOOLS), ...alsoNeeded]) {
    if (run('sh', ['-c', `command -v ${tool}`]).status !== 0)
      return `${tool} is missing (apt-get install ${packages[tool] ?? tool})`
  }
  // root of a container may have the tools and still lack the right
  const tried = run('unshare', ['--net', '--mount', 'nft', 'list', 'ruleset'])
  return tried.status === 0 ? undefined : `this root may make no network (${tried.stderr.trim()})`
}

const run = (command: string, args: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
  spawnSync(command, args, { encoding: 'utf8', env: { PATH: SYSTEM_PATH } })
