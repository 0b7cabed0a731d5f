// Draws the tree of src/ in ARCHITECTURE.md between its two marks, keeping the words that stand there.
//   node scripts/tree.ts --write      a file without words gets `?`, which the architecture test refuses
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'

const ROOT = new URL('..', import.meta.url)
const PAGE = new URL('ARCHITECTURE.md', ROOT)
const BEGIN = '<!-- tree: npm run docs -->\n```text\n'
const END = '```\n<!-- /tree -->'
const COLUMN = 36

type Line = { readonly depth: number; readonly name: string; readonly path: string }

function linesBelow(folder: string, depth: number): readonly Line[] {
  const entries = readdirSync(new URL(folder, ROOT), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || !entry.name.endsWith('.test.ts'))
    // files first, then folders, each by name
    .toSorted((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()) || (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const name = entry.isDirectory() ? `${entry.name}/` : entry.name
    const path = `${folder}${name}`
    const inside = entry.isDirectory() ? linesBelow(path, depth + 1) : []
    // a folder that holds only tests is no part of the tree
    return entry.isDirectory() && inside.length === 0 ? [] : [{ depth, name, path }, ...inside]
  })
}

const sourceTree = (): readonly Line[] => [{ depth: 0, name: 'src/', path: 'src/' }, ...linesBelow('src/', 1)]

/** The tree block of ARCHITECTURE.md as it stands. */
export function treeOnPage(): string {
  const page = readFileSync(PAGE, 'utf8')
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END, from)
  if (from < 0 || to < 0) throw new Error('ARCHITECTURE.md has lost the marks of its tree')
  return page.slice(from + BEGIN.length, to)
}

/** What each path is said to hold. Paths are rebuilt from the indents. */
function wordsOf(tree: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  const folders: string[] = []
  for (const line of tree.split('\n')) {
    const found = /^( *)(\S+)(?: +(.*))?$/.exec(line)
    if (found === null) continue
    const [, indent = '', name = '', text = ''] = found
    folders.length = indent.length / 2
    const path = folders.join('') + name
    if (name.endsWith('/')) folders.push(name)
    words.set(path, text)
  }
  return words
}

/** The tree as src/ is now, with the words of `tree` where it has them. */
export function redraw(tree: string): string {
  const words = wordsOf(tree)
  return sourceTree()
    .map(({ depth, name, path }) => `${`${'  '.repeat(depth)}${name} `.padEnd(COLUMN)}${words.get(path) || '?'}\n`)
    .join('')
}

if (import.meta.main && process.argv.includes('--write')) {
  const before = treeOnPage()
  const page = readFileSync(PAGE, 'utf8')
  writeFileSync(
    PAGE,
    page.replace(before, () => redraw(before)),
  )
}
