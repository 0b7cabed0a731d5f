import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readText } from './read.ts'

const codesOf = (text: string): readonly string[] => readText(text, 'salt').findings.map(({ code }) => code)
const KEY = `sk-ant-api03-${'AbCd0123'.repeat(12)}AA`

test('escapes, a box and a broken line of a screen do not hide what it says', () => {
  const screen = `\u001B[31m╭──────────────────────────────────────╮\u001B[0m
│ API Error: 401 {"type":"error","erro │
│ r":{"type":"authentication_error","m │
│ essage":"invalid x-api-key"}}        │
╰──────────────────────────────────────╯`
  assert.deepEqual(codesOf(screen), ['api.authentication'])
})

test('several errors are told apart, each with its lines and how often it came', () => {
  const text = [
    '10:00:01 API Error (503 no healthy upstream) · Retrying in 1 seconds… (attempt 1/10)',
    '10:00:02 API Error (503 no healthy upstream) · Retrying in 2 seconds… (attempt 2/10)',
    '10:00:04 connect ECONNRESET 160.79.104.10:443',
    '10:00:09 API Error (503 no healthy upstream) · Retrying in 4 seconds… (attempt 3/10)',
  ].join('\n')
  const seen = readText(text, 'salt').findings.map(({ code, times, line, lastLine }) => [code, times, line, lastLine])
  assert.deepEqual(seen, [
    ['envoy.no-healthy-upstream', 3, 1, 4],
    ['path.reset', 1, 3, 3],
  ])
})

test('what failed vaguely is not told beside its cause', () => {
  const text =
    'TypeError: fetch failed\n  [cause]: Error: connect ETIMEDOUT 1.2.3.4:443\n    at TCPConnectWrap.afterConnect (node:net:1:2)'
  assert.deepEqual(codesOf(text), ['path.connect-timeout'])
})

test('frames of stacks and the source lines below them are no errors', () => {
  const text = `Traceback (most recent call last):
  File "client.py", line 9, in send
    raise RateLimitError("too many requests 429")
ConnectionResetError: [Errno 104] Connection reset by peer`
  assert.deepEqual(codesOf(text), ['path.reset'])
})

test('an answer as curl prints it is recognised with its headers', () => {
  const [found] = readText('HTTP/2 503\r\nserver: cloudflare\r\nretry-after: 30\r\n\r\nno healthy upstream\r\n', 'salt').findings
  assert.equal(found?.code, 'envoy.no-healthy-upstream')
  assert.deepEqual(found.again, { kind: 'in', length: 30_000 })
})

test('a text that tells of no error gives none', () => {
  for (const text of [
    '',
    'hello',
    'All 200 tests passed in 503 ms',
    'The meeting is at 4:04 pm in room 500.',
    'listening on port 5290',
  ])
    assert.deepEqual(codesOf(text), [], text)
})

test('no secret is shown, whole or broken by the screen', () => {
  for (const text of [
    `Invalid API key ${KEY}`,
    `Invalid API key ${KEY.slice(0, 60)}\n    ${KEY.slice(60)}`,
    `curl: (56) Received HTTP code 407 from proxy http://user:hunter2secret@proxy:3128`,
    `{"level":"error","msg":"401 invalid x-api-key","headers":{"authorization":"Bearer ${KEY}"}}`,
  ]) {
    const shown = JSON.stringify(readText(text, 'salt'))
    assert.ok(!/AbCd0123|hunter2/.test(shown), shown)
    assert.ok(readText(text, 'salt').findings.length > 0, text)
  }
})

test('the end of a text that is too long is read, and what was left out is counted', () => {
  const { findings, skipped } = readText(`${'nothing of note here\n'.repeat(500_000)}API Error: 529 Overloaded\n`, 'salt')
  assert.deepEqual(
    findings.map(({ code, line }) => [code, line]),
    [['api.overloaded', 500_001]],
  )
  assert.ok(skipped > 6_000_000, String(skipped))
})

test('texts made to be slow are read in time', () => {
  const mean = [
    'a'.repeat(2_000_000),
    '{"error":'.repeat(200_000),
    '<html>'.repeat(300_000),
    '\u001B['.repeat(1_000_000),
    '│ '.repeat(1_000_000),
    'proxy '.repeat(300_000),
    'HTTP/1.1 503 x\n'.repeat(100_000),
    `HTTP/1.1 503 x\n${'a: b\n'.repeat(400_000)}`,
    'try again in 1 1 1 '.repeat(100_000),
    `${' '.repeat(400)}|x`.repeat(5000),
  ]
  const start = performance.now()
  for (const text of mean) readText(text, 'salt')
  // about three seconds where nothing else runs; what hangs takes hours
  assert.ok(performance.now() - start < 60_000)
})
