import type { ConfigFault, Where } from '../../config/config-fault.ts'
import type { Texts } from '../../i18n/en.ts'
import { nearest } from '../../core/nearest.ts'

/** What is wrong with the configuration, where, and what was expected: one sentence. */
export function configSentence(fault: ConfigFault, texts: Texts): string {
  const { config } = texts
  switch (fault.kind) {
    case 'unreadable':
      return config.unreadable(fault.file, errnoWords(fault.code, texts))
    case 'not-json': {
      const line = config.column(config.inFile(fault.file, fault.line, ''), fault.column)
      return config.notJson(line, config.wanted[fault.expected])
    }
    case 'unknown-setting':
      return config.unknownSetting(whereWords(fault.where, texts), nearest(fault.key, fault.known))
    case 'bad-value':
      return config.badValue(whereWords(fault.where, texts), config.expected[fault.expected], fault.got === '' ? '""' : fault.got)
  }
}

function whereWords(where: Where, { config }: Texts): string {
  switch (where.kind) {
    case 'file':
      return config.inFile(where.file, where.line, where.path)
    case 'flag':
      return config.inFlag(where.flag)
    case 'env':
      return config.inVariable(where.name)
  }
}

/** What the system's code means; the code itself where we have no words for it. */
export const errnoWords = (code: string, { errno }: Texts): string => (errno as Readonly<Record<string, string>>)[code] ?? code
