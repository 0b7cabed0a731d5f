import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram, type ProgramPlace } from './find-program.ts'

/**
 * The version of the Claude Code that a shell would start, without starting it: from the package it lies in, or from its
 * path, where the native installer and Homebrew write it.
 * @returns undefined when there is none, or it does not say
 */
export function claudeVersion(place: ProgramPlace): string | undefined {
  const program = findProgram('claude', place)
  if (program === undefined) return undefined
  try {
    const file = realpathSync(program)
    return fromPackage(file) ?? /[/\\](\d+\.\d+\.\d+)(?=[/\\]|$)/.exec(file)?.[1]
  } catch {
    return undefined
  }
}

/** Of npm's package: in the folder of its program, or one above. */
function fromPackage(file: string): string | undefined {
  for (const dir of [dirname(file), dirname(dirname(file))]) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>
      if (name === '@anthropic-ai/claude-code' && typeof version === 'string') return version
    } catch {
      // no package there
    }
  }
  return undefined
}
