import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from '../clients/client-environment.ts'
import { PATH_VARIABLES } from '../config/runtime-file.ts'
import { installDir } from './record.ts'

/** Variables of the gateway's way out, for whoever is started without a shell. In a file of ours: a proxy's may hold a login. */
export const environmentFile = (dataDir: string): string => join(installDir(dataDir), 'environment.json')

/** Those of the variables that decide how the gateway reaches its upstream. */
export function wayOutVariables(env: Env): Readonly<Record<string, string>> {
  const names = PATH_VARIABLES.flatMap((name) => [name, name.toUpperCase()])
  const said = [...new Set(names)].flatMap((name) => {
    const value = env[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(said)
}

/** @returns none when there is no such file */
export async function installedEnvironment(dataDir: string): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(await readFile(environmentFile(dataDir), 'utf8')) as Record<string, string>
  } catch {
    return {}
  }
}
