import { join } from 'node:path'
import type { Env } from '../clients/client-environment.ts'

/** A program and its arguments. */
export type Argv = readonly [string, ...string[]]

/** How a system is told to keep the gateway running. */
export type Keeper = {
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[]
  /** In this order, whatever was there before: ends with a gateway that runs. */
  readonly start: readonly Argv[]
  readonly stop: readonly Argv[]
  readonly restart: readonly Argv[]
}

/** What is to be kept running. */
export type Kept = {
  readonly command: Argv
  readonly host: string
  readonly port: number
  readonly home: string
  readonly env: Env
  readonly dataDir: string
  /** Of this person, where a system asks for it. */
  readonly uid: number
}

/** Where the gateway's output goes, on systems that do not keep it themselves. */
export const logPath = (dataDir: string): string => join(dataDir, 'gateways', 'installed.log')
