import { hours, minutes, ms, seconds, type Millis } from './time.ts'

type Duration = { readonly unit: 'ms'; readonly standard: Millis; readonly about: string }
type Count = { readonly unit: 'count'; readonly standard: number; readonly about: string }

const time = (standard: Millis, about: string): Duration => ({ unit: 'ms', standard, about })
const count = (standard: number, about: string): Count => ({ unit: 'count', standard, about })

type DurationKey =
  | 'firstRetryLeast'
  | 'firstRetryMost'
  | 'secondRetry'
  | 'failureMemory'
  | 'quickRetryWithin'
  | 'headersWithin'
  | 'headersPerMegabyte'
  | 'headersAtMost'
  | 'connectWithin'
  | 'tunnelWithin'
  | 'secureWithin'
  | 'firstEventWithin'
  | 'deliveryLookEvery'
  | 'idleWithPings'
  | 'idleWithoutPings'
  | 'settleWithin'
  | 'patience'
  | 'patienceInCi'
  | 'uncommittedWhileHeld'
  | 'uncommittedWhileTrying'
  | 'pingEvery'
  | 'ownStartAfter'
  | 'ownDeltaEvery'
  | 'carefulHold'
  | 'carefulCommit'
  | 'fallbackAbsorb'
  | 'adviceAtMost'
  | 'adviceUsual'
  | 'soundEvery'
  | 'soundAtMost'
  | 'soundWithin'
  | 'overloadTryAtMost'
  | 'localTryEvery'
  | 'offlineLookEvery'
  | 'canarySilence'
  | 'drainWithin'
  | 'idleExit'
  | 'journalKeepFor'
  | 'namesWithin'
  | 'namesKeptUsually'
  | 'namesKeptAtMost'
  | 'namesStaleFor'
  | 'namesFailedFor'
  | 'namesAskedAgain'

type CountKey =
  | 'jitter'
  | 'failuresToHold'
  | 'localTries'
  | 'quickRetries'
  | 'retryShare'
  | 'retryReserve'
  | 'retryRefill'
  | 'lonelyFailures'
  | 'roundsAtMost'
  | 'heldAtMost'
  | 'soundGrowth'
  | 'rampStart'
  | 'rampGrowth'
  | 'journalMegabytes'

/** What the gateway goes by: complete and readonly. Lengths of time carry their unit, all else is a count or a share. */
export type Policy = Readonly<Record<DurationKey, Millis> & Record<CountKey, number>>
export type PolicyKey = keyof Policy
type Fields = Readonly<Record<DurationKey, Duration> & Record<CountKey, Count>>

/**
 * Every number the gateway goes by, with the reason for it. One table gives the defaults, the keys that a
 * configuration file may set, and the documentation. Sources are sections of docs/facts.md.
 */
