import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { outline, textAt } from './outline.ts'

const NAMES = ['model', 'stream', 'tools'] as const
const bytes = (json: string): Uint8Array => new TextEncoder().encode(json)

function read(json: string): Readonly<Record<string, string>> | undefined {
  const body = bytes(json)
  const found = outline(body, NAMES)
  if (found === undefined) return undefined
  return Object.fromEntries(NAMES.flatMap((name, at) => (found[at] === undefined ? [] : [[name, textAt(body, found[at])]])))
}

suite('the outermost fields', () => {
  const table: readonly (readonly [string, string, Readonly<Record<string, string>> | undefined])[] = [
    ['one field', '{"model":"m"}', { model: '"m"' }],
    ['space everywhere', ' \r\n{ "model" :\t"m" , "stream" : true } ', { model: '"m"', stream: 'true' }],
    ['the last of several', '{"model":"a","model":"b"}', { model: '"b"' }],
    ['not what lies deeper', '{"messages":[{"model":"deep","x":{"stream":true}}],"stream":false}', { stream: 'false' }],
    ['quotes and brackets inside strings', '{"a":"}\\\"],{","model":"m\\\\"}', { model: String.raw`"m\\"` }],
    ['a name written with escapes', String.raw`{"m\u006fdel":"m"}`, { model: '"m"' }],
    ['a name that only begins alike', '{"models":1,"mode":2,"model":3}', { model: '3' }],
    ['an empty object', '{}', {}],
    ['other text than ASCII', '{"größe":"ü","model":"日本"}', { model: '"日本"' }],
    ['no object', '["model"]', undefined],
    ['nothing', '', undefined],
    ['a cut after a name', '{"model"', undefined],
    ['a cut in a string', '{"model":"m', undefined],
    ['a cut in a list', '{"tools":[1,{"a":2}', undefined],
    ['a cut after a comma', '{"model":"m",', undefined],
    ['no colon', '{"model" "m"}', undefined],
    ['no value', '{"model":}', undefined],
    ['no quotes', '{model:"m"}', undefined],
  ]
  for (const [title, json, wanted] of table) test(title, () => assert.deepEqual(read(json), wanted))
})

test('whatever the object, its fields are those that JSON.parse finds', () => {
  const name = fc.oneof(fc.constantFrom(...NAMES), fc.string())
  const object = fc.dictionary(name, fc.jsonValue(), { maxKeys: 8 })
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 2, '\t'), (fields, space) => {
      const found = read(JSON.stringify(fields, undefined, space)) ?? {}
      for (const wanted of NAMES) {
        const own = Object.hasOwn(fields, wanted)
        assert.deepEqual(
          own ? JSON.parse(found[wanted] ?? '') : undefined,
          own ? JSON.parse(JSON.stringify(fields[wanted])) : found[wanted],
        )
      }
    }),
  )
})

test('whatever the bytes, it ends, and finds only what is there', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[{}[\]",:\\a-m 1]{0,40}$/), (json) => {
      for (const span of outline(bytes(json), NAMES) ?? [])
        assert.ok(span === undefined || (span.from < span.to && span.to <= json.length))
    }),
  )
})
