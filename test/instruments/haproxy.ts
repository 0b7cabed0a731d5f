import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { freePort } from './free-port.ts'

/** Where distributions put it; not on every user's path. */
const path = [process.env['PATH'] ?? '', '/usr/sbin', '/usr/local/sbin'].join(delimiter)

export const hasHaproxy: boolean = spawnSync('haproxy', ['-v'], { env: { ...process.env, PATH: path } }).status === 0

export type Haproxy = {
  readonly url: string
  readonly port: number
  /** At once, as `kill -9` does. */ readonly close: () => Promise<void>
}

/** What Envoy says when no server is left. */
const ERROR_FILE = [
  'HTTP/1.1 503 Service Unavailable',
  'content-type: text/plain',
  'content-length: 19',
  'server: envoy',
  'connection: close',
  '',
  'no healthy upstream',
].join('\r\n')

const configuration = (port: number, errorFile: string, servers: readonly string[]): string => `
defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  errorfile 503 ${errorFile}
frontend api
  bind 127.0.0.1:${port}
  default_backend servers
backend servers
  balance roundrobin
  option httpchk HEAD /api/hello
  default-server check inter 150ms fall 2 rise 2
${servers.map((server, index) => `  server s${index} ${new URL(server).host}`).join('\n')}
`

/** A real HAProxy before these servers, with health checks, on a port of loopback; a free one unless given. */
export async function startHaproxy(servers: readonly string[], at?: number): Promise<Haproxy> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-haproxy-'))
  const errorFile = join(folder, '503.http')
  const config = join(folder, 'haproxy.cfg')
  const port = at ?? (await freePort())
  await writeFile(errorFile, ERROR_FILE)
  await writeFile(config, configuration(port, errorFile, servers))
  const child = spawn('haproxy', ['-f', config, '-db'], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const close = async (): Promise<void> => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  for (let tries = 0; !(await listens(port)); tries++) {
    if (tries > 100 || child.exitCode !== null) {
      await close()
      throw new Error(`haproxy did not start: ${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { url: `http://127.0.0.1:${port}`, port, close }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('close', () => socket.destroy())
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('connect', () => socket.end())
  })
}
