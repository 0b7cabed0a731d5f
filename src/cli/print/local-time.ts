import type { UnixMillis } from '../../core/time.ts'
import type { Language } from '../../i18n/language.ts'

/** `zone`: of the person, undefined for the machine's own. */
export type LocalClock = { readonly language: Language; readonly now: UnixMillis; readonly zone: string | undefined }

/** `14:03`; on another day `2026-11-25 14:03`. */
export function localTime(at: UnixMillis, clock: LocalClock): string {
  const [day, time] = partsOf(at, clock)
  return day === partsOf(clock.now, clock)[0] ? time : `${day} ${time}`
}

/** `JST`, as it is at that time: for what is still to come, and stands elsewhere in another zone. */
export const zoneName = (at: UnixMillis, clock: LocalClock): string => partsOf(at, clock)[2]

/** `2026-11-25 14:03`, all of one length. */
export function localDateTime(at: UnixMillis, clock: LocalClock): string {
  const [day, time] = partsOf(at, clock)
  return `${day} ${time}`
}

/** `2026-11-25 14:03:12`, for lines that follow one another. */
export function localStamp(at: UnixMillis, clock: LocalClock): string {
  const [day, time, , second] = partsOf(at, clock)
  return `${day} ${time}:${second}`
}

function partsOf(
  at: UnixMillis,
  { language, zone }: LocalClock,
): readonly [day: string, time: string, zone: string, second: string] {
  const format = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-US', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone: zone,
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  const day = `${part('year')}-${part('month')}-${part('day')}`
  return [day, `${part('hour')}:${part('minute')}`, part('timeZoneName'), part('second')]
}
