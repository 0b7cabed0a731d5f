import { placeWord, type Credential } from '../credentials/credential.ts'
import { lookForCredentials } from '../credentials/look.ts'
import { seconds } from '../core/time.ts'
import { runCommand, type RunCommand } from '../world/run-command.ts'
import type { CredentialFacts } from './facts.ts'
import type { Bench, Probe } from './probe.ts'

/**
 * Which credential the client would use, in its own order, and whether it can be one. Reads alone: no helper is run, nothing is
 * renewed, nothing is sent; of a credential only its flaws and their places are told.
 */
export const credentialProbe: Probe<'credential'> = {
  id: 'credential',
  within: seconds(2),
  measure: (bench, signal) => measureCredential(bench, { run: runCommand }, signal),
}

type CredentialWorld = { readonly run: RunCommand; readonly managed?: readonly string[] }

export async function measureCredential(
  bench: Bench,
  { run, managed }: CredentialWorld,
  signal: AbortSignal,
): Promise<CredentialFacts> {
  const place = { ...bench, ...(managed === undefined ? {} : { managed }) }
  // whose keys the target takes is not known here, and a gateway's have any shape
  const { sight } = await lookForCredentials(place, { run, reader: { sentTo: 'elsewhere' } }, signal)
  return { sources: sight.credentials.map(factsOf) }
}

const factsOf = ({
  source,
  place,
  use,
  state,
  flaws,
  expiresAt,
  refreshable,
}: Credential): CredentialFacts['sources'][number] => ({
  source,
  from: placeWord(place),
  kind: use,
  state,
  flaws,
  expiresAt,
  refreshable,
})
