/** What configuration may know of the machine: arguments, so that tests need no machine of that kind. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly cwd: string
  /** @throws as node:fs does */
  readonly readText: (path: string) => string
}
