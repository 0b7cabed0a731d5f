import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJsonWithComments } from '../config/json-with-comments.ts'
import { Unfit, withEntries, withoutEntries, type Entry } from './settings-edit.ts'

const entries: readonly Entry[] = [
  { path: ['env', 'URL'], value: 'http://127.0.0.1:4180' },
  { path: ['env', 'LIST'], value: 'a,b' },
  { path: ['statusLine'], value: { type: 'command', command: 'x' } },
]
const item: Entry = { path: ['hooks', 'SessionStart'], item: { hooks: [{ type: 'command', command: 'y' }] } }

/** Settings as people have them: before, and after. */
const TABLE: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'an empty file': [
    '',
    '{\n  "env": {\n    "URL": "http://127.0.0.1:4180",\n    "LIST": "a,b"\n  },\n  "statusLine": {\n    "type": "command",\n    "command": "x"\n  }\n}\n',
  ],
  'one line, compact': [
    '{"model":"opus"}',
    '{"model":"opus","env":{"URL":"http://127.0.0.1:4180","LIST":"a,b"},"statusLine":{"type":"command","command":"x"}}',
  ],
  'one line, spaced': [
    '{ "a": 1 }\n',
    '{ "a": 1, "env": { "URL": "http://127.0.0.1:4180", "LIST": "a,b" }, "statusLine": { "type": "command", "command": "x" } }\n',
  ],
  'comments behind and below the last entry': [
    '{\n  "a": 1 // one\n  // the end\n}\n',
    '{\n  "a": 1, // one\n  // the end\n  "env": {\n    "URL": "http://127.0.0.1:4180",\n    "LIST": "a,b"\n  },\n  "statusLine": {\n    "type": "command",\n    "command": "x"\n  }\n}\n',
  ],
  'trailing commas': [
    '{\n\t"env": {\n\t\t"A": "1",\n\t},\n}',
    '{\n\t"env": {\n\t\t"A": "1",\n\t\t"URL": "http://127.0.0.1:4180",\n\t\t"LIST": "a,b",\n\t},\n\t"statusLine": {\n\t\t"type": "command",\n\t\t"command": "x"\n\t},\n}',
  ],
  'a value of somebody else': [
    '{\r\n    "env": { "URL": "https://other", "B": "2" }\r\n}\r\n',
    '{\r\n    "env": { "URL": "http://127.0.0.1:4180", "B": "2", "LIST": "a,b" },\r\n    "statusLine": {\r\n        "type": "command",\r\n        "command": "x"\r\n    }\r\n}\r\n',
  ],
}

for (const [kind, [before, after]] of Object.entries(TABLE)) {
  test(`${kind}: only what is ours is added`, () => assert.equal(withEntries(before, entries), after))
}

test('what was put in can be taken out again after somebody has added to the file', () => {
  for (const [before, after] of Object.values(TABLE)) {
    const changed = withEntries(after, [{ path: ['theirs'], value: true }])
    const { text, left } = withoutEntries(changed, entries, before)
    const parsed = parseJsonWithComments(text)
    const old = parseJsonWithComments(before === '' ? '{}' : before)
    assert.ok(parsed.ok && old.ok, text)
    assert.deepEqual(parsed.value, { ...(old.value as object), theirs: true })
    assert.deepEqual(left, [])
    assert.equal(text.match(/\/\/ .*/g)?.length, before.match(/\/\/ .*/g)?.length)
  }
})

test('a value that somebody has changed since is left alone and named', () => {
  const after = withEntries('{}', entries)
  const changed = withEntries(after, [{ path: ['env', 'URL'], value: 'mine' }])
  const { text, left } = withoutEntries(changed, entries, '{}')
  assert.deepEqual(JSON.parse(text), { env: { URL: 'mine' } })
  assert.deepEqual(left, [entries[0]])
})

test('an item goes behind those of a list, and out of it again', () => {
  const lists: readonly (readonly [string, string])[] = [
    ['{"hooks":{"SessionStart":[{"a":1}]}}', '{"hooks":{"SessionStart":[{"a":1},{"hooks":[{"type":"command","command":"y"}]}]}}'],
    ['{"a":1}', '{"a":1,"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"y"}]}]}}'],
    ['{"hooks":{"SessionStart":[]}}', '{"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"y"}]}]}}'],
    [
      '{\n  "hooks": {\n    "SessionStart": [\n      "a" // mine\n    ]\n  }\n}\n',
      '{\n  "hooks": {\n    "SessionStart": [\n      "a", // mine\n      {\n        "hooks": [\n          {\n            "type": "command",\n            "command": "y"\n          }\n        ]\n      }\n    ]\n  }\n}\n',
    ],
  ]
  for (const [before, after] of lists) {
    assert.equal(withEntries(before, [item]), after)
    assert.equal(withEntries(after, [item]), after)
    assert.equal(withoutEntries(after, [item], before).text, before)
  }
})

test('what is no object is refused with its place', () => {
  const places: readonly (readonly [string, number, number, string])[] = [
    ['[]', 1, 1, 'object'],
    ['{\n  "env": "x"\n}', 2, 10, 'object'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'comma'],
    ['{"env":{},"hooks": {\n "SessionStart": 1}}', 2, 18, 'list'],
  ]
  for (const [text, line, column, expected] of places) {
    assert.throws(
      () => withEntries(text, [...entries, item]),
      (error: unknown) =>
        error instanceof Unfit && error.fault.line === line && error.fault.column === column && error.fault.expected === expected,
    )
  }
})

test('values that are there already change nothing, and two of one name are one: the last counts', () => {
  const once = withEntries('{ "env": {"URL": 1}, "env": {"B": "2"} }', entries)
  assert.equal(withEntries(once, entries), once)
  assert.deepEqual((JSON.parse(once) as { env: object }).env, { B: '2', URL: 'http://127.0.0.1:4180', LIST: 'a,b' })
})
