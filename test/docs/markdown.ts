import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../architecture/sources.ts'

export type Page = {
  readonly path: string
  /** The level of each heading, in order: `[1, 2, 2]`. */
  readonly headings: readonly number[]
  /** Fenced blocks, with the language on the fence. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[]
  /** Targets of links and pictures. */
  readonly links: readonly string[]
  /** The text without blocks and link targets. */
  readonly prose: string
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm
const LINK = /\]\(([^)\s]+)\)/g

/** @param path from the root of the project */
export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const withoutBlocks = text.replace(FENCE, '')
  return {
    path,
    headings: [...withoutBlocks.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length),
    blocks: [...text.matchAll(FENCE)].map(([, language = '', block = '']) => ({ language, text: block })),
    links: [...withoutBlocks.matchAll(LINK)].map(([, target = '']) => target),
    prose: withoutBlocks.replace(LINK, ']').replace(/<!--[\s\S]*?-->/g, ''),
  }
}

/** Lines of shell blocks: what a reader would type. */
export function commandsOn(page: Page): readonly string[] {
  return page.blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n').filter((line) => line !== ''))
}
