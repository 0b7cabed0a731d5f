import { basename } from 'node:path'

export type ClientKind = 'claude-code' | 'other'

/** Runners that take the package to run as an argument. */
const RUNNERS = new Set(['npx', 'bunx', 'pnpx', 'npm', 'pnpm', 'yarn', 'bun'])

/** Whom a command starts. Only what is known by name gets more than the plain environment. */
export function whichClient(command: string, args: readonly string[]): ClientKind {
  const name = basename(command.replaceAll('\\', '/')).replace(/\.(exe|cmd|bat|ps1)$/i, '')
  if (name === 'claude') return 'claude-code'
  const started = RUNNERS.has(name) && args.some((arg) => /^@anthropic-ai\/claude-code(@[\w.-]+)?$/.test(arg))
  return started ? 'claude-code' : 'other'
}
