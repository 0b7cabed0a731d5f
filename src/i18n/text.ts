import type { Millis } from '../core/time.ts'

type Units = {
  readonly hour: string
  readonly minute: string
  readonly second: string
  readonly join: string
  readonly gap: string
}

const ENGLISH: Units = { hour: 'h', minute: 'min', second: 's', join: ' ', gap: ' ' }
const JAPANESE: Units = { hour: '時間', minute: '分', second: '秒', join: ' ', gap: ' ' }

/** A length of time in a sentence: `0 s`, `4 min 10 s`, `1 h 2 min`. From an hour on, seconds say nothing. */
export const englishDuration = (length: Millis): string => spoken(length, ENGLISH)
export const japaneseDuration = (length: Millis): string => spoken(length, JAPANESE)

function spoken(length: Millis, units: Units): string {
  const total = Math.max(0, Math.round(length / 1000))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const parts = [
    hours > 0 ? `${hours}${units.gap}${units.hour}` : '',
    minutes > 0 ? `${minutes}${units.gap}${units.minute}` : '',
    hours === 0 && (total % 60 > 0 || total === 0) ? `${total % 60}${units.gap}${units.second}` : '',
  ]
  return parts.filter((part) => part !== '').join(units.join)
}

/** To the millisecond where that says something: `0.4 ms`, `83 ms`, `3.1 s`, `2 min`. */
export const shortEnglish = (length: Millis): string => short(length, ['ms', 's']) ?? englishDuration(length)
export const shortJapanese = (length: Millis): string => short(length, ['ミリ秒', '秒']) ?? japaneseDuration(length)

function short(length: Millis, [milli, second]: readonly [string, string]): string | undefined {
  if (length < 1000) return `${length < 10 ? Math.round(length * 10) / 10 : Math.round(length)} ${milli}`
  return length < 60_000 ? `${(length / 1000).toFixed(1)} ${second}` : undefined
}

/** `1 failure`, `3 failures`, `2 replies`. */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
