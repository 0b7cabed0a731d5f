import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Env } from '../clients/client-environment.ts'
import { seconds, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { RunCommand } from '../world/run-command.ts'

const WITHIN: Millis = seconds(1.5)
/** errSecItemNotFound, as `security` exits with it. */
const NO_SUCH_ENTRY = 44

export type Keychain = 'found' | 'none' | 'unreadable' | 'silent'

type Question = {
  readonly configDir: string
  readonly home: string
  readonly env: Env
  readonly clock: Clock
  readonly run: RunCommand
}

/** Whether there is an entry; without `-w` the secret itself stays where it is, and nobody is asked for a password. */
export async function askKeychain({ configDir, home, env, clock, run }: Question, signal: AbortSignal): Promise<Keychain> {
  const usual = configDir === join(home, '.claude')
  const service = `Claude Code-credentials${usual ? '' : `-${createHash('sha256').update(configDir).digest('hex').slice(0, 8)}`}`
  const late = new AbortController()
  const cancel = clock.after(WITHIN, () => late.abort(new Error('the keychain is silent')))
  try {
    const command = { program: '/usr/bin/security', args: ['find-generic-password', '-s', service], env }
    const { status } = await run(command, AbortSignal.any([signal, late.signal]))
    if (status === undefined || status === NO_SUCH_ENTRY) return 'none'
    return status === 0 ? 'found' : 'unreadable'
  } catch {
    return 'silent'
  } finally {
    cancel()
  }
}
