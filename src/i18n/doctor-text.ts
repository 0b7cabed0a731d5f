import type { Owner } from '../core/catalogue.ts'
import type { Change, Confidence, DiagnosisCode, FixId } from '../core/diagnosis-code.ts'
import type { CheckGap, CheckName, CheckState, EvidenceKind, EvidenceOf, KnownBad, NotTested } from '../core/evidence.ts'

/** What a sentence may name. */
export type About = {
  readonly host: string
  readonly owner: Owner
  /** `fine`: other sites answered, and nothing else was found here. Only then may it be said. */
  readonly rest: 'fine' | 'unknown'
  /** Is it the diagnosis, or does it stand below another? What is said beside a fault must not say that all is well. */
  readonly place: 'first' | 'beside'
  /** `told`: nobody but the client says so, and by now it may be over. */
  readonly by: 'seen' | 'told'
}

/** One sentence, or one that depends on what it is about. */
export type Sentence = string | ((about: About) => string)

/** What is said of one diagnosis, for somebody who has never heard of it. */
export type DiagnosisText = {
  /** What is the matter, and on whose side: one or two sentences. */
  readonly title: Sentence
  /** What to do now. */
  readonly action: Sentence
}

export type DiagnosisTexts = Readonly<Record<DiagnosisCode, DiagnosisText>>

// three tables, since one would be too long
type NetworkCode =
  | Extract<DiagnosisCode, `NET_${string}` | `DNS${string}` | `V6_${string}` | 'BASE_URL_TYPO' | 'HOSTS_OVERRIDE'>
  | Extract<DiagnosisCode, 'CAPTIVE_PORTAL' | 'VPN_STALE' | 'FIREWALL_BLOCKS' | 'NODE_HE_CAP' | 'PMTU_BLACKHOLE' | 'ADDRESS_DEAD'>
  | Extract<DiagnosisCode, 'BLOCKED_TARGET' | 'TARGET_UNREACHABLE' | 'PROVIDER_UNREACHABLE'>
  | Extract<DiagnosisCode, `GATEWAY_${'DOWN' | 'SILENT' | 'TAKEN'}`>
type BetweenCode =
  | Exclude<Extract<DiagnosisCode, `PROXY_${string}`>, 'PROXY_IDLE_CUT'>
  | Extract<
      DiagnosisCode,
      `TLS_${string}` | `CERT_${string}` | `CLOCK_${string}` | 'BASE_URL_BAD' | 'BASE_URL_TWICE' | `NO_PROXY_${string}`
    >
  | Extract<DiagnosisCode, 'CA_FILE_BAD' | 'SCHEME_WRONG' | 'MTLS_BAD' | 'SNI_FILTERED'>

export type NetworkTexts = Pick<DiagnosisTexts, NetworkCode>
export type BetweenTexts = Pick<DiagnosisTexts, BetweenCode>
export type AnswerTexts = Omit<DiagnosisTexts, NetworkCode | BetweenCode>

export type System = 'linux' | 'darwin' | 'win32'
/** One text for all systems, or one for each. */
export type FixText = string | Readonly<Record<System, string>>

export type EvidenceTexts = { readonly [Kind in EvidenceKind]: (item: EvidenceOf<Kind>) => string }

/** All that is said of a diagnosis. */
export type DoctorText = {
  readonly diagnoses: DiagnosisTexts
  readonly evidence: EvidenceTexts
  readonly fixes: Readonly<Record<FixId, FixText>>
  readonly changes: Readonly<Record<Change, string>>
  /** Short, to stand in brackets behind the diagnosis. */
  readonly owners: Readonly<Record<Owner, string>>
  readonly confidences: Readonly<Record<Confidence, string>>
  readonly checks: Readonly<Record<CheckName, string>>
  readonly states: Readonly<Record<CheckState, string>>
  readonly gaps: Readonly<Record<CheckGap, string>>
  /** Our own words in the rows of checks, in place of a system's: for people. */
  readonly causes: Readonly<Record<string, string>>
  readonly knownBad: Readonly<Record<KnownBad, string>>
  readonly notTested: Readonly<Record<NotTested, string>>
}

export const sentenceOf = (sentence: Sentence, about: About): string =>
  typeof sentence === 'string' ? sentence : sentence(about)

/** @param platform as Node names it; everything unknown is spoken to as Linux */
export function fixTextFor(text: FixText, platform: string): string {
  if (typeof text === 'string') return text
  return text[platform === 'darwin' || platform === 'win32' ? platform : 'linux']
}
