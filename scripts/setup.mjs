// Makes a fresh clone ready, and says one line for each thing it does; says nothing when nothing is to do.
// Runs before the project's own Node is there, so it is plain JavaScript for whatever Node the machine has (20 or later).
//   node scripts/setup.mjs [tool...]     tools are system programs, or `lab` for all that the network lab needs; what cannot be
//                                        installed is named, not fatal
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(fileURLToPath(import.meta.url), '../..')
const MODULES = join(ROOT, 'node_modules')
/** Tool: the Debian package that brings it, and what is skipped without it. */
const TOOLS = {
  haproxy: { package: 'haproxy', skipped: 'the tests behind HAProxy' },
  tmux: { package: 'tmux', skipped: 'the runs in a real terminal' },
  ip: { package: 'iproute2', skipped: 'the end-to-end runs in a private network' },
  unshare: { package: 'util-linux', skipped: 'the end-to-end runs in a private network' },
  ...Object.fromEntries(
    [
      ['ss', 'iproute2'],
      ['nft', 'nftables'],
      ['ping', 'iputils-ping'],
      ['dnsmasq', 'dnsmasq-base'],
      ['squid', 'squid'],
      ['tinyproxy', 'tinyproxy-bin'],
      ['python3', 'python3'],
      ['openssl', 'openssl'],
      ['nsenter', 'util-linux'],
      ['setpriv', 'util-linux'],
      ['unbound', 'unbound'],
      ['drill', 'ldnsutils'],
      ['ldns-signzone', 'ldnsutils'],
      ['mitmdump', 'mitmproxy'],
      ['nginx', 'nginx'],
      ['faketime', 'faketime'],
    ].map(([tool, name]) => [tool, { package: name, skipped: 'what needs it of the tests in real networks' }]),
  ),
}
const LAB = [
  'ip',
  'unshare',
  'ss',
  'nft',
  'ping',
  'dnsmasq',
  'squid',
  'tinyproxy',
  'haproxy',
  'python3',
  'openssl',
  'nsenter',
  'setpriv',
  'unbound',
  'drill',
  'ldns-signzone',
  'mitmdump',
  'nginx',
  'faketime',
]

const say = (line) => process.stderr.write(`set-up: ${line}\n`)
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`

const lockedPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages

/** npm leaves a lock file of what it really installed; it is written last, so its presence means that nothing is half-done. */
function packagesAreCurrent() {
  const installedFile = join(MODULES, '.package-lock.json')
  if (!existsSync(installedFile) || !existsSync(projectNode())) return false
  const installed = lockedPackages(installedFile)
  const wanted = lockedPackages(join(ROOT, 'package-lock.json'))
  // other platforms' packages are optional and stay out
  const missing = Object.entries(wanted).some(([path, entry]) => path !== '' && !entry.optional && !(path in installed))
  const stale = Object.entries(installed).some(([path, entry]) => entry.version !== wanted[path]?.version)
  return !missing && !stale
}

const projectNode = () => join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** npm must not run on the Node that it is about to replace: node_modules/.bin comes first on PATH in npm scripts. */
function environmentWithoutModules() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(MODULES))
  return { ...process.env, PATH: path.join(delimiter) }
}

function installPackages() {
  const started = Date.now()
  say('installing npm packages…')
  const onWindows = process.platform === 'win32'
  const ran = spawnSync(onWindows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: environmentWithoutModules(),
    shell: onWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (ran.status !== 0) {
    process.stderr.write(`${ran.stdout ?? ''}${ran.stderr ?? ''}`)
    say(`npm ci failed${ran.error === undefined ? '' : ` (${ran.error.message})`}; its words stand above`)
    process.exit(1)
  }
  const version = spawnSync(projectNode(), ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (!version) {
    say(`${projectNode()} does not run: is the package "node" allowed to run its install script?`)
    process.exit(1)
  }
  say(`npm packages installed in ${seconds(started)}, with Node ${version} for the scripts`)
}

function isInstalled(tool) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function aptGet(args) {
  // RUNLEVEL=1: Debian starts a service right after installing it otherwise, and nobody here wants a running HAProxy
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  return spawnSync('apt-get', args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).status === 0
}

function installTools(tools) {
  const missing = tools.filter((tool) => !isInstalled(tool))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((tool) => TOOLS[tool].package))]
  if (process.getuid?.() === 0 && isInstalled('apt-get')) {
    const started = Date.now()
    say(`installing ${packages.join(', ')} with apt-get…`)
    const install = ['install', '-y', '-q', '--no-install-recommends', ...packages]
    // the index of a bare machine is empty: fetch it only when the first try fails
    if (!aptGet(install) && aptGet(['update', '-q'])) aptGet(install)
    say(`apt-get took ${seconds(started)}`)
  }
  for (const tool of missing.filter((name) => !isInstalled(name))) {
    say(`${tool} is missing (apt-get install ${TOOLS[tool].package}); without it, ${TOOLS[tool].skipped} will be skipped`)
  }
}

const tools = process.argv.slice(2).flatMap((word) => (word === 'lab' ? LAB : [word]))
const unknown = tools.filter((tool) => !(tool in TOOLS))
if (unknown.length > 0) {
  say(`unknown tool ${unknown.join(', ')}; known are ${Object.keys(TOOLS).join(', ')}`)
  process.exit(2)
}
if (!packagesAreCurrent()) installPackages()
installTools(tools)
