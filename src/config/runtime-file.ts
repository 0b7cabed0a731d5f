import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unixMillis, type UnixMillis } from '../core/time.ts'
import { writeFileAtomic } from '../world/atomic-file.ts'
import type { Config } from './config.ts'

/**
 * Where a gateway is and how to talk to it. The file is readable by its owner alone: whoever has the secret may see
 * what is going on and end it.
 */
export type RuntimeInfo = {
  /** The same for two gateways that may stand in for each other: see gatewayKey. */
  readonly key: string
  /** A background gateway outlives who started it and ends with its last client; one that is installed ends when it is told to. */
  readonly mode: 'background' | 'foreground' | 'installed'
  /** `stopped`: somebody ended it on purpose. Port and secret stay for the next one, and nobody brings it back unasked. */
  readonly status: 'running' | 'stopped'
  readonly pid: number
  readonly host: string
  readonly port: number
  readonly url: string
  readonly secret: string
  readonly version: string
  readonly upstream: string
  readonly configHash: string
  readonly startedAt: UnixMillis
  /** Arguments of `serve` with which it was started, for a restart. */
  readonly launch: readonly string[]
}

export type RuntimeFile = { readonly path: string; readonly info: RuntimeInfo }

/** 256 bits, in hex: goes into headers as it is. */
export const newSecret = (): string => randomBytes(32).toString('hex')

const shortHash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)

/** Variables that change which way a gateway reaches its upstream, and whom it believes there. */
export const PATH_VARIABLES: readonly string[] = [
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CLAUDE_CODE_CERT_STORE',
  'CLAUDE_CODE_CLIENT_CERT',
  'CLAUDE_CODE_CLIENT_KEY',
  'CLAUDE_CODE_CLIENT_KEY_PASSPHRASE',
]

/**
 * What makes a gateway another one, besides its upstream. Not the patience, which each client brings along, nor the
 * port, nor the language of its log.
 */
export function configHash(config: Config, env: Readonly<Record<string, string | undefined>>): string {
  const { patience: _patience, ...policy } = config.policy
  const path = PATH_VARIABLES.map((name) => withoutLoopback(env[name] || env[name.toUpperCase()] || ''))
  return shortHash([config.host, policy, config.dns, path])
}

/** A client of ours has loopback in its NO_PROXY, its shell has not: both mean the same gateway. */
const withoutLoopback = (list: string): string =>
  list
    .split(/[\s,]+/)
    .filter((host) => !['', 'localhost', '127.0.0.1', '::1', '[::1]'].includes(host))
    .join(',')

export const gatewayKey = (upstream: string, hash: string): string => shortHash([upstream, hash])

export const gatewaysDir = (dataDir: string): string => join(dataDir, 'gateways')
export const runtimePath = (dataDir: string, { key, port }: Pick<RuntimeInfo, 'key' | 'port'>): string =>
  join(gatewaysDir(dataDir), `${key}-${port}.json`)

/** Makes the directory if need be. @returns the file's path @throws as node:fs does */
export async function writeRuntime(dataDir: string, info: RuntimeInfo): Promise<string> {
  await mkdir(gatewaysDir(dataDir), { recursive: true, mode: 0o700 })
  const path = runtimePath(dataDir, info)
  await writeFileAtomic(path, `${JSON.stringify(info, null, 2)}\n`, 0o600)
  return path
}

/** @returns undefined when the file is not there, or is none of ours */
export async function readRuntime(path: string): Promise<RuntimeInfo | undefined> {
  try {
    return asRuntimeInfo(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

const FIELDS = ['key', 'mode', 'status', 'host', 'url', 'secret', 'version', 'upstream', 'configHash'] as const

function asRuntimeInfo(value: unknown): RuntimeInfo | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  if (!FIELDS.every((name) => typeof fields[name] === 'string')) return undefined
  if (![fields['pid'], fields['port'], fields['startedAt']].every((number) => Number.isSafeInteger(number))) return undefined
  if (!Array.isArray(fields['launch'])) return undefined
  return { ...(value as RuntimeInfo), startedAt: unixMillis(fields['startedAt'] as number) }
}

/** All gateways of this data directory, those that last started first, dead ones included. */
export async function listRuntimes(dataDir: string): Promise<readonly RuntimeFile[]> {
  const names = await readdir(gatewaysDir(dataDir)).catch(() => [])
  const paths = names.filter((name) => /^[0-9a-f]+-\d+\.json$/.test(name)).map((name) => join(gatewaysDir(dataDir), name))
  const files = await Promise.all(paths.map(async (path) => ({ path, info: await readRuntime(path) })))
  return files
    .flatMap(({ path, info }) => (info === undefined ? [] : [{ path, info }]))
    .toSorted((one, other) => other.info.startedAt - one.info.startedAt)
}

/** Removes the file unless another process has written it since. */
export async function removeRuntime(path: string, pid: number): Promise<void> {
  const info = await readRuntime(path)
  if (info?.pid === pid) await rm(path, { force: true })
}

/** Is there a process of this number? Numbers are used again: only a proof of the secret says that it is the gateway. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
