import { minutes, seconds, type Millis } from '../core/time.ts'

// Bounds against harm, not policy: nobody tunes them.

/** Twice what the API takes (32 MB): it says so itself, in its own words, up to here. */
export const MESSAGE_AT_MOST: number = 64 * 1024 * 1024
/** Request bodies in memory; what goes beyond is kept in unlinked files. */
export const REPLAY_MEMORY: number = 256 * 1024 * 1024
export const HEADERS_AT_MOST: number = 64 * 1024
/** A client sends its headers at once; who takes longer means to hold the connection. */
export const HEADERS_WITHIN: Millis = seconds(20)
/** Longer than clients and balancers keep a connection, so that they close first: Google's balancers keep theirs for 600 s, and ask for more. */
export const KEEP_ALIVE: Millis = minutes(11)
