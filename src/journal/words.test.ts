import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAILURES, REFUSALS } from '../core/catalogue.ts'
import { code, codeIn, idOf, modelNameOf, ownId, runIdOf } from './words.ts'

const CREDENTIALS = [
  `sk-ant-api03-${'aB3_'.repeat(23)}AA`,
  'sk-ant-oat01-shortened',
  'sk-proj-0123456789abcdef',
  'Bearer_0123456789',
  'AKIAIOSFODNN7EXAMPLE',
  'AIzaSyA-0123456789abcdefghijklmnopqrstu',
  'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
]

test('our own words become codes, whatever else becomes one word for all of it', () => {
  for (const word of ['messages', 'edge.no-healthy-upstream', 'client-left', 'api.529']) assert.equal(codeIn(word), word)
  const others = ['', 'Please summarise my diary', 'ECONNRESET', 'a_b', 'a..b', '-a', 'a\n', 'x'.repeat(49), ...CREDENTIALS]
  for (const other of others) assert.equal(codeIn(other), 'malformed', other)
})

test('every code of the catalogue fits', () => {
  for (const known of [...Object.keys(REFUSALS), ...Object.keys(FAILURES)]) assert.equal(codeIn(known), known)
})

test('a text that could be anything does not compile as a code', () => {
  const text: string = 'anything'
  // @ts-expect-error -- a string is no literal
  assert.equal(code(text), 'anything')
  assert.equal(code('down'), 'down')
})

test('ids of providers and edges pass as they are', () => {
  const ids = [
    'req_011CSHoEeqs5C35K2UUqR7Fy',
    '8a1b2c3d4e5f6789-SJC',
    '123e4567-e89b-12d3-a456-426614174000',
    'api.anthropic.com:443',
  ]
  for (const id of ids) assert.equal(idOf(id), id)
})

test('what is no id, or is a credential, is left out rather than cut to size', () => {
  const others = [
    undefined,
    '',
    'two words',
    'req_1, req_2',
    'https://me:secret@host/',
    'é',
    'a\u0000b',
    'x'.repeat(65),
    ...CREDENTIALS,
  ]
  for (const other of others) assert.equal(idOf(other), undefined, String(other))
  assert.throws(() => ownId('two words'), TypeError)
})

test('a run is known by a uuid or hexadecimal digits alone', () => {
  for (const id of ['123e4567-e89b-12d3-a456-426614174000', '0123abcd']) assert.equal(runIdOf(id), id)
  for (const other of [undefined, '', 'abc', 'my-secret-run', 'ABCDEF0123', '0'.repeat(37)])
    assert.equal(runIdOf(other), undefined)
})

test('names of models pass, in every spelling that providers use', () => {
  const names = [
    'claude-opus-4-8',
    'claude-3-5-haiku-latest',
    'claude-sonnet-4-5[1m]',
    'claude-sonnet-4-5@20250929',
    'us.anthropic.claude-sonnet-4-20250514-v1:0',
    'Qwen/Qwen3-Coder-480B-A35B-Instruct',
    'deepseek-chat',
    'glm-4.6',
    'gpt-4o-mini',
    'kimi-k2-0905-preview',
    'moonshotai/kimi-k2',
    'llama3.1:70b',
  ]
  for (const name of names) assert.equal(modelNameOf(name), name)
})

test('what was sent in place of a model is not kept', () => {
  const others = [
    '',
    'tell me a secret',
    'x'.repeat(65),
    '7f3a9c0d1e2b4a5f',
    'claude-7f3a9c0d1e2b4a5f',
    'a/../../etc/passwd',
    ...CREDENTIALS,
  ]
  for (const other of others) assert.equal(modelNameOf(other), 'other', other)
  assert.equal(modelNameOf('123e4567-e89b-12d3-a456-426614174000'), 'other')
  assert.equal(modelNameOf('arn:aws:bedrock:us-east-1:123456789012:inference-profile/x'), 'other')
  assert.equal(modelNameOf(undefined), undefined)
})
