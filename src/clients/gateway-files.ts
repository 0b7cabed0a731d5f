import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { dataDir } from '../world/data-dir.ts'
import type { Env } from './client-environment.ts'

/** Runtime files where they usually are. Apart from the status line: one that is told its file must not load this. */
export function gatewayFiles(env: Env): readonly string[] {
  const dir = join(dataDir(env, process.platform, homedir()), 'gateways')
  try {
    return readdirSync(dir).flatMap((name) => (name.endsWith('.json') ? [join(dir, name)] : []))
  } catch {
    return []
  }
}
