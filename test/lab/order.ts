/** What the client in the lab is told to do. */
export type Order = {
  readonly id: number
  readonly via: 'gateway' | 'direct'
  /**
   * `session`: a turn as Claude Code plays it; `once`: one request for an answer in one piece, without retries; `plain`: one for a
   * stream, likewise, on a connection of its own.
   */
  readonly how: 'session' | 'once' | 'plain'
  readonly url: string
  readonly prompt: string
}

/** What it says of it. `at` is the wall clock, which all processes of a machine share. */
export type Report = { readonly id: number; readonly at: number } & (
  | { readonly is: 'content' }
  /** `how` is `finished`, or why not. */
  | { readonly is: 'over'; readonly how: string; readonly requests: number }
)
