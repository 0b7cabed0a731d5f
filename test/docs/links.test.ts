import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { filesIn, ROOT } from '../architecture/sources.ts'
import { readPage } from './markdown.ts'

const atTheRoot = readdirSync(ROOT).filter((name) => name.endsWith('.md'))
const pages = [...atTheRoot, ...filesIn('docs').filter((path) => path.endsWith('.md'))].map(readPage)

test('every relative link leads to a file of the project', () => {
  const dead = pages.flatMap(({ path, links }) =>
    links
      .filter((link) => !/^(?:https?:|mailto:|#)/.test(link))
      .filter((link) => !existsSync(join(ROOT, dirname(path), link.replace(/#.*$/, ''))))
      .map((link) => `${path} links to ${link}`),
  )
  assert.deepEqual(dead, [])
})
