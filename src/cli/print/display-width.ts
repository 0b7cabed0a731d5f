import { stripVTControlCharacters } from 'node:util'

/** Columns on a terminal: East Asian characters take two. */
export function displayWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0)
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/
