import { isIP } from 'node:net'
import process from 'node:process'
import { runCommand } from '../world/run-command.ts'
import type { Env } from '../world/way-out/route.ts'
import type { LinkFacts } from './facts.ts'

// What the system's own programs are asked with, and the forms in which all of them are told.

export type Interface = LinkFacts['interfaces'][number]
export type Route = LinkFacts['routes'][number]

/** Asks a program of the system. @returns what it printed; nothing where there is none, or it fails */
export type Ask = (program: string, ...args: readonly string[]) => Promise<string>

/** In English wherever a program speaks several languages. */
export const askSystem =
  (env: Env, signal: AbortSignal): Ask =>
  async (program, ...args) => {
    const command = { program, args, env: { ...env, LC_ALL: 'C', PATH: `${env['PATH'] ?? ''}${SYSTEM_PATH}` } }
    const asked = await runCommand(command, signal).catch(() => undefined)
    return asked?.status === 0 ? asked.stdout : ''
  }

/** Where a user's PATH may not look. */
const SYSTEM_PATH = process.platform === 'win32' ? '' : ':/usr/sbin:/sbin:/usr/bin:/bin'

/** @returns undefined for what is no list in JSON: an error, or an ip that knows no -json */
export function jsonList(text: string): readonly unknown[] | undefined {
  try {
    const list = JSON.parse(text || '[]') as unknown
    return text.trim() !== '' && Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

/** An IPv6 address in its shortest form; anything else as it is. */
export const shortest = (address: string): string =>
  isIP(address) === 6 && !address.includes('%') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
