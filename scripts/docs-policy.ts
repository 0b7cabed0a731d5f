// docs/policy.md from the policy's own table: node scripts/docs-policy.ts [--write]
import { writeFileSync } from 'node:fs'
import { POLICY_FIELDS } from '../src/core/policy.ts'
import { englishDuration } from '../src/i18n/text.ts'
import { ms } from '../src/core/time.ts'

const PAGE = new URL('../docs/policy.md', import.meta.url)

function shown(unit: 'ms' | 'count', standard: number): string {
  if (unit === 'count') return String(standard)
  return standard < 1000 ? `${standard} ms` : englishDuration(ms(standard))
}

/** The page as it should be. */
export function policyPage(): string {
  const rows = Object.entries(POLICY_FIELDS).map(
    ([key, { unit, standard, about }]) => `| \`${key}\` | ${shown(unit, standard)} | ${about} |`,
  )
  return [
    '# Policy',
    '',
    'Every number the gateway goes by. Each can be set by name under `policy` in a configuration file: lengths of time as `"90s"`, `"5m"`, `"6h"`,',
    'all else as a number. Made from `src/core/policy.ts`.',
    '',
    'Limits of time are where a gateway begins; it goes on from there by what it sees ([timeouts](timeouts.md)). `"timeouts": "fixed"` keeps them as they are.',
    '',
    '| key | default | what it is, and why |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--write')) writeFileSync(PAGE, policyPage())
  else process.stdout.write(policyPage())
}
