import type { Conclusion } from '../../auth/conclude.ts'
import type { Finding } from '../../auth/finding.ts'
import type { Sight } from '../../credentials/look.ts'
import type { Credential } from '../../credentials/credential.ts'
import { LANGUAGES, type Language } from '../../i18n/language.ts'
import { findingWords, fixCommand, fixWords, type Tongue } from './auth-words.ts'

const SCHEMA = 1

/** The result for programs: complete, in both languages, without any credential. */
export function authJson(
  { used, outcome, findings }: Conclusion,
  { sight, platform, at }: { readonly sight: Sight; readonly platform: NodeJS.Platform; readonly at: number },
): Readonly<Record<string, unknown>> {
  return {
    schema: SCHEMA,
    at: new Date(at).toISOString(),
    outcome,
    used: { conversation: sourceOf(used.talking), print: sourceOf(used.printing) },
    credentials: sight.credentials.map(({ expiresAt, refreshUntil, ...one }) => ({
      ...one,
      expiresAt: expiresAt ?? null,
      refreshUntil: refreshUntil ?? null,
    })),
    findings: findings.map((finding) => findingJson(finding, platform)),
    approval: sight.approval ?? null,
    sentTo: sight.sentTo,
    baseUrl: sight.baseUrl ?? null,
    configDir: sight.configDir ?? null,
    files: sight.files.map(({ what, scope, file, seen, holds }) => ({ what, scope: scope ?? null, file, ...seen, holds })),
  }
}

const sourceOf = (credential: Credential | undefined): string | null => credential?.source ?? null

function findingJson(finding: Finding, platform: NodeJS.Platform): Readonly<Record<string, unknown>> {
  const { id, ...data } = finding.about
  return {
    id,
    weight: finding.weight,
    text: inBoth(platform, (tongue) => findingWords(finding, tongue)),
    data,
    fixes: finding.fixes.map((fix) => ({
      id: fix.do,
      text: inBoth(platform, (tongue) => fixWords(fix, tongue)),
      command: fixCommand(fix, { platform }) ?? null,
    })),
  }
}

const inBoth = (platform: NodeJS.Platform, words: (tongue: Tongue) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(LANGUAGES.map((language: Language) => [language, words({ language, platform })]))
