import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

/** The process that listens on a port. */
export type PortOwner = { readonly pid: number; readonly command: string }

/**
 * Who listens on this TCP port of this machine. On Linux from /proc, elsewhere from lsof.
 * @returns undefined when it cannot be told: the owner is another user's process, or nobody can be asked
 */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  if (process.platform === 'win32') return undefined
  return (process.platform === 'linux' ? await fromProc(port) : undefined) ?? (await fromLsof(port))
}

/** State 0A of /proc/net/tcp. */
const LISTENING = '0A'

/** The inodes of sockets that listen on the port. @param table the text of /proc/net/tcp or tcp6 */
export function listeningInodes(table: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTENING && local.endsWith(`:${wanted}`))
    .flatMap((fields) => fields[9] ?? [])
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

async function fromProc(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all([read('/proc/net/tcp'), read('/proc/net/tcp6')])
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`))
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
    const targets = await Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')))
    if (targets.some((target) => inodes.has(target))) {
      return { pid: Number(pid), command: commandFrom(await read(`/proc/${pid}/cmdline`)) }
    }
  }
  return undefined
}

/** Arguments of a process, as the kernel joins them by zero bytes: the program and what it runs. */
function commandFrom(cmdline: string): string {
  const words = cmdline.split('\0').filter((word) => word !== '')
  return words
    .slice(0, 2)
    .map((word) => word.split('/').at(-1))
    .join(' ')
}

async function fromLsof(port: number): Promise<PortOwner | undefined> {
  try {
    const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']
    const { stdout } = await promisify(execFile)('lsof', args, { timeout: 2000 })
    const pid = Number(/^p(\d+)$/m.exec(stdout)?.[1])
    return Number.isInteger(pid) ? { pid, command: /^c(.+)$/m.exec(stdout)?.[1] ?? '' } : undefined
  } catch {
    return undefined
  }
}
