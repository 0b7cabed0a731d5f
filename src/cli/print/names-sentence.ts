import type { LogLine } from '../../gateway/log-line.ts'
import type { Language } from '../../i18n/language.ts'
import { namesTextsIn } from '../../i18n/names.ts'

/** What the log says of names; undefined for trouble of another kind. */
export function namesSentence(
  line: Extract<LogLine, { event: 'names' | 'trouble' | 'trouble-over' }>,
  language: Language,
): string | undefined {
  const texts = namesTextsIn(language)
  if (line.event === 'names') {
    switch (line.kind) {
      case 'failed':
        return texts.failed(line.name, line.code)
      case 'failing':
        return texts.failing[line.from](line.name, line.code)
      case 'lying':
        return texts.lying(line.name, line.address)
      case 'back':
        return texts.back(line.name, line.after)
    }
  }
  return line.event === 'trouble' && line.code === 'names.set-aside' ? texts.setAside(line.file ?? '') : undefined
}
