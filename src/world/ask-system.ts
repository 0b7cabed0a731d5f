import process from 'node:process'
import { runCommand } from './run-command.ts'

/** Asks a program of the system. @returns what it printed; nothing where there is none, or it fails */
export type Ask = (program: string, ...args: readonly string[]) => Promise<string>

/** In English wherever a program speaks several languages. */
export const askSystem =
  (env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Ask =>
  async (program, ...args) => {
    const command = { program, args, env: { ...env, LC_ALL: 'C', PATH: `${env['PATH'] ?? ''}${SYSTEM_PATH}` } }
    const asked = await runCommand(command, signal).catch(() => undefined)
    return asked?.status === 0 ? asked.stdout : ''
  }

/** Where a user's PATH may not look. */
const SYSTEM_PATH = process.platform === 'win32' ? '' : ':/usr/sbin:/sbin:/usr/bin:/bin'
