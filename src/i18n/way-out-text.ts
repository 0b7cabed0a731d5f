import type { Met } from '../core/signal.ts'

/** What is odd about the way out as the environment sets it, though it can be used. */
export type WayOutOddity = 'way-out.proxy-without-scheme' | 'way-out.certificates-unreadable' | 'way-out.certificates-unchecked'

/** On proxies and certificates. */
export type WayOutTexts = {
  /** Whom a connection met, in whole sentences, as an addition to a failure's text. */
  readonly met: (met: Met) => string
  /** One sentence each, without a full stop. */
  readonly oddities: Readonly<Record<WayOutOddity, string>>
}
