import type { Env } from '../clients/client-environment.ts'
import { seconds } from '../core/time.ts'
import type { RunCommand } from '../world/run-command.ts'
import type { Keeper, Kept } from './kept.ts'
import { launchAgent } from './launchd.ts'
import { systemdUnits } from './systemd.ts'
import { scheduledTask } from './task-scheduler.ts'

/** Who starts the gateway when the person logs in, and again when it fails. */
export type KeeperKind = 'systemd' | 'launchd' | 'task-scheduler' | 'nobody'

export function keeperOf(kind: KeeperKind, kept: Kept): Keeper {
  switch (kind) {
    case 'systemd':
      return systemdUnits(kept)
    case 'launchd':
      return launchAgent(kept)
    case 'task-scheduler':
      return scheduledTask(kept)
    case 'nobody':
      return { files: [], start: [], stop: [], restart: [] }
  }
}

const ANSWER_WITHIN = seconds(5)

/** What this machine has. Containers and WSL often have no systemd of the user. */
export async function findKeeper(platform: NodeJS.Platform, env: Env, run: RunCommand): Promise<KeeperKind> {
  if (platform === 'darwin') return 'launchd'
  if (platform === 'win32') return 'task-scheduler'
  try {
    const asked = { program: 'systemctl', args: ['--user', 'show-environment'], env }
    const { status } = await run(asked, AbortSignal.timeout(ANSWER_WITHIN))
    return status === 0 ? 'systemd' : 'nobody'
  } catch {
    return 'nobody'
  }
}
