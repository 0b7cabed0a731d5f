import { spawn, spawnSync } from 'node:child_process'
import process from 'node:process'

/** System programs stand where a user's PATH may not look. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * A network with nothing but its own loopback, so that a client can reach nobody by mistake; and its own process numbers,
 * so that all that it started, however detached, ends with it.
 */
const isolated = (): readonly string[] => [
  '--net',
  '--pid',
  '--fork',
  '--kill-child=SIGKILL',
  '--mount-proc',
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
]

/** Why no scene can be played on this machine, and what would help; undefined when it can. */
export function privateNetworkObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'private network namespaces exist on Linux alone'
  for (const [tool, debian] of Object.entries({ unshare: 'util-linux', ip: 'iproute2' })) {
    if (!hasTool(tool)) return `${tool} is missing (apt-get install ${debian})`
  }
  const { status, stderr } = run('unshare', [...isolated(), 'ip', 'link', 'set', 'lo', 'up'])
  return status === 0 ? undefined : `this user may make no private network (${stderr.trim()}); root may`
}

export const hasTool = (tool: string): boolean => run('sh', ['-c', `command -v ${tool}`]).status === 0

/** Inside: the loopback is down in a new network. */
export function raiseLoopback(): void {
  const { status, stderr } = run('ip', ['link', 'set', 'lo', 'up'])
  if (status !== 0) throw new Error(`the loopback stays down: ${stderr.trim()}`)
}

const run = (command: string, args: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
  spawnSync(command, args, { encoding: 'utf8', env: { PATH: SYSTEM_PATH } })

export type Played = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs a script of ours in a private network, from an empty environment. It ends at the latest with `signal`. */
export function playPrivately(script: string, args: readonly string[], signal: AbortSignal): Promise<Played> {
  return new Promise((resolve, reject) => {
    const words = [...isolated(), process.execPath, script, ...args]
    // its input ends when we do, and it ends with its input
    const child = spawn('unshare', words, { env: { PATH: SYSTEM_PATH }, stdio: ['pipe', 'pipe', 'pipe'] })
    const kill = (): void => void child.kill('SIGKILL')
    signal.addEventListener('abort', kill, { once: true })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.on('error', reject)
    child.on('close', (code) => {
      signal.removeEventListener('abort', kill)
      resolve({ code, out, err })
    })
  })
}
