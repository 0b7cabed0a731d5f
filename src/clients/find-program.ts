import { constants, accessSync, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import type { Env } from './client-environment.ts'

export type ProgramPlace = { readonly env: Env; readonly cwd: string; readonly platform: NodeJS.Platform }

/**
 * The file that a command would start, found as the shell finds it.
 * @returns undefined when there is none
 */
export function findProgram(command: string, { env, cwd, platform }: ProgramPlace): string | undefined {
  const endings = platform === 'win32' ? ['', ...(env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';')] : ['']
  const isPath = command.includes('/') || (platform === 'win32' && command.includes('\\'))
  const dirs = isPath ? [cwd] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((dir) => dir !== '')
  const files = dirs.flatMap((dir) =>
    endings.map((ending) => (isPath ? resolve(dir, command + ending) : join(dir, command + ending))),
  )
  return files.find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
