import { dirname } from 'node:path'
import { beforeOf } from './carry-out.ts'
import { contentOf, missingFolders, same, textIn, type Content } from './content.ts'
import { environmentFile } from './environment.ts'
import type { KeeperKind } from './keeper.ts'
import type { Keeper } from './kept.ts'
import type { Asked, FileChange, InstalledGateway, InstallRecord } from './record.ts'
import { withEntries, type Entry } from './settings-edit.ts'

/** All that is to be there afterwards. */
export type Wish = {
  readonly dataDir: string
  /** What an earlier install did. */
  readonly record: InstallRecord | undefined
  readonly gateway: InstalledGateway
  readonly asked: Asked
  readonly kind: KeeperKind
  readonly keeper: Keeper
  readonly environment: Readonly<Record<string, string>>
  /** The client's settings, links followed. */
  readonly settings: string
  readonly entries: readonly Entry[]
}

/** The settings as they were before any install. */
export async function settingsBefore(record: InstallRecord | undefined, path: string): Promise<Content> {
  const known = record?.files.find((file) => file.path === path && path === record.client.file)
  if (record === undefined || known === undefined) return await contentOf(path)
  return (await beforeOf(known, record, 'keep')).content
}

/** @returns what has to be done for it, with nothing done yet @throws Unfit when the settings cannot be edited */
export async function planInstall(wish: Wish): Promise<InstallRecord> {
  const { record, gateway, asked, kind, settings, entries } = wish
  const own = [...ownFiles(wish), await clientFile(wish)]
  const paths = own.map(({ path }) => path)
  const files = await Promise.all(own.map((file) => changeTo(file, record)))
  const former = (record?.files ?? []).filter(({ path }) => !paths.includes(path))
  const gone = await Promise.all(former.map((file) => takenBack(file, record)))
  const missing = await Promise.all(files.filter(({ after }) => after !== undefined).map(({ path }) => missingFolders(path)))
  return {
    phase: 'installing',
    files: [...gone, ...files],
    folders: [...new Set([...(record?.folders ?? []), ...missing.flat()])].filter(
      (folder) => folder !== dirname(environmentFile(wish.dataDir)),
    ),
    keeper: kind,
    gateway,
    asked,
    client: { file: settings, entries },
  }
}

/** Files that will change. */
export const changesIn = ({ files }: InstallRecord): readonly FileChange[] => files.filter(({ was, after }) => !same(was, after))

type Wanted = { readonly path: string; readonly before?: Content; readonly after: Content }

function ownFiles({ keeper, environment, dataDir }: Wish): readonly Wanted[] {
  const variables: Wanted = {
    path: environmentFile(dataDir),
    after: { bytes: Buffer.from(`${JSON.stringify(environment, null, 2)}\n`), mode: 0o600 },
  }
  const units = keeper.files.map(({ path, bytes }): Wanted => ({ path, after: { bytes, mode: 0o644 } }))
  return Object.keys(environment).length === 0 ? units : [variables, ...units]
}

async function clientFile({ record, settings, entries }: Wish): Promise<Wanted> {
  const before = await settingsBefore(record, settings)
  const bytes = Buffer.from(withEntries(textIn(before), entries))
  return { path: settings, before, after: { bytes, mode: before?.mode ?? 0o600 } }
}

async function changeTo(wanted: Wanted, record: InstallRecord | undefined): Promise<FileChange> {
  const was = await contentOf(wanted.path)
  const known = record?.files.find(({ path }) => path === wanted.path)
  const before = 'before' in wanted ? wanted.before : known === undefined ? was : known.before
  return { path: wanted.path, before, was, after: wanted.after }
}

/** An earlier install needed it, this one does not. */
async function takenBack(file: FileChange, record: InstallRecord | undefined): Promise<FileChange> {
  const before = record?.client.file === file.path ? await settingsBefore(record, file.path) : file.before
  return { path: file.path, before, was: await contentOf(file.path), after: before }
}
