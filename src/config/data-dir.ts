import { join } from 'node:path'

/** What configuration may know of the machine: arguments, so that tests need no machine of that kind. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly cwd: string
  /** @throws as node:fs does */
  readonly readText: (path: string) => string
}

/** Where runtime files and the journal live when nobody says otherwise: the usual place for such things on each system. */
export function defaultDataDir({ env, home, platform }: Surroundings): string {
  const local = env['LOCALAPPDATA']
  if (platform === 'win32') return join(local ?? join(home, 'AppData', 'Local'), 'Holdfast')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Holdfast')
  const state = env['XDG_STATE_HOME']
  return join(state !== undefined && state.startsWith('/') ? state : join(home, '.local', 'state'), 'holdfast')
}
