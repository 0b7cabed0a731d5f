import { structuredPatch } from 'diff'

const CONTEXT_LINES = 2

/** Lines that differ, with a few around them; each begins with `+`, `-` or a space. */
export function lineDiff(from: string, to: string): readonly string[] {
  const { hunks } = structuredPatch('', '', from, to, undefined, undefined, { context: CONTEXT_LINES })
  return hunks.flatMap(({ lines }, index) => (index === 0 ? lines : [' ...', ...lines]))
}
