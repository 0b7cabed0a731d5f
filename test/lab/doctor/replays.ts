import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Observations } from '../../../src/probes/observations.ts'
import type { Row } from './row.ts'

const FOLDER = new URL('../../doctor/replays/', import.meta.url)

/** What was observed in a row, as `holdfast doctor --replay` reads it. */
export type Replay = { readonly row: string; readonly fault: string; readonly replay: Observations }

const fileOf = (row: string): URL => new URL(`${row}.json`, FOLDER)

export const replayedRows = (): readonly string[] =>
  readdirSync(FOLDER).flatMap((file) => (file.endsWith('.json') ? [file.replace(/\.json$/, '')] : []))

export const replayText = (row: string): string => readFileSync(fileOf(row), 'utf8')

/** What its slowest probe took, in milliseconds. */
export function replayTook(row: string): number {
  const { replay } = JSON.parse(replayText(row)) as Replay
  return Math.max(...Object.values(replay.probes).map((outcome) => ('millis' in outcome ? outcome.millis : 0)))
}

/** Kept as it is where nothing but times and addresses of the moment differ: a new run alone makes no change. */
export function keepReplay({ row, fault }: Row, observations: Observations): void {
  const text = `${JSON.stringify({ row, fault, replay: withoutPlaces(observations) } satisfies Replay, undefined, 2)}\n`
  mkdirSync(FOLDER, { recursive: true })
  let before = ''
  try {
    before = replayText(row)
  } catch {
    // the first time
  }
  if (shapeOf(before) !== shapeOf(text)) writeFileSync(fileOf(row), text)
}

/** Folders of the run and of the machine. */
const withoutPlaces = (observations: Observations): Observations =>
  JSON.parse(JSON.stringify(observations).replaceAll(/\/[^"\s]*holdfast-lab-[^"/\s]*/g, '/lab')) as Observations

/** Without what differs from run to run. */
const shapeOf = (text: string): string =>
  text
    .replaceAll(/\b\d{3,}\b/g, '0')
    .replaceAll(/"(?:millis|firstByteMillis|offset|lag)": -?\d+/g, '"0": 0')
    .replaceAll(/"(?:date|fault)": .*/g, '')
