import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { asObject, asText, type JsonObject } from '../core/recognise/look.ts'
import { NOTHING_MORE } from './credential.ts'
import { flawsIn, makeOf, prefixOf } from './credential-text.ts'
import type { JsonFile } from './json-file.ts'
import type { Kept } from './login-file.ts'

/** What the person said when the client asked whether to use a key that it found in a variable. */
export type Approval = 'approved' | 'rejected' | 'not-asked'

/** The client keeps the end of a key, and so tells keys apart. */
const KEPT_OF_A_KEY = 20

export function approvalOf(key: string, state: JsonObject | undefined): Approval {
  const answers = asObject(state?.['customApiKeyResponses'])
  const end = key.trim().slice(-KEPT_OF_A_KEY)
  const holds = (list: unknown): boolean => Array.isArray(list) && list.includes(end)
  if (holds(answers?.['approved'])) return 'approved'
  return holds(answers?.['rejected']) ? 'rejected' : 'not-asked'
}

/** Whether the person trusts this folder or one around it: before that, the client runs nothing that its settings name. */
export function trusts(folder: string, state: JsonObject | undefined): 'yes' | 'no' {
  const projects = asObject(state?.['projects']) ?? {}
  const isTrusted = (dir: string): boolean => asObject(projects[dir])?.['hasTrustDialogAccepted'] === true
  return [folder, real(folder)].some((dir) => upFrom(dir).some(isTrusted)) ? 'yes' : 'no'
}

const upFrom = (dir: string): readonly string[] => (dirname(dir) === dir ? [dir] : [dir, ...upFrom(dirname(dir))])

function real(dir: string): string {
  try {
    return realpathSync(dir)
  } catch {
    return dir
  }
}

/** The key that a login to the console left, where there is no keychain. */
export function consoleKeyIn(file: Extract<JsonFile, { is: 'read' }>, shown: string): Kept | undefined {
  const secret = asText(file.value['primaryApiKey'])
  if (secret === '') return undefined
  const flaws = flawsIn(secret, 'api-key')
  const credential = {
    ...NOTHING_MORE,
    source: 'console-key',
    place: { in: 'login-file', file: shown, line: file.lineOf(['primaryApiKey']) },
    use: 'api-key',
    state: flaws.length > 0 ? 'malformed' : 'usable',
    flaws,
    make: makeOf(secret),
    prefix: prefixOf(secret),
  } as const
  return { credential, secret }
}