export const POLICY_FIELDS: Fields = {
  // retrying
  firstRetryLeast: time(ms(200), 'A single failure is no outage: the first retry comes after 0.2 to 0.5 s.'),
  firstRetryMost: time(ms(500), 'See firstRetryLeast.'),
  secondRetry: time(seconds(1), 'The second retry, with jitter.'),
  jitter: count(0.2, 'Every wait is moved by up to this share, so that waits of many clients do not fall together.'),
  failuresToHold: count(3, 'From this many failures in a row the upstream is unfit, and its exchanges wait together.'),
  failureMemory: time(seconds(30), 'Failures further apart than this are not "in a row".'),
  quickRetries: count(2, 'Retries of a request that is never held (token counts, model lists, checks).'),
  quickRetryWithin: time(seconds(3), 'They must fit in this, then the client gets the error.'),
  retryShare: count(0.2, 'Retries allowed per exchange, on average (Finagle and Linkerd use 20 %).'),
  retryReserve: count(10, 'Retries allowed at once after a quiet time.'),
  retryRefill: count(1, 'Retries per second that are always allowed, so that a single person is never without.'),
  lonelyFailures: count(4, 'An API error of its own this often, while others get through, concerns this request alone.'),

  // waiting for an answer
  headersWithin: time(seconds(60), 'Headers of a streaming answer; longer for larger requests, see headersPerMegabyte.'),
  headersPerMegabyte: time(seconds(60), 'Added to headersWithin for each MiB of request.'),
  headersAtMost: time(seconds(300), 'No streaming request waits longer for headers: its client leaves at 360 s.'),
  connectWithin: time(
    seconds(8),
    'Look-up and TCP to an upstream or a proxy; one lost SYN (1 s) and a second (3 s) must survive.',
  ),
  tunnelWithin: time(seconds(15), 'A proxy connects to the upstream: it may need several addresses, and look-ups, for it.'),
  secureWithin: time(seconds(10), 'TLS on a connection that is there; four round trips of 600 ms, with a loss, must survive.'),
  firstEventWithin: time(seconds(90), 'Headers came, but no event.'),
  deliveryLookEvery: time(
    seconds(5),
    'On Linux, how often the kernel is asked whether a request without an answer has arrived at all; by then it has sent it again four times.',
  ),
  idleWithPings: time(seconds(90), 'Silence in an answer that has pinged; below the 180 s of the client.'),
  idleWithoutPings: time(
    seconds(300),
    'Silence in an answer that never pinged: never less. Its client gets pings of ours meanwhile, and trusts those alone for 600 s.',
  ),
  settleWithin: time(seconds(5), 'How long the start of an answer is kept back to see whether content follows it.'),

  // holding
  patience: time(hours(6), 'How long a request is held in all; 30 minutes where CI is set.'),
  patienceInCi: time(minutes(30), 'See patience.'),
  uncommittedWhileHeld: time(
    seconds(50),
    'Nothing is sent to a held client for this long: the honest status can still be given.',
  ),
  uncommittedWhileTrying: time(seconds(300), 'The same while an attempt is out: the client leaves at 360 s.'),
  pingEvery: time(seconds(10), 'A committed client gets a real ping event this often; its hint of trouble comes at 20 s.'),
  ownStartAfter: time(seconds(540), 'Pings alone are trusted for 600 s by Claude Code: then a message_start of our own.'),
  ownDeltaEvery: time(seconds(60), 'After it an empty message_delta this often: measured over 962 s.'),
  carefulHold: time(seconds(55), 'A client of unknown kind without streaming: many give up after 60 s.'),
  carefulCommit: time(seconds(20), 'A client of unknown kind with streaming: many give up after 30 s without headers.'),
  fallbackAbsorb: time(seconds(20), 'A client with a fallback model of its own gets the original status after this.'),
  adviceAtMost: time(seconds(59), 'A retry-after above 60 s ends a Claude Code turn at once.'),
  adviceUsual: time(seconds(5), 'The retry-after we give when we have nothing better to say.'),
  roundsAtMost: count(8, 'How often one request may be handed back and held again.'),
  heldAtMost: count(10_000, 'Exchanges held at once; one more gets the retryable 503.'),

  // release
  soundEvery: time(seconds(2), 'First wait between soundings of an unfit upstream.'),
  soundGrowth: count(1.5, 'Each wait is this much longer than the one before.'),
  soundAtMost: time(seconds(15), 'The longest wait between soundings.'),
  soundWithin: time(seconds(5), 'A sounding without answer after this has failed.'),
  overloadTryAtMost: time(seconds(8), 'The longest wait between canaries that no sounding precedes: late by no more than this.'),
  localTryEvery: time(
    seconds(1),
    'The longest wait after a failure as a missing network makes it: a network comes up step by step.',
  ),
  localTries: count(10, 'After this many tries the waits grow like all others.'),
  offlineLookEvery: time(
    minutes(1),
    'While this computer has no network nothing is asked, but for a look in case its interfaces do not tell all.',
  ),
  canarySilence: time(seconds(30), 'A canary that hears nothing for this long has failed; its request goes on all the same.'),
  rampStart: count(1, 'Starts per second after the canary succeeded.'),
  rampGrowth: count(2, 'Factor after each second without failure; a failure divides by it.'),

  // names
  namesWithin: time(ms(1800), 'The system is waited for this long; then addresses that were good before are used (RFC 8767).'),
  namesKeptUsually: time(seconds(60), 'How long an answer of the system is kept while nobody has said how long it may be.'),
  namesKeptAtMost: time(minutes(5), 'However long its servers say: addresses of large services move.'),
  namesStaleFor: time(
    hours(24),
    'An address is used so long after a name server last named it, and never longer (RFC 8767: 1 to 3 days).',
  ),
  namesFailedFor: time(seconds(1), 'Whoever asks for a name again so soon after it failed gets the same answer.'),
  namesAskedAgain: time(seconds(30), 'Name servers that fail are asked again this often (RFC 8767).'),

  // limits
  drainWithin: time(seconds(30), 'On shutdown, answers being relayed may take this long to finish.'),
  idleExit: time(minutes(10), 'A background gateway ends this long after its last client.'),

  // journal
  journalKeepFor: time(hours(30 * 24), 'Exchanges and incidents older than this are deleted from the journal.'),
  journalMegabytes: count(64, 'When the journal takes more MiB than this, its oldest exchanges are deleted.'),
}

export const defaultPolicy: Policy = Object.fromEntries(
  Object.entries(POLICY_FIELDS).map(([key, field]) => [key, field.standard]),
) as Policy

/** `learned`: limits of time follow what was seen. `fixed`: they stay as the policy says. */
export type TimeoutsMode = 'learned' | 'fixed'

/** How long a streaming request of this length in bytes waits for headers. */
export const headersWithin = (policy: Policy, length: number): Millis =>
  ms(Math.min(policy.headersAtMost, policy.headersWithin + policy.headersPerMegabyte * (length / 1_048_576)))
