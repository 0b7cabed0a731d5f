import { readConfig } from '../config/config.ts'
import { isAlive, listRuntimes } from '../config/runtime-file.ts'
import type { Surroundings } from '../config/surroundings.ts'
import type { GatewayHere } from '../explain/through.ts'
import { readRecord } from '../install/record.ts'

/** What this computer has of a gateway of ours, by its files alone: nobody is asked. */
export async function gatewayHere(surroundings: Surroundings): Promise<GatewayHere> {
  const read = readConfig({}, surroundings)
  if (!read.ok) return 'unreadable'
  const { dataDir } = read.config
  const runtimes = await listRuntimes(dataDir)
  if (runtimes.some(({ info: { status, pid } }) => status === 'running' && isAlive(pid))) return 'running'
  try {
    return (await readRecord(dataDir)) === undefined ? 'none' : 'installed'
  } catch {
    return 'unreadable'
  }
}
