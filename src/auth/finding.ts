import type { Credential, Place, SourceName } from '../credentials/credential.ts'
import type { Flaw, Make } from '../credentials/credential-text.ts'
import type { JsonFile } from '../credentials/json-file.ts'
import type { LoginField } from '../credentials/login-file.ts'
import type { FileSeen, Stated } from '../credentials/look.ts'
import type { StartupLine } from '../credentials/startup-lines.ts'
import type { Millis } from '../core/time.ts'

type Broken = Extract<JsonFile, { readonly is: 'broken' }>

/** One thing that was found out. Points of time are Unix milliseconds. */
export type About =
  | { readonly id: 'not-logged-in' }
  | { readonly id: 'config-dir-missing'; readonly dir: Stated }
  | { readonly id: 'login-blank'; readonly file: string }
  | { readonly id: 'login-incomplete'; readonly file: string; readonly lacks: readonly LoginField[] }
  | { readonly id: 'unreadable'; readonly file: string; readonly what: FileSeen['what']; readonly code: string }
  | {
      readonly id: 'broken'
      readonly file: string
      readonly what: FileSeen['what']
      readonly line: number
      readonly column: number
      readonly expected: Broken['expected']
    }
  | { readonly id: 'keychain-locked' }
  | { readonly id: 'keychain-silent' }
  | { readonly id: 'keychain-unread' }
  | {
      readonly id: 'malformed'
      readonly source: SourceName
      readonly place: Place
      readonly flaws: readonly Flaw[]
      readonly make: Make
      readonly prefix: string | undefined
    }
  | { readonly id: 'expired'; readonly source: SourceName; readonly at: number; readonly ago: Millis }
  | { readonly id: 'renews'; readonly source: SourceName; readonly at: number; readonly ago: Millis }
  | { readonly id: 'ends-soon'; readonly source: SourceName; readonly at: number; readonly left: Millis }
  | { readonly id: 'valid-too-long'; readonly at: number; readonly left: Millis }
  | { readonly id: 'time-unit'; readonly place: Place; readonly unit: 'seconds' | 'microseconds' }
  | { readonly id: 'clock-behind'; readonly by: Millis; readonly file: string; readonly says: number }
  | { readonly id: 'clock-impossible'; readonly says: number }
  | { readonly id: 'clock-off'; readonly by: Millis; readonly way: 'ahead' | 'behind'; readonly says: number }
  | {
      readonly id: 'shadowed'
      readonly used: SourceName
      readonly hidden: SourceName
      readonly place: Place
      readonly costs: 'money' | 'nothing'
    }
  | { readonly id: 'overruled'; readonly source: SourceName; readonly by: Place; readonly place: Place }
  | { readonly id: 'key-not-asked' }
  | { readonly id: 'key-rejected'; readonly next: SourceName | undefined }
  | { readonly id: 'open-file'; readonly file: string; readonly mode: number; readonly to: 'group' | 'everybody' }
  | { readonly id: 'in-project'; readonly file: string; readonly line: number; readonly source: SourceName }
  | { readonly id: 'login-to-stranger'; readonly source: SourceName; readonly baseUrl: Stated }
  | { readonly id: 'not-ours'; readonly source: SourceName; readonly place: Place }
  | { readonly id: 'command-fails'; readonly status: number | undefined; readonly words: string; readonly place: Place }
  | { readonly id: 'command-silent'; readonly words: string; readonly place: Place }
  | { readonly id: 'command-floods'; readonly limit: number; readonly place: Place }
  | { readonly id: 'command-slow'; readonly within: Millis; readonly words: string; readonly place: Place }
  | { readonly id: 'command-not-started'; readonly code: string; readonly place: Place }
  | { readonly id: 'command-not-run'; readonly why: 'not-wanted' | 'not-trusted'; readonly place: Place }
  | { readonly id: 'live-accepted'; readonly host: string; readonly status: number }
  | { readonly id: 'live-refused'; readonly host: string; readonly status: number; readonly words: string }
  | { readonly id: 'live-unanswered'; readonly host: string; readonly code: string }
  | { readonly id: 'live-unclear'; readonly host: string; readonly status: number; readonly words: string }
  | { readonly id: 'live-not-asked'; readonly why: 'login' | 'nothing' | 'malformed' | 'not-ours' | 'command' }

export type FindingId = About['id']
export type AboutOf<Id extends FindingId> = Extract<About, { readonly id: Id }>

/** What puts it right. */
export type Fix =
  | { readonly do: 'log-in' }
  | { readonly do: 'setup-token' }
  | { readonly do: 'new-key'; readonly name: SourceName }
  | { readonly do: 'change-line'; readonly file: string; readonly line: number }
  | { readonly do: 'remove-line'; readonly file: string; readonly line: number }
  | { readonly do: 'unset'; readonly name: string; readonly lines: readonly StartupLine[] }
  | { readonly do: 'set-again'; readonly name: string; readonly lines: readonly StartupLine[] }
  | { readonly do: 'use-name'; readonly wrong: SourceName; readonly right: SourceName }
  | { readonly do: 'close-file'; readonly file: string }
  | { readonly do: 'move-away'; readonly file: string }
  | { readonly do: 'check-clock'; readonly says: number }
  | { readonly do: 'try-command' }
  | { readonly do: 'let-command-run' }
  | { readonly do: 'trust-folder' }
  | { readonly do: 'unlock-keychain' }
  | { readonly do: 'own-tool'; readonly source: SourceName }
  | { readonly do: 'answer-client' }
  | { readonly do: 'doctor' }

/** `mend`: something is to be done; `unknown`: nobody could tell; `note`: good to know. */
export type Weight = 'mend' | 'unknown' | 'note'

export type Finding = { readonly weight: Weight; readonly about: About; readonly fixes: readonly Fix[] }

/** What the client will show of itself: in a conversation, and with `-p`. */
export type Used = { readonly talking: Credential | undefined; readonly printing: Credential | undefined }
