import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJsonWithComments } from './json-with-comments.ts'

const valueOf = (text: string): unknown => {
  const parsed = parseJsonWithComments(text)
  assert.ok(parsed.ok)
  return parsed.value
}

test('whatever JSON.parse reads is read the same', () => {
  const texts = [
    '{}',
    '[]',
    ' { "a" : [1, -2.5e3, true, false, null, "x\\n\\u00e9\\"y"] } ',
    '"alone"',
    '0',
    '{"__proto__":{"x":1}}',
  ]
  for (const text of texts) assert.deepEqual(valueOf(text), JSON.parse(text))
})

test('comments and a last comma are allowed, and not inside texts', () => {
  const text = '// first\n{\n  /* why */ "url": "http://x//y", // here\n  "list": [1, 2, /* end */],\n}\n/* after */'
  assert.deepEqual(valueOf(text), { url: 'http://x//y', list: [1, 2] })
})

test('a value is found on its line, and a missing one on that of its parent', () => {
  const parsed = parseJsonWithComments('{\n  "a": 1,\n  "b": {\n    "c": [\n      10,\n      20\n    ]\n  }\n}')
  assert.ok(parsed.ok)
  assert.equal(parsed.lineOf(['a']), 2)
  assert.equal(parsed.lineOf(['b', 'c', 1]), 6)
  assert.equal(parsed.lineOf(['b', 'missing']), 3)
  assert.equal(parsed.lineOf([]), 1)
})

const faults: readonly (readonly [text: string, line: number, column: number, expected: string])[] = [
  ['', 1, 1, 'value'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'comma'],
  ['{\n  a: 1\n}', 2, 3, 'key'],
  ['{"a" 1}', 1, 6, 'colon'],
  ['{"a": }', 1, 7, 'value'],
  ['{"a": 01}', 1, 7, 'value'],
  ['{"a": 1} x', 1, 10, 'end'],
  ['{"a": "open\n}', 1, 7, 'string-end'],
  ['{"a": "\\x"}', 1, 7, 'string-end'],
  ['{"a": "tab\there"}', 1, 7, 'string-end'],
  ['{"a": 1 /* never closed }', 1, 9, 'comment-end'],
  ['{"a": 1', 1, 8, 'comma'],
]
for (const [text, line, column, expected] of faults) {
  test(`${JSON.stringify(text)} is refused at ${line}:${column}, wanting a ${expected}`, () => {
    assert.deepEqual(parseJsonWithComments(text), { ok: false, line, column, expected })
  })
}
